"""gov.uk, the ONS website and the small sites: pages, and files whose addresses change."""

import io
import re

import httpx
import pytest
from python_calamine import load_workbook

from analysis.sources import files, force_area_tables, recorded_crime

from . import govuk_files, ons
from .serving import serving

GOVUK, ASSETS, ONS = "www.gov.uk", "assets.publishing.service.gov.uk", "www.ons.gov.uk"


@pytest.fixture
def attachments(ask):
    """Return a function from a page's path to {file name: attachment} of the content API."""

    def get(path):
        content = ask(GOVUK, f"/api/content{path}").json()
        return {one["filename"]: one for one in content["details"]["attachments"]}

    return get


@pytest.fixture
def download(ask):
    """Return a function from an attachment to its bytes, seen to be what the API says of it."""

    def get(attachment):
        answer = ask(ASSETS, attachment["url"].removeprefix(f"https://{ASSETS}"))
        assert answer.status_code == 200 and answer.headers["content-type"] == attachment["content_type"]
        assert len(answer.content) == attachment["file_size"] and "last-modified" in answer.headers
        return answer.content

    return get


def test_page_and_api_name_the_same_files(ask, attachments):
    page = ask(GOVUK, govuk_files.CRIME).text
    found = attachments(govuk_files.CRIME)
    assert {one["url"] for one in found.values()} == set(re.findall(r'href="(https://assets[^"]+)"', page))
    assert {re.search(r"-(\d{6})\.", name)[1] for name in found} == {"230726"}


def test_the_open_data_table_is_one_workbook_that_its_reader_reads(attachments, download, tmp_path):
    found = attachments(govuk_files.CRIME)
    (name,) = [name for name in found if name.startswith("prc-pfa-")]
    assert name == "prc-pfa-mar2013-onwards-tables-230726.ods"
    path = tmp_path / name
    path.write_bytes(download(found[name]))
    quarters = recorded_crime.force_quarters(files.SourceFile(path))
    assert quarters["financial_year"].nunique() == 7 and "Sampleshire" in set(quarters["force_name"])


def test_a_collection_lists_its_quarters_and_a_summary_that_is_none(ask, attachments):
    content = ask(GOVUK, f"/api/content{govuk_files.NRM}").json()
    pages = [one["base_path"] for one in content["links"]["documents"]]
    assert len(pages) == 7 and content["document_type"] == "document_collection"
    assert set(content["details"]["collection_groups"][0]["documents"]) == {
        one["content_id"] for one in content["links"]["documents"]
    }
    names = [name for page in pages for name in attachments(page)]
    quarterly = [name for name in names if re.search(r"quarter-\d-20\d\d", name)]
    assert len(quarterly) == 6 and len(names) == 7


def test_local_authority_tables_have_a_line_above_and_one_below(attachments, download):
    found = attachments(govuk_files.IMMIGRATION)
    content = download(found["support-local-authority-datasets-jun-26.xlsx"])
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_name("Data - Asy_D11").to_python()
    assert rows[1][0] == "Date (as at…)" and rows[2][0] == "31 Mar 2014" and rows[-1][0] == "End of table"
    content = download(found["resettlement-local-authority-datasets-jun-26.xlsx"])
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_name("Data - Res_D01").to_python()
    assert rows[1][:3] == ["Year", "Quarter", "UK Region"] and rows[2][1] == "2015 Q3"


def test_a_page_that_moved_says_where_to(ask):
    moved = ask(GOVUK, govuk_files.FORMER_IMMIGRATION)
    assert (moved.status_code, moved.headers["location"]) == (
        301,
        f"https://{GOVUK}{govuk_files.IMMIGRATION}",
    )
    told = ask(GOVUK, f"/api/content{govuk_files.FORMER_IMMIGRATION}").json()
    assert told["redirects"][0]["destination"] == govuk_files.IMMIGRATION
    assert ask(GOVUK, "/government/nothing").status_code == 404
    assert ask(GOVUK, "/api/content/government/nothing").json() == {"error": "not found"}


