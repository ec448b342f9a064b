"""The places of an area: names, where they lie, which touch, how deprived; and which forces are like its."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError, MissingSourceError, nearest, refuse_unknown
from analysis.sources import geography, indices, small_areas
from analysis.sources.reading import exactly
from analysis.tables import listed, lookups
from analysis.tables.declaration import LSOA_CODE, MSOA_CODE, Declaration, checked, empty, same_members
from analysis.tables.declared import table
from analysis.tables.lookups import boundaries, names

if TYPE_CHECKING:
    import geopandas

__all__ = [
    "area_names",
    "boundaries",
    "country",
    "deprivation",
    "districts",
    "names",
    "neighbours",
    "points",
    "similar_forces",
    "small_areas_of",
]

WARD_CODE = r"^[EW]05\d{6}$"
LIBRARY, STATISTICS = "House of Commons Library", "Office for National Statistics"


class AreaNames(Declaration, status=False):
    """Each LSOA with its MSOA, ward (best fit), neighbourhood team and district; blank where not known."""

    lsoa21_code: str = pa.Field(matches=LSOA_CODE, unique=True)
    lsoa21_name: str = pa.Field(nullable=True)
    msoa21_code: str = pa.Field(matches=MSOA_CODE, nullable=True)
    msoa21_name: str = pa.Field(nullable=True)
    msoa21_named_by: str = pa.Field(isin=(LIBRARY, STATISTICS), nullable=True)
    ward24_code: str = pa.Field(matches=WARD_CODE, nullable=True)
    ward24_name: str = pa.Field(nullable=True)
    neighbourhood_team: str = pa.Field(nullable=True)
    district22_code: str
    district22_name: str


@table(
    "Small areas and the larger places in which they lie",
    "an LSOA",
    ["lookup_lsoa11_lsoa21", "lookup_lsoa21_ward", "msoa_names", "boundaries_msoa21", "neighbourhood_teams"],
)
def area_names(area: str) -> pd.DataFrame:
    """Return `AreaNames` for the LSOAs of an area; empty without the lookup that lists them.

    An MSOA has its House of Commons Library name where the folder has that list, and the Office for
    National Statistics' own, such as "Warwick 001", otherwise. Wards do not follow the edges of LSOAs: each
    LSOA is in the ward that holds most of it. A team is a group of wards, from the local table.

    Raises InputError for a list or a local table that lacks a place of the area.
    """
    area, inventory = lookups.opened(area)
    try:
        rows = lookups.lsoas(area, inventory)
    except MissingSourceError:
        return empty(AreaNames)
    rows["district22_name"] = rows["district22_code"].map(
        dict(zip(area.districts, area.district_names, strict=True))
    )
    for found in (_msoas(area, inventory), _wards(area, inventory, rows["lsoa21_code"])):
        unknown = pd.Series(None, rows.index, dtype="str")
        blank = dict.fromkeys(found.columns.difference(rows.columns), unknown)
        rows = areas.join(rows, found) if len(found) else rows.assign(**blank)
    return checked(AreaNames, rows, "the lookups of small areas")


class Districts(Declaration):
    """The districts of an area, in the order of their names."""

    area_name: str = pa.Field(unique=True)


@table("Districts of the area", "a district")
def districts(area: str) -> pd.DataFrame:
    """Return `Districts` of an area, even from an empty folder."""
    names = sorted(lookups.opened(area)[0].district_names)
    rows = pd.DataFrame({"area_name": names}, dtype="str").assign(status="shown")
    return checked(Districts, rows, "the list of areas")


def team_template(area: str) -> pd.DataFrame:
    """Return the local table of neighbourhood teams, to be filled in: the area's wards, each without a team.

    Columns: `ward24_code`, `ward24_name`, `neighbourhood_team` (blank), `district22_name`. Saved as
    `neighbourhood-teams.csv` among the publishers' files it is read from there.

    Raises MissingSourceError without the lookup that lists the wards.
    """
    _, inventory = lookups.opened(area)
    inventory.one("lookup_lsoa21_ward")
    wards = area_names(area).drop_duplicates("ward24_code").sort_values(["district22_name", "ward24_name"])
    columns = ["ward24_code", "ward24_name", "neighbourhood_team", "district22_name"]
    return wards.assign(neighbourhood_team="")[columns].reset_index(drop=True)


def _msoas(area, inventory):
    """Return the MSOA of each LSOA with its name and who gave it; no rows without outlines."""
    columns = ["lsoa21_code", "msoa21_code", "msoa21_name", "msoa21_named_by"]
    try:
        rows = lookups.lsoa_to_msoa(area, inventory)
    except MissingSourceError:
        return pd.DataFrame(columns=columns, dtype="str")
    rows = rows.rename(columns={"area_name": "msoa21_name"}).assign(msoa21_named_by=STATISTICS)
    if not inventory.has("msoa_names"):
        return rows[columns]
    file = inventory.one("msoa_names")
    names = small_areas.msoa_names(file)
    names = names[names["msoa21_code"].isin(set(rows["msoa21_code"]))]
    same_members(names["msoa21_code"], set(rows["msoa21_code"]), "MSOA", file.name)
    return areas.join(rows.drop(columns="msoa21_name"), names).assign(msoa21_named_by=LIBRARY)[columns]


def _wards(area, inventory, lsoas):
    """Return the ward and the team of each LSOA, and its own name; no rows without the lookup."""
    columns = ["lsoa21_code", "lsoa21_name", "ward24_code", "ward24_name", "neighbourhood_team"]
    try:
        file = inventory.one("lookup_lsoa21_ward")
    except MissingSourceError:
        return pd.DataFrame(columns=columns, dtype="str")
    rows = geography.lsoa_to_ward(file)
    rows = rows[rows["lsoa21_code"].isin(set(lsoas))]
    same_members(rows["lsoa21_code"], lsoas, "LSOA", file.name)
    lookups.refuse_other_names(file, rows, inventory)
    teams = _teams(area, inventory, set(rows["ward24_code"]))
    if teams is None:
        return rows.assign(neighbourhood_team=pd.Series(None, rows.index, dtype="str"))[columns]
    return areas.join(rows, teams)[columns]


def _teams(area, inventory, wards):
    """Return the team of each ward from the area's own table, None where the folder has none."""
    own = [item for item in inventory.find("neighbourhood_teams") if item.part in (area.slug, "")]
    if not own:
        return None
    file = own[-1].file
    teams = small_areas.neighbourhood_teams(file)
    same_members(teams["ward24_code"], wards, "ward", file.name)
    return teams


