"""The topic summaries of the Census of 2021 (21 March 2021), each by district or, where published, by LSOA.

Where a function takes `by`, it is "district", "every district" or "lsoa21" (see `topic`).
"""

import functools
import re

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError, MissingSourceError, nearest
from analysis.sources import custom_tables, indices, nomis
from analysis.tables import lookups
from analysis.tables.declaration import (
    DISTRICT_CODE,
    LSOA_CODE,
    Declaration,
    checked,
    empty,
    reconciled,
    same_members,
)
from analysis.tables.declared import table

__all__ = [
    "age",
    "arrival",
    "birthplace",
    "ethnic_group",
    "household_language",
    "language",
    "passports",
    "proficiency",
    "residents",
    "residents_by_age",
    "residents_by_group",
    "residents_by_group_and_age",
    "rurality",
]

# How the total's heading ends where it counts everybody; TS001, TS004, TS005 and TS007 say of nobody else.
OF_RESIDENTS = (": Total", ": All usual residents")
LEVELS = {"district": "ltla", "every district": "ltla", "lsoa21": "lsoa"}


class CensusTable(Declaration, unique=["area_code", "category"]):
    """Residents (or households) by category, Census 2021, 21 March 2021."""

    area_code: str = pa.Field(matches=DISTRICT_CODE)
    area_name: str
    category: str
    people: int = pa.Field(ge=0)
    all_people: int = pa.Field(ge=0)


class CensusSmallArea(Declaration, unique=["lsoa21_code", "category"]):
    """Residents (or households) by category in LSOAs, Census 2021, 21 March 2021."""

    lsoa21_code: str = pa.Field(matches=LSOA_CODE)
    area_name: str
    category: str
    people: int = pa.Field(ge=0)
    all_people: int = pa.Field(ge=0)


@functools.lru_cache(maxsize=64)
def _topic(file, table):
    return nomis.topic_summary(file, table)


@lookups.once_a_folder
def topic(
    area_text: str, table: str, by: str = "district", labels: bool = True, partial: bool = False
) -> pd.DataFrame:
    """Return a topic summary: `CensusTable`, or `CensusSmallArea` when `by` is "lsoa21".

    `by` is "district" (those of the area), "every district" (all in the file, to compare with) or
    "lsoa21". `category` is the publisher's, its last part alone with `labels`. An area without a file
    gives an empty table. A district file without one of the districts is refused, or with `partial` gives the
    others. Totals are held to TS001's, or to the district file's for small areas.
    """
    area, inventory = lookups.opened(area_text)
    small = by == "lsoa21"
    model = CensusSmallArea if small else CensusTable
    card_id = f"census_{table.lower()}"
    try:
        file = inventory.one(card_id, LEVELS[by])
        expected = lookups.lsoas(area, inventory)["lsoa21_code"] if small else pd.Series(area.districts)
    except MissingSourceError:
        return empty(model)
    summary = _topic(file, table)
    names = summary.totals.set_index("area_code")
    rows = summary.cells(None if by == "every district" else expected)
    rows = rows.rename(columns={"count": "people"}).drop(columns="category" if labels else "label")
    rows = rows.rename(columns={"label": "category"})
    if by != "every district" and not partial:
        same_members(rows["area_code"].unique(), expected, "area", file.name)
    if small:
        lookups.refuse_unlisted(file, area, names["area_name"].drop(expected), inventory)
    else:
        _whole(summary, area, file, by == "every district" and not partial)
    rows = rows.assign(
        area_name=rows["area_code"].map(names["area_name"]),
        all_people=rows["area_code"].map(names["total"]),
        status="shown",
    )
    if small:
        _held_to(f"census_{table.lower()}", table, rows, area, inventory, file)
        rows = rows.rename(columns={"area_code": "lsoa21_code"})
        lookups.refuse_other_names(file, rows.drop_duplicates("lsoa21_code"), inventory, "area_name")
    elif nomis.TOTALS[table].endswith(OF_RESIDENTS) and table != "TS001":
        _held_to("census_ts001", "TS001", rows, area, inventory, file)
    return checked(model, rows, file.name)


