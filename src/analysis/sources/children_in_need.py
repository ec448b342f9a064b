"""Children in need in England: the Department for Education's open files, by upper tier local authority.

Two files with the same keys: episodes of need, and the factors that social workers found at the end of an
assessment. An assessment may find several factors, so that factors are never added to one another.
"""

import functools

import pandas as pd

from analysis.errors import InputError
from analysis.sources import files, store
from analysis.sources.reading import Read, exactly, named, refuse_labels, refuse_two_labels, same
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

YEAR, LEVEL = "time_period", "geographic_level"
KEYS = (
    YEAR,
    "time_identifier",
    LEVEL,
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
    "category",
)
LEVELS = {"National": "country", "Regional": "region", "Local authority": "local authority"}
NAMED_BY = {  # the columns of an area's code and name at each level
    "country": ("country_code", "country_name"),
    "region": ("region_code", "region_name"),
    "local authority": ("new_la_code", "la_name"),
}
CATEGORIES = ("Factors identified at the end of assessment", "Children in Need")
NATIONS = {"E92000001": "England", "K04000901": "Sample Nation"}  # the second is invented
# E13: inner and outer London, regions within one.
CODES = rf"{'|'.join(NATIONS)}|E1[23][0-9]{{6}}|E0[689][0-9]{{6}}|E10[0-9]{{6}}"
MARKS = {  # of the publisher: the state of a cell, and what it means
    "c": (SUPPRESSED, "suppressed by the publisher"),
    "x": (NOT_AVAILABLE, "not collected that year"),
    "u": (NOT_AVAILABLE, "unreliable, says the publisher"),
    "z": (NOT_AVAILABLE, "does not apply"),
}
SPLIT = {  # a factor that was split in two: from then on its zero is none
    "Physical_Abuse_unknown": "Physical_Abuse_adult_on_child",
    "Sexual_Abuse_unknown": "Sexual_Abuse_adult_on_child",
}
EPISODES = (
    "Anypoint_episodes",
    "Anypoint_child",
    "Started_episodes",
    "Started_child",
    "Ended_episodes",
    "Ended_child",
    "At31_episodes",
    "awaiting_assessment",
)
ALL_FACTORS = "Episodes_with_assessment_factor"
FACTORS = (
    ALL_FACTORS,
    *(
        f"{what}_{whom}"
        for what in (
            "Alcohol_Misuse",
            "Drug_Misuse",
            "Domestic_Abuse",
            "Mental_Health",
            "Learning_Disability",
            "Physical_Disability",
        )
        for whom in ("child", "parent", "person")
    ),
    "Young_Carer",
    "Privately_fostered",
    "Unaccompanied_asylum_seeker",
    "Going_missing",
    "Child_sexual_exploitation",
    "Trafficking",
    "Gangs",
    "Socially_unacceptable_behaviour",
    "Self_harm",
    "Neglect",
    "Emotional_Abuse",
    *(
        f"{what}_Abuse_{by}"
        for what in ("Physical", "Sexual")
        for by in ("unknown", "child_on_child", "adult_on_child")
    ),
    "Female_Genital_Mutilation",
    "Faith_linked_abuse",
    "Child_criminal_exploitation",
    "Other",
)
HALF = 5  # regions and England are rounded to the nearest ten


@functools.lru_cache(maxsize=4)
@store.once(Read)
def children_in_need(file):
    """Return episodes of need, or factors of assessments, by year, area and what is counted.

    `frame` has `year` (that ends on 31 March), `level` ("local authority", "region" or "country"),
    `area_code`, `area_name`, `region_code`, `measure` (the publisher's heading), `episodes` (of authorities
    exact, of all others to the nearest ten), `status` and `reason` ("" where a figure is shown). A factor
    that was split in two is not available from then on: the zero that the file has for it says nothing.

    Raises InputError naming the row for another layout, a cell that is neither a number nor one of the
    publisher's marks, an area twice in a year, more episodes with one factor than in all, and a region to
    which its authorities do not add up.
    """
    table = files.read_csv(file, (*KEYS, *EPISODES, *FACTORS))
    measures = [name for name in table.columns if name not in KEYS]
    exactly(file, table.columns, [*KEYS, *(EPISODES if measures[:1] == [EPISODES[0]] else FACTORS)])
    refuse_labels(table["time_identifier"], file, "time_identifier", same("Reporting year"))
    refuse_labels(table["category"], file, "category", same(*CATEGORIES))
    years = table[YEAR].str.strip()
    files.refuse_where(~years.str.fullmatch(r"20[0-9][0-9]"), file, YEAR, years, "a year such as 2025")
    level = refuse_labels(table[LEVEL], file, LEVEL, LEVELS)
    codes, names = (_of_level(table, level, place) for place in (0, 1))
    files.refuse_where(
        ~codes.str.fullmatch(CODES), file, "new_la_code", codes, "an ONS code such as E10000031"
    )
    keys = pd.DataFrame({"year": years, "level": level, "area_code": codes, "area_name": names})
    files.refuse_where(
        keys.duplicated(["year", "area_code"]), file, "new_la_code", codes, "an area once a year"
    )
    keys["area_name"] = codes.map(NATIONS).fillna(named(file, "la_name", codes, names))
    refuse_two_labels(file, "old_la_code", codes, table["old_la_code"])
    refuse_two_labels(file, "region_name", table["region_code"], table["region_name"])
    keys["region_code"] = table["region_code"].str.strip()
    frame = pd.concat([_measure(file, table, keys, name) for name in measures], ignore_index=True)
    uneven = frame[(frame["level"] != "local authority") & (frame["episodes"] % (2 * HALF) != 0)]
    if len(uneven):
        row = uneven.iloc[0]
        raise InputError(
            f"{file.name}: {row['area_name']}, {row['year']}, {row['measure']}: found {row['episodes']}, "
            "expected a figure rounded to ten. The file was edited: download it again."
        )
    _refuse_unless_adds_up(file, frame)
    return Read(frame, {"areas and years": len(table)})