DISTRICT, TEAM = "district", "neighbourhood team"
PROFILE_LEVELS = {DISTRICT: "district22_name", TEAM: "neighbourhood_team"}
MOST_NAMED = 8


class ProfilePlaces(Declaration, status=False):
    """A row for each place: `place` is what it is called, as nothing else in the area is."""

    place: str = pa.Field(unique=True)
    kind: str = pa.Field(isin=list(PROFILE_LEVELS))
    district: str


def profile_places(area: str) -> pd.DataFrame:
    """Return `ProfilePlaces` of an area, its districts first; teams only where the local table names them.

    A name in wards of two districts is that of two teams, each with its district in brackets; a team that is
    called as a district is says what it is.
    """
    held, _ = lookups.opened(area)
    names = sorted(held.district_names)
    districts = pd.DataFrame({"place": names, "kind": DISTRICT, "district": names}, dtype="str")
    teams = small_areas_of(area, TEAM).drop_duplicates("place").sort_values("place")
    teams = teams.assign(kind=TEAM, district=teams["district22_name"])[list(districts.columns)]
    return checked(ProfilePlaces, pd.concat([districts, teams.astype("str")], ignore_index=True), "places")


def profile_place(area: str, name: str) -> pd.Series:
    """Return the row of `load` that `name` names, in any case: its place, or the name it has in a district.

    Raises InputError for a name that no place has, with the nearest, and for one that several have.
    """
    known = profile_places(area)
    wanted = " ".join(str(name).split()).casefold()
    said = known["place"].str.casefold()
    found = known[said == wanted]
    if found.empty:
        found = known[
            said.str.removesuffix(f" ({TEAM})").str.replace(r" \([^()]*\)$", "", regex=True) == wanted
        ]
    if len(found) == 1:
        return found.iloc[0]
    if len(found) > 1:
        told = " or ".join(f'"{one}"' for one in found["place"])
        raise InputError(f'"{name}" is the name of {len(found)} places. Ask for {told}.')
    teams = "" if known["kind"].eq(TEAM).any() else f" {no_teams(area)}"
    first = ", ".join(known["place"].head(MOST_NAMED))
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    hint = nearest(name, known["place"])
    hint = f"{hint} " if hint else ""
    raise InputError(f'{lookups.names(area)[0]} has no place "{name}". {hint}Places: {first}{more}.{teams}')


def no_teams(area: str) -> str:
    """Return why an area has no profiles of neighbourhood teams, and what to do about it."""
    asked = f"--area {lookups.opened(area)[0].slug}"
    return (
        "Neighbourhood teams are not among them: no open list says of which wards each is made. "
        f"`vna template neighbourhood_teams {asked}` writes the table to fill in."
    )


