"""All that the folder and the office hold for the decision which languages to translate into."""

import datetime
import re

import pandas as pd
import pandera.pandas as pa

from analysis import settings
from analysis.errors import InputError, MissingSourceError, how_many
from analysis.sources import custom_tables
from analysis.tables import lookups
from analysis.tables.census import language, proficiency
from analysis.tables.declaration import DISTRICT_CODE, Declaration, checked
from analysis.tables.languages import estimates
from analysis.tables.languages.estimates import CATEGORIES as CATEGORIES_26
from analysis.tables.languages.estimates import TABLES, small_area_evidence
from analysis.tables.languages.policy import language_policy
from analysis.tables.languages.reference import by_label, language_crosswalk, language_reference
from analysis.tables.languages.risks import risk_items
from analysis.tables.office.language_decisions import language_decisions
from analysis.tables.people.duty_to_notify import CARD as REPORTS
from analysis.tables.people.editions import WORKBOOK
from analysis.tables.people.referrals import CARD as REFERRALS
from analysis.tables.places import country, deprivation
from analysis.tables.released import rows, statement

CARD = "census_language_by_proficiency"
# Option codes of english_proficiency: 4 cannot speak well, 5 cannot speak; 1 main language English.
NOT_PROFICIENT = ("4", "5")
LEAF, GROUP_26, GROUP_23 = "leaf", "group_26", "group_23"
# What the publisher's codes stand for, in its words or close to them: its spelling differs by table.
CATEGORIES_23 = (
    "English", "Welsh or Cymraeg", "Other UK languages", "French", "Portuguese", "Spanish",
    "Serbian, Croatian or Bosnian", "Any other European language (EU)",
    "Any other European language (non-EU)", "Romani, Romany or Yiddish", "Russian", "Turkish", "Arabic",
    "West or Central Asian language", "South Asian language", "East Asian language",
    "Oceanic or Australian language", "North or South American language", "Caribbean Creole",
    "African language", "Sign and supported language", "Any other language",
)  # fmt: skip
PROFICIENCY = (
    "Main language is English", "Can speak English very well", "Can speak English well",
    "Cannot speak English well", "Cannot speak English",
)  # fmt: skip
CODES = {GROUP_26: tuple(CATEGORIES_26.values()), GROUP_23: CATEGORIES_23}  # by number, the first is 1
OF_ANY = {"any", "other", "language", "or", "and"}  # words that tell no category from another
# Of all residents, who may be in another group than TS024 has them in: perturbation moves a few of each.
MOST_APART = 0.01


class LanguageProficiencyCross(Declaration, unique=["area_code", "grouping", "group"]):
    """Residents aged 3 and over by group of languages, Census 2021: how many, and how many not proficient.

    `grouping` says which groups: "group_26" or "group_23" (`group` is then the publisher's number) or
    "leaf" (a language of TS024). Districts in which the combination would disclose are left out by the
    publisher, and have no row.
    """

    area_code: str = pa.Field(matches=DISTRICT_CODE)
    area_name: str
    grouping: str = pa.Field(isin=(LEAF, GROUP_26, GROUP_23))
    group: str
    people: int = pa.Field(ge=0)
    people_not_proficient: int = pa.Field(ge=0)


def language_proficiency_cross(area: str) -> pd.DataFrame:
    """Return `LanguageProficiencyCross` for every district that the folder's exports hold; empty without one.

    All districts, not the area's alone: where the area's own are blocked, a group's rates elsewhere are
    what a range is made of.

    An export that is broken, of other categories, or of other people than TS024 counts, has no rows here:
    `_set_aside` says of which file and why.

    Raises InputError naming the files for a district that is in two exports, or other than of districts.
    """
    used = [(name, rows) for name, rows, why in _exports(area) if not why]
    parts, names = [rows for _, rows in used], ", ".join(name for name, _ in used)
    held = [set(zip(part["area_code"], part["grouping"], part["group"], strict=True)) for part in parts]
    twice = [cell for at, cells in enumerate(held) for cell in cells & set().union(*held[:at])]
    if twice:
        raise InputError(
            f"{names}: {min(twice)[0]} appears in two exports of one combination. Keep the newer one."
        )
    return checked(LanguageProficiencyCross, parts, names)


