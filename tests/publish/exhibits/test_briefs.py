"""A brief as a piece and on a page: its sections, its own script, and a page to itself on paper."""

import pandas as pd
import pytest

from analysis import publish
from analysis.errors import InputError
from analysis.publish.report import documents
from analysis.publish.report.chapters import Chapter, Published

from .kinds import SOURCE

ROWS = [
    ("Pashto", "Language", "پښتو", "pus", "right to left"),
    ("Pashto", "Language", "Script: Arabic.", None, None),
    ("Pashto", "Who and how many", "Residents aged 3 and over: 1,234 on census day in 2021.", None, None),
    ("Pashto", "Safety", "*Nothing* <b>outside</b> says what it is about.", None, None),
]


def frame(rows=ROWS):
    columns = ["language", "section", "line", "language_tag", "direction"]
    return pd.DataFrame(rows, columns=columns).assign(status="shown")


def test_a_brief_is_a_piece_with_its_language_as_title_and_its_figures_declared():
    piece = publish.brief(frame(), sources=SOURCE)
    assert (piece.kind, piece.title, piece.alt) == ("table", "Pashto", "Brief: Pashto.")
    assert "Residents aged 3 and over: 1,234 on census day in 2021." in piece.figures
    assert "Who and how many" in piece.markdown and piece.csv.startswith("language,section,line")
    other = publish.table(frame(), ["section", "line"], sources=SOURCE, title="T")
    assert "lines" not in other.for_the_build()


def test_on_a_page_each_section_stands_once_and_a_line_in_its_own_script_says_its_language_and_direction():
    piece = Published(publish.brief(frame(), sources=SOURCE).for_the_build())
    page = documents.page(documents.markdown(Chapter("12_plan", "Plan", (piece,)), "Kent", "draft"))
    assert page.count("<dt>") == 3 and page.count("<dd>") == 4
    assert '<figure class="table brief" id="12-table-01"' in page
    assert "&lt;b&gt;outside&lt;/b&gt;" in page and "<em>Nothing</em>" not in page
    assert '<span lang="ps" dir="rtl">پښتو</span>' in page and page.count("dir=") == 1
    style = documents.page_file("style.css")
    printed = style[style.index("@media print") :]
    assert ".brief { page: brief; break-before: page; break-after: page;" in printed


def test_a_brief_of_two_languages_is_refused():
    with pytest.raises(InputError, match="A brief is of one language, and these rows are of 2"):
        publish.brief(frame([*ROWS, ("Dari", "Language", "دری", "prs", "right to left")]), sources=SOURCE)
