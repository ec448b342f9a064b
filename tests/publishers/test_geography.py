"""Open Geography: pages, errors inside a 200, questions in SQL, and exports made to order."""

import csv
import io

import pytest

from . import arcgis, arcgis_layers, arcgis_where

HOST, HUB = "services1.arcgis.com", "hub.arcgis.com"
SMALL = "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V5"
WARDS = "LSOA21_WD24_LAD24_EW_LU"


@pytest.fixture
def query(ask):
    """Return a function from service and parameters to the JSON of the answer, which is always a 200."""

    def get(service, method="GET", **parameters):
        asked = {"where": "1=1", "outFields": "*", "f": "geojson", **parameters}
        place = f"{arcgis.ROOT}/{service}/FeatureServer/0/query"
        given = {"data": asked} if method == "POST" else {"params": asked}
        answer = ask(HOST, place, method=method, **given)
        assert answer.status_code == 200
        return answer.json()

    return get


def test_pages_end_at_the_limit_and_say_so_at_two_depths(query, publishers):
    publishers.limits.records = 100
    assert query(SMALL, returnCountOnly="true") == {"count": 350}
    page = query(SMALL)
    assert len(page["features"]) == 100 and page["properties"]["exceededTransferLimit"] is True
    other = query(SMALL, f="json")
    assert len(other["features"]) == 100 and other["exceededTransferLimit"] is True
    last = query(SMALL, resultOffset=300, resultRecordCount=5_000)
    assert len(last["features"]) == 50 and "properties" not in last


def test_all_of_the_layers_have_their_fields(query):
    for name in arcgis_layers.NAMES:
        values = query(name, resultRecordCount=1)["features"][0]["properties"]
        stem = [field for field in values if field.endswith("CD")]
        assert stem, name
    assert "LADCD_ACTIVE" not in query(SMALL)["features"][0]["properties"]  # no district in the layer


def test_errors_come_inside_a_200(query):
    assert query("Renamed_Service")["error"]["code"] == 400
    assert query(SMALL, outFields="NOTHING")["error"]["code"] == 400
    assert query(SMALL, where="DROP TABLE")["error"]["code"] == 400
    assert query(SMALL, where="NOTHING='x'")["error"]["code"] == 400


@pytest.mark.parametrize(
    ("where", "number"),
    [("1=1", 350), ("LAD24CD='E07000901'", 30), ("LAD24NM LIKE '%Larkmere%'", 122),
     ("LAD24NM='Larkmere'", 92),
     ("LSOA21CD IN ('E01900001','E01900350')", 2), ("LAD24CD='E07000901' AND LSOA21CD<='E01900003'", 3),
     ("LAD24CD='x' OR LSOA21CD='E01900001'", 1)],
)  # fmt: skip
def test_questions_in_sql(query, where, number):
    assert query(WARDS, where=where, returnCountOnly="true")["count"] == number


def test_a_long_question_is_sent_as_a_form(query):
    many = ",".join(f"'E0190{number:04d}'" for number in range(1, 301))
    assert query(WARDS, method="POST", where=f"LSOA21CD IN ({many})", returnCountOnly="true")["count"] == 300


def test_a_quotation_mark_in_a_name_is_doubled():
    assert arcgis_where.holds("NAME='St Mary''s'", {"NAME": "St Mary's"})


def test_outlines_are_in_degrees_unless_the_grid_is_asked_for(query):
    (degrees,), (metres,) = (
        query(SMALL, where="LSOA21CD='E01900001'", outSR=system)["features"] for system in (4326, 27700)
    )
    first, second = (feature["geometry"]["coordinates"][0][0] for feature in (degrees, metres))
    assert -10 < first[0] < 8 and 49 < first[1] < 62 and min(second) > 1_000
    assert query(SMALL, returnGeometry="false")["features"][0]["geometry"] is None


def test_a_box_finds_what_it_touches(query):
    point = query(SMALL, where="LSOA21CD='E01900001'")["features"][0]["geometry"]["coordinates"][0][0]
    box = f"{point[0] - 0.001},{point[1] - 0.001},{point[0] + 0.001},{point[1] + 0.001}"
    found = query(SMALL, geometry=box, inSR=4326, returnGeometry="false")["features"]
    assert 0 < len(found) < 10


def test_an_export_is_made_while_one_waits(ask):
    about = ask(HOST, f"{arcgis.ROOT}/LSOA11_LSOA21_LAD22_EW_LU_v5/FeatureServer?f=json").json()
    place = f"/api/download/v1/items/{about['serviceItemId']}/csv?redirect=false&layers=0"
    answers = [ask(HUB, place) for _ in range(3)]
    assert [one.json()["status"] for one in answers] == ["Pending", "ExportingData", "Completed"]
    host, _, path = answers[-1].json()["resultUrl"].removeprefix("https://").partition("/")
    content = ask(host, f"/{path}").content
    assert content.startswith(b"\xef\xbb\xbfLSOA11CD,") and b"\r\n" in content
    assert len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) == 377
    assert ask(HUB, f"/api/download/v1/items/{'0' * 32}/csv").status_code == 404


def test_pages_go_wrong(query, publishers):
    publishers.limits.records = 100
    first, second = query(SMALL), query(SMALL, resultOffset=100)
    for kind in ("short_page", "ignored_offset", "repeated_page", "changed_while_paging"):
        publishers.fault(HOST, kind)
    short, ignored, repeated, changed = (query(SMALL, resultOffset=100) for _ in range(4))
    assert len(short["features"]) == 33 and short["properties"]["exceededTransferLimit"]
    assert ignored["features"] == repeated["features"] == first["features"]
    assert [one["properties"] for one in changed["features"][:-1]] == [
        one["properties"] for one in second["features"][1:]
    ]