def _whole(summary, area, file, every):
    """Refuse a district file with a district that nobody knows or, where `every` one counts, without one.

    "England and Wales" is the sum of the file: a row that is gone would be gone from the comparison.
    """
    found = set(summary.totals["area_code"])
    known = {code for item in areas.all_areas(invented=area.invented) for code in item.districts}
    same_members(found, known if every else known & found, "district", file.name)


def _held_to(card_id, table, rows, area, inventory, file):
    """Hold totals to those of another district file, where the folder has one.

    LSOAs are held to their own table's districts, districts to the usual residents of TS001.
    """
    try:
        districts = _topic(inventory.one(card_id, "ltla"), table)
    except MissingSourceError:
        return
    parts = rows.drop_duplicates("area_code").set_index("area_code")["all_people"]
    if areas.level_of_code(parts.index[0]) == "lsoa":
        parts = parts.groupby(
            lookups.lsoas(area, inventory).set_index("lsoa21_code")["district22_code"]
        ).sum()
    whole = districts.totals.set_index("area_code")["total"]
    both = parts.index.intersection(whole.index)
    reconciled(parts[both], whole[both], file.name)


def grouped(table: pd.DataFrame, groups: dict) -> pd.DataFrame:
    """Return a census table with its categories added up into `groups`, a dict from category to group.

    Raises InputError naming a category that no group holds: none is dropped, and none guessed.
    """
    missing = sorted(set(table["category"].unique()) - set(groups))
    if missing:
        raise InputError(
            f'The census file has a category "{missing[0]}" that belongs to no group known here '
            f"({len(missing)} in all). {nearest(missing[0], groups)}".rstrip()
        )
    keys = [name for name in table.columns if name not in ("category", "people")]
    named = table.assign(category=table["category"].map(groups))
    order = list(dict.fromkeys(groups.values()))
    added = named.groupby([*keys, "category"], sort=False, as_index=False)["people"].sum()
    added["category"] = pd.Categorical(added["category"], order)
    return (
        added.sort_values([keys[0], "category"])
        .astype({"category": "str"})[list(table.columns)]
        .reset_index(drop=True)
    )


def by_beginning(table: pd.DataFrame, groups: dict[str, str]) -> dict:
    """Return {category: group} of a census table by `groups`, a dict from how categories begin to group."""
    categories = table["category"].unique()
    return {name: group for name in categories for start, group in groups.items() if name.startswith(start)}


def named(table: pd.DataFrame, dimension: str, count: str = "residents") -> pd.DataFrame:
    """Return a census table under the names of its subject: `dimension` for category, `count` for people."""
    return table.rename(columns={"category": dimension, "people": count}).drop(columns="all_people")


PROFICIENCY = {
    "Main language is English (English or Welsh in Wales)": "Main language is English",
    "Can speak English very well": "Speak English very well",
    "Can speak English well": "Speak English well",
    "Cannot speak English well": "Cannot speak English well",
    "Cannot speak English": "Cannot speak English",
}
ENGLISH_IN_HOUSEHOLD = {
    "All adults": "All adults",
    "At least one but not all adults": "Some adults",
    "No adults": "A child, no adult",
    "No people": "Nobody",
}
ARRIVED = {
    "Born in the UK": "Born in the UK",
    "Arrived before 1951": "Arrived before 2001",
    "Arrived 1951 to 1960": "Arrived before 2001",
    "Arrived 1961 to 1970": "Arrived before 2001",
    "Arrived 1971 to 1980": "Arrived before 2001",
    "Arrived 1981 to 1990": "Arrived before 2001",
    "Arrived 1991 to 2000": "Arrived before 2001",
    "Arrived 2001 to 2010": "Arrived 2001 to 2010",
    "Arrived 2011 to 2013": "Arrived 2011 to 2016",
    "Arrived 2014 to 2016": "Arrived 2011 to 2016",
    "Arrived 2017 to 2019": "Arrived 2017 to 2021",
    "Arrived 2020 to 2021": "Arrived 2017 to 2021",
}
# EU14, EU8 and EU2 are the publisher's names for who belonged to the European Union when.
BORN_IN = {
    "United Kingdom": "United Kingdom",
    "European Union EU14": "EU members before 2004",
    "European Union EU8": "Eight EU members since 2004, Poland among them",
    "European Union EU2": "Bulgaria and Romania",
    "All other EU countries": "Croatia, Cyprus and Malta",
    "All other non-EU countries": "Europe outside the EU",
    "Middle East and Asia": "Middle East and Asia",
    "Africa": "Africa",
    "The Americas and the Caribbean": "Americas and the Caribbean",
    "Antarctica and Oceania (including Australasia) and Other": "Oceania and elsewhere",
    "British Overseas": "Oceania and elsewhere",
}
ETHNIC_GROUPS = {
    "Asian, Asian British or Asian Welsh": "Asian",
    "Black, Black British, Black Welsh, Caribbean or African": "Black",
    "Mixed or Multiple ethnic groups": "Mixed or multiple",
    "Other ethnic group": "Other ethnic group",
    "White": "White other than British",
}
WHITE_BRITISH = "White: English, Welsh, Scottish, Northern Irish or British"
AGES = {
    "Under 16": range(16),
    "16 to 24": range(16, 25),
    "25 to 44": range(25, 45),
    "45 to 64": range(45, 65),
    "65 to 84": range(65, 85),
    "85 and over": range(85, 120),
}


