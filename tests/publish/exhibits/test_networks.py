"""The diagram of who passes on to whom: each name once, in steps, and no line lost."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits import networks

from . import as_piece
from .kinds import SOURCE

PAIRS = [("police", "hub"), ("council", "hub"), ("hub", "refuge"), ("refuge", "hub"), ("hub", "advice")]


def ties(pairs=PAIRS, **columns):
    rows = pd.DataFrame(pairs, columns=["start", "end"]).assign(rests_on="custom", status="shown")
    return rows.assign(**columns)


def drawn(safe=None, **changes):
    words = {"title": "All hang on the hub", "sources": SOURCE} | changes
    return as_piece.network(ties() if safe is None else safe, "start", "end", "rests_on", **words)


def test_names_stand_by_their_steps_from_whoever_comes_first():
    assert [set(column) for column in networks.in_columns(PAIRS)] == [
        {"police", "council"}, {"hub"}, {"refuge", "advice"},
    ]  # fmt: skip


def test_a_ring_that_nobody_stands_before_has_columns_all_the_same():
    assert networks.in_columns([("a", "b"), ("b", "a")]) == [["a"], ["b"]]


def test_a_long_way_ends_in_the_last_column_and_keeps_every_name():
    way = [(f"n{at}", f"n{at + 1}") for at in range(7)]
    columns = networks.in_columns(way)
    assert len(columns) == 4 and sum(map(len, columns)) == 8 and len(columns[-1]) == 5


def test_lines_that_would_cross_do_not():
    assert networks.in_columns([("a", "y"), ("b", "x"), ("a", "z")]) in (
        [["a", "b"], ["y", "z", "x"]], [["b", "a"], ["x", "y", "z"]], [["a", "b"], ["z", "y", "x"]],
        [["b", "a"], ["x", "z", "y"]],
    )  # fmt: skip


def test_every_name_and_kind_is_written_and_every_tie_lies_beneath():
    piece = drawn(ties(rests_on=["written", "custom", "custom", "written", "custom"]), highlight=["hub"])
    assert {"Police", "Council", "Hub", "Refuge", "Advice", "Written", "Custom"} <= set(piece.drawn)
    assert len(piece.grid.rows) == len(PAIRS)
    assert piece.alt.startswith("Diagram of") and "All hang on the hub" in piece.alt


@pytest.mark.parametrize(("safe", "changes", "message"), [
    ({"pairs": [(f"a{at}", f"b{at}") for at in range(21)]}, {}, "at most 40 names, and this one has 42"),
    ({"pairs": [PAIRS[0], PAIRS[0]]}, {}, "more than one row"),
    ({"rests_on": list("vwxyz")}, {}, "at most 4 colours, and"),
    ({}, {"highlight": ["hubb"]}, 'no "hubb" to single out. Nearest: "hub"'),
    ({}, {"title": "All 5 hang"}, 'holds the digit "5"'),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(safe, changes, message):
    with pytest.raises(InputError, match=message):
        drawn(ties(**safe), **changes)


def test_without_any_tie_there_is_a_gap():
    assert drawn(ties().head(0)).kind == "gap"
