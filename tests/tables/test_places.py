"""Which small areas an area has, and the outlines of all of them."""

import json
import re

import pytest

from analysis import areas, sources, tables
from analysis.errors import InputError, MissingSourceError
from analysis.tables import lookups

LOOKUP = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"
OUTLINES = ("lsoa21-*.geojson", "msoa21-*.geojson", LOOKUP)
DISTRICTS = areas.area("sampleshire").districts


def without(path, code):
    """Take one shape out of a file of outlines."""
    content = json.loads(path.read_text(encoding="utf-8"))
    kept = [one for one in content["features"] if code not in one["properties"].values()]
    assert len(kept) == len(content["features"]) - 1
    path.write_text(json.dumps(content | {"features": kept}), encoding="utf-8")


@pytest.mark.parametrize(
    ("level", "code", "number"),
    [("lsoa21", "lsoa21_code", 350), ("msoa21", "msoa21_code", None), ("district", "area_code", 5)],
)
def test_outlines_come_in_metres_of_the_national_grid_with_code_and_name(everywhere, level, code, number):
    found = tables.places.boundaries("sampleshire", level)
    assert list(found.columns) == [code, "area_name", "geometry"]
    assert found.crs.to_epsg() == 27700
    assert found[code].is_unique and found["area_name"].notna().all()
    assert found.geometry.is_valid.all() and (found.area > 0).all()
    assert number is None or len(found) == number


def test_districts_are_made_of_their_small_areas(everywhere):
    districts = tables.places.boundaries("sampleshire", "district")
    assert tuple(districts["area_code"]) == DISTRICTS
    assert districts.area.sum() == pytest.approx(tables.places.boundaries("sampleshire").area.sum(), rel=1e-6)


def test_a_caller_may_change_what_it_is_given_without_changing_what_the_next_is_given(everywhere):
    tables.places.boundaries("sampleshire")["area_name"] = ""
    assert (tables.places.boundaries("sampleshire")["area_name"] != "").all()


@pytest.mark.parametrize("level", ["lsoa21", "msoa21", "district"])
@pytest.mark.parametrize(
    "held", [(LOOKUP,), ("lsoa21-*.geojson", "msoa21-*.geojson")], ids=["lookup", "shapes"]
)
def test_without_outlines_or_lookup_there_are_none_and_the_columns_stay(county, level, held):
    county(*held)
    found = tables.places.boundaries("sampleshire", level)
    code = "area_code" if level == "district" else f"{level}_code"
    assert found.empty
    assert list(found.columns) == [code, "area_name", "geometry"]
    assert found.crs.to_epsg() == 27700


def test_without_outlines_no_small_area_is_placed_in_a_larger(county):
    county(LOOKUP)
    with pytest.raises(MissingSourceError, match="Outlines of LSOAs and MSOAs are needed"):
        lookups.lsoa_to_msoa(*lookups.opened("sampleshire"))


def test_a_small_area_without_an_outline_is_named(county):
    folder = county(*OUTLINES)
    without(folder / "lsoa21-E07000901.geojson", "E01900007")
    with pytest.raises(InputError, match=r"1 of 350 .*E01900007"):
        tables.places.boundaries("sampleshire")


def test_a_row_that_the_lookup_lost_is_told_by_the_outline_and_blamed_on_the_lookup(county):
    folder = county(*OUTLINES)
    path = folder / LOOKUP
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    gone = next(line for line in lines if "E07000903" in line and ",U," in line)
    path.write_text("".join(line for line in lines if line is not gone), encoding="utf-8")
    _, _, code, name, *_ = gone.split(",")
    said = f"{LOOKUP}: has no row for {code} {name}, which lsoa21-E07000903.geojson has; 1 in all."
    for load in (tables.places.boundaries, tables.places.area_names):
        with pytest.raises(InputError, match=re.escape(said)):
            load("sampleshire")


def test_a_larger_area_without_an_outline_is_told_by_a_small_one_that_lies_nowhere(county):
    folder = county(*OUTLINES)
    path = folder / "msoa21-E07000901.geojson"
    first = json.loads(path.read_text(encoding="utf-8"))["features"][0]["properties"]["MSOA21CD"]
    without(path, first)
    with pytest.raises(InputError, match="lies in no MSOA outline"):
        lookups.lsoa_to_msoa(*lookups.opened("sampleshire"))


def test_a_level_that_is_none_is_refused_with_those_there_are(everywhere):
    with pytest.raises(InputError, match=r'No outlines called "ward"\. Known: lsoa21, msoa21, district'):
        tables.places.boundaries("sampleshire", "ward")


@pytest.mark.real
def test_real_warwickshire_has_354_small_areas_and_67_larger(warwickshire):
    small = tables.places.boundaries("warwickshire")
    assert len(small) == 354
    assert len(tables.places.boundaries("warwickshire", "msoa21")) == 67
    area, inventory = lookups.opened("warwickshire")
    assert lookups.lsoas(area, inventory).groupby("district22_code").size().tolist() == [38, 84, 67, 77, 88]
    assert lookups.lsoa_to_msoa(area, inventory)["msoa21_code"].nunique() == 67
    assert sources.current() is inventory


@pytest.mark.real
def test_a_real_area_of_which_the_folder_has_no_outlines_has_a_gap(warwickshire):
    assert tables.places.boundaries("gwent").empty
