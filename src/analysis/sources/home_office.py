"""National Referral Mechanism referrals and Duty to Notify reports, as the Home Office publishes them in CSV.

A referral is of a potential victim, made by a first responder: not a person (one can be referred twice), not
a place of exploitation and not a conviction. A Duty to Notify report is of an adult who did not consent to
being referred. The tables hold their own totals, several within one another: adding every row of a force
gives eight times its referrals. The publisher's workbook is read in the form of these CSVs.
"""

import functools
import re

import pandas as pd

from analysis.errors import InputError
from analysis.sources import files, first_responders, nationalities, nrm_workbook, workbooks
from analysis.sources.reading import (
    TOTAL,
    Read,
    added,
    exactly,
    refuse_gaps,
    refuse_labels,
    refuse_twice,
    refuse_unless_adds_up,
    refuse_unless_wholes,
    same,
)

POLICE = nrm_workbook.POLICE
POLICE_TOTAL = f"{POLICE} total"
NOT_SPECIFIED = "Not specified or unknown"
# In the publisher's order, which is also the order in which a combination is written.
EXPLOITATIONS = ("Sexual", "Labour", "Domestic", "Organ Harvesting", "Criminal")
ADULT, CHILD = "Adult (18 or over)", "Child (17 or under)"
AGE_GROUPS = (ADULT, CHILD, NOT_SPECIFIED)
GENDERS = ("Female", "Male", "Unknown", NOT_SPECIFIED)
LOCATIONS = ("Overseas", "UK", "UK and Overseas", NOT_SPECIFIED)

RESPONDER, EXPLOITATION, AGE = "First responder", "Exploitation type", "Age at exploitation"
GENDER, NATIONALITY, PEOPLE = "Gender", "Nationality", "People"
REFERRAL_HEADINGS = ("First responder type", RESPONDER, EXPLOITATION, AGE, GENDER, NATIONALITY, PEOPLE)
# Each is a total over the ones after it: where exploitation is "Total", so are age and gender.
NESTED = (EXPLOITATION, AGE, GENDER)
LOCATION, REFERRALS = "Location of exploitation", "NRM referrals"
REFERRAL_QUARTER_HEADINGS = ("Year", "Quarter", AGE, LOCATION, REFERRALS)
NOTIFY_HEADINGS = (NATIONALITY, TOTAL)
NOTIFY_QUARTER_HEADINGS = ("Year", "Quarter", TOTAL)
# What is in the title of a sheet of the workbook.
REFERRAL_COURSE, NOTIFY_COURSE = ("referrals by quarter", "location"), ("reports by quarter",)
AGE_NOT_KNOWN = "Age not specified or unknown"
# Labels of exploitation from before this quarter are not comparable with those after it.
CATEGORIES_CHANGED = "2019-Q4"
BEFORE_CHANGE, DURING_CHANGE, SINCE_CHANGE = (
    "before late 2019",
    "the quarter of the change",
    "since late 2019",
)


def exploitation_types(text):
    """Return the kinds of exploitation that a label names, in the publisher's order; none if one is unknown.

    Order and punctuation vary from table to table. "Not specified or unknown" is a kind of its own.

    >>> exploitation_types("Labour, Domestic and Sexual"), exploitation_types("Piracy")
    (('Sexual', 'Labour', 'Domestic'), ())
    """
    if text.strip() == NOT_SPECIFIED:
        return (NOT_SPECIFIED,)
    named = [part for part in re.split(r"\s*(?:,|&|\band\b)\s*", text.strip()) if part]
    if not named or len(set(named)) < len(named) or not set(named) <= set(EXPLOITATIONS):
        return ()
    return tuple(kind for kind in EXPLOITATIONS if kind in named)


def exploitation_label(kinds):
    """Return kinds of exploitation as the publisher writes several: "Sexual, Labour & Criminal"."""
    return " & ".join([", ".join(kinds[:-1]), kinds[-1]] if len(kinds) > 1 else kinds)


def is_exploitation(label):
    """Tell whether a label is one that `exploitation_label` writes."""
    kinds = exploitation_types(label)
    return bool(kinds) and exploitation_label(kinds) == label


