"""The places of an area: small areas, their outlines, names and neighbours, and how deprived they are."""

import json
import re

import geopandas
import pytest
from shapely.geometry import box

from analysis import areas, sources, tables
from analysis.errors import InputError, MissingSourceError
from analysis.sources import inventory
from analysis.tables import lookups
from analysis.tables.declaration import columns
from analysis.tables.places import LIBRARY, STATISTICS, AreaNames, Deprivation, team_template, touching
from tests.tables.edits import drop, line_of, replace

LOOKUP = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"
BOTH_OUTLINES = ("lsoa21-*.geojson", "msoa21-*.geojson")
OUTLINES = (*BOTH_OUTLINES, LOOKUP)
DISTRICTS = areas.area("sampleshire").districts


def without(path, code):
    """Take one shape out of a file of outlines."""
    content = json.loads(path.read_text(encoding="utf-8"))
    kept = [one for one in content["features"] if code not in one["properties"].values()]
    assert len(kept) == len(content["features"]) - 1
    path.write_text(json.dumps(content | {"features": kept}), encoding="utf-8")


def test_outlines_come_in_metres_of_the_national_grid_with_code_and_name(everywhere):
    areas_of = {}
    for level, code, number in (
        ("lsoa21", "lsoa21_code", 350),
        ("msoa21", "msoa21_code", 70),
        ("district", "area_code", 5),
    ):
        found = tables.places.boundaries("sampleshire", level)
        assert list(found.columns) == [code, "area_name", "geometry"] and len(found) == number
        assert found.crs.to_epsg() == 27700
        assert found[code].is_unique and found["area_name"].notna().all()
        assert found.geometry.is_valid.all() and (found.area > 0).all()
        areas_of[level] = found.area.sum()
    assert tuple(found["area_code"]) == DISTRICTS
    assert areas_of["district"] == pytest.approx(areas_of["lsoa21"], rel=1e-6)
    with pytest.raises(InputError, match=r'No outlines called "ward"\. Known: lsoa21, msoa21, district'):
        tables.places.boundaries("sampleshire", "ward")


@pytest.mark.parametrize("held", [(LOOKUP,), BOTH_OUTLINES], ids=["lookup", "shapes"])
def test_without_outlines_or_lookup_there_are_none_and_the_columns_stay(county, held):
    county(*held)
    for level, code in (("lsoa21", "lsoa21_code"), ("msoa21", "msoa21_code"), ("district", "area_code")):
        found = tables.places.boundaries("sampleshire", level)
        assert found.empty and list(found.columns) == [code, "area_name", "geometry"]
        assert found.crs.to_epsg() == 27700
    found = tables.places.neighbours("sampleshire")
    assert found.empty and list(found.columns) == ["lsoa21_code", "neighbour_lsoa21_code"]
    with pytest.raises(InputError, match=r'No neighbours of "ward24". Known: lsoa21, msoa21'):
        tables.places.neighbours("sampleshire", "ward24")
    with pytest.raises(MissingSourceError, match="LSOA 2021 to ward 2024"):
        team_template("sampleshire")
    with pytest.raises(MissingSourceError):
        lookups.lsoa_to_msoa(*lookups.opened("sampleshire"))


def test_a_place_without_an_outline_is_named_a_larger_one_by_a_small_one(county):
    folder = county(*OUTLINES)
    path = folder / "msoa21-E07000901.geojson"
    first = json.loads(path.read_text(encoding="utf-8"))["features"][0]["properties"]["MSOA21CD"]
    without(path, first)
    with pytest.raises(InputError, match="lies in no MSOA outline"):
        lookups.lsoa_to_msoa(*lookups.opened("sampleshire"))
    without(folder / "lsoa21-E07000901.geojson", "E01900007")
    inventory.forget()
    with pytest.raises(InputError, match=r"1 of 350 .*E01900007"):
        tables.places.boundaries("sampleshire")


def test_a_row_that_the_lookup_lost_is_told_by_the_outline(county):
    path = county(*OUTLINES) / LOOKUP
    gone = line_of(path, "E07000903", ",U,")
    drop(path, gone)
    _, _, code, name, *_ = gone.split(",")
    said = f"{LOOKUP}: has no row for {code} {name}, which lsoa21-E07000903.geojson has; 1 in all."
    for load in (tables.places.boundaries, tables.places.area_names):
        with pytest.raises(InputError, match=re.escape(said)):
            load("sampleshire")