@table(
    "Usual residents in households and communal establishments",
    "a kind of residence in a district",
    ["census_ts001"],
)
@table(
    "Usual residents in households and communal establishments, small areas",
    "a kind of residence in an LSOA",
    ["census_ts001"],
    name="residents_lsoa21",
    by="lsoa21",
)
def residents(area: str, by: str = "district") -> pd.DataFrame:
    """Return usual residents in households and in communal establishments (TS001)."""
    return named(topic(area, "TS001", by), "residence")


@table("Residents by part of the world of birth", "a part of the world in a district", ["census_ts004"])
@table(
    "Residents by part of the world of birth, every district of the file",
    "a part of the world in a district",
    ["census_ts004"],
    name="birthplace_every_district",
    shared=True,
    by="every district",
)
def birthplace(area: str, by: str = "district") -> pd.DataFrame:
    """Return residents by the part of the world in which they were born (TS004)."""
    return named(grouped(topic(area, "TS004", by), BORN_IN), "birthplace")


@table("Residents by passports held", "a passport in a district", ["census_ts005"])
def passports(area: str, by: str = "district") -> pd.DataFrame:
    """Return residents by the passports that they hold (TS005): neither nationality nor status."""
    return named(topic(area, "TS005", by), "passport")


@table("Residents by age band", "an age band in a district", ["census_ts007"])
@table(
    "Residents by age band, every district of the file",
    "an age band in a district",
    ["census_ts007"],
    name="age_every_district",
    shared=True,
    by="every district",
)
def age(area: str, by: str = "district") -> pd.DataFrame:
    """Return residents in six age bands by district (TS007)."""
    years = topic(area, "TS007", by)
    bands = {label: age_band(label) for label in sorted(years["category"].unique(), key=first_year)}
    return named(grouped(years, bands), "age_band")


def first_year(label: str) -> int:
    """Return the youngest age that a label covers: 0 for "Aged under 1 year"."""
    return 0 if "under 1 year" in label else int(re.findall(r"\d+", label)[0])


def age_band(label: str, bands: dict[str, range] = AGES) -> str:
    """Return the age band that holds a single year of age."""
    return next(name for name, years in bands.items() if first_year(label) in years)


@table("Residents by period of last arrival", "a period of arrival in a district", ["census_ts015"])
@table(
    "Residents by period of last arrival, every district of the file",
    "a period of arrival in a district",
    ["census_ts015"],
    name="arrival_every_district",
    shared=True,
    by="every district",
)
def arrival(area: str, by: str = "district") -> pd.DataFrame:
    """Return residents by the period in which they last arrived to live in the country (TS015)."""
    return named(grouped(topic(area, "TS015", by), ARRIVED), "arrived")


@table("Residents by ethnic group", "an ethnic group in a district", ["census_ts021"])
@table(
    "Residents by ethnic group, every district of the file",
    "an ethnic group in a district",
    ["census_ts021"],
    name="ethnic_group_every_district",
    shared=True,
    by="every district",
)
def ethnic_group(area: str, by: str = "district") -> pd.DataFrame:
    """Return residents in six groups: the five broad ones, White British apart from other White (TS021)."""
    table = topic(area, "TS021", by, labels=False)
    groups = by_beginning(table, ETHNIC_GROUPS) | {WHITE_BRITISH: "White British"}
    return named(grouped(table, groups), "ethnic_group")


