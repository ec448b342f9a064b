"""From a question to a file and back: what a figure answers, where a way ends, and what the page says."""

import re

import pytest

from analysis.errors import InputError
from analysis.publish.report import documents, manifest, questions
from analysis.sources.catalogue import catalogue

MEASURES = {
    "M1": {"title": "Residents", "chapters": ["02_area"], "cards": ["census_ts007"]},
    "M2": {"title": "Language", "chapters": ["02_area", "11_languages"], "cards": ["census_ts024"]},
    "M28": {"title": "Hidden", "chapters": ["16_gaps"], "cards": ["victims"]},
}
CHAPTERS = ["02_area", "11_languages", "16_gaps"]


def entry(name, chapter, *cards, kind="table"):
    return {"name": name, "chapter": chapter, "kind": kind, "cards": list(cards), "title": f"Of {name}"}


def edition(*figures, chapters=CHAPTERS, said=(), **more):
    held = {"area": "kent", "chapters": list(chapters), "inputs": [], "extracts": [], "kept": []}
    asked = {"items": {"recommendation 1": ["M1", "M2"]}, "measures": MEASURES}
    return held | {"questions": asked, "figures": list(figures), "said": list(said)} | more


WHOLE = (
    entry("02-01", "02_area", "census_ts007", kind="figure"),
    entry("11-table-01", "11_languages", "census_ts024"),
    entry("16-table-01", "16_gaps", "false_alarms"),
)


def test_a_figure_answers_the_measures_of_its_chapter_that_share_a_source():
    assert questions.answered(entry("02-01", "02_area", "census_ts024", "a"), MEASURES) == ["M2"]
    assert questions.answered(entry("16-01", "16_gaps", "false_alarms"), MEASURES) == ["M28"]
    assert questions.answered(entry("07-01", "07_slavery", "victims"), MEASURES) == []


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        (WHOLE[:2], "M28, Hidden: no figure of 16_gaps is made from its sources."),
        (
            (*WHOLE, entry("07-01", "07_slavery", "victims")),
            "07-01: no measure appears in the chapter 07_slav",
        ),
        ((*WHOLE, entry("02-02", "02_area")), "02-02: names no source."),
    ],
)
def test_a_dead_end_in_an_edition_of_all_chapters_is_refused_by_name(figures, says):
    with pytest.raises(InputError, match="1 ways from a question") as fault:
        questions.refuse_dead_ends(edition(*figures))
    assert says in str(fault.value) and "measures.toml" in str(fault.value)


@pytest.mark.parametrize(
    "held",
    [
        edition(*WHOLE),
        edition(*WHOLE[:2], said=[entry("16-gap-01", "16_gaps", "victims", kind="gap")]),
        edition(WHOLE[0], chapters=["02_area"]),
    ],
    ids=["every way goes on", "what cannot be said", "a chapter that was not built"],
)
def test_what_is_no_dead_end(held):
    questions.refuse_dead_ends(held)


def test_a_place_is_where_an_item_measure_or_chapter_stands():
    found = questions.places(edition()["questions"], ["02_area"])
    assert found["recommendation 1"] == "questions.html#recommendation-1"
    assert found["M28"] == "questions.html#M28" and found["Chapter 2"] == "02_area.html"
    assert "Chapter 11" not in found
    held = {"inputs": [{"card": "a", "file": "x/a.csv"}], "extracts": [{"card": "b", "file": "b.csv"}]}
    held |= {"kept": [{"card": "a", "file": "a.toml"}]}
    files = [questions.files_of(card, held) for card in "abc"]
    assert files == [["x/a.csv", "a.toml"], ["b.csv"], []]
    kept = manifest.kept(["registers", "census_ts001", "nothing"], catalogue(), "kent")
    assert [(one["card"], one["file"]) for one in kept] == [("registers", "recommendations.toml")]
    assert re.fullmatch("[0-9a-f]{64}", kept[0]["sha256"])


def test_the_registers_ask_thirteen_items_and_every_measure_has_a_chapter():
    asked = questions.asked(questions.registers("warwickshire"))
    assert len(asked["items"]) == 13 and len(asked["measures"]) == 31
    assert {name for wanted in asked["items"].values() for name in wanted} <= set(asked["measures"])
    assert all(one["chapters"] and one["cards"] for one in asked["measures"].values())
    assert {card for one in asked["measures"].values() for card in one["cards"]} <= set(catalogue())


def test_the_page_leads_from_an_item_to_measures_figures_files_and_gaps(whole_edition):
    page = (whole_edition / "questions.html").read_text(encoding="utf-8")
    assert '<h3 id="recommendation-4">Recommendation 4</h3>' in page and '<a href="#M20">M20</a>' in page
    assert '<h3 id="M20">' in page and '<a href="#recommendation-4">recommendation 4</a>' in page
    assert "Chapter 10, not in this edition" in page and "Missing, why, and who holds it" in page
    assert '<span id="figure-02-01"><a href="02_people.html#figure-02-01">Figure 2.1: Northam is' in page


def test_a_hostile_file_name_or_title_stays_text_on_the_page():
    hostile = "`x` <script>alert(1)</script> [y](http://example.org)"
    figure = WHOLE[0] | {"title": hostile}
    registers = questions.registers("kent")
    held = edition(figure, inputs=[{"card": "census_ts007", "file": hostile}])
    held["questions"] = questions.asked(registers)
    made = documents.page(questions.page(held, {}, registers, area="Kent", edition="draft"))
    assert "<script>alert" not in made and 'href="http://' not in made and made.count("alert(1)") >= 2
