"""Services that give a table page by page: all of it once, or nothing and a line that says why."""

import csv
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import areas
from analysis.errors import InputError
from analysis.sources import files, geography, nomis
from analysis.sources.catalogue import card
from analysis.sources.fetching import custom_tables, geography_portal, nomis_pages
from analysis.sources.fetching.items import Manifest
from analysis.sources.fetching.keeping import FETCHED
from analysis.sources.fetching.transport import Transport
from tests.sources.refusals import refusal

from .conftest import failure, only

NOMIS, ONS = "www.nomisweb.co.uk", "api.beta.ons.gov.uk"
SERVER, HUB = "services1.arcgis.com", "hub.arcgis.com"
DATASET, DIMENSION = "NM_2048_1", "C2021_ENGPRF_6"
LOOKUP = f"{geography_portal.BASE}/LSOA21_WD24_LAD24_EW_LU/FeatureServer/0/query"
FIELDS = ["LSOA21CD", "WD24CD"]


@pytest.fixture
def transport(publishers, quick):
    with Transport(quick(), [NOMIS, SERVER, HUB, ONS]) as way:
        yield way


@pytest.fixture
def limited(publishers):
    """Return the publishers' limits, put back afterwards."""
    before = dict(vars(publishers.limits))
    yield publishers.limits
    vars(publishers.limits).update(before)


def language_rows(transport):
    return nomis_pages.read_all(transport, DATASET, DIMENSION, "TYPE154")


def lookup_rows(transport):
    return geography_portal.read_all(transport, LOOKUP, FIELDS, "1=1", ".csv")


# Pages ------------------------------------------------------------------------------------------------------


PAGED = {  # publisher: what reads its pages, what a test lowers to have several, and what its faults are
    NOMIS: (language_rows, "nomis_rows", {
        "ignored_offset": "ignored the offset and gave the first page twice",
        "changed_while_paging": "while it was read",
        "empty": "answered 200 with nothing in it, as Nomis does where a parameter is wrong",
        "proxy_page": "answered with no table of its own",
    }),
    SERVER: (lookup_rows, "records", {
        "ignored_offset": "twice: a page was repeated",
        "changed_while_paging": "Try again later",
        "error_json": "answered 200 with an error inside",
        "proxy_page": "a web page in place of the file",
        "empty": "answered with nothing in it",
    }),
    ONS: (lambda transport: custom_tables.all_areas(transport, "ltla"), "custom_rows", {
        "error_json": "an error inside", "proxy_page": "a web page",
    }),
}  # fmt: skip


@pytest.mark.parametrize(("host", "kind"), [(host, kind) for host in PAGED for kind in PAGED[host][2]])
def test_pages_that_do_not_add_up_are_refused(transport, publishers, limited, host, kind):
    read, limit, says = PAGED[host]
    setattr(limited, limit, 60)
    publishers.fault(host, kind, times=None)
    assert says[kind] in refusal(read, transport)


@pytest.mark.parametrize(("host", "few"), [(NOMIS, 50), (SERVER, 70)])
def test_all_rows_come_though_a_service_gives_fewer_than_asked_for(transport, publishers, limited, host, few):
    read, limit, _ = PAGED[host]
    whole = read(transport)
    setattr(limited, limit, few)
    assert read(transport) == whole
    publishers.fault(host, "short_page", times=3)
    assert read(transport) == whole


# The first request of a reading of Open Geography asks how many rows there are; the fault is of the pages
# behind the first.
@pytest.mark.parametrize(("host", "times"), [(NOMIS, 2), (SERVER, 4)])
def test_rows_that_changed_once_while_they_were_read_are_read_again(
    transport, publishers, limited, host, times
):
    read, limit, _ = PAGED[host]
    whole = read(transport)
    setattr(limited, limit, 60)
    publishers.fault(host, "changed_while_paging", times=times)
    assert read(transport) == whole


def test_without_its_zip_a_table_comes_from_the_api_in_the_same_layout(fetched, publishers, folder):
    publishers.fault(NOMIS, "gone", "/output", times=None)
    told = fetched("lookup_lsoa11_lsoa21", "census_ts029").told[1:]
    assert [(one.name, one.state) for one in told] == [
        ("nomis/census2021-ts029-lsoa.csv", FETCHED),
        ("nomis/census2021-ts029-ltla.csv", FETCHED),
    ]
    for level in ("ltla", "lsoa"):
        name = f"census2021-ts029-{level}.csv"
        mine = nomis.topic_summary(files.SourceFile(folder / "nomis" / name), "TS029")
        theirs = nomis.topic_summary(files.SourceFile(publishers.shelf.folder / "census2021" / name), "TS029")
        keys, own = ["area_code", "category"], set(mine.totals["area_code"])
        found, expected = (
            cells.sort_values(keys, ignore_index=True) for cells in (mine.cells(), theirs.cells(own))
        )
        pd.testing.assert_frame_equal(found, expected)


