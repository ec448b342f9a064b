"""From the files of a published edition: no language under the rule is shown for a place."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup

from analysis import measures, settings, tables
from analysis.publish.report import draft_mark
from analysis.release import statements
from analysis.tables.languages.decision import RISK
from tests.publish.report.an_edition import texts
from tests.whole_way import FIRST

AREA = "sampleshire"
# What organisations say of themselves: who works there, in which languages, and where their door is.
OF_ORGANISATIONS = {"organisation", "from_organisation", "route"}
BLOCKS = ("p", "tr", "li", "h1", "h2", "h3", "h4", "dd", "dt", "summary")


@pytest.fixture(scope="module")
def known(sampleshire_folder, first_edition):
    """Return a dict: the decision, and the names of all places below the police force area."""
    run = settings.Run(sampleshire_folder, FIRST, first_edition / "local")
    with settings.serving(run):
        evidence = tables.languages.evidence(AREA, counted=statements.one(RISK, AREA))
        decision = measures.languages.decide_languages(measures.languages.Evidence(**evidence)).table()
        names = tables.places.area_names(AREA)
    columns = [one for one in names if one.endswith("_name") or one == "neighbourhood_team"]
    return {"decision": decision, "places": {name for one in columns for name in names[one].dropna()}}


@pytest.fixture(scope="module")
def public(first_edition):
    return first_edition / "reports" / AREA / FIRST


@pytest.fixture(scope="module")
def annex(first_edition):
    return first_edition / "reports" / AREA / "restricted" / FIRST


def one_of(names):
    """Return a pattern of any of several names, whole."""
    longest = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])")


@pytest.fixture(scope="module")
def both(known):
    """Return a function that tells whether a text names a language under the rule beside a place."""
    decision = known["decision"]
    placed = set(measures.languages.may_be_placed(decision))
    under = {name for name in decision["language"] if name not in placed}
    under = {name for name in under if not any(name in place for place in known["places"])}
    language, place = one_of(under), one_of(known["places"])
    assert {"Albanian", "British Sign Language", "Romanian", "Vietnamese"} <= under
    assert {"Polish", "Portuguese"} <= placed
    return lambda text: bool(language.search(text) and place.search(text))


def tables_of(folder):
    for path in sorted(folder.glob("data/*.csv")):
        headings, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        yield path.name, headings, rows


def mapped_in(folder):
    """Return the languages of the maps that there are: their rows name them."""
    return {
        row[headings.index("language")]
        for _, headings, rows in tables_of(folder)
        if {"msoa21_code", "language"} <= set(headings)
        for row in rows
    }


def bought_in(folder):
    """Return {language: pounds} of the table of what a budget buys."""
    found = {}
    for _, headings, rows in tables_of(folder):
        if {"what", "cost", "unit", "budget"} <= set(headings):
            for row in rows:
                one = dict(zip(headings, row, strict=True))
                found[one["language"]] = found.get(one["language"], 0) + int(one["cost"])
    return found


def test_the_annex_lists_what_a_budgets_public_table_says_of_languages_together(public, annex):
    apart, told = bought_in(annex), bought_in(public)
    assert {"Albanian", "Romanian"} <= set(apart)
    together = {names: cost for names, cost in told.items() if set(names.split(", ")) <= set(apart)}
    assert {name for names in together for name in names.split(", ")} == set(apart)
    assert sum(together.values()) == sum(apart.values()) and len(together) < len(apart)


def test_no_row_of_any_table_and_no_map_names_such_a_language_beside_a_place(public, both, known):
    found = [
        (name, row)
        for name, headings, rows in tables_of(public)
        if not OF_ORGANISATIONS & set(headings)
        for row in rows
        if both(" | ".join(row))
    ]
    assert found == []
    assert mapped_in(public) and mapped_in(public) <= set(measures.languages.may_be_placed(known["decision"]))
    rows = list(csv.reader(io.StringIO((public / "charts.csv").read_text(encoding="utf-8"), newline="")))
    assert [row for row in rows if both(" ".join(row[:6])) and not row[0].startswith("10-")] == []


def blocks_of(page):
    """Yield the words of each paragraph, row, heading and list item, and each alternative text."""
    read = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
    for name in ("alt", "aria-label", "title"):
        yield from (one[name] for one in read.find_all(attrs={name: True}))
    for block in read(BLOCKS):
        # What is in a block within it is told of that.
        words = (one for one in block.find_all(string=True) if one.find_parent(BLOCKS) is block)
        yield " ".join(" ".join(words).split())


def test_no_sentence_title_or_alternative_text_of_a_page_does(public, both):
    found = []
    for page in sorted(public.glob("*.html")):
        if page.name == "10_services_and_networks.html":
            continue  # services say themselves which languages they speak; its other tables are read above
        # A row of the directory begins with the languages that a service speaks: "English; …".
        found += [(page.name, one) for one in blocks_of(page) if both(one) and "English;" not in one]
    assert found == []


def test_the_annex_holds_them_and_every_file_says_that_it_is_restricted(annex, known, both):
    kept = set(measures.languages.decision_table(known["decision"], restricted=True)["language"])
    named = {"Albanian", "British Sign Language", "Romanian", "Vietnamese"}
    assert named <= mapped_in(annex) <= kept
    assert any(both(" ".join(row)) for _, _, rows in tables_of(annex) for row in rows)
    unmarked = [
        name for name, text in texts(annex).items() if draft_mark.RESTRICTED not in " ".join(text.split())
    ]
    assert unmarked == []


def test_nothing_that_is_published_leads_to_the_annex_or_lists_it(first_edition, annex):
    reports = first_edition / "reports"
    assert annex.is_dir()
    for path in sorted(one for one in reports.rglob("*") if one.is_file() and annex not in one.parents):
        content = path.read_bytes()
        assert b"restricted/" not in content and b"restricted_annex" not in content, path
        assert path.name != "search_index.js" or b"Where small communities" not in content
    said = (first_edition / "said.txt").read_text(encoding="utf-8")
    assert "Restricted, and not for publication: " in said