def _set_aside(area):
    """Return, for each export that is not made use of, {what is not made use of: the file, and why}."""
    return {f"what {name} says": why for name, _, why in _exports(area) if why}


@lookups.once_a_folder
def _exports(area):
    """Return of each export in the folder its name, its rows, and why it is not made use of, "" if it is."""
    _, inventory = lookups.opened(area)
    found = []
    for file in (item.file for item in inventory.find(CARD)):
        try:
            why = _not_known(file)
            rows = None if why else _rows(file)
        except InputError as fault:  # more is known with it, and without it the decision is made all the same
            rows, why = None, str(fault).removeprefix(file.name).lstrip(":, ").rstrip(".")
        found.append((file.name, rows, why or _not_as_counted(area, rows)))
    return found


def _not_as_counted(area, rows):
    """Return how many people of an export are in another group than TS024 has them in; "" if few are."""
    _, inventory = lookups.opened(area)
    if not inventory.has(ALWAYS[0]):
        return ""
    people, grouping = rows.set_index(["area_code", "group"])["people"], rows["grouping"].iloc[0]
    counted = language(area, "every district")
    counted = counted[counted["area_code"].isin(rows["area_code"])]
    groups = language_reference().assign(leaf=lambda one: one["language"]).set_index("language")[grouping]
    group = counted["language"].map(groups).astype("str")
    there = (
        counted.groupby([counted["area_code"], group])["residents_3_plus"]
        .sum()
        .rename_axis(people.index.names)
    )
    people = people[people.index.get_level_values("area_code").isin(counted["area_code"])]
    apart = people.sub(there, fill_value=0).abs().sum() / 2
    if apart <= MOST_APART * there.sum():
        return ""
    return (
        f"{apart:,.0f} of the {there.sum():,.0f} residents that TS024 counts are in another group of "
        "languages there: are its categories the publisher's?"
    )


def _not_known(file):
    """Return which categories of an export are not those that are known here; "" if all are."""
    table = custom_tables.crossed(file)
    if lacking := sorted({*NOT_PROFICIENT} - {*table.cells["second_code"]}):
        return (
            f"no category of proficiency has the code {' or '.join(lacking)}, and other codes are not known. "
            "Export the six categories"
        )
    (grouping, named), languages = _grouping(table), _crossed(table, "first")
    unknown = [text for code, text in languages.items() if code not in named]
    if unknown:
        return (
            f'"{unknown[0]}" is a category of neither the 26, the 23 nor the detailed languages; '
            f"{len(unknown)} in all. Export one of these"
        )
    # Of detailed languages the labels are known, and no code.
    wrong = _contradicted(_crossed(table, "second"), PROFICIENCY)
    wrong += _contradicted(languages, CODES.get(grouping, ()))
    if not wrong:
        return ""
    code, found, known = wrong[0]
    many = how_many(len(wrong), "such codes")
    return f'the code {code} is "{found}" there, and "{known}" for the publisher; {many}. Export it again'


def _contradicted(labels, known):
    """Return (code, label, label known) of the codes that an export calls by another's name, or by none."""
    known, wrong = {str(code): text for code, text in enumerate(known, start=1)}, []
    for code, label in labels.items():
        if code not in known:
            continue
        said, own = _words(label.rpartition(": ")[2]), _words(known[code])
        others = [_words(text) for other, text in known.items() if other != code]
        if said != own and (said in others or not own & _words(label)):
            wrong.append((code, label, known[code]))
    return wrong


def _words(label):
    """Return the words of a label that tell it from others, in small letters and the singular."""
    return {word.rstrip("s") for word in re.findall(r"\w+", label.casefold())} - OF_ANY


def _rows(file):
    table = custom_tables.crossed(file)
    rows = table.cells
    rows = rows[
        (rows["first_code"] != custom_tables.DOES_NOT_APPLY)
        & (rows["second_code"] != custom_tables.DOES_NOT_APPLY)
    ]
    grouping, names = _grouping(table)
    rows = rows.assign(group=rows["first_code"].map(names))
    whole = rows.groupby(["area_code", "area_name", "group"], sort=False)["count"].sum()
    worse = rows[rows["second_code"].isin(NOT_PROFICIENT)]
    worse = worse.groupby(["area_code", "area_name", "group"], sort=False)["count"].sum()
    joined = pd.DataFrame({"people": whole, "people_not_proficient": worse})
    if joined["people_not_proficient"].isna().any():
        raise InputError(f"{file.name}: has no people for the proficiency codes 4 and 5. Export it again.")
    return joined.astype("int64").reset_index().assign(grouping=grouping, status="shown")


