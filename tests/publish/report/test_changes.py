"""What changed since the edition before is first in the summary, of shown figures alone."""

import json
import re
import shutil

import pytest

from analysis.publish.report import changes

SENTENCE = (
    "Since the edition 2026-Q1, 2 figures changed by more than the margin of uncertainty, and 2 figures"
)


@pytest.fixture
def reports(two_editions, tmp_path):
    """Return a copy of the two editions' folder."""
    return shutil.copytree(two_editions, tmp_path / "reports") / "kent"


def words(page):
    return " ".join(re.sub(r"<(style|head).*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL).split())


def test_a_first_edition_says_nothing_of_what_changed(two_editions):
    for name in ("index.html", "00_summary.html"):
        page = (two_editions / "kent" / "2026-Q1" / name).read_text(encoding="utf-8")
        assert changes.TITLE not in words(page) and "first edition" not in words(page)
    manifest = json.loads((two_editions / "kent" / "2026-Q1" / "manifest.json").read_text(encoding="utf-8"))
    assert not [entry for entry in manifest["figures"] if "since" in entry]


def test_the_summary_begins_with_what_changed_and_the_first_page_leads_there(two_editions):
    home = two_editions / "kent" / "2026-Q2"
    page = (home / "00_summary.html").read_text(encoding="utf-8")
    (first, *_) = re.findall(r"<h2 id=[^>]*>(.*?)</h2>", page)
    assert first == changes.TITLE and SENTENCE in words(page)
    assert "Figures that are shown now, and were hidden 4" in words(page)
    assert re.search(r"Victims: Ashby 2026-Q1 to 2026-Q2 40 90 \+50", words(page))
    assert re.search(r'<a href="02_people.html#02-table-01">Table 2.1</a>', page)
    index = (home / "index.html").read_text(encoding="utf-8")
    assert SENTENCE in words(index) and 'href="00_summary.html#what-changed"' in index
    table = (home / "data" / "00-table-02.csv").read_text(encoding="utf-8")
    assert "02_people,Table 2.1,Ashby,Victims,2026-Q1,2026-Q2,40,90,changed" in table
    assert "Beeston" not in table and "30" not in table, "no figure that one edition hides"


@pytest.mark.parametrize(
    "spoil",
    [
        shutil.rmtree,
        lambda folder: (folder / "data" / "02-table-01.csv").write_text("period,district,victims\n"),
        lambda folder: (folder / "manifest.json").write_text("{}"),
    ],
)
def test_an_edition_that_is_not_as_it_was_published_is_compared_with_nothing(reports, spoil):
    from types import SimpleNamespace

    spoil(reports / "2026-Q1")
    (piece,) = changes.told(reports / "2026-Q2", SimpleNamespace(slug="kent", invented=False), [])
    assert piece["words"] == changes.CANNOT.format(name="2026-Q1") and "2026-Q1" in piece["figures"]
