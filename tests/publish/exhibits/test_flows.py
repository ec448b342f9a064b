"""Flow charts: ribbons as wide as they are many, and as wide for every number where it is hidden."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits import flows

from . import as_piece
from .kinds import SOURCE


def passed(rows):
    frame = pd.DataFrame(rows, columns=["before", "after", "people", "status"])
    return frame.astype({"people": "Int64"})


def drawn(rows):
    return as_piece.flow(passed(rows), "before", "after", "people", sources=SOURCE, title="Who goes where")


def test_each_flow_has_its_ends_and_its_number_and_a_zero_has_none():
    piece = drawn([("A", "B", 1200, "shown"), ("A", "C", 300, "shown"), ("A", "D", 0, "shown")])
    assert {"A", "B", "C", "1,200", "300"} <= set(piece.drawn) and "D" not in piece.drawn
    assert piece.kind == "figure" and [row[1] for row in piece.grid.rows] == ["B", "C"]
    assert piece.alt.startswith("Flow chart")


def test_a_hidden_flow_is_dashed_marked_and_as_wide_for_every_number():
    rows = [("A", "B", 40, "shown"), ("A", "C", None, "suppressed"), ("B", "C", None, "not available")]
    piece = drawn(rows)
    assert {"[c]", "[x]"} <= set(piece.drawn)
    assert any(words.startswith("Dashed: hidden or not available") for words in piece.drawn)
    assert "stroke-dasharray" in piece.svg
    assert [row[2] for row in piece.grid.rows] == ["40", "[c]", "[x]"]


def test_of_one_start_the_shown_flows_come_first_and_starts_stay_in_their_order():
    rows = [("B", "C", None, "suppressed"), ("B", "D", 40, "shown"), ("A", "D", 30, "shown")]
    assert [tuple(row[:2]) for row in drawn(rows).grid.rows] == [("B", "D"), ("B", "C"), ("A", "D")]


def test_widths_are_to_scale_and_never_thinner_than_the_thinnest():
    rows = [("A", "B", 900, "shown"), ("A", "C", 99, "shown"), ("B", "C", 1, "shown")]
    wide = flows._widths(passed([*rows, ("B", "D", None, "suppressed")]), "people")
    assert wide[0] == pytest.approx(900 / 1000 * flows.ALL_TOGETHER)
    assert wide[1] == pytest.approx(99 / 1000 * flows.ALL_TOGETHER)
    assert wide[2] == wide[3] == flows.THINNEST


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(InputError, match="at most 24 flows, and this one has 25"):
        drawn([("A", f"B{number}", 10, "shown") for number in range(25)])
    with pytest.raises(InputError, match="more than one row for before 'A', after 'B'"):
        drawn([("A", "B", 10, "shown"), ("A", "B", 20, "shown")])
    with pytest.raises(InputError, match='"people" is negative'):
        drawn([("A", "B", -10, "shown")])
    with pytest.raises(InputError, match="nowhere"):
        as_piece.flow(
            passed([("A", "B", 1, "shown")]), "before", "nowhere", "people", sources=SOURCE, title="W"
        )