def test_a_wrong_parameter_and_a_dataset_that_is_another_table_are_refused(transport):
    said = refusal(nomis_pages.read_all, transport, DATASET, "C2021_ENGPRF_7", "TYPE154")
    assert "Correct the card" in said
    said = refusal(lambda: nomis_pages._refuse_other_table(transport, "ts029", "NM_2043_1"))
    assert "does not list it as TS029, but NM_2048_1" in said
    nomis_pages._refuse_other_table(transport, "ts024", "NM_2043_1")


# Open Geography ---------------------------------------------------------------------------------------------


def test_outlines_wait_for_the_lookup_and_are_of_the_area_alone_and_in_degrees(fetched, folder):
    assert failure(fetched("boundaries_lsoa21")).endswith("fetch lookup_lsoa11_lsoa21 first.")
    fetched("lookup_lsoa11_lsoa21", "boundaries_lsoa21")
    file = files.SourceFile(folder / "geography/lsoa21-sampleshire.geojson")
    outlines = geography.boundaries([file], "lsoa21")
    lookup = geography.lsoa_change(files.SourceFile(folder / "geography/LSOA11_to_LSOA21_to_LAD22_EW.csv"))
    mine = lookup[lookup["district22_code"].isin(areas.area("sampleshire").districts)]
    assert set(outlines["lsoa21_code"]) == set(mine["lsoa21_code"])
    assert '"urn:ogc:def:crs:OGC:1.3:CRS84"' in file.head(400).decode("utf-8")


def test_an_export_is_waited_for_and_gives_the_same_lookup(fetched, publishers, folder, quick):
    publishers.fault(SERVER, "error_json", times=None)
    told = only(fetched("lookup_lsoa11_lsoa21"))
    assert told.state == FETCHED
    polled = [one for one in publishers.requests if one.host == HUB and "/items/" in one.path]
    assert len(polled) > publishers.limits.polls
    held = geography.lsoa_change(files.SourceFile(folder / told.name))
    assert len(held) == len(publishers.shelf.rows("geography/LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"))


def test_an_export_that_is_never_ready_is_not_waited_for_for_ever(transport, limited):
    limited.polls = 99
    address = f"{geography_portal.HUB}/cbfe64cc03d74af982c1afec639bafd1/csv"
    assert "is still being made" in refusal(lambda: geography_portal.exported(transport, address))


# ONS custom tables ------------------------------------------------------------------------------------------


def test_too_many_rows_are_asked_for_in_halves_and_one_area_too_large_is_said(transport, publishers, limited):
    codes, pair = custom_tables.all_areas(transport, "ltla"), ["main_language_23a", "english_proficiency"]
    whole = custom_tables.read_all(transport, "ltla", codes, pair)
    limited.custom_rows = 2_000
    publishers.requests.clear()
    halved = custom_tables.read_all(transport, "ltla", codes, pair)
    assert sorted(map(str, halved.rows)) == sorted(map(str, whole.rows))
    assert (halved.areas, halved.blocked) == (whole.areas, whole.blocked)
    assert len(publishers.requests) > len(codes) // 20
    limited.custom_rows = 10
    assert "403" in refusal(custom_tables.read_all, transport, "ltla", codes[:2], ["main_language_23a"])


def test_tables_are_tried_in_the_cards_order_and_blocked_areas_never_filled(fetched, folder, publishers):
    fetched("census_language_by_proficiency")
    (name, record), *_ = Manifest(folder).records.items()
    notes = record.notes
    wanted = card("census_language_by_proficiency").routes[0].says["dimensions"]
    tried = list(notes["tried"])
    assert tried == [" by ".join(pair) for pair in wanted][: len(tried)]
    assert notes["table"] == tried[-1] == "main_language_23a by english_proficiency"
    assert all(words.startswith("open in 0 of") for words in list(notes["tried"].values())[:-1])
    with (folder / name).open(encoding="utf-8") as stream:
        came = {row["Lower tier local authorities Code"] for row in csv.DictReader(stream)}
    assert notes["areas_asked"] - notes["areas_blocked"] == len(came) and notes["areas_blocked"] > 0


def test_a_service_that_was_renamed_is_found_in_the_portal_newest_first(monkeypatch):
    names = [
        "X/Wards_May_2025_Boundaries_UK_BGC",
        "Wards_May_2025_Boundaries_UK_BGC_V3",
        "Wards_May_2024_UK_BGC_V9",
    ]
    there = {"Wards_May_2025_Boundaries_UK_BGC", "Wards_May_2025_Boundaries_UK_BGC_V3"}
    monkeypatch.setattr(geography_portal, "_has", lambda transport, name, fields: name in there)
    answer = SimpleNamespace(json=lambda: {"services": [{"name": name} for name in names]})
    transport = SimpleNamespace(read=lambda address, query: answer)
    says = {"service": "WD_MAY_2025_UK_BGC", "like": "^wards?_may_2025.*bgc", "fields": ["WD25CD"]}
    assert geography_portal._there(transport, says) == "Wards_May_2025_Boundaries_UK_BGC_V3"
    there.clear()
    with pytest.raises(InputError, match="no service of the portal is like it with the fields WD25CD"):
        geography_portal._there(transport, says)
