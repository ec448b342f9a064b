"""Which small areas touch: by a side or a corner, both ways, across a hair's breadth, and no further."""

import geopandas
import pytest
from shapely.geometry import box

from analysis import tables
from analysis.errors import InputError
from analysis.tables.places import touching

LOOKUP = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"


def squares(*lefts_and_bottoms, side=100):
    shapes = [box(left, bottom, left + side, bottom + side) for left, bottom in lefts_and_bottoms]
    codes = [f"E0190000{number}" for number in range(len(shapes))]
    return geopandas.GeoDataFrame({"lsoa21_code": codes}, geometry=shapes, crs="EPSG:27700")


def pairs(outlines):
    found = touching(outlines, "lsoa21_code")
    return {(one[-1], other[-1]) for one, other in found.itertuples(index=False)}


@pytest.mark.parametrize("place", [(100, 0), (100, 100)], ids=["a side", "a corner"])
def test_places_that_share_a_side_or_a_corner_touch_both_ways(place):
    assert pairs(squares((0, 0), place)) == {("0", "1"), ("1", "0")}


@pytest.mark.parametrize(("gap", "touch"), [(0.5, True), (1.0, True), (1.1, False)])
def test_both_sides_of_the_gap_that_is_no_gap(gap, touch):
    assert bool(pairs(squares((0, 0), (100 + gap, 0)))) == touch


def test_a_place_alone_has_no_neighbour_and_none_is_its_own():
    assert pairs(squares((0, 0), (500, 500))) == set()
    assert touching(squares(), "lsoa21_code").empty


@pytest.mark.parametrize("level", ["lsoa21", "msoa21"])
def test_every_place_of_sampleshire_has_neighbours_and_every_pair_stands_both_ways(everywhere, level):
    found = tables.places.neighbours("sampleshire", level)
    code, other = f"{level}_code", f"neighbour_{level}_code"
    assert list(found.columns) == [code, other]
    assert set(found[code]) == set(tables.places.boundaries("sampleshire", level)[code])
    both = set(found.itertuples(index=False, name=None))
    assert {(there, here) for here, there in both} == both
    assert not found.duplicated().any()


def test_without_outlines_there_are_none(county):
    county(LOOKUP)
    found = tables.places.neighbours("sampleshire")
    assert found.empty and list(found.columns) == ["lsoa21_code", "neighbour_lsoa21_code"]


def test_a_level_without_neighbours_is_refused(everywhere):
    with pytest.raises(InputError, match=r'No neighbours of "ward24". Known: lsoa21, msoa21'):
        tables.places.neighbours("sampleshire", "ward24")


@pytest.mark.real
@pytest.mark.parametrize(("level", "places", "found"), [("lsoa21", 354, 1_942), ("msoa21", 67, 334)])
def test_the_pairs_of_real_warwickshire_are_those_of_pysal(real, reads, level, places, found):
    """1,942 and 334 are the pairs that PySAL's queen contiguity finds in the same outlines."""
    from libpysal.weights import Queen

    reads(real("README.md").parent)
    code = f"{level}_code"
    ours = tables.places.neighbours("warwickshire", level)
    outlines = tables.places.boundaries("warwickshire", level)
    queen = Queen.from_dataframe(outlines, ids=outlines[code].tolist(), use_index=False)
    theirs = {(one, other) for one, beside in queen.neighbors.items() for other in beside}
    assert set(ours.itertuples(index=False, name=None)) == theirs
    assert (len(outlines), len(ours)) == (places, found)