@table("Residents aged 3 and over by main language", "a language in a district", ["census_ts024"])
@table(
    "Residents aged 3 and over by main language, every district of the file",
    "a language in a district",
    ["census_ts024"],
    name="language_every_district",
    shared=True,
    by="every district",
)
def language(area: str, by: str = "district") -> pd.DataFrame:
    """Return residents aged 3 and over by main language (TS024): the 94 languages that split no further."""
    return named(topic(area, "TS024", by), "language", "residents_3_plus")


@table(
    "Households by who in them has English as main language",
    "a kind of household in a district",
    ["census_ts025"],
)
def household_language(area: str, by: str = "district") -> pd.DataFrame:
    """Return households by who in them has English (in Wales English or Welsh) as main language (TS025)."""
    table = topic(area, "TS025", by)
    who = grouped(table, by_beginning(table, ENGLISH_IN_HOUSEHOLD))
    return named(who, "english_in_household", "households")


@table(
    "Residents aged 3 and over by proficiency in English",
    "a level of English in a district",
    ["census_ts029"],
    partial=True,
)
@table(
    "Residents aged 3 and over by proficiency in English, small areas",
    "a level of English in an LSOA",
    ["census_ts029"],
    name="proficiency_lsoa21",
    by="lsoa21",
)
@table(
    "Residents aged 3 and over by proficiency in English, every district of the file",
    "a level of English in a district",
    ["census_ts029"],
    name="proficiency_every_district",
    shared=True,
    by="every district",
    partial=True,
)
def proficiency(area: str, by: str = "district", partial: bool = False) -> pd.DataFrame:
    """Return residents aged 3 and over by proficiency in English (TS029); `partial` as in `topic`.

    Not proficient, here and throughout, are those who cannot speak English well or at all.
    """
    table = topic(area, "TS029", by, partial=partial)
    return named(grouped(table, PROFICIENCY), "proficiency", "residents_3_plus")


# As data/reference/local_counts.toml has them for victims: a test holds the two together.
AGE_BANDS = {
    "0-17": range(18),
    "18-24": range(18, 25),
    "25-34": range(25, 35),
    "35-44": range(35, 45),
    "45-54": range(45, 55),
    "55-64": range(55, 65),
    "65 and over": range(65, 120),
}
BROAD_GROUPS = {
    "Asian, Asian British or Asian Welsh": "Asian",
    "Black, Black British, Black Welsh, Caribbean or African": "Black",
    "Mixed or Multiple ethnic groups": "Mixed",
    "Other ethnic group": "Other",
    "White": "White",
}


class ResidentsByGroup(Declaration, unique=["district", "characteristic", "group"]):
    """Residents by district, characteristic and group, Census 2021, 21 March 2021."""

    district: str
    characteristic: str = pa.Field(isin=("Age band", "Ethnic group"))
    group: str
    residents: int = pa.Field(ge=0)


@table(
    "Residents by the age bands and ethnic groups of victims",
    "a group in a district",
    ["census_ts007", "census_ts021"],
)
def residents_by_group(area: str) -> pd.DataFrame:
    """Return `ResidentsByGroup` of an area: the labels of a group are those of the victims."""
    ages, ethnic = topic(area, "TS007"), topic(area, "TS021", labels=False)
    bands = {category: age_band(category, AGE_BANDS) for category in ages["category"].unique()}
    parts = {"Age band": grouped(ages, bands)}
    parts |= {"Ethnic group": grouped(ethnic, by_beginning(ethnic, BROAD_GROUPS))}
    rows = pd.concat([part.assign(characteristic=name) for name, part in parts.items()], ignore_index=True)
    rows = rows.rename(columns={"area_name": "district", "category": "group", "people": "residents"})
    return checked(ResidentsByGroup, rows, "Census 2021, TS007 and TS021")


class ResidentsByGroupAndAge(Declaration, unique=["district", "ethnic_group", "age_band"]):
    """Residents by district, ethnic group and age band, Census 2021, 21 March 2021."""

    district: str
    ethnic_group: str = pa.Field(isin=tuple(BROAD_GROUPS.values()))
    age_band: str = pa.Field(isin=tuple(AGE_BANDS))
    residents: int = pa.Field(ge=0)