@pytest.mark.real
def test_real_warwickshire_has_354_small_areas_and_67_larger(warwickshire):
    small = tables.places.boundaries("warwickshire")
    assert len(small) == 354
    assert len(tables.places.boundaries("warwickshire", "msoa21")) == 67
    area, opened = lookups.opened("warwickshire")
    assert lookups.lsoas(area, opened).groupby("district22_code").size().tolist() == [38, 84, 67, 77, 88]
    assert lookups.lsoa_to_msoa(area, opened)["msoa21_code"].nunique() == 67
    assert sources.current() is opened


def test_a_map_draws_the_districts_and_the_towns_inside_the_area(everywhere, monkeypatch):
    assert set(tables.places.boundaries("sampleshire", "map")["elsewhere"]) == {"no"}
    found = tables.places.boundaries("sampleshire", "map")
    towns = found.loc[found.geom_type == "Point", "area_name"]
    assert towns.tolist()[:3] == ["Larkmere", "Tindlebury", "Quarrowby"] and len(towns) == 11
    assert "Far Vennish" not in set(towns)
    monkeypatch.setattr(lookups, "_towns", lambda *_: ())
    assert len(tables.places.boundaries("sampleshire", "map")) == len(found) - 11


@pytest.mark.real
def test_a_map_of_warwickshire_names_what_lies_in_its_bend_and_gwents_is_empty(warwickshire):
    found = tables.places.boundaries("warwickshire", "map")
    assert found.loc[found["elsewhere"] == "yes", "area_name"].tolist() == ["Coventry", "Solihull"]
    assert found.crs.to_epsg() == 27700 and len(found) == 7
    assert tables.places.boundaries("gwent").empty


# What they are called


WARDS = "LSOA21_WD24_LAD24_EW_LU.csv"
TEAMS = "sampleshire-neighbourhood-teams.csv"


def test_every_small_area_of_sampleshire_lies_somewhere_at_every_level(everywhere):
    found = tables.places.area_names("sampleshire")
    assert list(found.columns) == columns(AreaNames)
    assert len(found) == 350 and not found.isna().any(axis=None)
    assert set(found["msoa21_named_by"]) == {LIBRARY}
    assert found.groupby("msoa21_code")["msoa21_name"].nunique().eq(1).all()
    assert found["msoa21_name"].nunique() == found["msoa21_code"].nunique() == 70
    levels = found[["ward24_code", "neighbourhood_team", "district22_code"]]
    assert levels.nunique().tolist() == [71, 17, 5]
    assert found.groupby("ward24_code")["neighbourhood_team"].nunique().eq(1).all()


@pytest.mark.parametrize(
    ("files", "blank"),
    [
        (BOTH_OUTLINES, ["ward24_code", "neighbourhood_team", "lsoa21_name"]),
        ((WARDS,), ["msoa21_code", "msoa21_name", "msoa21_named_by", "neighbourhood_team"]),
    ],
)
def test_what_no_file_says_is_blank_and_the_rest_is_there(county, files, blank):
    county(LOOKUP, *files)
    found = tables.places.area_names("sampleshire")
    assert len(found) == 350 and found[blank].isna().all(axis=None)
    assert not found["district22_name"].isna().any()
    if files == BOTH_OUTLINES:  # without the Library's list
        assert set(found["msoa21_named_by"]) == {STATISTICS}
        assert found.loc[0, "msoa21_name"] == "North Larkmere 001"
    else:
        assert found["ward24_name"].notna().all()


def test_a_table_of_teams_that_lacks_a_ward_is_refused(county):
    drop(county(LOOKUP, WARDS, TEAMS) / TEAMS, "E05900001")
    with pytest.raises(InputError, match=rf"{TEAMS}: ward E05900001 is missing \(1 in all\)"):
        tables.places.area_names("sampleshire")


def test_the_template_of_teams_lists_the_wards_and_reads_once_it_is_filled_in(county):
    path = county(LOOKUP, WARDS) / "neighbourhood-teams.csv"
    template = team_template("sampleshire")
    assert len(template) == 71 and (template["neighbourhood_team"] == "").all()
    assert template["ward24_code"].is_unique
    template.to_csv(path, index=False)
    inventory.forget()
    with pytest.raises(InputError, match=r'neighbourhood-teams.csv, column "neighbourhood_team", row 2'):
        tables.places.area_names("sampleshire")
    template.assign(neighbourhood_team="Team of " + template["district22_name"]).to_csv(path, index=False)
    inventory.forget()
    assert tables.places.area_names("sampleshire")["neighbourhood_team"].nunique() == 5