def categories(quarter):
    """Return whether a quarter's labels of exploitation are those before or since the change of late 2019.

    >>> categories("2019-Q3"), categories("2019-Q4"), categories("2020-Q1")
    ('before late 2019', 'the quarter of the change', 'since late 2019')
    """
    if quarter == CATEGORIES_CHANGED:
        return DURING_CHANGE
    return BEFORE_CHANGE if quarter < CATEGORIES_CHANGED else SINCE_CHANGE


def of_all_police(file):
    """Tell whether a file of referrals is the whole table: a part of it has no row of all police."""
    return POLICE_TOTAL.encode() in file.read_bytes()


@functools.lru_cache(maxsize=128)
def nrm_referrals(file, kind=POLICE):
    """Return referrals by first responder in one quarter: the finest rows, zeros left out.

    `kind` is the police, or in a workbook another of `nrm_workbook.RESPONDER_TYPES`.

    `frame` has `first_responder`, `police_force_area_code` ("" for a body without a force area of England or
    Wales), `exploitation`, `age_group`, `gender`, `nationality` and `referrals`. What is not there is zero:
    the publisher writes zeros out, and every total is checked against its parts.

    A first responder or nationality that no list has appears under its own name (see `closed_lists`).

    Raises InputError for another layout, a label of kind, age or gender that is not known, a row twice, a
    count that is not a whole number, and a total that its parts do not add to.
    """
    if workbooks.is_workbook(file):
        given = nrm_workbook.by_responder(file, kind)
        return _referrals(given.rows, given, kind)
    table = files.read_csv(file, REFERRAL_HEADINGS)
    exactly(file, table.columns, REFERRAL_HEADINGS)
    refuse_labels(table["First responder type"], file, "First responder type", {POLICE: POLICE})
    return _referrals(table, file, kind)


def _referrals(table, file, kind):
    people = files.whole_numbers(table[PEOPLE], file, PEOPLE)
    refuse_twice(table, file, list(REFERRAL_HEADINGS[1:-1]))
    forces = first_responders.force_codes(table[RESPONDER], file, kind)
    rows = pd.DataFrame(
        {
            RESPONDER: files.stripped(table[RESPONDER]),
            EXPLOITATION: _exploitations(table[EXPLOITATION], file),
            AGE: refuse_labels(table[AGE], file, AGE, same(*AGE_GROUPS, TOTAL)),
            GENDER: refuse_labels(table[GENDER], file, GENDER, same(*GENDERS, TOTAL)),
            NATIONALITY: _nationalities(table[NATIONALITY], file),
            PEOPLE: people,
        }
    )
    everybody = f"{kind} total"
    whole = _check_nested_totals(rows, everybody, file)
    leaf = (rows[[*NESTED, NATIONALITY]] != TOTAL).all(axis="columns") & (rows[RESPONDER] != everybody)
    counted = leaf & (people > 0)
    frame = rows[counted].rename(
        columns={
            RESPONDER: "first_responder",
            EXPLOITATION: "exploitation",
            AGE: "age_group",
            GENDER: "gender",
            NATIONALITY: "nationality",
            PEOPLE: "referrals",
        }
    )
    frame.insert(1, "police_force_area_code", frame["first_responder"].map(forces).astype("str"))
    explained = {
        "counted": int(counted.sum()),
        "zero": int((leaf & ~counted).sum()),
        "totals of other rows": int((~leaf).sum()),
    }
    known = tuple(sorted(code for code in forces.values() if code))
    return Read(added(frame, "referrals"), explained, whole, known)


