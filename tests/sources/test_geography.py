"""Boundaries and lookups of the Open Geography Portal, as given and as spoilt on the way."""

import json
import re

import pytest

from analysis.errors import InputError, MissingSourceError
from analysis.sources import geography
from analysis.sources.files import SourceFile
from tests.sources import refusals

DISTRICTS = ["E07000218", "E07000219", "E07000220", "E07000221", "E07000222"]


def polygon(*points):
    return {"type": "Polygon", "coordinates": [list(map(list, points))]}


def square(east=0.0, size=0.1):
    left, right = -1.5 + east, -1.5 + east + size
    return polygon((left, 52.0), (right, 52.0), (right, 52.1), (left, 52.1), (left, 52.0))


def feature(code="E01031046", name="Nuneaton 005D", geometry=None, stem="LSOA21", **more):
    return {
        "type": "Feature",
        "properties": {f"{stem}CD": code, f"{stem}NM": name, **more},
        "geometry": square() if geometry is None else geometry,
    }


@pytest.fixture
def written(given):
    """Return a function that writes a GeoJSON file and returns it as a SourceFile."""

    def write(*features, name="areas.geojson", crs=None, bom=False, **more):
        document = {"type": "FeatureCollection", **more, "features": list(features)}
        if crs:
            document["crs"] = {"type": "name", "properties": {"name": crs}}
        return given((b"\xef\xbb\xbf" if bom else b"") + json.dumps(document).encode(), name)

    return write


def refusal(files, level="lsoa21", **more):
    with pytest.raises(InputError) as caught:
        geography.boundaries(files, level, **more)
    return str(caught.value)


@pytest.mark.parametrize(
    "crs", [None, "EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"]
)
def test_longitude_and_latitude_come_back_in_the_national_grid(written, crs):
    found = geography.boundaries([written(feature(), crs=crs, bom=crs is None)], "lsoa21")
    assert list(found.columns) == ["lsoa21_code", "lsoa21_name", "geometry"]
    assert found.crs.to_epsg() == 27700
    # A tenth of a degree square at 52 degrees north is 6.86 km by 11.13 km.
    assert found.area.iloc[0] / 1e6 == pytest.approx(6.86 * 11.13, rel=0.01)
    found = geography.boundaries([written(feature(geometry=METRES), crs="EPSG:27700")], "lsoa21")
    assert found.total_bounds.tolist() == [4e5, 3e5, 4.1e5, 3.1e5]


def test_a_file_per_district_and_one_file_read_the_same(written):
    two = [feature(code="E01000002"), feature(code="E01000001", geometry=square(0.1))]
    one = geography.boundaries([written(*two)], "lsoa21")
    split = geography.boundaries([written(two[0], name="a.json"), written(two[1], name="b.json")], "lsoa21")
    assert one["lsoa21_code"].tolist() == ["E01000001", "E01000002"]
    assert one.equals(split)


@pytest.mark.parametrize(
    ("level", "stem", "code"),
    [
        ("lsoa11", "LSOA11", "E01031046"),
        ("msoa21", "MSOA21", "W02000001"),
        ("ward25", "WD25", "W05000001"),
        ("district23", "LAD23", "E09000001"),
        ("police_force_area", "PFA16", "E23000017"),
        ("police_force_area", "PFA23", "W15000001"),
    ],
)
def test_every_level_is_known_by_the_portals_headings(written, level, stem, code):
    found = geography.boundaries([written(feature(code=code, stem=stem))], level)
    assert found[f"{level}_code"].tolist() == [code]


def test_expected_codes_choose_the_areas_and_a_missing_one_is_named(written):
    file = written(feature(code="E01000001"), feature(code="E01000002"))
    found = geography.boundaries([file], "lsoa21", expected=["E01000002"])
    assert found["lsoa21_code"].tolist() == ["E01000002"]
    said = refusal([file], expected=["E01000002", "E01000003"])
    assert "areas.geojson: no shape for 1 of 2 areas of lsoa21, first E01000003" in said


