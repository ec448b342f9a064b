"""Which files an area is read from, which small areas it has, the outlines of all of them, and its towns."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from analysis import areas
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import states
from analysis.sources import geography, open_names, reading
from analysis.tables.declaration import same_members
from analysis.tables.declared import table

if TYPE_CHECKING:
    import geopandas

    from analysis.areas import Area
    from analysis.sources.files import SourceFile
    from analysis.sources.inventory import Inventory


SURROUNDED = 0.95  # of a district: outlines of the whole country are simplified
TOUCHING_METRES = 50.0  # outlines of the whole country are simplified: borders do not meet to the metre
OUTLINES = {"lsoa21": "boundaries_lsoa21", "msoa21": "boundaries_msoa21", "district": "boundaries_lsoa21"}


def opened(area_text: str) -> tuple[Area, Inventory]:
    """Return the Area and the Inventory that its assessment reads.

    The folder's own district-to-force lookup says which districts a force has, where there is one;
    the code list of the project says so otherwise.
    """
    area = areas.area(area_text)
    inventory = states.open_for(area)
    if inventory.has("lookup_district_force"):
        area = _as_its_force_has_it(area, inventory.one("lookup_district_force"))
    return area, inventory


@functools.lru_cache(maxsize=16)
def _as_its_force_has_it(area, file):
    lookup = geography.district_to_force(file)
    try:
        return areas.area(area.slug, lookup.drop_duplicates("district24_code"))
    except InputError as fault:
        raise InputError(f"{file.name}: {fault}") from None


def once_a_folder(load: Callable) -> Callable:
    """Return `load`, of an area's text and plain words, which works each table out once of the same files.

    Of a frame each caller gets one of its own, of the same cells.
    """

    @functools.wraps(load)
    def loaded(area_text, *args, **kwargs):
        area, inventory = opened(area_text)
        what = load, area.slug, args, tuple(sorted(kwargs.items()))
        return _own(inventory.once(what, lambda: load(area_text, *args, **kwargs)))

    return loaded


def _own(made):
    if isinstance(made, dict):
        return {name: _own(one) for name, one in made.items()}
    return made.copy(deep=False) if isinstance(made, pd.DataFrame) else made


def names(area_text: str) -> tuple[str, str]:
    """Return the area's name and that of everywhere in its census files, to compare it with."""
    area = areas.area(area_text)
    return area.name, "Sampleshire and its neighbours" if area.invented else "England and Wales"


def lsoas(area: Area, inventory: Inventory) -> pd.DataFrame:
    """Return `lsoa21_code`, `area_name` and `district22_code` of each LSOA of an Area.

    Raises MissingSourceError without a lookup, or with one of another area that has less than half of this
    one's districts, and InputError for one that lacks a district.
    """
    change = lsoa_change(inventory)
    kept = change[change["district22_code"].isin(area.districts)]
    file = inventory.one("lookup_lsoa11_lsoa21")
    found = kept["district22_code"].unique()
    if 2 * len(found) < len(area.districts):
        raise MissingSourceError(f"{file.name}: is the lookup of another area than {area.name}.")
    same_members(found, area.districts, "district", file.name)
    return kept.drop_duplicates("lsoa21_code")[["lsoa21_code", "district22_code"]].reset_index(drop=True)


def refuse_other_names(
    file: SourceFile,
    rows: geopandas.GeoDataFrame | pd.DataFrame,
    inventory: Inventory,
    name: str = "lsoa21_name",
) -> None:
    """Refuse rows with `lsoa21_code` whose `name` is not what the folder's lookup calls that LSOA."""
    if inventory.has("lookup_lsoa11_lsoa21") and name in rows.columns:
        known = lsoa_change(inventory).drop_duplicates("lsoa21_code").set_index("lsoa21_code")["lsoa21_name"]
        reading.refuse_other_names(file, rows["lsoa21_code"], rows[name], known)


