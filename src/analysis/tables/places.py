"""Which small areas an area has, and the outlines of all of them."""

import functools

from analysis import areas, sources
from analysis.errors import InputError, MissingSourceError
from analysis.tables.declaration import same_members

OUTLINES = {
    "lsoa21": "boundaries_lsoa21",
    "lsoa11": "boundaries_lsoa11",
    "msoa21": "boundaries_msoa21",
    "district": "boundaries_district",
    "police_force_area": "boundaries_force",
}


def names(area_text):
    """Return the area's name and that of everywhere in its census files, to compare it with."""
    area = areas.area(area_text)
    return area.name, "Sampleshire and its neighbours" if area.invented else "England and Wales"


def lsoas(area):
    """Return `lsoa21_code`, `area_name` and `district22_code` of each LSOA of an Area.

    Raises MissingSourceError without a lookup, InputError for a district that the lookup lacks.
    """
    return _lsoas(area, sources.open_for(area))


@functools.lru_cache(maxsize=16)
def _lsoas(area, inventory):
    change = lsoa_change(area, inventory)
    kept = change[change["district22_code"].isin(area.districts)]
    file = inventory.one("lookup_lsoa11_lsoa21")
    same_members(kept["district22_code"].unique(), area.districts, "district", file.name)
    return kept.drop_duplicates("lsoa21_code")[["lsoa21_code", "district22_code"]].reset_index(drop=True)


@functools.lru_cache(maxsize=4)
def _change(file):
    from analysis.sources import geography

    return geography.lsoa_change(file)


def lsoa_change(area, inventory=None):
    """Return how the LSOAs of 2011 became those of 2021, over all that the folder's lookup holds."""
    inventory = inventory or sources.open_for(area)
    return _change(inventory.one("lookup_lsoa11_lsoa21"))


def boundaries(area_text, level="lsoa21"):
    """Return the outlines of an area's places: `lsoa21`, `msoa21`, `district` or `police_force_area`.

    A GeoDataFrame in the British National Grid, metres, with the level's code, `area_name` and
    `geometry`; empty where the folder has no file for them.

    Raises InputError naming a place of the area that has no outline.
    """
    area = areas.area(area_text)
    return _boundaries(area, level, sources.open_for(area)).copy()


@functools.lru_cache(maxsize=16)
def _boundaries(area, level, inventory):
    import geopandas

    from analysis.sources import geography

    try:
        found = inventory.find(OUTLINES[level])
        if not found:
            raise MissingSourceError(OUTLINES[level])
        expected = {
            "district": lambda: set(area.codes("district23_code")),
            "police_force_area": lambda: {area.police_force_area_code},
            "lsoa21": lambda: set(lsoas(area)["lsoa21_code"]),
            "msoa21": lambda: None,
        }[level]()
    except MissingSourceError:
        return geopandas.GeoDataFrame({"area_code": [], "area_name": []}, geometry=[], crs="EPSG:27700")
    except KeyError:
        raise InputError(f'No outlines called "{level}". Known: {", ".join(OUTLINES)}.') from None
    outlines = geography.boundaries(
        [item.file for item in found], "district23" if level == "district" else level
    )
    code, name = outlines.columns[0], outlines.columns[1]
    if expected is not None:
        outlines = outlines[outlines[code].isin(expected)]
        same_members(outlines[code], expected, "outline of", found[0].file.name)
    elif level == "msoa21":
        whole = _boundaries(area, "district", inventory).union_all()
        outlines = outlines[outlines.representative_point().within(whole.buffer(200))]
    wanted = "area_code" if level in ("district", "police_force_area") else code
    return outlines.rename(columns={code: wanted, name: "area_name"}).reset_index(drop=True)


def lsoa_to_msoa(area):
    """Return `lsoa21_code`, `msoa21_code` and `area_name` of the MSOA, for an Area's LSOAs.

    LSOAs nest in MSOAs, so a point inside each LSOA tells; no published lookup is needed.
    """
    inventory = sources.open_for(area)
    small, middle = _boundaries(area, "lsoa21", inventory), _boundaries(area, "msoa21", inventory)
    if small.empty or middle.empty:
        raise MissingSourceError("Outlines of LSOAs and MSOAs are needed to place one in the other.")
    points = small[["lsoa21_code", "geometry"]].set_geometry(small.representative_point())
    joined = points.sjoin(middle, predicate="within", how="left")
    unplaced = joined["msoa21_code"].isna()
    if unplaced.any():
        raise InputError(
            f"LSOA {joined.loc[unplaced, 'lsoa21_code'].iloc[0]} lies in no MSOA outline "
            f"({int(unplaced.sum())} such): the two boundary files do not belong together."
        )
    return joined[["lsoa21_code", "msoa21_code", "area_name"]].reset_index(drop=True)
