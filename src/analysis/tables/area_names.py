"""In which places each small area lies, by the names that people use for them."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError, MissingSourceError, nearest
from analysis.tables import places
from analysis.tables.declaration import LSOA_CODE, MSOA_CODE, Declaration, checked, empty, same_members

WARD_CODE = r"^[EW]05\d{6}$"
# The places that a small area lies in, finest first, with the column that tells them apart.
LEVELS = {
    "lsoa21": ("lsoa21_code", "lsoa21_name"),
    "msoa21": ("msoa21_code", "msoa21_name"),
    "ward24": ("ward24_code", "ward24_name"),
    "neighbourhood_team": ("neighbourhood_team", "neighbourhood_team"),
    "district22": ("district22_code", "district22_name"),
}
LIBRARY, STATISTICS = "House of Commons Library", "Office for National Statistics"


class AreaNames(Declaration):
    """Each LSOA with its MSOA, ward (best fit), neighbourhood team and district; blank where not known."""

    lsoa21_code: str = pa.Field(str_matches=LSOA_CODE, unique=True)
    lsoa21_name: str = pa.Field(nullable=True)
    msoa21_code: str = pa.Field(str_matches=MSOA_CODE, nullable=True)
    msoa21_name: str = pa.Field(nullable=True)
    msoa21_named_by: str = pa.Field(isin=(LIBRARY, STATISTICS), nullable=True)
    ward24_code: str = pa.Field(str_matches=WARD_CODE, nullable=True)
    ward24_name: str = pa.Field(nullable=True)
    neighbourhood_team: str = pa.Field(nullable=True)
    district22_code: str
    district22_name: str


def load(area):
    """Return `AreaNames` for the LSOAs of an area; empty without the lookup that lists them.

    An MSOA has its House of Commons Library name where the folder has that list, and the Office for
    National Statistics' own, such as "Warwick 001", otherwise. Wards do not follow the edges of LSOAs: each
    LSOA is in the ward that holds most of it. A team is a group of wards, from the local table.

    Raises InputError for a list or a local table that lacks a place of the area.
    """
    area, inventory = places.opened(area)
    try:
        rows = places.lsoas(area, inventory)
    except MissingSourceError:
        return empty(AreaNames)
    rows["district22_name"] = rows["district22_code"].map(
        dict(zip(area.districts, area.district_names, strict=True))
    )
    for found in (_msoas(area, inventory), _wards(area, inventory, rows["lsoa21_code"])):
        rows = areas.join(rows, found) if len(found) else rows.assign(**_blank(rows, found))
    return checked(AreaNames, rows, "the lookups of small areas")


def of_districts(area):
    """Return the names of the districts of an area, in order, even from an empty folder."""
    return sorted(places.opened(area)[0].district_names)


def of_level(area, level="msoa21"):
    """Return the places of a level, `lsoa21`, `msoa21`, `ward24`, `neighbourhood_team` or `district22`.

    Columns: the level's code and name (a team has only its name), and how many LSOAs each place has, `lsoas`.
    Empty where the folder does not say which places there are.

    Raises InputError for a level that is none of these.
    """
    if level not in LEVELS:
        raise InputError(f'No places called "{level}". {nearest(level, LEVELS)} Known: {", ".join(LEVELS)}.')
    columns = list(dict.fromkeys(LEVELS[level]))
    known = load(area).dropna(subset=columns)
    return known.groupby(columns, as_index=False).size().rename(columns={"size": "lsoas"})


def team_template(area):
    """Return the local table of neighbourhood teams, to be filled in: the area's wards, each without a team.

    Columns: `ward24_code`, `ward24_name`, `neighbourhood_team` (blank), `district22_name`. Saved as
    `neighbourhood-teams.csv` among the publishers' files it is read from there.

    Raises MissingSourceError without the lookup that lists the wards.
    """
    _, inventory = places.opened(area)
    inventory.one("lookup_lsoa21_ward")
    wards = load(area).drop_duplicates("ward24_code").sort_values(["district22_name", "ward24_name"])
    columns = ["ward24_code", "ward24_name", "neighbourhood_team", "district22_name"]
    return wards.assign(neighbourhood_team="")[columns].reset_index(drop=True)


def _blank(rows, found):
    return {
        name: pd.Series(None, rows.index, dtype="str") for name in found.columns if name not in rows.columns
    }


def _msoas(area, inventory):
    """Return the MSOA of each LSOA with its name and who gave it; no rows without outlines."""
    from analysis.sources import place_names

    columns = ["lsoa21_code", "msoa21_code", "msoa21_name", "msoa21_named_by"]
    try:
        rows = places.lsoa_to_msoa(area, inventory)
    except MissingSourceError:
        return pd.DataFrame(columns=columns, dtype="str")
    rows = rows.rename(columns={"area_name": "msoa21_name"}).assign(msoa21_named_by=STATISTICS)
    if not inventory.has("msoa_names"):
        return rows[columns]
    file = inventory.one("msoa_names")
    names = place_names.msoa_names(file)
    names = names[names["msoa21_code"].isin(set(rows["msoa21_code"]))]
    same_members(names["msoa21_code"], set(rows["msoa21_code"]), "MSOA", file.name)
    return areas.join(rows.drop(columns="msoa21_name"), names).assign(msoa21_named_by=LIBRARY)[columns]


def _wards(area, inventory, lsoas):
    """Return the ward and the team of each LSOA, and its own name; no rows without the lookup."""
    from analysis.sources import geography

    columns = ["lsoa21_code", "lsoa21_name", "ward24_code", "ward24_name", "neighbourhood_team"]
    try:
        file = inventory.one("lookup_lsoa21_ward")
    except MissingSourceError:
        return pd.DataFrame(columns=columns, dtype="str")
    rows = geography.lsoa_to_ward(file)
    rows = rows[rows["lsoa21_code"].isin(set(lsoas))]
    same_members(rows["lsoa21_code"], lsoas, "LSOA", file.name)
    places.refuse_other_names(file, rows, inventory)
    teams = _teams(area, inventory, set(rows["ward24_code"]))
    if teams is None:
        return rows.assign(neighbourhood_team=pd.Series(None, rows.index, dtype="str"))[columns]
    return areas.join(rows, teams)[columns]


def _teams(area, inventory, wards):
    """Return the team of each ward from the area's own table, None where the folder has none."""
    from analysis.sources import place_names

    own = [item for item in inventory.find("neighbourhood_teams") if item.part in (area.slug, "")]
    if not own:
        return None
    file = own[-1].file
    teams = place_names.neighbourhood_teams(file)
    same_members(teams["ward24_code"], wards, "ward", file.name)
    return teams
