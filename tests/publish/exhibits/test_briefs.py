"""A brief as a piece and on a page: its sections, its own script, and a page to itself on paper."""

import pandas as pd
import pytest

from analysis import publish
from analysis.errors import InputError
from analysis.publish.report import documents
from analysis.publish.report.chapters import Chapter, Prose, Published

from .kinds import SOURCE

ROWS = [
    ("Pashto", "Language", "پښتو", "pus", "right to left"),
    ("Pashto", "Language", "Script: Arabic.", None, None),
    ("Pashto", "Who and how many", "Residents aged 3 and over: 1,234 on census day in 2021.", None, None),
    ("Pashto", "Safety", "*Nothing* <b>outside</b> says what it is about.", None, None),
]


def brief(rows=ROWS):
    return publish.brief(frame(rows), sources=SOURCE)


def frame(rows=ROWS):
    columns = ["language", "section", "line", "language_tag", "direction"]
    return pd.DataFrame(rows, columns=columns).assign(status="shown")


def page_of(piece):
    chapter = Chapter("12_plan", "Plan", (Prose("# Plan"), Published(piece.for_the_build())))
    return documents.page(documents.markdown(chapter, "Kent", "draft"))


def test_a_brief_is_a_piece_with_its_language_as_title_and_its_figures_declared():
    piece = brief()
    assert (piece.kind, piece.title, piece.alt) == ("table", "Pashto", "Brief: Pashto.")
    assert "Residents aged 3 and over: 1,234 on census day in 2021." in piece.figures
    assert "Who and how many" in piece.markdown and piece.csv.startswith("language,section,line")


def test_on_a_page_each_section_stands_once_with_its_lines():
    page = page_of(brief())
    assert page.count("<dt>") == 3 and page.count("<dd>") == 4
    assert '<figure class="table brief" id="12-table-01"' in page
    assert "&lt;b&gt;outside&lt;/b&gt;" in page and "<em>Nothing</em>" not in page


def test_a_line_in_its_own_script_says_its_language_and_direction():
    page = page_of(brief())
    assert '<span lang="ps" dir="rtl">پښتو</span>' in page
    assert page.count("dir=") == 1


def test_on_paper_a_brief_begins_a_page():
    style = documents.page_file("style.css")
    printed = style[style.index("@media print") :]
    assert ".brief { page: brief; break-before: page; break-after: page;" in printed


def test_other_pieces_carry_no_lines():
    assert (
        "lines" not in publish.table(frame(), ["section", "line"], sources=SOURCE, title="T").for_the_build()
    )


def test_a_brief_of_two_languages_is_refused():
    with pytest.raises(InputError, match="A brief is of one language, and these rows are of 2"):
        brief([*ROWS, ("Dari", "Language", "دری", "prs", "right to left")])