@table(
    "Small areas and the neighbourhood team in whose area each lies",
    "an LSOA",
    ["lookup_lsoa21_ward", "neighbourhood_teams"],
    name="small_areas_of_teams",
    kind=TEAM,
)
def small_areas_of(area: str, kind: str) -> pd.DataFrame:
    """Return the rows of `area_names` with the `place` of a kind that each lies in; none where not known."""
    then = f"Known: {', '.join(PROFILE_LEVELS)}."
    refuse_unknown(kind, PROFILE_LEVELS, f'No kind of place "{kind}".', then)
    known = area_names(area).dropna(subset=[PROFILE_LEVELS[kind]])
    return known.assign(place=_named_apart(known, kind)).reset_index(drop=True)


def _named_apart(known, kind):
    """Return the place of each small area: its name, with what tells it from others of the same name."""
    name = known[PROFILE_LEVELS[kind]].astype("str")
    if kind == DISTRICT or known.empty:
        return name
    several = known.groupby(PROFILE_LEVELS[kind])["district22_name"].nunique()
    name = name.where(name.map(several).eq(1), name + " (" + known["district22_name"] + ")")
    return name.where(~name.isin(set(known["district22_name"])), name + f" ({TEAM})")


TOUCHING_LEVELS = ("lsoa21", "msoa21")
# A border with a point on one side that the other side lacks leaves a hair's breadth between the two.
GAP_METRES = 1.0


@table("Small areas that share a border", "a pair of LSOAs", ["boundaries_lsoa21"])
@table(
    "Neighbourhoods that share a border",
    "a pair of MSOAs",
    ["boundaries_msoa21"],
    name="neighbours_msoa21",
    level="msoa21",
)
def neighbours(area: str, level: str = "lsoa21") -> pd.DataFrame:
    """Return the pairs of places of an area that share a border or a corner, each pair both ways.

    Columns: `<level>_code` and `neighbour_<level>_code`, in order of code. Only pairs within the area: what
    lies over its edge is in no file. Empty where the folder has no outlines.

    Raises InputError for a level other than lsoa21 and msoa21.
    """
    if level not in TOUCHING_LEVELS:
        raise InputError(f'No neighbours of "{level}". Known: {", ".join(TOUCHING_LEVELS)}.')
    code = f"{level}_code"
    outlines = lookups.boundaries(area, level)[[code, "geometry"]]
    return touching(outlines, code)


def touching(outlines: geopandas.GeoDataFrame, code: str) -> pd.DataFrame:
    """Return the pairs of `outlines` (a GeoDataFrame in metres) that touch, by their `code`."""
    other = f"neighbour_{code}"
    if outlines.empty:
        return pd.DataFrame({code: [], other: []}, dtype="str")
    beside = outlines.rename(columns={code: other})
    pairs = outlines.sjoin(beside, predicate="dwithin", distance=GAP_METRES)[[code, other]]
    pairs = pairs[pairs[code] != pairs[other]].astype("str")
    return pd.DataFrame(pairs).sort_values([code, other], ignore_index=True)


COUNTRIES: dict[str, dict] = {
    areas.ENGLAND: {"main_language": "English", "both_official": None, "other_index": None},
    areas.WALES: {
        "main_language": "English or Welsh",
        "both_official": "English and Welsh",
        "other_index": "Welsh Index of Multiple Deprivation",
    },
}


class Country(Declaration):
    """One row: the country, how the census names its main language, and what differs from England there.

    `both_official` names the official languages where there are two, and `other_index` the index of
    deprivation where it is not that of the catalogue; both are blank in England.
    """

    country: str = pa.Field(isin=(areas.ENGLAND, areas.WALES))
    main_language: str
    both_official: str = pa.Field(nullable=True)
    other_index: str = pa.Field(nullable=True)


@table("The country in which the area lies", "the area")
def country(area: str) -> pd.DataFrame:
    """Return `Country` of an area, told by the code of its force."""
    name = areas.nation(areas.area(area))
    row = {"country": name, **COUNTRIES[name], "status": "shown"}
    return checked(Country, pd.DataFrame([row], dtype="str"), "the code of the force area")


LSOAS_OF_ENGLAND = 33_755


class Deprivation(Declaration):
    """How deprived each LSOA is among those of England: rank 1 and decile 1 are the most deprived."""

    lsoa21_code: str = pa.Field(matches=LSOA_CODE, unique=True)
    imd_rank: int = pa.Field(ge=1, le=LSOAS_OF_ENGLAND)
    imd_decile: int = pa.Field(ge=1, le=10)