def _crossed(table, which):
    """Return {category code: the publisher's words} of the "first" variable of an export, or the "second"."""
    rows = table.cells[table.cells[f"{which}_code"] != custom_tables.DOES_NOT_APPLY]
    return rows.drop_duplicates(f"{which}_code").set_index(f"{which}_code")[which].to_dict()


def _grouping(table):
    """Return which grouping the categories are of, and {category code: group} of those that are known."""
    codes = _crossed(table, "first")
    for size, grouping in (("26", GROUP_26), ("23", GROUP_23)):
        if f"({size} categories)" in table.variables[0]:
            return grouping, {str(at): str(at) for at in range(1, len(CODES[grouping]) + 1)}
    leaves = language_reference()
    known = {leaf: name for leaf, name in zip(leaves["leaf"], leaves["language"], strict=True) if leaf}
    known |= {name: name for name in known.values()}
    return LEAF, {code: known[text] for code, text in codes.items() if text in known}


RISK = "risk_of_nationalities"  # the statement of official counts by nationality, in data/release.toml
ALWAYS = ("census_ts024", "census_ts029")
# What small areas are estimated from, and the tables that are named where the folder has none of them.
PREDICTORS = tuple(f"census_{table.lower()}" for table in TABLES.values())
USUAL = ("census_ts004", "census_ts021", "census_ts030")
# With these more is known; without them the decision says what is not.
WHERE_HELD = (CARD, "deprivation_2025")
CATEGORIES = "census_custom"
# What places are called, beside the outlines that are drawn.
OUTLINES, NAMES = "boundaries_msoa21", ("msoa_names", "lookup_lsoa21_ward", "neighbourhood_teams")


def of_nationalities(area: str) -> dict:
    """Return what was released of official counts by nationality; which files it rests on is noted.

    Raises InputError where nothing was released.
    """
    place, inventory = lookups.opened(area)
    for card in (REFERRALS, WORKBOOK, REPORTS):
        inventory.find(card)
    return statement(RISK, place.slug)


def sources(area: str, *of) -> list[str]:
    """Return the ids of the cards that something about languages rests on.

    `of` names one thing or several: "decision", the census tables that it is made from (also where nothing is
    named); "need", how many in each district cannot speak English well; "small areas", what their languages
    are estimated from and their places named by; "neighbourhoods", these and the outlines of MSOAs; "risk",
    sensitive counts of which none is shown, where enough quarters were held when they were released.

    A figure that names one of `ALWAYS`, or of `USUAL` where no table goes with language, and has no file of
    it is a gap. Of the rest those are named that the folder holds: the others were not made use of.
    """
    return list(dict.fromkeys(card for one in of or ("decision",) for card in _sources(area, one)))


def _sources(area, of):
    if of == "risk":
        return of_nationalities(area)["cards"]
    _, inventory = lookups.opened(area)
    if of in ("small areas", "neighbourhoods"):
        outlines = [OUTLINES] if of == "neighbourhoods" else []
        named = [*outlines, *(card for card in NAMES if inventory.has(card))]
        return [*ALWAYS, *(_predictors(inventory) or USUAL), *_categories(area), *named]
    held = [card for card in WHERE_HELD if inventory.has(card)]
    if language_proficiency_cross(area).empty:  # what was set aside is no source
        held = [card for card in held if card != CARD]
    if of == "need":
        return [*ALWAYS, *(card for card in held if card == CARD)]
    if of != "decision":
        raise InputError(f'No sources of "{of}". Known: decision, need, small areas, neighbourhoods, risk.')
    if deprivation(area).empty:  # of an area in Wales
        held = [card for card in held if card != "deprivation_2025"]
    return [*ALWAYS, *_predictors(inventory), *_categories(area), *held]