def _of_level(table, level, place):
    """Return the code (`place` 0) or the name (1) of each row's area, from the columns of its level."""
    found = pd.Series("", table.index, dtype="str")
    for one, columns in NAMED_BY.items():
        found = found.mask(level == one, table[columns[place]].str.strip())
    return found


def _measure(file, table, keys, name):
    """Return the figures of one column of the file, with `keys`."""
    text = table[name].str.strip()
    wrong = ~text.str.fullmatch(r"[0-9]{1,7}") & ~text.isin(MARKS)
    files.refuse_where(wrong, file, name, text, f"a whole number or one of {', '.join(MARKS)}")
    numbers = pd.to_numeric(text, errors="coerce").astype("Int64")
    status = text.map({mark: state for mark, (state, _) in MARKS.items()}).fillna(SHOWN)
    reason = text.map({mark: why for mark, (_, why) in MARKS.items()}).fillna("")
    if name in SPLIT:
        replaced = (table[SPLIT[name]].str.strip() != "x") & numbers.notna()
        numbers, status = numbers.mask(replaced), status.mask(replaced, NOT_AVAILABLE)
        reason = reason.mask(replaced, "counted as other factors since 2021")
    return keys.assign(measure=name, episodes=numbers, status=status, reason=reason)


def _refuse_unless_adds_up(file, frame):
    """Refuse a factor of more episodes than there are, and authorities that do not add up to their region."""
    whole = frame[frame["measure"] == ALL_FACTORS].set_index(["year", "area_code"])["episodes"]
    if len(whole):
        index = pd.MultiIndex.from_frame(frame[["year", "area_code"]])
        more = frame["episodes"].astype("float64").gt(whole.reindex(index).astype("float64").to_numpy())
        if more.any():
            row = frame.loc[more].iloc[0]
            raise InputError(
                f"{file.name}: {row['area_name']}, {row['year']}: more episodes with {row['measure']} than "
                f"{ALL_FACTORS}. The file was edited: download it again."
            )
    for year, held in frame.groupby("year")["level"]:
        lost = [one for one in NAMED_BY if one not in set(held)]
        if lost:
            raise InputError(f"{file.name}: {year} has no row of a {lost[0]}. It was cut: download it again.")
    outer = frame["area_code"].str.startswith("E13")  # inner and outer London: regions within one
    for part, upper in (
        ("local authority", "region"),
        ("region", "country"),
        ("local authority", "country"),
    ):
        parts = frame[(frame["level"] == part) & ~(outer & (part == "region"))]
        by = (
            parts["region_code"]
            if upper == "region"
            else frame.loc[frame["level"] == upper, "area_code"].iloc[0]
        )
        grouped = parts.assign(area_code=by).groupby(["year", "area_code", "measure"])["episodes"]
        sums = grouped.agg(total="sum", known="count", rows="size")
        held = frame[frame["level"] == upper].set_index(["year", "area_code", "measure"])["episodes"]
        allowed = HALF + HALF * (part == "region") * sums["rows"]
        gap = (sums["total"] - held.reindex(sums.index)).abs().astype("float64")
        wrong = (sums["known"] == sums["rows"]) & (gap > allowed)
        if wrong.any():
            year, code, measure = wrong.idxmax()
            raise InputError(
                f"{file.name}: {measure}, {year}: what lies in {code} does not add up to its own row; "
                f"{int(wrong.sum())} such. A row is missing, or the file was edited: download it again."
            )