@table("Deprivation of small areas", "an LSOA", ["deprivation_2025"])
@lookups.once_a_folder
def deprivation(area: str) -> pd.DataFrame:
    """Return `Deprivation` for the LSOAs of an area; empty without the file, as for an area of Wales."""
    area, inventory = lookups.opened(area)
    try:
        file = inventory.one("deprivation_2025")
        expected = lookups.lsoas(area, inventory)["lsoa21_code"]
    except MissingSourceError:
        return empty(Deprivation)
    # The indices are of England: an area of Wales has none.
    expected = expected[expected.str.startswith("E")]
    if expected.empty:
        return empty(Deprivation)
    rows = indices.deprivation(file)
    rows = rows[rows["lsoa21_code"].isin(set(expected))].assign(status="shown")
    same_members(rows["lsoa21_code"], expected, "LSOA", file.name)
    lookups.refuse_other_names(file, rows, inventory)
    return checked(Deprivation, rows, file.name)


def ward_names(area: str) -> pd.DataFrame:
    """Return the wards of an area: `ward24_code`, `ward24_name`, `district22_name` and `site`.

    `site` is the name, with the district in brackets where two wards have one name. No rows without the
    lookup of wards.
    """
    columns = ["ward24_code", "ward24_name", "district22_name"]
    found = area_names(area)[columns].dropna().drop_duplicates("ward24_code").sort_values("ward24_code")
    name = found["ward24_name"]
    site = name.where(~name.duplicated(keep=False), name + " (" + found["district22_name"] + ")")
    return found.assign(site=site.astype("str")).reset_index(drop=True)


@table("A point inside each small area", "an LSOA", ["boundaries_lsoa21"])
@table(
    "A point inside each ward",
    "a ward",
    ["boundaries_lsoa21", "lookup_lsoa21_ward"],
    name="points_ward24",
    of="ward24",
)
def points(area: str, of: str = "lsoa21") -> pd.DataFrame:
    """Return a point inside each LSOA of an area, in metres of the national grid, with its ward and district.

    Columns: `lsoa21_code`, `ward24_code`, `ward24_name`, `district22_name`, `easting_metres`,
    `northing_metres`; no rows without outlines. Those `of` each "ward24" are the means of the points of its
    small areas, each alike, with the columns of `ward_names`; no rows without the lookup of wards.
    """
    outlines, names = lookups.boundaries(area), area_names(area)
    inside = outlines.geometry.representative_point()
    found = pd.DataFrame(
        {"lsoa21_code": outlines["lsoa21_code"], "easting_metres": inside.x, "northing_metres": inside.y}
    ).astype({"lsoa21_code": "str"})
    columns = ["lsoa21_code", "ward24_code", "ward24_name", "district22_name"]
    rows = names[columns].merge(found, on="lsoa21_code", how="inner", validate="one_to_one")
    if of == "lsoa21":
        return rows
    rows = rows.dropna(subset=["ward24_code"])
    middle = rows.groupby("ward24_code", as_index=False)[["easting_metres", "northing_metres"]].mean()
    return ward_names(area).merge(middle, on="ward24_code", how="inner", validate="one_to_one")


SIMILAR = "most_similar_forces.csv"


class SimilarForces(Declaration):
    """The forces in the group of an area's own: where the group was published, and as at which day."""

    area_name: str = pa.Field(unique=True)
    source: str = pa.Field(matches=r"\S")
    as_at: pd.Timestamp


@table("Most similar forces", "a force of the group", ["most_similar_forces"])
def similar_forces(area: str) -> pd.DataFrame:
    """Return `SimilarForces` of an area; without rows where nobody has entered the group of its force.

    Groups are published as pages and not as a file, so each is entered in the list with its source.

    Raises InputError naming the row of a force that is none, is its own, appears twice, or is invented where
    the other is real, and of a blank source or a day that is none.
    """
    path = settings.data("reference", SIMILAR)
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    exactly(path, rows.columns, ("force", "similar_force", "source", "as_at"))
    known = {one.name: one.invented for kind in (False, True) for one in areas.all_areas(invented=kind)}
    for column in ("force", "similar_force"):
        listed.one_of(rows, column, known, SIMILAR, "the name of a police force area")
    force, similar, twice = rows["force"], rows["similar_force"], rows.duplicated(["force", "similar_force"])
    for wrong, column, says in (
        (force == similar, "similar_force", "no force is in its own group"),
        (twice, "similar_force", "it is in the group already"),
        (force.map(known) != similar.map(known), "similar_force", "one of the two forces is invented"),
        (rows["source"].str.strip() == "", "source", "say where the group was published"),
    ):
        listed.refuse(rows, wrong, SIMILAR, says, column)
    here = listed.days(rows, ["as_at"], SIMILAR)[force == areas.area(area).name]
    here = here.assign(area_name=here["similar_force"], status="shown")
    return checked(SimilarForces, here, SIMILAR) if len(here) else empty(SimilarForces)