def small_areas(area: str) -> None:
    """Return what `measures.languages.languages_in_places` reads, or None without files for it."""
    try:
        return small_area_evidence(area)
    except MissingSourceError:
        return None


def _categories(area):
    """Return the card of languages counted in categories, where exports in the folder are of the area."""
    # An export of something else, or of other places, has the same card.
    return [CATEGORIES] if len(estimates.language_categories(area)) else []


def _predictors(inventory):
    held = {item.card_id for item in inventory.files if item.part == "lsoa"}
    return [card for card in PREDICTORS if card in held]


NO_CROSS = (
    "how many speakers of each language cannot speak English well",
    "the folder holds no ONS custom dataset of main language by proficiency in English",
)
NO_TOTAL = "the file of TS029 has no row for it, so that it is estimated as other districts are"
DEPRIVED = "which small areas are deprived"
NEWCOMERS = "languages of people who came since the census"


def evidence(area: str, counted: dict | None = None) -> dict:
    """Return what a `measures.languages.Evidence` holds of an area, by name, but for small areas.

    The day of the decision is the last of this run's quarter, or today. What is not there is None, and
    `absent` says which evidence that leaves out and why. Of official counts by nationality
    there is an item for each nationality that reaches the rule, among the risk items, and never a count:
    `counted` is the statement of them, by default what was released.
    """
    policy = language_policy()
    decided_on = pd.Timestamp(settings.as_of_date(settings.current_run().as_of))
    # To decide as of an earlier day leaves out what was said since; what nobody can have said yet is wrong.
    recorded = risk_items(area, until=max(decided_on, pd.Timestamp(datetime.date.today())))
    counted = counted or of_nationalities(area)
    cross = language_proficiency_cross(area)
    absent = _set_aside(area) or (dict([NO_CROSS]) if cross.empty else {})
    spoken, able = language(area), proficiency(area, partial=True)
    for name in spoken.loc[~spoken["area_code"].isin(able["area_code"]), "area_name"].unique():
        absent[f"how many people in {name} cannot speak English well"] = NO_TOTAL
    ranked, index = deprivation(area), country(area)["other_index"].iloc[0]
    if ranked.empty:
        absent[DEPRIVED] = (
            "the folder holds no index of deprivation"
            if pd.isna(index)
            else f"the index that is read covers England alone, and the {index} is not read"
        )
    return {
        "languages": spoken,
        "proficiency": able,
        "reference": language_reference(),
        "crosswalk": crosswalk_for(recorded),
        "policy": policy,
        "as_of": decided_on,
        "risk_items": pd.concat([recorded, rows(counted)], ignore_index=True),
        "cross": _if_any(cross),
        "everywhere": (language(area, "every district"), proficiency(area, "every district", partial=True)),
        "small_proficiency": _if_any(proficiency(area, by="lsoa21")),
        "deprivation": _if_any(ranked),
        "decisions": language_decisions(area),
        "absent": {**absent, **counted["absent"], NEWCOMERS: _newcomers(area)},
        "counted": tuple(counted["periods"]),
        "kept_back": counted["of_the_force"],
    }


def _if_any(table):
    return None if table.empty else table


def _newcomers(area):
    """Return why nothing says which languages newcomers speak: what is held of them, and what it lacks.

    The files and not their rows: that an area has none would be a count.
    """
    _, files = lookups.opened(area)
    cards = {
        "asylum_support": "asylum support",
        "resettlement": "resettlement",
        "homes_for_ukraine": "Homes for Ukraine",
    }
    held = [name for card, name in cards.items() if files.has(card)]
    without = "no file of school languages is read"
    if not held:
        return f"the folder holds no count of them, and {without}"
    return f"{', '.join(held)}: published by district without a nationality, and {without}"


def crosswalk_for(items: pd.DataFrame) -> pd.DataFrame:
    """Return the whole crosswalk, and rows for the labels of two nationalities that `items` have.

    The whole of it, whatever the counts hold: which nationalities were looked up must not tell which
    the force referred.
    """
    whole = language_crosswalk()
    known = set(whole["nationality"])
    labels = [name for name in items["nationality"] if name and name not in known]
    if not labels:
        return whole
    return pd.concat([whole, by_label(labels)], ignore_index=True)