def test_a_knot_is_untied_an_area_elsewhere_stops_nothing_and_no_file_is_a_gap(written):
    knot = polygon((-1.5, 52), (-1.4, 52.1), (-1.4, 52), (-1.5, 52.1), (-1.5, 52))
    found = geography.boundaries([written(feature(geometry=knot))], "lsoa21")
    assert found.is_valid.all() and found.geom_type.tolist() == ["MultiPolygon"]
    other = feature(code="E01000009", geometry={"type": "Point", "coordinates": []})
    assert len(geography.boundaries([written(feature(), other)], "lsoa21", expected=["E01031046"])) == 1
    with pytest.raises(MissingSourceError):
        geography.boundaries([], "lsoa21")


def without_name():
    spoilt = feature()
    spoilt["properties"]["LSOA21NAME"] = spoilt["properties"].pop("LSOA21NM")
    return spoilt


METRES = polygon((4e5, 3e5), (4.1e5, 3e5), (4.1e5, 3.1e5), (4e5, 3e5))
SWAPPED = polygon((52.0, -1.5), (52.1, -1.5), (52.1, -1.4), (52.0, -1.5))
WARDS = feature("E05007457", stem="WD25", LAD25CD="E07000218", LAD25NM="North Warwickshire")


@pytest.mark.parametrize(
    ("shape", "level", "said"),
    [
        (feature(stem="LSOA11"), "lsoa21", 'holds lsoa11 ("LSOA11CD"), expected lsoa21 ("LSOA21CD"). These'),
        (feature("E23000017", stem="PFA16"), "district23", "holds police_force_area"),
        (WARDS, "ward24", 'holds ward25 ("WD25CD"), expected ward24 ("WD24CD")'),
        (WARDS, "district25", 'holds ward25 ("WD25CD"), expected district25'),  # not taken for its districts
        (feature(stem="LSOA_21_"), "lsoa21", 'no property "LSOA21CD", which holds the code of lsoa21.'),
        (feature("E02006468"), "lsoa21", 'feature 1, "LSOA21CD": found "E02006468", expected a code of'),
        (without_name(), "lsoa21", 'no property "LSOA21NM", which holds the name of lsoa21. Nearest:'),
        (feature(geometry={"type": "Point", "coordinates": [-1.5, 52]}), "lsoa21", "has a Point, expected a"),
        (feature(geometry=polygon((-1.5, 52))), "lsoa21", "E01031046 has a shape that cannot be read"),
        (feature(geometry=polygon((-1.5, 52), (-1.4, 52), (-1.3, 52), (-1.5, 52))), "lsoa21",
         "E01031046 has a shape without an area"),
        (feature() | {"geometry": None}, "lsoa21", "E01031046 has a shape left empty"),
        (feature(geometry=METRES), "lsoa21", "in longitude and latitude. Ask the portal for outSR=4326"),
        (feature(geometry=SWAPPED), "lsoa21", "Latitude appears first"),
    ],
)  # fmt: skip
def test_an_area_that_is_not_as_asked_for_is_refused(written, shape, level, said):
    assert said in refusal([written(shape)], level)


def test_what_a_file_says_of_itself_is_held_against_it(written, tmp_path):
    assert 'the coordinate system is "EPSG:3857"' in refusal([written(feature(), crs="EPSG:3857")])
    for more in ({"exceededTransferLimit": True}, {"properties": {"exceededTransferLimit": True}}):
        assert "the server stopped at its limit" in refusal([written(feature(), **more)])
    assert "gone.geojson: no such file" in refusal([SourceFile(tmp_path / "gone.geojson")])


def test_a_code_that_stands_twice_is_named_with_its_files(written):
    assert "E01031046 Nuneaton 005D appears twice" in refusal([written(feature(), feature())])
    said = refusal([written(feature(), name="a.geojson"), written(feature(), name="b.geojson")])
    assert said.startswith("b.geojson: E01031046 Nuneaton 005D appears here and in a.geojson.")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE html><html><body>503</body></html>", "holds a web page"),
        (b'{"type": "FeatureCollection", "name": "\xe9"}', "is not UTF-8"),
        (b'{"type": "FeatureCollection", "features": [{"type"', "line 1, column 51 on: the file was cut"),
        (b'{"error": {"code": 400}}', "the server's error message"),
        (b'{"type": "Topology"}', 'found "Topology", expected a GeoJSON "FeatureCollection"'),
        (b'{"type": "FeatureCollection", "features": []}', "holds no features"),
        *((text, "is not GeoJSON that can be read: it is nested")
          for text in ("[" * 100_000, '{"type": ' + "9" * 5_000 + "}")),
    ],
)  # fmt: skip
def test_a_file_that_is_no_map_is_refused(given, content, said):
    message = refusal([given(content, "areas.geojson")])
    assert message.startswith("areas.geojson: ") and said in message and "\n" not in message