def test_the_next_quarter_changes_names_and_hashes(ask, attachments, publishers):
    before = attachments(govuk_files.CRIME)
    publishers.next_quarter()
    after = attachments(govuk_files.CRIME)
    assert not set(before) & set(after) and "prc-pfa-mar2013-onwards-tables-231026.ods" in after
    gone = before["prc-pfa-mar2013-onwards-tables-230726.ods"]["url"].removeprefix(f"https://{ASSETS}")
    assert ask(ASSETS, gone).status_code == 404


def test_a_file_that_is_uploaded_again_has_another_hash_and_the_old_one_sends_there(
    ask, attachments, publishers
):
    newest = ask(GOVUK, f"/api/content{govuk_files.NRM}").json()["links"]["documents"][0]["base_path"]
    ((name, before),) = attachments(newest).items()
    old = before["url"].removeprefix(f"https://{ASSETS}")
    first = ask(ASSETS, old)
    publishers.next_quarter()
    after = attachments(newest)[name]
    assert after["url"] != before["url"]
    moved = ask(ASSETS, old)
    assert (moved.status_code, moved.headers["location"]) == (301, after["url"])
    again = ask(ASSETS, after["url"].removeprefix(f"https://{ASSETS}"))
    assert again.headers["etag"] != first.headers["etag"]
    sheets = [load_workbook(io.BytesIO(one.content)).sheet_names for one in (first, again)]
    assert sheets[0] == sheets[1]


def test_a_quarter_before_the_newest_files_are_not_out(sampleshire_folder):
    with serving(sampleshire_folder, release=0) as servers:

        def get(host, path):
            return httpx.get(servers.address + path, headers={"Host": host, "User-Agent": "tests"})

        def state():
            pages = get(GOVUK, f"/api/content{govuk_files.NRM}").json()["links"]["documents"]
            months = get("data.police.uk", "/api/crimes-street-dates").json()
            editions = get(ONS, f"{ons.TABLES}/data").json()["datasets"]
            return len(pages), months[0]["date"], len(editions)

        assert state() == (6, "2026-03", 1)
        servers.next_quarter()
        assert state() == (7, "2026-06", 2)


def test_the_ons_website_has_pages_data_and_files(ask, tmp_path):
    page = ask(ONS, ons.TABLES).text
    place = re.search(r'href="(/file\?uri=[^"]+)"', page)[1]
    answer = ask(ONS, place)
    assert "pfatablesmar26.xlsx" in answer.headers["content-disposition"]
    path = tmp_path / "pfatablesmar26.xlsx"
    path.write_bytes(answer.content)
    assert force_area_tables.force_area_tables(files.SourceFile(path)) is not None
    edition = ask(ONS, f"{ons.TABLES}/data").json()["datasets"][0]["uri"]
    assert ask(ONS, f"{edition}/data").json()["downloads"] == [{"file": "pfatablesmar26.xlsx"}]
    assert ask(ONS, "/file?uri=/nothing.xlsx").status_code == 404


@pytest.mark.parametrize(
    "place", ["raw.githubusercontent.com/ONSdigital/sdg-data/master/data/indicator_16-1-3.csv",
              "sdgdata.gov.uk/sdg-data/en/data/16-1-3.csv"],
)  # fmt: skip
def test_indicators(ask, sampleshire_folder, place):
    host, _, path = place.partition("/")
    assert ask(host, f"/{path}").content == (sampleshire_folder / "survey/indicator_16-1-3.csv").read_bytes()
    assert '<a href="/16-1-3/">' in ask("sdgdata.gov.uk", "/").text
    assert "16-1-3.csv" in ask("sdgdata.gov.uk", "/16-1-3/").text
    assert ask("sdgdata.gov.uk", "/99-9-9/").status_code == 404


def test_names_of_msoas_begin_with_a_mark_and_the_latest_are_older(ask):
    host = "houseofcommonslibrary.github.io"
    assert ask(host, "/msoanames/MSOA-Names-2.2.csv").content.startswith(b"\xef\xbb\xbfmsoa21cd,")
    assert ask(host, "/msoanames/MSOA-Names-Latest.csv").content.startswith(b"\xef\xbb\xbfmsoa11cd,")
    assert "MSOA-Names-2.2.csv" in ask(host, "/msoanames/").text