def refuse_unlisted(file: SourceFile, area: Area, names: pd.Series, inventory: Inventory) -> None:
    """Refuse `names`, {LSOA: name} of those not in an Area, of which one is named after a district of it.

    A row that is lost from the lookup would take the LSOA out of the area, and nobody would miss it.
    """
    own = names[[name[: -len(" 001A")] in area.district_names for name in names.to_numpy()]]
    if len(own):
        raise InputError(
            f"{inventory.one('lookup_lsoa11_lsoa21').name}: has no row for {own.index[0]} {own.iloc[0]}, "
            f"which {file.name} has; {len(own)} in all. Download the lookup again."
        )


def lsoa_change(inventory: Inventory) -> pd.DataFrame:
    """Return how the LSOAs of 2011 became those of 2021, over all that the folder's lookup holds."""
    return geography.lsoa_change(inventory.one("lookup_lsoa11_lsoa21"))


@table(
    "Outlines of small areas (LSOA)",
    "an LSOA",
    ["boundaries_lsoa21"],
    name="boundaries_lsoa21",
    level="lsoa21",
)
@table(
    "Outlines of neighbourhoods (MSOA)",
    "an MSOA",
    ["boundaries_lsoa21", "boundaries_msoa21"],
    name="boundaries_msoa21",
    level="msoa21",
)
@table(
    "Outlines of districts",
    "a district",
    ["boundaries_lsoa21", "lookup_lsoa11_lsoa21"],
    name="boundaries_district",
    level="district",
)
@table(
    "What a map draws: districts, those of others inside, cities and towns",
    "a district or a town",
    ["lookup_lsoa11_lsoa21", "boundaries_district", "open_names"],
    name="boundaries_map",
    level="map",
)
def boundaries(area_text: str, level: str = "lsoa21") -> geopandas.GeoDataFrame:
    """Return the outlines of an area's places: `lsoa21`, `msoa21`, `district`, or what a `map` draws.

    A GeoDataFrame in the British National Grid, metres, with the level's code, `area_name` and
    `geometry`; empty where the folder has no file for them. Districts are those of the census, made
    of their LSOAs, so that a district abolished since has its outline too. A `map` has these, with "yes" in
    a column `elsewhere` those of other forces that the area surrounds, each of which would look like a hole,
    and the points of the cities and towns inside the area, largest first, where the folder lists any.

    Raises InputError naming a place of the area that has no outline.
    """
    if level == "map":
        return _for_a_map(area_text)
    area, inventory = opened(area_text)
    for card in (OUTLINES.get(level), "lookup_lsoa11_lsoa21"):
        inventory.find(card)  # so that their use is noted where the outlines are at hand already
    return _boundaries(area, level, inventory).copy()


@functools.lru_cache(maxsize=16)
def _boundaries(area, level, inventory):
    import geopandas

    if level not in OUTLINES:
        raise InputError(f'No outlines called "{level}". Known: {", ".join(OUTLINES)}.')
    code = "area_code" if level == "district" else f"{level}_code"
    nothing = geopandas.GeoDataFrame({code: [], "area_name": []}, geometry=[], crs="EPSG:27700")
    files = [item.file for item in inventory.find(OUTLINES[level])]
    try:
        small = lsoas(area, inventory)
    except MissingSourceError:
        return nothing
    if not files:
        return nothing
    if level == "district":
        shapes = _boundaries(area, "lsoa21", inventory)
        if shapes.empty:
            return nothing
        parts = areas.join(shapes.drop(columns="area_name"), small)
        whole = parts.dissolve("district22_code", as_index=False).rename(columns={"district22_code": code})
        named = dict(zip(area.districts, area.district_names, strict=True))
        return whole.assign(area_name=whole[code].map(named))[[code, "area_name", "geometry"]]
    if level == "lsoa21":

        def unlisted(file, names):
            refuse_unlisted(file, area, pd.Series(names, dtype="str"), inventory)

        expected = set(small["lsoa21_code"])
        try:
            outlines = geography.boundaries(files, level, expected=expected, elsewhere=unlisted)
        except MissingSourceError:
            return nothing
        refuse_other_names(files[0], outlines, inventory)
    else:
        outlines = geography.boundaries(files, level)
        inside = _boundaries(area, "lsoa21", inventory).union_all()
        outlines = outlines[outlines.representative_point().within(inside)]
    return outlines.rename(columns={f"{level}_name": "area_name"}).reset_index(drop=True)


