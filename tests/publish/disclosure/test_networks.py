"""A network's answers are those of enumeration and of integer programming on the equations themselves."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.publish.disclosure.bridges import components, strong_bridges
from analysis.publish.disclosure.layout import lay_out
from analysis.publish.disclosure.networks import movable, network, unmet_needs
from analysis.publish.disclosure.suppression import audit, suppress_with_report

CRITERIA = ["exact", "interval", "informed"]


@st.composite
def layouts(draw, largest=4):
    """Draw a small table: one way or two, perhaps a tree above one column, many small counts and zeros."""
    ways = draw(st.integers(1, 2))
    sizes = [draw(st.integers(1, largest)) for _ in range(ways)]
    by = ["a", "b"][:ways]
    codes = np.indices(sizes).reshape(ways, -1)
    cells = pd.DataFrame(
        {name: [f"{name}{one}" for one in code] for name, code in zip(by, codes, strict=True)}
    )
    counts = st.sampled_from([0, 0, 1, 1, 1, 2, 2, 3, 5, 8])
    cells["n"] = draw(st.lists(counts, min_size=len(cells), max_size=len(cells)))
    hierarchies = {}
    if draw(st.booleans()):
        column = draw(st.sampled_from(by))
        groups = [(label, f"p{draw(st.integers(0, 1))}") for label in sorted(cells[column].unique())]
        upper = [("p0", "q"), ("p1", "q")] if draw(st.booleans()) else []
        hierarchies[column] = pd.DataFrame([*groups, *upper], columns=["child", "parent"])
    return lay_out(cells, by, "n", hierarchies), (cells, by, "n", hierarchies)


def floors_of(layout, criterion, protect_zeros):
    return layout.nonzero if criterion == "informed" and not protect_zeros else np.zeros_like(layout.nonzero)


def can_move(layout, hidden, floors, cell, change):
    """Return whether whole inner counts exist that keep every shown cell and change one by `change`."""
    low = np.where(hidden, floors - layout.counts, 0).astype(float)
    high = np.where(hidden, np.inf, 0.0)
    low[cell] = high[cell] = change
    inner = layout.matrix.shape[1]
    result = milp(
        np.zeros(inner),
        integrality=np.ones(inner),
        bounds=Bounds(-layout.inner, np.inf),
        constraints=LinearConstraint(layout.matrix.astype(float), low, high),
    )
    return result.status == 0


def left_unmet(layout, hidden, primary, criterion, protect_zeros):
    """Return what `unmet_needs` should: the cells of each need, by integer programming."""
    floors = floors_of(layout, criterion, protect_zeros)
    found = set()
    for cell in np.flatnonzero(primary).tolist():
        up = can_move(layout, hidden, floors, cell, 1)
        falls = layout.counts[cell] - 1 >= floors[cell]
        down = falls and can_move(layout, hidden, floors, cell, -1)
        if criterion == "exact":
            found |= set() if up or down else {(cell, 0)}
        else:
            found |= (set() if up else {(cell, 1)}) | ({(cell, -1)} if falls and not down else set())
    return found


@settings(max_examples=100, deadline=None)
@given(drawn=layouts(), seed=st.integers(0, 999), criterion=st.sampled_from(CRITERIA), zeros=st.booleans())
def test_the_network_says_what_integer_programming_says(drawn, seed, criterion, zeros):
    layout, _ = drawn
    primary = (layout.counts < 3) & ((layout.counts > 0) | zeros)
    may_hide = (layout.counts > 0) | zeros
    hidden = primary | (may_hide & (np.random.default_rng(seed).random(len(primary)) < 0.3))
    graph = network(layout, floors_of(layout, criterion, zeros))
    found = set(unmet_needs(graph, hidden, primary, criterion))
    if criterion == "exact":
        found = {(cell, 0) for cell, _ in found}
    assert found == left_unmet(layout, hidden, primary, criterion, zeros)


@settings(max_examples=100, deadline=None)
@given(drawn=layouts())
def test_every_change_that_the_equations_allow_is_a_flow_and_the_other_way_round(drawn):
    layout, _ = drawn
    graph = network(layout, np.zeros_like(layout.nonzero))
    cells = np.arange(len(layout.counts))
    incidence = np.zeros((graph.nodes, len(cells)))
    incidence[graph.head, cells] += 1
    incidence[graph.tail, cells] -= 1
    assert not (incidence @ layout.matrix.toarray()).any()
    # As many independent flows as inner cells: nothing else is a flow.
    assert len(cells) - np.linalg.matrix_rank(incidence) == layout.matrix.shape[1]


@settings(max_examples=30, deadline=None)
@given(drawn=layouts(largest=3), criterion=st.sampled_from(CRITERIA), zeros=st.booleans())
def test_what_is_hidden_is_safe_and_where_proved_no_fewer_cells_are(drawn, criterion, zeros):
    layout, given_ = drawn
    cells, by, count, hierarchies = given_
    table, report = suppress_with_report(cells, by, count, 3, hierarchies, zeros, criterion)
    primary = (table["status"] == "primary").to_numpy()
    hidden = (table["status"] != "shown").to_numpy()
    np.testing.assert_array_equal(primary, (layout.counts < 3) & ((layout.counts > 0) | zeros))
    assert not hidden[(layout.counts == 0) & ~primary].any()
    assert not left_unmet(layout, hidden, primary, criterion, zeros)
    assert not audit(table, by, count, hierarchies, zeros, criterion)
    assert report.bound <= hidden.sum() == report.primary + report.secondary
    if report.proved and 0 < report.secondary <= 3:
        open_ = np.flatnonzero((layout.counts > 0) & ~primary)
        for fewer in combinations(open_.tolist(), report.secondary - 1):
            attempt = primary.copy()
            attempt[list(fewer)] = True
            assert left_unmet(layout, attempt, primary, criterion, zeros)


def test_an_arc_is_a_strong_bridge_when_its_ends_come_apart_without_it():
    numbers = np.random.default_rng(0)
    for _ in range(300):
        nodes, arcs = int(numbers.integers(2, 8)), int(numbers.integers(1, 20))
        starts, ends = numbers.integers(0, nodes, arcs), numbers.integers(0, nodes, arcs)
        starts, ends = starts[starts != ends], ends[starts != ends]
        component, bridge = strong_bridges(nodes, starts, ends)
        for arc in range(len(starts)):
            others = np.arange(len(starts)) != arc
            apart = components(nodes, starts[others], ends[others])
            together = component[starts[arc]] == component[ends[arc]]
            assert bridge[arc] == (together and apart[starts[arc]] != apart[ends[arc]])


def test_strong_connection_alone_is_not_enough():
    # One hidden cell that can rise and fall: its two arcs make a circle, and yet its row gives it away.
    cells = pd.DataFrame({"a": ["x", "x", "y", "y"], "b": ["p", "q", "p", "q"], "n": [3, 9, 9, 9]})
    layout = lay_out(cells, ["a", "b"], "n")
    graph = network(layout, np.zeros(9, dtype=int))
    up, down = movable(graph, layout.counts == 3)
    assert not up.any() and not down.any()


@pytest.mark.parametrize("criterion", CRITERIA)
def test_two_hidden_cells_that_add_up_to_two_are_safe_only_from_who_does_not_see_the_zeros(criterion):
    cells = pd.DataFrame({"a": ["x", "y"], "n": [1, 1]})
    layout = lay_out(cells, ["a"], "n")
    graph = network(layout, floors_of(layout, criterion, False))
    ones = layout.counts == 1
    assert bool(unmet_needs(graph, ones, ones, criterion)) == (criterion == "informed")
