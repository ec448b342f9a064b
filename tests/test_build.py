"""The whole way: `vna build` on Sampleshire and on the real files, and what a reader then finds."""

import csv
import json
import re
import shutil

import pytest
from typer.testing import CliRunner

from analysis import settings
from analysis.cli import app
from analysis.publish import forms
from analysis.publish.forms import making, pdf
from analysis.publish.report import documents, levels, questions
from sampleshire.victims import QUARTERS
from tests.browser.conftest import browser as browser
from tests.publish.report import an_edition
from tests.whole_way import FIRST


def built(area, inputs, out, *more):
    """Return the folder of an edition that the command built."""
    given = ["build", "--area", area, "--inputs", str(inputs), "--out", str(out), "--edition", "trial", *more]
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 0, result.output
    return out / area / "trial"


@pytest.fixture(scope="module")
def invented(first_edition):
    return first_edition / "reports" / "sampleshire" / FIRST


@pytest.fixture(scope="module")
def warwickshire(real, tmp_path_factory):
    """Return an edition of the chapters that are looked at here; all of them are a slow test's."""
    out = tmp_path_factory.mktemp("real")
    given = {"inputs": real("README.md").parent, "out": out, "chapters": ["02", "03", "15"], "printed": False}
    return an_edition.built("warwickshire", **given)


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def rows(folder, *headings, **where):
    """Return the rows of the first published CSV that has these headings and rows like `where`."""
    for path in sorted((folder / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found = [row for row in csv.DictReader(stream) if {*headings} <= {*row}]
        kept = [row for row in found if all(row.get(name) == value for name, value in where.items())]
        if kept:
            return kept
    raise AssertionError(f"no published table has {headings} and {where}")


def test_every_figure_has_its_picture_twice_its_numbers_and_alt_text(invented):
    figures = [item for item in manifest_of(invented)["figures"] if item["kind"] == "figure"]
    assert len(figures) >= 18
    for item in figures:
        assert {path.rsplit(".")[-1] for path in item["files"]} == {"svg", "png", "csv"}
        assert all((invented / path).stat().st_size for path in item["files"])
        assert item["alt"].endswith(".") and item["title"] in item["alt"]


def test_whatever_is_invented_says_so_in_picture_and_page(invented):
    for path in (invented / "figures").glob("*.svg"):
        assert 'id="invented-data"' in path.read_text(encoding="utf-8"), path.name
    for page in invented.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "This place, its people and its crimes do not exist" in text
        assert "Open Government Licence" not in text, "no publisher stands behind an invented figure"


def test_a_month_that_the_publisher_left_out_is_no_zero(invented):
    (month,) = rows(invented, "no place recorded", period_start="2023-10-01")
    assert (month["in the area"], month["total"], month["status"]) == ("[x]", "[x]", "not available")


def test_an_earlier_quarter_sees_no_later_figure_and_names_what_is_overdue(county, tmp_path):
    # Without the office's own files: nothing that chapter 03 says is of them.
    (tmp_path / "none").mkdir()
    given = ("--as-of", "2024-Q4", "--chapters", "03", "--local", str(tmp_path / "none"))
    inputs = county("*-street.csv", "prc-pfa-*", "*_CSP24_*", "LSOA*", "census2021-ts001-*", "indicator_*")
    folder = built("sampleshire", inputs, tmp_path, *given)
    months = [row["period_start"] for row in rows(folder, "no place recorded", "period_start")]
    assert max(months) == "2024-12-01"
    assert not (folder / "02_area_and_residents.html").exists()
    index = (folder / "index.html").read_text(encoding="utf-8")
    # The national survey's files end years before; of what is published month by month nothing is late.
    assert "experienced abuse by a partner" in index and "Street-level crime: the newest" not in index


@pytest.mark.slow  # tests/notebooks/test_sparse_folders.py runs every chapter on such a folder
@pytest.mark.real
def test_a_folder_that_holds_one_file_still_gives_every_form(real, tmp_path):
    # Of this one a chapter kept a section beneath one that it had not: a PDF refuses such headings.
    for name in ("inputs", "none"):
        (tmp_path / name).mkdir()
    shutil.copy(real("census2021/census2021-ts024-ltla.csv"), tmp_path / "inputs")
    given = ("--as-of", FIRST, "--local", str(tmp_path / "none"))
    folder = built("warwickshire", tmp_path / "inputs", tmp_path, *given)
    chapters = {path.stem for path in settings.notebooks().glob("[01]*.ipynb")}
    assert chapters <= {path.stem for path in folder.glob("*.html")}
    for form in ("docx", "pdf", "xlsx"):
        assert [path for path in folder.rglob(f"*.{form}") if path.stat().st_size > 1_000], form


@pytest.mark.slow
@pytest.mark.parametrize("quarter", [QUARTERS[0], "2027-Q4"])
def test_every_chapter_is_built_of_the_first_quarter_and_long_after_the_last(
    sampleshire_folder, tmp_path, quarter
):
    local = sampleshire_folder.with_name("sampleshire-local")
    folder = built("sampleshire", sampleshire_folder, tmp_path, "--as-of", quarter, "--local", str(local))
    chapters = {path.stem for path in settings.notebooks().glob("[01]*.ipynb")}
    assert chapters <= {path.stem for path in folder.glob("*.html")}
    overdue = f"18 months before the end of {quarter}" in (folder / "index.html").read_text(encoding="utf-8")
    assert overdue == (quarter != QUARTERS[0])


@pytest.mark.real
def test_real_warwickshire_has_the_published_figures(warwickshire):
    spoken = {row["language"]: row["residents_3_plus"] for row in rows(warwickshire, "language")}
    assert (spoken["Polish"], spoken["Romanian"], spoken["Panjabi"]) == ("8464", "5638", "3851")
    assert len(rows(warwickshire, "lsoa21_code")) == 354
    (october,) = rows(warwickshire, "no place recorded", period_start="2018-10-01")
    places = ("total", "no place recorded", "outside the area", "in the area")
    assert [october[name] for name in places] == ["4903", "49", "54", "4800"]
    quarters = [row["offences"] for row in rows(warwickshire, "offences", period_start="2017-07-01")]
    assert quarters == ["11043"]


def watermarked(folder):
    """Return the pages and pictures of an edition that say that they are invented."""
    pages = [*folder.glob("*.html"), *(folder / "figures").glob("*.svg")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages}
    return [name for name, text in texts.items() if "Invented" in text or 'id="invented-data"' in text]


@pytest.mark.real
def test_real_warwickshire_is_not_watermarked(warwickshire):
    assert watermarked(warwickshire) == []


@pytest.mark.slow
@pytest.mark.real
def test_what_three_months_cannot_say_is_said_and_not_drawn(real, tmp_path):
    folder = real("README.md").parent  # October to December 2018 are the only months to the end of 2018
    built_then = built("warwickshire", folder, tmp_path, "--as-of", "2018-Q4", "--chapters", "03")
    text = (built_then / "not_assessed.html").read_text(encoding="utf-8")
    assert "3 months with a figure, 24 are needed" in text
    text = (built_then / "03_recorded_crime.html").read_text(encoding="utf-8")
    assert "There are too few quarters to show a trend" in text


@pytest.mark.real
def test_no_finding_is_made_of_figures_years_old_and_they_stand_with_their_date(warwickshire):
    text = (warwickshire / "03_recorded_crime.html").read_text(encoding="utf-8")
    old = "“Police recorded crime open data, police force areas” ends in March 2018."
    assert f"There are no current figures on this: {old}" in text and f"Not current: {old}" in text
    assert "41,411 offences were recorded" not in text and "10,684" in text


def ids_and_links(page):
    """Return the ids of a page, and where its links lead."""
    return set(re.findall(r'\bid="([^"]+)"', page)), re.findall(r'<a[^>]* href="([^"]+)"', page)


WAY_OUT = "https://www.bbc.co.uk/weather"  # where "Leave this site" leads


def broken(folder):
    """Return each link of each page of an edition that leads to no file of it, or to no place in one."""
    pages = {path.name: ids_and_links(path.read_text(encoding="utf-8")) for path in folder.glob("*.html")}
    found = []
    for name, (_, links) in pages.items():
        for link in links:
            if link == WAY_OUT:
                continue
            file, _, place = link.partition("#")
            there = pages[file or name][0] if (file or name) in pages else {place}
            if not (folder / (file or name)).is_file() or (place and place not in there):
                found.append(f"{name}: {link}")
    return found


def sections(page):
    """Return {id: content} of the parts of a page beneath its third headings."""
    parts = re.split(r'<h3 id="([^"]+)">', page)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_from_a_recommendation_three_clicks_lead_to_measure_figure_and_file(invented):
    """The register, then a measure, then a figure; the files appear where the measure does."""
    manifest = manifest_of(invented)
    register = ids_and_links((invented / "15_recommendations.html").read_text(encoding="utf-8"))[1]
    page = (invented / "questions.html").read_text(encoding="utf-8")
    parts, measures = sections(page), manifest["questions"]["measures"]
    sources = dict(re.findall(r'<span id="source-(\w+)">(.*?)</li>', page, flags=re.DOTALL))
    for item, wanted in manifest["questions"]["items"].items():
        assert f"questions.html#{questions.slug(item)}" in register, item
        for measure in wanted:
            assert f"questions.html#{measure}" in register, measure  # the first click
            part = parts[measure]
            if not set(measures[measure]["chapters"]) <= set(manifest["chapters"]):
                continue  # the chapter is told by the test below
            figures = re.findall(r'href="(\d\d_\w+\.html#[\w-]+)"', part)  # the second
            assert figures, f"{item}, {measure}: no figure"
            cards = re.findall(r'href="#source-(\w+)"', part)  # the third
            files = [file for card in cards for file in questions.files_of(card, manifest)]
            assert files and any(file in sources[card] for card in cards for file in files), measure


def test_from_every_figure_three_clicks_lead_back_to_what_asks_for_it(invented):
    manifest = manifest_of(invented)
    page = (invented / "questions.html").read_text(encoding="utf-8")
    parts, asked = sections(page), manifest["questions"]["items"]
    assert len(manifest["figures"]) > 80
    for entry in manifest["figures"]:
        place = documents.anchor(entry["name"])
        chapter = (invented / f"{entry['chapter']}.html").read_text(encoding="utf-8")
        assert f'href="questions.html#{place}"' in chapter  # the first click
        row = re.search(rf'<span id="{place}">.*?</tr>', page, flags=re.DOTALL)[0]
        answers = re.findall(r'href="#(M\d+)"', row)  # the second
        assert answers, f"{entry['name']} answers nothing"
        for measure in answers:
            back = re.findall(r'href="#([\w-]+-\d)"', parts[measure])  # the third
            assert back == [questions.slug(item) for item, wanted in asked.items() if measure in wanted]
        made_from = re.findall(r'href="#source-(\w+)"', row)
        assert any(questions.files_of(card, manifest) for card in made_from), f"{entry['name']}: no file"


def test_no_link_or_question_leads_nowhere_and_every_named_chapter_is_written(invented):
    manifest = manifest_of(invented)
    assert broken(invented) == [] and questions.dead_ends(manifest) == []
    measures = manifest["questions"]["measures"].values()
    assert {name for one in measures for name in one["chapters"]} <= set(manifest["chapters"])
    assert [name[:2] for name in manifest["chapters"]] == [f"{number:02}" for number in range(17)]
    # The files that released counts come from are among its inputs.
    cards = {item["card"] for item in manifest["inputs"]}
    assert cards >= {"asylum_support", "resettlement", "homes_for_ukraine", "duty_to_notify_by_quarter"}


@pytest.mark.real
def test_real_warwickshire_leads_from_question_to_file_or_says_none_was_read(warwickshire):
    manifest = manifest_of(warwickshire)
    assert broken(warwickshire) == [] and questions.dead_ends(manifest) == []
    register = (warwickshire / "15_recommendations.html").read_text(encoding="utf-8")
    assert "Completed (claimed, not verified)" in register and "No organisation is commissioned" in register
    assert "no file of it was read" in (warwickshire / "questions.html").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.real
def test_real_warwickshire_has_every_chapter_no_watermark_and_no_dead_link(real, tmp_path):
    (tmp_path / "none").mkdir()
    folder = built("warwickshire", real("README.md").parent, tmp_path, "--local", str(tmp_path / "none"))
    _, pages = pdf.bookmarks((folder / f"{making.EDITION}.pdf").read_bytes())
    assert pages <= levels.levels().open_pages, forms.over_budget(folder, [], is_open=True)
    manifest = manifest_of(folder)
    assert [name[:2] for name in manifest["chapters"]] == [f"{number:02}" for number in range(17)]
    assert watermarked(folder) == [] and broken(folder) == [] and questions.dead_ends(manifest) == []


@pytest.mark.browser
def test_the_built_page_asks_nothing_of_any_network_and_every_image_has_alt_text(invented, browser):
    page = browser.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((invented / "03_recorded_crime.html").as_uri())
    images = page.locator("img").all()
    assert all(image.get_attribute("alt") for image in images)
    assert len(images) >= 8
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    page.close()
    assert complaints == [] and all(re.match(r"(file|data):", address) for address in asked)


AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# With everything unfolded; of a table's rows and a map's places the first five stand for the rest.
UNFOLDED = """() => {
    document.querySelectorAll("details").forEach(one => { one.open = true; });
    document.querySelectorAll("tbody tr:nth-child(n+6), .map path:nth-child(n+6)").forEach(
        one => one.remove());
}"""


@pytest.mark.slow  # every kind of page is held to the same rules in tests/browser
@pytest.mark.browser
def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_a_narrow_screen(invented, browser):
    """By the rules of WCAG 2.2 AA and axe's own of good practice."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    faults = []
    page = browser.new_page(bypass_csp=True)
    for path in sorted(invented.glob("*.html")):
        page.set_viewport_size({"width": 1200, "height": 900})
        page.goto(path.as_uri())
        page.evaluate(UNFOLDED)
        found = axe.run(page, options={"runOnly": AXE_RULES, "resultTypes": ["violations"]}).response
        faults += [(path.name, one["id"], len(one["nodes"])) for one in found["violations"]]
        page.set_viewport_size({"width": 320, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            faults.append((path.name, "wider than 320 pixels"))
    page.close()
    assert faults == []
