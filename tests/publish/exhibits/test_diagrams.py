"""Flow charts, journeys, and diagrams of who passes on to whom: what they draw, and what they refuse."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits import flows, journeys, networks
from analysis.publish.report import documents
from analysis.publish.report.chapters import Published

from . import kinds
from .kinds import SOURCE, as_piece


def passed(rows):
    frame = pd.DataFrame(rows, columns=["before", "after", "people", "status"])
    return frame.astype({"people": "Int64"})


def flow(rows, after="after"):
    return as_piece.flow(passed(rows), "before", after, "people", sources=SOURCE, title="Who goes where")


def test_each_flow_has_its_ends_and_its_number_and_a_zero_has_none():
    piece = flow([("A", "B", 1200, "shown"), ("A", "C", 300, "shown"), ("A", "D", 0, "shown")])
    assert {"A", "B", "C", "1,200", "300"} <= set(piece.drawn) and "D" not in piece.drawn
    assert piece.kind == "figure" and [row[1] for row in piece.grid.rows] == ["B", "C"]
    assert piece.alt.startswith("Flow chart")


def test_a_hidden_flow_is_dashed_and_marked_and_of_one_start_comes_last():
    rows = [("B", "C", None, "suppressed"), ("B", "D", 40, "shown"), ("A", "D", None, "not available")]
    piece = flow(rows)
    assert any(words.startswith("Dashed: hidden or not available") for words in piece.drawn)
    assert "stroke-dasharray" in piece.svg and {"[c]", "[x]"} <= set(piece.drawn)
    assert list(piece.grid.rows) == [("B", "D", "40"), ("B", "C", "[c]"), ("A", "D", "[x]")]


def test_widths_are_to_scale_and_never_under_the_thinnest_as_a_hidden_one_is():
    rows = [("A", "B", 900, "shown"), ("A", "C", 99, "shown"), ("B", "C", 1, "shown")]
    wide = flows._widths(passed([*rows, ("B", "D", None, "suppressed")]), "people")
    assert wide[:2] == pytest.approx([people / 1000 * flows.ALL_TOGETHER for people in (900, 99)])
    assert wide[2] == wide[3] == flows.THINNEST


@pytest.mark.parametrize(
    ("rows", "after", "says"),
    [
        ([("A", f"B{number}", 10, "shown") for number in range(25)], "after", "at most 24 flows, .* has 25"),
        ([("A", "B", 10, "shown"), ("A", "B", 20, "shown")], "after", "more than one row for before 'A'"),
        ([("A", "B", -10, "shown")], "after", '"people" is negative'),
        ([("A", "B", 1, "shown")], "nowhere", "nowhere"),
    ],
)
def test_a_flow_that_cannot_be_drawn_is_refused(rows, after, says):
    with pytest.raises(InputError, match=says):
        flow(rows, after)


def test_each_stage_has_its_count_and_a_hidden_one_stands_in_the_table_alone():
    piece = kinds.journey()
    # The first may be an upper end: a share of it would stand beside a range as another figure.
    assert "Offered 15,172" in piece.drawn and not any("Left well" in words for words in piece.drawn)
    assert ("Left well", "[c]") in piece.grid.rows and piece.small
    block = [Published(piece.for_the_build() | {"name": "00-01"})]  # in print: no source
    assert ".source" in documents.body(block, {}) and ".source" not in documents.body(block)
    assert "Most are never offered help" in documents.body(block)


@pytest.mark.parametrize(("people", "kind"), [([None, 40], "gap"), ([0, 0], "gap"), ([100, 40], "figure")])
def test_without_those_who_set_out_there_is_no_bar(people, kind):
    rows = pd.DataFrame({"stage": ["Recorded", "Offered"], "people": people})
    rows["status"] = ["shown" if number is not None else "suppressed" for number in people]
    words = {"sources": SOURCE, "title": "Few are offered help"}
    assert as_piece.journey(rows, "stage", "people", **words).kind == kind


def test_names_that_would_meet_stand_beneath_one_another():
    wide = journeys.styles.WIDTH
    assert journeys._lines([wide, wide / 2], ["a" * 20, "b" * 20]) == [0, 0]
    assert journeys._lines([wide, wide / 2, wide / 2 - 1], ["a" * 20, "b" * 20, "c" * 20]) == [0, 0, 1]


PAIRS = [("police", "hub"), ("council", "hub"), ("hub", "refuge"), ("refuge", "hub"), ("hub", "advice")]


def network(pairs=PAIRS, ties="custom", **changes):
    rows = pd.DataFrame(pairs, columns=["start", "end"]).assign(rests_on=ties, status="shown")
    words = {"title": "All hang on the hub", "sources": SOURCE} | changes
    return as_piece.network(rows, "start", "end", "rests_on", **words)


def test_names_stand_by_their_steps_and_the_longest_way_ends_in_the_last_column():
    steps = [{"police", "council"}, {"hub"}, {"refuge", "advice"}]
    assert [set(column) for column in networks.in_columns(PAIRS)] == steps
    assert networks.in_columns([("a", "b"), ("b", "a")]) == [["a"], ["b"]], "a ring that nobody is before"
    columns = networks.in_columns([(f"n{at}", f"n{at + 1}") for at in range(7)])
    assert [len(column) for column in columns] == [1, 1, 1, 5]


def test_lines_that_would_cross_do_not():
    first, second = networks.in_columns([("a", "y"), ("b", "x"), ("a", "z")])
    assert second.index("x") == (2 if first == ["a", "b"] else 0)


def test_every_name_kind_and_tie_is_written_and_without_any_there_is_a_gap():
    piece = network(ties=["written", "custom", "custom", "written", "custom"], highlight=["hub"])
    assert {"Police", "Council", "Hub", "Refuge", "Advice", "Written", "Custom"} <= set(piece.drawn)
    assert len(piece.grid.rows) == len(PAIRS)
    assert piece.alt.startswith("Diagram of") and "All hang on the hub" in piece.alt
    assert network([]).kind == "gap"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"pairs": [(f"a{at}", f"b{at}") for at in range(21)]}, "at most 40 names, and this one has 42"),
        ({"pairs": [PAIRS[0], PAIRS[0]]}, "more than one row"),
        ({"ties": list("vwxyz")}, "at most 4 colours, and"),
        ({"highlight": ["hubb"]}, 'no "hubb" to single out. Nearest: "hub"'),
        ({"title": "All 5 hang"}, 'holds the digit "5"'),
    ],
)
def test_a_diagram_that_cannot_be_drawn_is_refused(given, message):
    with pytest.raises(InputError, match=message):
        network(**given)