@pytest.mark.real
def test_real_warwickshire_has_its_wards_and_the_offices_own_names_of_msoas(warwickshire):
    found = tables.places.area_names("warwickshire")
    assert len(found) == 354
    assert found["msoa21_code"].nunique() == 67 and found["ward24_code"].nunique() == 108
    assert set(found["msoa21_named_by"]) == {STATISTICS}
    assert found["neighbourhood_team"].isna().all()
    assert len(team_template("warwickshire")) == 108


# How deprived they are


NAME = "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv"


def test_every_small_area_has_its_rank_and_decile(everywhere):
    found = tables.places.deprivation("sampleshire")
    assert list(found.columns) == columns(Deprivation)
    assert len(found) == 350 and found["lsoa21_code"].is_unique
    assert found["imd_decile"].between(1, 10).all()
    # Decile 1 holds the lowest ranks: the most deprived.
    assert found.groupby("imd_decile")["imd_rank"].max().is_monotonic_increasing


def test_small_areas_of_another_vintage_are_refused(county):
    replace(county(NAME, LOOKUP) / NAME, "E01900001", "E01800999")
    with pytest.raises(InputError, match=r"File_7.*LSOA E01900001 is missing.*vintage"):
        tables.places.deprivation("sampleshire")


@pytest.mark.real
def test_real_small_areas_have_deciles_and_wales_has_no_english_index(warwickshire):
    found = tables.places.deprivation("warwickshire")
    assert len(found) == 354
    assert (found["imd_decile"] == 1).sum() == 9
    assert (found["imd_decile"] <= 2).sum() == 23
    worst = found.loc[found["imd_rank"].idxmin()]
    assert (worst["lsoa21_code"], worst["imd_rank"]) == ("E01031057", 619)
    assert tables.places.deprivation("gwent").empty


# Which touch


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


@pytest.mark.parametrize(("gap", "touch"), [(0.5, True), (1.0, True), (1.1, False), (400, False)])
def test_both_sides_of_the_gap_that_is_no_gap(gap, touch):
    assert bool(pairs(squares((0, 0), (100 + gap, 0)))) == touch
    assert touching(squares(), "lsoa21_code").empty


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


# Forces like an area's own


HEADED = "force,similar_force,source,as_at\n"
GROUP = HEADED + "Kent,Essex,A page,2025-11-01\nKent,Sussex,A page,2025-11-01\n"


@pytest.fixture
def group(in_reference):
    """Return a function that reads the group of an area from a list of groups."""

    def read(area, text):
        in_reference(tables.places.SIMILAR, text)
        return tables.places.similar_forces(area)

    return read


def test_a_group_is_read_with_its_source_and_a_force_without_one_has_no_rows(group):
    found = group("kent", GROUP)
    assert found[["area_name", "source"]].values.tolist() == [["Essex", "A page"], ["Sussex", "A page"]]
    assert found["as_at"].dt.strftime("%Y-%m").unique().tolist() == ["2025-11"]
    assert group("surrey", GROUP).empty


def test_no_group_of_a_real_force_comes_until_somebody_enters_it():
    assert len(tables.places.similar_forces("sampleshire")) == 4
    assert not any(len(tables.places.similar_forces(one.slug)) for one in areas.all_areas())


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Kent,Esex,A page,2025-11-01", "row 4, column \"similar_force\": found 'Esex', expected"),
        (",Essex,A page,2025-11-01", "row 4, column \"force\": found '', expected"),
        ("Kent,Kent,A page,2025-11-01", 'row 4: found "Kent": no force is in its own group'),
        ("Kent,Essex,Another,2025-11-01", 'row 4: found "Essex": it is in the group already'),
        (
            "Kent,Sampleshire,A page,2025-11-01",
            'row 4: found "Sampleshire": one of the two forces is invented',
        ),
        ("Kent,Surrey, ,2025-11-01", 'row 4: found " ": say where the group was published'),
        ("Kent,Surrey,A page,1/11/2025", 'row 4: found "1/11/2025": as_at needs a day as 2026-05-20'),
    ],
)
def test_a_row_that_is_wrong_stops_every_area_and_is_named(group, row, says):
    with pytest.raises(InputError, match=r"^most_similar_forces\.csv, row 4") as refused:
        group("surrey", f"{GROUP}{row}\n")
    assert says in str(refused.value) and "\n" not in str(refused.value)


def test_a_list_with_other_headings_is_refused(group):
    with pytest.raises(InputError, match=r'^most_similar_forces\.csv: heading "similar_force" is missing'):
        group("kent", "force,similar\n")