def nrm_referrals_by_quarter(file):
    """Return referrals in the United Kingdom by quarter, age group and place of exploitation, zeros too.

    `frame` has `quarter`, `age_group`, `location` and `referrals`. Categories changed in late 2019.

    Raises InputError for another layout, a label that is not known, a quarter that is missing, twice there or
    out of its order (a mislabelled year), and a total that its parts do not add to.
    """
    table, file = nrm_workbook.course_table(file, REFERRAL_COURSE, REFERRAL_QUARTER_HEADINGS)
    if isinstance(file, nrm_workbook.Table):
        return read_wide(table, file, same(*LOCATIONS), ("location", "referrals"))
    exactly(file, table.columns, REFERRAL_QUARTER_HEADINGS)
    refuse_twice(table, file, list(REFERRAL_QUARTER_HEADINGS[:-1]))
    ages = same(*AGE_GROUPS) | {AGE_NOT_KNOWN: NOT_SPECIFIED}
    rows = pd.DataFrame(
        {
            "quarter": quarters_in_order(table, file),
            "age_group": refuse_labels(table[AGE], file, AGE, ages),
            "location": refuse_labels(table[LOCATION], file, LOCATION, same(*LOCATIONS, TOTAL)),
            "referrals": files.whole_numbers(table[REFERRALS], file, REFERRALS),
        }
    )
    total = rows["location"] == TOTAL
    refuse_unless_adds_up(rows[~total], rows[total], ["quarter", "age_group"], "referrals", file)
    sizes = rows[~total].groupby("quarter").size()
    if (sizes != sizes.max()).any():
        raise InputError(
            f"{file.name}: {sizes.idxmin()} has {sizes.min()} rows where another quarter has {sizes.max()}. "
            "The file was cut: download it again."
        )
    explained = {"counted": int((~total).sum()), "totals of other rows": int(total.sum())}
    return Read(rows[~total].reset_index(drop=True), explained)


def read_wide(table, file, parts, names):
    """Return the Read of a national course that has a column for each age and part, zeros too.

    `parts` are {part as the publisher writes it: its name in the column that is called the first of `names`};
    counts are in the second. Columns of totals, of each age and of all, and rows of whole years are checked
    and left out.
    """
    ages = dict(zip((*AGE_GROUPS[:2], AGE_NOT_KNOWN), AGE_GROUPS, strict=True))
    wholes = {f"{age} - {TOTAL}": [f"{age} - {part}" for part in parts] for age in ages}
    cells = [(f"{age} - {part}", ages[age], parts[part]) for age in ages for part in parts]
    exactly(file, table.columns, ["Year", "Quarter", *(name for name, *_ in cells), *wholes, TOTAL])
    quarters = quarters_in_order(table, file, also=(TOTAL,))
    refuse_twice(table, file, ["Year", "Quarter"])
    counts = {
        name: files.whole_numbers(table[name], file, name) for name in table.columns.drop(["Year", "Quarter"])
    }
    refuse_unless_wholes(pd.DataFrame(counts), wholes | {TOTAL: list(wholes)}, file)
    of_year = quarters.str.endswith(TOTAL)
    for name, count in counts.items():
        one = pd.DataFrame({"year": quarters.str[:4], "of": name, "count": count})
        refuse_unless_adds_up(one[~of_year], one[of_year], ["year", "of"], "count", file)
    # As in the CSVs, quarters appear in their own order.
    labels, number = names
    long = [
        pd.DataFrame({"quarter": quarters, "age_group": age, labels: part, number: counts[name]})[~of_year]
        for name, age, part in cells
    ]
    frame = pd.concat(long).sort_index(kind="stable").reset_index(drop=True)
    explained = {"counted": int((~of_year).sum()), "totals of other rows": int(of_year.sum())}
    return Read(frame.astype({"age_group": "str", labels: "str"}), explained)


@functools.lru_cache(maxsize=128)
def duty_to_notify(file):
    """Return Duty to Notify reports of one quarter by nationality: `nationality` and `reports`.

    Adults alone, nationally: no police force is given. A nationality that is not there has none.

    Raises InputError for another layout, a row twice, a count that is not a whole number, and a total that is
    missing or that the nationalities do not add to.
    """
    table = files.read_csv(file, NOTIFY_HEADINGS)
    exactly(file, table.columns, NOTIFY_HEADINGS)
    refuse_twice(table, file, [NATIONALITY])
    rows = pd.DataFrame(
        {
            "nationality": _nationalities(table[NATIONALITY], file),
            "reports": files.whole_numbers(table[TOTAL], file, TOTAL),
        }
    )
    total = rows["nationality"] == TOTAL
    one = {"of": "Total"}
    refuse_unless_adds_up(rows[~total].assign(**one), rows[total].assign(**one), ["of"], "reports", file)
    counted = ~total & (rows["reports"] > 0)
    explained = {
        "counted": int(counted.sum()),
        "zero": int((~total & ~counted).sum()),
        "totals of other rows": int(total.sum()),
    }
    return Read(added(rows[counted], "reports"), explained)


