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


def test_every_profile_is_linked_beneath_its_kind_and_names_stay_text(target, places):
    text = written(target, places)
    addresses = [f"{slug}/index.html" for slug in places["slug"]]
    assert links(text) == list(zip(addresses, ("Ashford", "Dover", "*Œst* &lt;b&gt;"), strict=True))
    assert text.index("Districts</h2>") < text.index("ashford/") < text.index("areas</h2>")
    assert "Office for National Statistics" in text and (target / "st-b").is_dir()
    assert "search" not in text.replace(documents.page_file("style.css"), ""), "it has no index"
    assert written(target, places) == text, "the same whatever stood there"
    assert {path.name for path in target.iterdir()} == {*places["slug"], "index.html", "page.js"}


def test_a_profile_of_an_earlier_draft_or_without_a_manifest_is_not_on_it(target, places):
    (target / "ashford" / "manifest.json").write_text('{"of_edition": "another"}', encoding="utf-8")
    (target / "dover" / "manifest.json").write_text("[", encoding="utf-8")
    text = written(target, places)
    assert [name for _, name in links(text)] == ["*Œst* &lt;b&gt;"]
    assert "Districts" not in text


def test_a_list_of_a_draft_and_one_of_an_invented_area_say_so(target, places, monkeypatch):
    assert draft_mark.DRAFT not in written(target, places)
    assert "Invented data" in written(target, places, "sampleshire")
    monkeypatch.setitem(EDITION, "mark", draft_mark.DRAFT)
    assert draft_mark.DRAFT in written(target, places)


def test_it_holds_no_figure_but_the_edition_and_its_quarter(target, places):
    page = re.sub(r"(?s)<(head|style|script|template).*?</\1>|<[^>]*>", " ", written(target, places))
    said = " ".join(html.unescape(page).split())
    for line in (*contents.HELP, "Open Government Licence v3.0"):
        assert line in said
        said = said.replace(line, "")
    assert set(re.findall(r"\d+", said)) <= {"2026", "1"}
