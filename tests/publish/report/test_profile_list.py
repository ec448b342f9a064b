"""The page over the profiles of an edition leads to those that are of it, and says names alone."""

import html
import json
import re
from datetime import date

import pandas as pd
import pytest

from analysis import areas
from analysis.disclosure import ledger
from analysis.publish.report import contents, documents, draft_mark, profiles

EDITION = {"area": "kent", "edition": "2026-Q1", "as_of": "2026-Q1", "mark": None}
PLACES = {"Ashford": "district", "Dover": "district", "*Œst* <b>": "neighbourhood team"}


@pytest.fixture
def places():
    kinds = list(PLACES.values())
    return profiles.named(pd.DataFrame({"place": list(PLACES), "kind": kinds, "district": "Ashford"}))


@pytest.fixture
def target(tmp_path, places):
    """Return a folder in which each place has a profile of the edition."""
    held = {"of_edition": ledger.checksum(EDITION), "inputs": [{"card": "census_ts001"}]}
    for slug in places["slug"]:
        (tmp_path / slug).mkdir()
        (tmp_path / slug / "manifest.json").write_text(json.dumps(held), encoding="utf-8")
    return tmp_path


def written(target, places, name="kent"):
    profiles.write_list(target, places, areas.area(name), EDITION, date(2026, 3, 31))
    return (target / "index.html").read_text(encoding="utf-8")


def links(text):
    return re.findall(r'<li><a href="([^"]+)">([^<]*)</a>', text)


def test_every_profile_has_a_link_beneath_its_kind_and_names_stay_the_text_that_they_are(target, places):
    text = written(target, places)
    assert links(text) == [
        ("ashford/index.html", "Ashford"),
        ("dover/index.html", "Dover"),
        ("st-b/index.html", "*Œst* &lt;b&gt;"),
    ]
    assert text.index("Districts</h2>") < text.index("ashford/") < text.index("areas</h2>")
    assert "Office for National Statistics" in text
    assert all((target / address).parent.is_dir() for address, _ in links(text))


def test_a_profile_of_an_earlier_draft_or_without_a_manifest_is_not_on_it(target, places):
    (target / "ashford" / "manifest.json").write_text('{"of_edition": "another"}', encoding="utf-8")
    (target / "dover" / "manifest.json").write_text("[", encoding="utf-8")
    text = written(target, places)
    assert [name for _, name in links(text)] == ["*Œst* &lt;b&gt;"]
    assert "Districts" not in text


def test_it_is_the_same_whatever_stood_there_and_leaves_nothing_else(target, places):
    first = written(target, places)
    assert written(target, places) == first
    assert {path.name for path in target.iterdir()} == {*places["slug"], "index.html", "page.js"}


def test_it_offers_no_search_for_it_has_no_index(target, places):
    assert "search" not in written(target, places).replace(documents.page_file("style.css"), "")


def test_a_profile_list_of_a_draft_says_so_and_one_of_what_was_published_does_not(target, places):
    assert draft_mark.DRAFT not in written(target, places)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(EDITION, "mark", draft_mark.DRAFT)
        assert draft_mark.DRAFT in written(target, places)


def test_an_invented_area_has_its_watermark(target, places):
    assert "Invented data" in written(target, places, "sampleshire")


def test_it_holds_no_figure_but_the_edition_and_its_quarter(target, places):
    page = re.sub(r"(?s)<(head|style|script|template).*?</\1>|<[^>]*>", " ", written(target, places))
    said = " ".join(html.unescape(page).split())
    for line in (*contents.HELP, "Open Government Licence v3.0"):
        assert line in said
        said = said.replace(line, "")
    assert set(re.findall(r"\d+", said)) <= {"2026", "1"}
