"""What a cell shows of Controlled: rows as a page prints them, markers, and what was done to them."""

import pandas as pd
import pytest

from analysis import publish
from analysis.publish.pieces.piece import PIECE_TYPE


@pytest.fixture
def shown(one_card):
    """Return a function from rows to what a cell shows of them once they have passed the door."""

    def make(rows, **more):
        return publish.control(pd.DataFrame(rows), uses=["a"], **more)._repr_html_()

    return make


ROWS = {
    "language": ["Polish", "<b>Arabic</b>", "Somali", "Dari"],
    "people": [4210, 77, None, 0],
    "share_pct": [2.5, 1.25, None, 0.001],
    "status": ["shown", "suppressed", "not available", "shown"],
}


def test_columns_stand_by_the_names_that_code_calls_and_cells_as_a_page_has_them(shown):
    text = shown(ROWS)
    assert 'scope="col" style="text-align:right">share_pct</th>' in text
    assert "4,210" in text and "2.5%" in text and "[low]" in text
    assert "&lt;b&gt;Arabic" in text and "<b>Arabic" not in text


def test_what_is_hidden_or_missing_has_its_marker_and_what_it_means(shown):
    text = shown(ROWS)
    assert "[c]" in text and "[x]" in text and "77" not in text
    assert "suppressed, so that nobody can be recognised" in text


def test_it_says_how_many_rows_of_which_period_from_where_and_that_they_are_invented(shown):
    text = shown(ROWS, note="Counts are moved a little.")
    assert ">4 rows that may leave; 2021; Invented data<br>[c] suppressed" in text
    assert "Counts are moved a little." in text and "ONS: Languages" in text
    assert "The publisher&#x27;s own protection stands" in text


def test_of_many_rows_the_first_are_shown_and_the_rest_counted(shown):
    text = shown({"place": [f"Place {n}" for n in range(45)], "people": range(45), "status": "shown"})
    assert "Place 29" in text and "Place 30" not in text and "15 more rows." in text


def test_what_cannot_be_shown_says_why(shown):
    text = shown(
        {"place": ["Wick"], "people": [None], "method": "not given: no file", "status": "not available"}
    )
    assert text == "<p>This cannot be shown. No file</p>"


def test_it_is_no_piece_that_a_build_could_take(one_card):
    from IPython.core.formatters import DisplayFormatter

    safe = publish.control(pd.DataFrame(ROWS), uses=["a"])
    data, _ = DisplayFormatter().format(safe)
    assert set(data) == {"text/plain", "text/html"} and PIECE_TYPE not in data
    assert data["text/plain"].startswith("<Controlled: 4 rows;") and "4,210" not in data["text/plain"]