@table(
    "Residents by ethnic group and age band",
    "an age band of an ethnic group in a district",
    ["census_ethnic_group_by_age"],
)
def residents_by_group_and_age(area_text: str) -> pd.DataFrame:
    """Return `ResidentsByGroupAndAge` of an area, from an export of ethnic group by age.

    Empty without one, and where the publisher blocks it for one of the districts: the ages of the whole area
    are then not known.

    Raises InputError for an export whose ages do not break where the age bands do.
    """
    area, inventory = lookups.opened(area_text)
    try:
        file = inventory.one("census_ethnic_group_by_age")
    except MissingSourceError:
        return empty(ResidentsByGroupAndAge)
    cells = custom_tables.crossed(file).cells
    cells = cells[
        cells["area_code"].isin(area.districts) & cells["first_code"].ne(custom_tables.DOES_NOT_APPLY)
    ]
    if set(cells["area_code"]) != set(area.districts):
        return empty(ResidentsByGroupAndAge)
    ages = {label: _band_of(label, file) for label in cells["second"].unique()}
    rows = cells.assign(age_band=cells["second"].map(ages), ethnic_group=cells["first"].map(BROAD_GROUPS))
    if rows["ethnic_group"].isna().any():
        label = rows.loc[rows["ethnic_group"].isna(), "first"].iloc[0]
        raise InputError(
            f'{file.name}: "{label}" is none of the five broad ethnic groups. '
            "Export ethnic group in 6 categories."
        )
    keys = ["area_name", "ethnic_group", "age_band"]
    rows = rows.groupby(keys, sort=False, as_index=False)["count"].sum()
    rows = rows.rename(columns={"area_name": "district", "count": "residents"})
    return checked(ResidentsByGroupAndAge, rows.assign(status="shown"), file.name)


def _band_of(label, file):
    """Return the age band that holds the ages of a label such as "Aged 16 to 17 years"."""
    oldest = AGE_BANDS["65 and over"][-1] if "over" in label else int(re.findall(r"\d+", label)[-1])
    for name, years in AGE_BANDS.items():
        if first_year(label) in years and oldest in years:
            return name
    raise InputError(
        f'{file.name}: "{label}" lies in two of the age bands of victims: {", ".join(AGE_BANDS)}. '
        "Export age in 23 categories."
    )


@table("Residents by single year of age", "a year of age", ["census_ts007"])
def residents_by_age(area: str) -> pd.DataFrame:
    """Return residents by single year of age, 100 and over together: `age`, `residents`, `status`."""
    years = topic(area, "TS007")
    rows = years.assign(age=[first_year(category) for category in years["category"]])
    sums = rows.groupby("age", as_index=False)["people"].sum()
    return sums.rename(columns={"people": "residents"}).assign(status="shown")


class Rurality(Declaration):
    """Whether each LSOA is rural or urban, and the publisher's finer class."""

    lsoa21_code: str = pa.Field(matches=LSOA_CODE, unique=True)
    classification: str
    residents: int = pa.Field(ge=0)
    rural_urban: str = pa.Field(isin=("Rural", "Urban"))


@table("Small areas by how rural they are", "an LSOA", ["rural_urban_2021", "census_ts001"])
def rurality(area: str) -> pd.DataFrame:
    """Return `Rurality` for the LSOAs of an area, with the residents of each (TS001)."""
    area, inventory = lookups.opened(area)
    try:
        file = inventory.one("rural_urban_2021")
        expected = lookups.lsoas(area, inventory)["lsoa21_code"]
        inventory.one("census_ts001", "lsoa")
    except MissingSourceError:
        return empty(Rurality)
    rows = indices.rurality(file)
    rows = rows[rows["lsoa21_code"].isin(set(expected))].assign(status="shown")
    same_members(rows["lsoa21_code"], expected, "LSOA", file.name)
    people = topic(area.slug, "TS001", "lsoa21").groupby("lsoa21_code", as_index=False)["people"].sum()
    rows = areas.join(rows, people.rename(columns={"people": "residents"}))
    return checked(Rurality, rows, file.name)
