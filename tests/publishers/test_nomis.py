"""Nomis: the zips, and an API that cuts without a word and says nothing where it does not understand."""

import csv
import io
import zipfile

import pytest

HOST = "www.nomisweb.co.uk"
DATA = "/api/v01/dataset/NM_2048_1.data.csv"
HEADINGS = ("DATE,DATE_NAME,GEOGRAPHY,GEOGRAPHY_NAME,GEOGRAPHY_CODE,GEOGRAPHY_TYPE,C2021_ENGPRF_6,"
            "C2021_ENGPRF_6_NAME,C2021_ENGPRF_6_CODE,C2021_ENGPRF_6_SORTORDER,MEASURES,MEASURES_NAME,OBS_VALUE,"
            "OBS_STATUS,OBS_STATUS_NAME,RECORD_OFFSET,RECORD_COUNT")  # fmt: skip


@pytest.fixture
def rows(ask):
    """Return a function from parameters to the rows of the API's answer."""

    def get(**parameters):
        answer = ask(HOST, DATA, params={"date": "latest", "measures": "20100", **parameters})
        assert answer.status_code == 200
        return list(csv.DictReader(io.StringIO(answer.text)))

    return get


def test_the_index_lists_zips_that_hold_the_tables(ask):
    index = ask(HOST, "/sources/census_2021_bulk").text
    for table, member in (("ts024", "ltla"), ("ts029", "lsoa"), ("ts026", "lsoa")):
        place = f"/output/census/2021/census2021-{table}.zip"
        assert place in index
        names = zipfile.ZipFile(io.BytesIO(ask(HOST, place).content)).namelist()
        assert f"census2021-{table}-{member}.csv" in names and f"metadata/{table}-2021-1.txt" in names
    assert f"census2021-{'ts024'}-lsoa.csv" not in names
    assert ask(HOST, "/output/census/2021/census2021-ts099.zip").status_code == 404


def test_the_headings_are_those_that_nomis_writes(ask):
    first = ask(HOST, DATA, params={"geography": "E07000902"}).text.splitlines()[0]
    assert first.replace('"', "") == HEADINGS


def test_rows_are_cut_without_a_word_and_their_count_is_told(rows, publishers):
    whole = rows(geography="TYPE151")
    assert len(whole) == int(whole[0]["RECORD_COUNT"]) == 350 * 7
    publishers.limits.nomis_rows = 1_000
    first = rows(geography="TYPE151")
    assert len(first) == 1_000 and first[0]["RECORD_COUNT"] == "2450"
    assert [row["GEOGRAPHY_CODE"] for row in whole] == sorted(row["GEOGRAPHY_CODE"] for row in whole)
    last = rows(geography="TYPE151", RecordOffset=2_000)
    assert (len(last), last[0]["RECORD_OFFSET"]) == (450, "2000") and last == whole[2_000:]


@pytest.mark.parametrize(
    "wrong", [{"geographies": "TYPE154"}, {"geography": "E07999999"}, {"geography": ""},
              {"c2021_engprf_6": "77"}, {"date": "1066"}, {"select": "NOTHING"}, {"measures": "1"}],
)  # fmt: skip
def test_a_wrong_question_is_answered_by_nothing(ask, wrong):
    answer = ask(HOST, DATA, params={"geography": "TYPE154", **wrong})
    assert (answer.status_code, answer.content) == (200, b"")


def test_areas_are_asked_for_by_code_type_and_parent(rows):
    assert {row["GEOGRAPHY_CODE"] for row in rows(geography="E07000902,E07000905")} == {
        "E07000902",
        "E07000905",
    }
    assert len({row["GEOGRAPHY_CODE"] for row in rows(geography="TYPE154")}) == 65
    assert {row["GEOGRAPHY_NAME"][:9] for row in rows(geography="E07000902TYPE151")} == {"Tindlebur"}


def test_below_an_odd_district_nothing_is_found_but_by_code(ask, rows):
    assert ask(HOST, DATA, params={"geography": "E07000904TYPE151"}).content == b""
    assert rows(geography="E07000904")


def test_categories_have_the_publishers_numbers(rows):
    found = {row["C2021_ENGPRF_6"]: row["C2021_ENGPRF_6_NAME"] for row in rows(geography="E07000902")}
    assert list(found) == ["0", "1", "1001", "2", "3", "4", "5"]
    assert found["1001"] == "Main language is not English (English or Welsh in Wales)"
    assert found["5"].endswith("Cannot speak English")
    kept = rows(geography="E07000902", c2021_engprf_6="4,5", select="geography_code,obs_value,record_count")
    assert [list(row) for row in kept] == [["GEOGRAPHY_CODE", "OBS_VALUE", "RECORD_COUNT"]] * 2


def test_tables_are_found_by_name(ask):
    found = ask(HOST, "/api/v01/dataset/def.sdmx.json?search=*TS024*").json()
    assert [one["id"] for one in found["structure"]["keyfamilies"]["keyfamily"]] == ["NM_2043_1"]
    codes = ask(HOST, "/api/v01/dataset/NM_2048_1/c2021_engprf_6.def.sdmx.json").json()
    assert len(codes["structure"]["codelists"]["codelist"][0]["code"]) == 7
    assert (
        ask(HOST, "/api/v01/dataset/def.sdmx.json?search=*TS999*").json()["structure"]["keyfamilies"] is None
    )


def test_pages_go_wrong(rows, publishers):
    publishers.limits.nomis_rows = 1_000
    first = rows(geography="TYPE151")
    for kind in ("short_page", "ignored_offset", "repeated_page", "changed_while_paging"):
        publishers.fault(HOST, kind)
    short, ignored, repeated, changed = (rows(geography="TYPE151", RecordOffset=1_000) for _ in range(4))
    assert len(short) == 333 and short[0]["RECORD_OFFSET"] == "1000"
    assert ignored == repeated == first
    assert (changed[0]["RECORD_COUNT"], changed[0]["RECORD_OFFSET"]) == ("2449", "1000")