CHANGE = """LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM,LAD22NMW,ObjectId
E01000001,Warwick 001A,E01000001,Warwick 001A,U,E07000222,Warwick,,1
E01000002,Warwick 001B,E01030001,Warwick 001C,S,E07000222,Warwick,,2
E01000002,Warwick 001B,E01030002,Warwick 001D,S,E07000222,Warwick,,3
"""
WARD = """LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM
E01000001,Warwick 001A,E05007457,Arley,E07000222,Warwick
"""
FORCE = """LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM
E07000222,Warwick,E22000359,South Warwickshire,E23000017,Warwickshire
W06000001,Isle of Anglesey,W14000001,Ynys Môn a Gwynedd,W15000001,North Wales
"""
OURS = {"LSOA": "lsoa", "LAD": "ltla", "WD": "ward", "CSP": "csp", "PFA": "pfa", "CD": "code", "NM": "name"}


@pytest.mark.parametrize(
    ("read", "text", "column", "values"),
    [
        ("lsoa_to_ward", WARD, "ward24_name", ["Arley"]),
        ("district_to_force", FORCE, "police_force_area_name", ["Warwickshire", "North Wales"]),
    ],
)
def test_the_portals_headings_and_tidied_ones_read_the_same(given, read, text, column, values):
    def tidied(found):
        return f"{OURS[found[1]]}{found[2]}_{OURS[found[3]]}"

    reader = getattr(geography, read)
    portals = reader(given(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "a.csv"))
    copy = re.sub(r"\b(LSOA|LAD|WD|CSP|PFA)(\d\d)(CD|NM)\b", tidied, text)
    assert portals.equals(reader(given(copy, "b.csv")))
    assert portals[column].tolist() == values


FIRST = CHANGE.splitlines()[1]
ONLY = WARD[WARD.index("E01") :]


@pytest.mark.parametrize(
    ("read", "text", "old", "new", "said"),
    [
        ("lsoa_change", CHANGE, "CHGIND", "CHNGIND", 'heading "CHGIND" is missing. Nearest: "CHNGIND".'),
        ("lsoa_change", CHANGE, "LSOA21CD", "LSOA31CD", '"LSOA21CD" is missing. Nearest: "LSOA31CD".'),
        ("lsoa_change", CHANGE, ",S,", ",Q,", 'row 3: found "Q", expected U, S, M or X; 2 in all'),
        ("lsoa_change", CHANGE, "E01030002", "E01030001", "E01000002, E01030001 appears in row 3 too"),
        ("lsoa_change", CHANGE, FIRST, FIRST.replace("1,", "9,", 1), "E01000009 is flagged U, unchanged"),
        ("lsoa_change", CHANGE, "E01030001", "E02030001", 'column "LSOA21CD", row 3: found "E02030001"'),
        ("lsoa_change", CHANGE, "E07000222", "", 'column "LAD22CD", row 2: found ""'),
        ("lsoa_to_ward", WARD, "WD24", "WD23", 'heading "WD24CD" is missing. Nearest: "WD23CD".'),
        ("lsoa_to_ward", WARD, ONLY, ONLY * 2, "E01000001 appears in row 2 too"),
        ("district_to_force", FORCE, "W06000001", "E07000222", "E07000222 lies in 2 police force areas"),
        ("district_to_force", FORCE, "E23000017", "E10000031", "expected a code such as E23000017"),
        ("district_to_force", FORCE, "CSP24NM", "LTLA24CD", "could be any of LAD24CD, LTLA24CD"),
    ],
)
def test_a_spoilt_lookup_is_refused_by_file_place_and_remedy(given, read, text, old, new, said):
    assert old in text
    message = refusals.refusal(getattr(geography, read), given(text.replace(old, new), "lookup.csv"))
    assert message.startswith("lookup.csv") and said in message


