"""What the census tables share: a topic summary by district or by LSOA, for an area or for everywhere."""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError, MissingSourceError, nearest
from analysis.tables import places
from analysis.tables.declaration import (
    DISTRICT_CODE,
    LSOA_CODE,
    STATES,
    Declaration,
    checked,
    empty,
    reconciled,
    same_members,
)

# What the total's heading says of whom it counts; TS001 and TS004 say nothing and mean everybody.
RESIDENTS = ("", "All usual residents")
LEVELS = {"district": "ltla", "every district": "ltla", "lsoa21": "lsoa"}


class CensusTable(Declaration):
    """Residents (or households) by category, Census 2021, 21 March 2021."""

    area_code: str = pa.Field(str_matches=DISTRICT_CODE)
    area_name: str
    category: str
    people: int = pa.Field(ge=0)
    all_people: int = pa.Field(ge=0)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["area_code", "category"]


class CensusSmallArea(Declaration):
    """Residents (or households) by category in LSOAs, Census 2021, 21 March 2021."""

    lsoa21_code: str = pa.Field(str_matches=LSOA_CODE)
    area_name: str
    category: str
    people: int = pa.Field(ge=0)
    all_people: int = pa.Field(ge=0)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["lsoa21_code", "category"]


@functools.lru_cache(maxsize=64)
def _topic(file, table):
    from analysis.sources import nomis

    return nomis.topic_summary(file, table)


@places.once_a_folder
def topic(area_text, table, by="district", labels=True):
    """Return a topic summary: `CensusTable`, or `CensusSmallArea` when `by` is "lsoa21".

    `by` is "district" (those of the area), "every district" (all in the file, to compare with) or
    "lsoa21". `category` is the publisher's, its last part alone with `labels`. An area without a file
    gives an empty table. Totals are held to TS001's, or to the district file's for small areas.
    """
    area, inventory = places.opened(area_text)
    small = by == "lsoa21"
    model = CensusSmallArea if small else CensusTable
    card_id = f"census_{table.lower()}"
    try:
        file = inventory.one(card_id, LEVELS[by])
        expected = places.lsoas(area, inventory)["lsoa21_code"] if small else pd.Series(area.districts)
    except MissingSourceError:
        return empty(model)
    summary = _topic(file, table)
    names = summary.totals.set_index("area_code")
    rows = summary.cells.rename(columns={"count": "people"}).drop(columns="category" if labels else "label")
    rows = rows.rename(columns={"label": "category"})
    if by != "every district":
        rows = rows[rows["area_code"].isin(set(expected))]
        same_members(rows["area_code"].unique(), expected, "area", file.name)
    if small:
        places.refuse_unlisted(file, area, names["area_name"].drop(expected), inventory)
    if not small:
        _whole(summary, area, file, by)
    rows = rows.assign(
        area_name=rows["area_code"].map(names["area_name"]),
        all_people=rows["area_code"].map(names["total"]),
        status="shown",
    )
    if small:
        _held_to(f"census_{table.lower()}", table, rows, area, inventory, file)
        rows = rows.rename(columns={"area_code": "lsoa21_code"})
        places.refuse_other_names(file, rows.drop_duplicates("lsoa21_code"), inventory, "area_name")
    elif summary.universe in RESIDENTS and table != "TS001":
        _held_to("census_ts001", "TS001", rows, area, inventory, file)
    return checked(model, rows, file.name)


def _whole(summary, area, file, by):
    """Refuse a district file with a district that nobody knows or, where all are compared, without one.

    "England and Wales" is the sum of the file: a row that is gone would be gone from the comparison.
    """
    found = set(summary.totals["area_code"])
    known = {code for item in areas.all_areas(invented=area.invented) for code in item.districts}
    same_members(found, known if by == "every district" else known & found, "district", file.name)


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
        parts = parts.groupby(places.lsoas(area, inventory).set_index("lsoa21_code")["district22_code"]).sum()
    whole = districts.totals.set_index("area_code")["total"]
    both = parts.index.intersection(whole.index)
    reconciled(parts[both], whole[both], file.name)


def grouped(table, groups):
    """Return a census table with its categories added up into `groups`, a dict from category to group.

    Raises InputError naming a category that no group holds: none is dropped, and none guessed.
    """
    missing = sorted(set(table["category"]) - set(groups))
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


def named(table, dimension, count="residents"):
    """Return a census table under the names of its subject: `dimension` for category, `count` for people."""
    return table.rename(columns={"category": dimension, "people": count}).drop(columns="all_people")