def _for_a_map(area_text):
    """Return an area's districts, others that it surrounds, and the points of its cities and towns."""
    area, inventory = opened(area_text)
    own = boundaries(area_text, "district").assign(elsewhere="no")
    if own.empty:
        return own
    return pd.concat([own, *_surrounded(area, inventory, own), *_towns(inventory, own)], ignore_index=True)


def _towns(inventory, districts):
    """Yield the cities and towns inside `districts`, with their outlines' columns."""
    import geopandas

    for item in inventory.find("open_names")[-1:]:
        found = open_names.towns(item.file)
        points = geopandas.points_from_xy(found["easting_metres"], found["northing_metres"])
        named = {"area_name": found["town"], "elsewhere": "no"}
        towns = geopandas.GeoDataFrame(named, geometry=points, crs=districts.crs)
        yield towns[towns.within(districts.union_all())]


def _surrounded(area, inventory, own):
    """Yield the districts of other forces nearly all of which lies in a line drawn around an Area's `own`."""
    inside, others = _own_and_other_districts(area, inventory)
    if inside is not None:
        others = others.rename(columns={"district23_code": "area_code", "district23_name": "area_name"})
        within = others.intersection(inside.union_all().convex_hull).area / others.area
        yield others[within >= SURROUNDED].assign(elsewhere="yes")[list(own.columns)]


def neighbouring_districts(area: Area, inventory: Inventory) -> tuple[str, ...]:
    """Return the codes of the districts that touch an Area from outside; none without their outlines."""
    inside, others = _own_and_other_districts(area, inventory)
    if inside is None:
        return ()
    beside = others.sjoin(inside, predicate="dwithin", distance=TOUCHING_METRES)
    return tuple(sorted(set(beside["district23_code_left"])))


def _own_and_other_districts(area, inventory):
    """Return the outlines of an Area's districts and those of all others, None where the folder has none."""
    files = tuple(item.file for item in inventory.find("boundaries_district"))
    if not files:
        return None, None
    outlines = _every_district(files)
    own = outlines["district23_code"].isin(areas.districts_since(area))
    return outlines[own], outlines[~own]


@functools.lru_cache(maxsize=4)
def _every_district(files):
    return geography.boundaries(files, "district23")


def lsoa_to_msoa(area: Area, inventory: Inventory) -> pd.DataFrame:
    """Return `lsoa21_code`, `msoa21_code` and `area_name` of the MSOA, for an Area's LSOAs.

    LSOAs nest in MSOAs, so a point inside each LSOA tells; no published lookup is needed.
    """
    small, middle = _boundaries(area, "lsoa21", inventory), _boundaries(area, "msoa21", inventory)
    if small.empty or middle.empty:
        raise MissingSourceError("Outlines of LSOAs and MSOAs are needed to place one in the other.")
    points = small[["lsoa21_code", "geometry"]].set_geometry(small.representative_point())
    joined = points.sjoin(middle, predicate="within", how="left")
    unplaced = joined["msoa21_code"].isna()
    if unplaced.any():
        raise InputError(
            f"{inventory.one('boundaries_msoa21').name}: LSOA {joined.loc[unplaced, 'lsoa21_code'].iloc[0]} "
            f"lies in no MSOA outline ({int(unplaced.sum())} in all): the two boundary files "
            "do not belong together."
        )
    return joined[["lsoa21_code", "msoa21_code", "area_name"]].reset_index(drop=True)