@pytest.mark.real
@pytest.mark.parametrize(
    ("level", "counts"),
    [
        ("lsoa21", [38, 84, 67, 77, 88]),
        ("lsoa11", [38, 81, 61, 73, 86]),
        ("msoa21", [7, 17, 13, 15, 15]),
        ("ward25", [17, 19, 16, 39, 17]),
    ],
)
def test_warwickshires_polygons_by_district(real, level, counts):
    files = [SourceFile(real(f"geography/{level}-{district}.geojson")) for district in DISTRICTS]
    assert [len(geography.boundaries([file], level)) for file in files] == counts
    together = geography.boundaries(files, level)
    assert len(together) == sum(counts) and together.is_valid.all()
    # The county has 1,975 square kilometres; the edges here are generalised.
    assert together.area.sum() / 1e6 == pytest.approx(1_977, abs=2)


@pytest.mark.real
def test_districts_and_forces_of_the_whole_country(real):
    districts = SourceFile(real("geography/Local_Authority_Districts_May_2023_UK_BUC_V2.geojson"))
    forces = SourceFile(real("geography/Police_Force_Areas_December_2016_ultra_generalised.geojson"))
    found = geography.boundaries([districts], "district23")
    assert len(found) == 361 and found.is_valid.all()
    ours = geography.boundaries([districts], "district23", expected=DISTRICTS)
    assert ours["district23_code"].tolist() == DISTRICTS
    found = geography.boundaries([forces], "police_force_area")
    assert len(found) == 43 and found.is_valid.all()
    warwickshire = found.set_index("police_force_area_code").loc["E23000017"]
    assert warwickshire["police_force_area_name"] == "Warwickshire"
    assert warwickshire.geometry.intersection(ours.union_all()).area / warwickshire.geometry.area > 0.98
    assert "holds district23" in refusal([districts], "district22")


@pytest.mark.real
def test_what_became_of_warwickshires_small_areas(real):
    file = SourceFile(real("geography/LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"))
    change = geography.lsoa_change(file)
    assert len(change) == 35_796
    ours = change[change["district22_code"].isin(DISTRICTS)]
    assert ours["change"].value_counts().to_dict() == {"U": 328, "S": 26}
    old, new = set(ours["lsoa11_code"]), set(ours["lsoa21_code"])
    assert (len(old & new), len(old - new), len(new - old)) == (328, 11, 26)
    assert ours.groupby("district22_code")["lsoa21_code"].nunique().tolist() == [38, 84, 67, 77, 88]
    assert set(change["change"]) == {"U", "S", "M", "X"}


@pytest.mark.real
def test_the_lookups_108_wards_are_those_of_the_map_force_and_partnerships(real):
    wards = geography.lsoa_to_ward(SourceFile(real("geography/lookup_lsoa21_ward24_ltla24.csv")))
    assert len(wards) == 35_672
    ours = wards[wards["district24_code"].isin(DISTRICTS)]
    assert len(ours) == 354
    files = [SourceFile(real(f"geography/ward25-{district}.geojson")) for district in DISTRICTS]
    assert set(ours["ward24_code"]) == set(geography.boundaries(files, "ward25")["ward25_code"])
    assert ours["ward24_code"].nunique() == 108
    lookup = geography.district_to_force(SourceFile(real("geography/lookup_ltla24_csp24_pfa24.csv")))
    assert len(lookup) == 332 and lookup["district24_code"].nunique() == 318
    ours = lookup[lookup["district24_code"].isin(DISTRICTS)]
    assert set(ours["police_force_area_code"]) == {"E23000017"} and ours["csp24_code"].nunique() == 4
    shared = ours[ours["csp24_code"] == "E22000359"]
    assert shared["district24_name"].tolist() == ["Stratford-on-Avon", "Warwick"]
    of_the_force = lookup[lookup["police_force_area_code"] == "E23000017"]
    assert set(of_the_force["district24_code"]) == set(DISTRICTS)
