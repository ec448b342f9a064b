"""Pages whose files change names every quarter: the right stem, the newest edition, no fixed address."""

import datetime

import pytest

from analysis.sources import crime_by_partnership
from analysis.sources.catalogue import card
from analysis.sources.fetching import data_sets, landing_pages
from analysis.sources.fetching.keeping import FAILED, FETCHED, UNCHANGED
from analysis.sources.files import SourceFile

from .conftest import failure, only

WWW, ASSETS, ONS = "www.gov.uk", "assets.publishing.service.gov.uk", "www.ons.gov.uk"
EDUCATION = "content.explore-education-statistics.service.gov.uk"


@pytest.mark.parametrize(
    ("name", "file", "period"),
    [
        ("nrm_workbook", "national-referral-mechanism-statistics-uk-quarter-4-2023-tables.ods", "2023-Q4"),
        ("outcomes", "prc-outcomes-open-data-mar2026-tables-230726.xlsx", "2025/26"),
        ("recorded_crime", "prc-pfa-mar2013-onwards-tables-230726.ods", "2013-03"),
        ("recorded_crime", "prc-pfa-mar2013-onwards-tables-200726.ods", "2013-03"),  # not of 2007/26
        ("recorded_crime", "prc-pfa-mar2013-onwards-tables-2017-18.csv", "2017/18"),
        ("force_area_tables", "pfatablesmar26.xlsx", "2026-03"),
        ("force_area_tables", "policeforceareatablesyearendingmarch2018v2.xlsx", "2018-03"),
        ("asylum_support", "support-local-authority-datasets-jun-26.xlsx", "2026-06"),
        ("homes_for_ukraine", "ukraine-sponsorship-scheme-visa-data-2026-06-30.ods", "2026-06-30"),
        ("homes_for_ukraine", "Ukraine_Sponsorship_27_June_2023.ods", "2023-06-27"),
        ("change_of_conditions", "UKVI_IP_Q4_2023.xlsx", "2023-Q4"),
        ("deprivation_2025", "File_7_IoD2025_All_Ranks.csv", ""),
        ("survey_abuse_tables", "domesticabuseprevalenceandvictimcharacteristics2022.xlsx", ""),
    ],
)
def test_a_files_name_tells_its_period(name, file, period):
    assert landing_pages.period_of(card(name), file) == period


def test_the_later_release_is_known_by_its_name_and_a_period_by_its_edition():
    released = landing_pages._released
    assert released("tables-230726.ods") > released("tables-230426.ods")
    assert released("tables-230127.ods") > released("tables-230726.ods")
    assert released("tables-v3.ods") > released("tables-v2.ods") > released("tables.ods")
    address = "https://www.ons.gov.uk/file?uri=/datasets/a/yearending{}/policeforceareatablesfinal.xlsx"
    assert landing_pages._period(card("force_area_tables"), address.format("september2025")) == "2025-09"
    abuse = address.format("march2022").replace("policeforceareatablesfinal", "domesticabuseprevalence")
    assert landing_pages._period(card("survey_abuse_tables"), abuse) == "2022-03"
    asset = "https://assets.publishing.service.gov.uk/media/6feb20/File_7_IoD2025.csv"
    assert landing_pages._period(card("deprivation_2025"), asset) == ""


def test_the_newest_edition_is_taken_and_one_withdrawn_leaves_the_earlier(fetched, publishers, folder):
    publishers.shelf.release = 0
    first = only(fetched("resettlement"))
    before = (folder / first.name).read_bytes()
    publishers.next_quarter()
    publishers.fault(ASSETS, "gone", times=None)
    assert "withdrew it (410)" in failure(fetched("resettlement"))
    publishers.mend()
    second = only(fetched("resettlement"))
    assert first.state == second.state == FETCHED and first.name != second.name
    assert (folder / first.name).read_bytes() == before


def test_a_collection_is_followed_to_its_pages_and_to_past_editions(fetched):
    assert "UKVI_IP" in only(fetched("change_of_conditions")).name
    outcome = fetched("nrm_workbook", day=datetime.date(2025, 12, 31))
    quarters = sorted(one.name.split("-quarter-")[1][:17] for one in outcome.told)
    expected = ["2-2025-apr-to-jun", "3-2022-jul-to-sep", "3-2025-jul-to-sep", "4-2025-oct-to-dec"]
    assert quarters == expected