def duty_to_notify_by_quarter(file):
    """Return Duty to Notify reports by quarter since November 2015: `quarter` and `reports`.

    Revised since each quarter's own table: 2022-Q2 has 1,126 here and 1,125 by nationality.

    Raises InputError for another layout, a quarter that is missing, twice there or out of its order, and a
    year's total that its quarters do not add to.
    """
    table, file = nrm_workbook.course_table(file, NOTIFY_COURSE, NOTIFY_QUARTER_HEADINGS)
    exactly(file, table.columns, NOTIFY_QUARTER_HEADINGS)
    refuse_twice(table, file, ["Year", "Quarter"])
    rows = pd.DataFrame(
        {
            "quarter": quarters_in_order(table, file, also=(TOTAL,)),
            "reports": files.whole_numbers(table[TOTAL], file, TOTAL),
        }
    )
    total = rows["quarter"].str.endswith(TOTAL)
    by_year = rows.assign(year=rows["quarter"].str[:4])
    refuse_unless_adds_up(by_year[~total], by_year[total], ["year"], "reports", file)
    explained = {"counted": int((~total).sum()), "totals of other rows": int(total.sum())}
    return Read(rows[~total].reset_index(drop=True), explained)


def _nationalities(values, file):
    files.refuse_where(files.stripped(values) == "", file, NATIONALITY, values, "a nationality in every row")
    return values.map({text: nationalities.written(text) for text in values.unique()}).astype("str")


def _exploitations(values, file):
    kinds = {text: exploitation_types(text) for text in values.unique() if text != TOTAL}
    known = {text: exploitation_label(found) for text, found in kinds.items() if found} | {TOTAL: TOTAL}
    found = values.map(known)
    wanted = f"{', '.join(EXPLOITATIONS)}, several of them joined by commas and &, or {NOT_SPECIFIED}"
    files.refuse_where(found.isna(), file, EXPLOITATION, values, wanted)
    return found.astype("str")


def _check_nested_totals(rows, everybody, file):
    """Refuse totals that their parts do not add to; return whether the total of `everybody` is there."""
    level = (rows[list(NESTED)] != TOTAL).to_numpy()
    depth = level.sum(axis=1)
    skewed = pd.Series((level != (depth[:, None] > range(len(NESTED)))).any(axis=1), rows.index)
    files.refuse_where(skewed, file, EXPLOITATION, rows[EXPLOITATION], "Total only where age and gender are")
    named = (rows[RESPONDER] != everybody).to_numpy()
    nation = (rows[NATIONALITY] == TOTAL).to_numpy()
    for above in range(len(NESTED)):
        keys = [RESPONDER, *NESTED[:above], NATIONALITY]
        parts, totals = rows[named & (depth == above + 1)], rows[named & (depth == above)]
        refuse_unless_adds_up(parts, totals, keys, PEOPLE, file)
    refuse_unless_adds_up(rows[~nation], rows[nation], [RESPONDER, *NESTED], PEOPLE, file)
    if named.all():
        return False
    refuse_unless_adds_up(rows[named & (depth == 0)], rows[~named], [NATIONALITY], PEOPLE, file)
    return True


def quarters_in_order(table, file, also=()):
    """Return each row's quarter, "2023-Q4", or "2023-Total" where `also` lets that label in.

    Refuses a year that is none, and quarters that do not follow one another.
    """
    years, numbers = table["Year"].str.strip(), table["Quarter"].str.strip()
    files.refuse_where(~years.str.fullmatch(r"20[0-9][0-9]"), file, "Year", years, "a year such as 2023")
    refuse_labels(numbers, file, "Quarter", same(*nrm_workbook.QUARTERS, *also))
    quarters = years + "-" + numbers
    in_order = quarters[~numbers.isin(also)]
    refuse_gaps(in_order[in_order != in_order.shift()], file)
    return quarters
