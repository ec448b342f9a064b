"""The journey to help as one bar: as long as those who set out, and small enough for page one."""

import pandas as pd
import pytest

from analysis.publish.exhibits import journeys
from analysis.publish.report import documents
from analysis.publish.report.chapters import Published

from . import as_piece, kinds


def journey(people, status):
    rows = pd.DataFrame({"stage": ["Recorded", "Offered"], "people": people, "status": status})
    return as_piece.journey(rows, "stage", "people", sources=kinds.SOURCE, title="Few are offered help")


def test_each_stage_is_named_with_its_share_and_a_hidden_one_stands_in_the_table_alone():
    piece = kinds.journey()
    assert "Offered 15,172 (39%)" in piece.drawn and not any("Left well" in words for words in piece.drawn)
    assert "| Left well | [c] |" in piece.markdown and piece.small


@pytest.mark.parametrize("people", [[None, 40], [0, 0]])
def test_without_those_who_set_out_there_is_no_bar(people):
    status = ["shown" if number is not None else "suppressed" for number in people]
    assert journey(people, status).kind == "gap"
    assert journey([100, 40], ["shown", "shown"]).kind == "figure"


def test_names_that_would_meet_stand_beneath_one_another():
    wide = journeys.styles.WIDTH
    assert journeys._lines([wide, wide / 2], ["a" * 20, "b" * 20]) == [0, 0]
    assert journeys._lines([wide, wide / 2, wide / 2 - 1], ["a" * 20, "b" * 20, "c" * 20]) == [0, 0, 1]


def test_in_print_it_has_its_title_and_on_a_page_its_source_too():
    block = [(Published(kinds.journey().for_the_build()), "00-01")]
    assert ".source" in documents.body(block, {}) and ".source" not in documents.body(block)
    assert "Most are never offered help" in documents.body(block)