@pytest.mark.parametrize("kind", ["not_found", "forbidden"])
def test_without_the_content_api_the_page_is_read_and_no_edition_asked_twice(fetched, publishers, kind):
    publishers.fault(WWW, kind, "/api/content", times=None)
    assert only(fetched("deprivation_2025")).state == FETCHED
    publishers.requests.clear()
    assert only(fetched("deprivation_2025")).state == UNCHANGED
    assert not [one for one in publishers.requests if one.host == ASSETS]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("not_found", "has nothing there (404)"),
        ("proxy_page", "a web page in place of the file"),
        ("error_json", "an error inside"),
        ("empty", "answered with nothing in it"),
    ],
)
def test_a_page_or_a_list_of_data_sets_that_is_not_there_is_said(fetched, publishers, kind, said):
    for host, path in ((WWW, "/api/content"), (WWW, "/government"), (EDUCATION, "/api/data-set-files")):
        publishers.fault(host, kind, path, times=None)
    assert all(said in failure(fetched(name)) for name in ("deprivation_2025", "children_assessed"))


def test_a_page_publication_or_workbook_without_what_is_wanted_says_what_it_has(
    fetched, publishers, monkeypatch
):
    monkeypatch.setitem(card("crime_by_partnership").routes[0].model_extra, "sheet", "Table C9")
    said = failure(fetched("crime_by_partnership"))
    assert 'pfatablesmar26.xlsx: has no sheet "Table C9", but Notes, Table P1, Table P3' in said
    monkeypatch.setattr(data_sets, "_offered", lambda *_: {"a1_headline_figures.csv": "1"})
    said = failure(fetched("children_in_need"))
    assert "It has 1, such as a1_headline_figures.csv" in said
    publishers.fault(ONS, "proxy_page", times=None)
    said = failure(fetched("force_area_tables"))
    assert "offers no file such as pfatables*.xlsx" in said and "Was it renamed?" in said


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("http://www.ons.gov.uk/file?uri=/pfatablesmar26.xlsx", "an address without a secure connection"),
        ("https://10.0.0.1/pfatablesmar26.xlsx", "not a publisher's"),
        ("https://ons.example/pfatablesmar26.xlsx", "not a publisher's"),
    ],
)
def test_a_link_that_is_not_secure_or_leads_elsewhere_is_not_followed(
    fetched, publishers, monkeypatch, link, said
):
    honest = landing_pages._links
    monkeypatch.setattr(landing_pages, "_links", lambda *_: [link])
    told = only(fetched("force_area_tables"))
    assert told.state == FAILED
    assert f"{link.split('?')[0]}, which is not followed: it is {said}" in told.words
    # Beside an honest link the other one changes nothing.
    monkeypatch.setattr(landing_pages, "_links", lambda *given: [link, *honest(*given)])
    assert {one.state for one in fetched("force_area_tables").told} == {FETCHED}
    assert {one.host for one in publishers.requests} <= {ONS, WWW}


def test_links_are_read_whatever_surrounds_them():
    text = '<p><a class="x" href="/file?uri=/a/current/pfatables1.xlsx">1</a> <a>no</a> <a href="http://[::1">bad</a>'
    found = landing_pages._hrefs(text, "https://www.ons.gov.uk/a")
    assert found == ["https://www.ons.gov.uk/file?uri=/a/current/pfatables1.xlsx"]
    assert landing_pages._name(found[0]) == "pfatables1.xlsx"


def test_of_the_newest_workbook_one_sheet_is_kept_and_is_read_as_the_csv_is(fetched, publishers, folder):
    told = only(fetched("crime_by_partnership"))
    assert (told.state, told.name) == (FETCHED, "ons.gov.uk/pfatablesmar26-table-c2.csv")
    read = crime_by_partnership.crime_by_partnership
    by_hand = publishers.shelf.folder / "councils/table-c2-year-ending-march-2026.csv"
    assert read(SourceFile(folder / told.name)).frame.equals(read(SourceFile(by_hand)).frame)
    assert only(fetched("crime_by_partnership")).state == UNCHANGED


def test_a_data_set_is_found_on_a_later_page_by_the_name_of_its_file(fetched, publishers):
    told = only(fetched("children_assessed"))
    name = "education/c3_factors_identified_at_end_of_assessment_2019_to_2025.csv"
    assert (told.state, told.name) == (FETCHED, name)
    pages = [one.path[-7:] for one in publishers.requests if "latestOnly" in one.path]
    assert pages == ["&page=1", "&page=2"]
    assert only(fetched("children_assessed")).state == UNCHANGED
