"""Hiding that is proved to be least is so by enumeration, and is safe by integer programming."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from analysis.disclosure.hiding import protect
from analysis.disclosure.layout import lay_out
from analysis.disclosure.moves import rounds
from analysis.disclosure.suppression import audit, suppress_with_report

CRITERIA = ["exact", "interval", "informed"]


@st.composite
def layouts(draw, largest=3):
    """Draw a small table: one to three ways, perhaps parents above a column, many small counts and zeros."""
    ways = draw(st.integers(1, 3))
    sizes = [draw(st.integers(1, largest if ways < 3 else 2)) for _ in range(ways)]
    by = ["a", "b", "c"][:ways]
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
        second = [(groups[0][0], "q")] if draw(st.booleans()) else []
        hierarchies[column] = pd.DataFrame([*groups, *second], columns=["child", "parent"])
    return lay_out(cells, by, "n", hierarchies), (cells, by, "n", hierarchies)


def can_move(layout, hidden, floors, cell, change, whole=True):
    """Return whether inner counts exist that keep every shown cell and change one by `change`."""
    low = np.where(hidden, floors - layout.counts, 0).astype(float)
    high = np.where(hidden, np.inf, 0.0)
    low[cell], high[cell] = change if isinstance(change, tuple) else (change, change)
    inner = layout.matrix.shape[1]
    result = milp(
        np.zeros(inner),
        integrality=np.full(inner, int(whole)),
        bounds=Bounds(-layout.inner, np.inf),
        constraints=LinearConstraint(layout.matrix.astype(float), low, high),
    )
    return result.status == 0


def is_unmet(layout, hidden, primary, criterion, protect_zeros):
    """Tell whether some small cell is not protected, by programmes on the inner cells themselves."""
    informed = criterion == "informed" and not protect_zeros
    floors = layout.nonzero if informed else np.zeros_like(layout.nonzero)
    for cell in np.flatnonzero(primary).tolist():
        if criterion == "exact":
            ends = [(1e-3, np.inf), (-np.inf, -1e-3)]
            if not any(can_move(layout, hidden, floors, cell, end, whole=False) for end in ends):
                return True
        else:
            sides = (1, -1) if layout.counts[cell] > floors[cell] else (1,)
            if not all(can_move(layout, hidden, floors, cell, side) for side in sides):
                return True
    return False


@settings(max_examples=40, deadline=None, derandomize=True)
@given(drawn=layouts(), criterion=st.sampled_from(CRITERIA), zeros=st.booleans())
def test_what_is_hidden_is_safe_and_where_proved_no_fewer_cells_are(drawn, criterion, zeros):
    layout, given_ = drawn
    cells, by, count, hierarchies = given_
    table, report = suppress_with_report(cells, by, count, 3, hierarchies, zeros, criterion)
    primary = (table["status"] == "primary").to_numpy()
    hidden = (table["status"] != "shown").to_numpy()
    np.testing.assert_array_equal(primary, (layout.counts < 3) & ((layout.counts > 0) | zeros))
    assert not hidden[(layout.counts == 0) & ~primary].any()
    assert not is_unmet(layout, hidden, primary, criterion, zeros)
    assert not audit(table, by, count, hierarchies, zeros, criterion)
    assert report.bound <= hidden.sum() == report.primary + report.secondary
    if report.proved and 0 < report.secondary <= 3:
        open_ = np.flatnonzero((layout.counts > 0) & ~primary)
        for fewer in combinations(open_.tolist(), report.secondary - 1):
            attempt = primary.copy()
            attempt[list(fewer)] = True
            assert is_unmet(layout, attempt, primary, criterion, zeros)


def test_of_as_many_cells_those_of_the_smallest_counts_are_hidden():
    # Any of the other rows and columns will do beside the 3; 6, 7 and 8 are the cheapest square.
    counts = [3, 6, 50, 7, 8, 60, 40, 70, 90]
    cells = pd.DataFrame([(a, b) for a in "xyz" for b in "pqr"], columns=["a", "b"]).assign(n=counts)
    table, report = suppress_with_report(cells, ["a", "b"], "n", 5)
    assert report.proved
    assert sorted(table.loc[table["status"] == "secondary", "n"]) == [6, 7, 8]


def test_a_price_beside_the_cell_is_heeded():
    cells = pd.DataFrame({"a": ["x", "y", "z"], "n": [3, 8, 9]})
    layout = lay_out(cells, ["a"], "n")
    small = layout.counts < 5
    for extra, also in (([0, 0, 0, 0], "y"), ([0, 2, 0, 0], "z"), ([0, 2, 2, 1], "Total")):
        done = protect(
            layout.system,
            layout.counts,
            small,
            floors=layout.nonzero,
            may_hide=layout.counts > 0,
            extra=extra,
        )
        assert layout.table["a"][done.hidden & ~small].tolist() == [also]
        assert done.bound == 1 + extra[layout.table["a"].tolist().index(also)]


@pytest.mark.parametrize("criterion", CRITERIA)
def test_two_hidden_cells_that_add_up_to_two_are_safe_only_from_who_does_not_see_the_zeros(criterion):
    cells = pd.DataFrame({"a": ["x", "y"], "n": [1, 1]})
    table = suppress_with_report(cells, ["a"], "n", 2, criterion=criterion)[0]
    assert (table["status"] == "secondary").any() == (criterion == "informed")


def test_a_move_from_sum_to_sum_falls_into_rounds_that_each_keep_every_sum():
    numbers = np.random.default_rng(0)
    for _ in range(50):
        rows, columns = numbers.integers(2, 6, 2)
        sums = [[(place // columns == row) for place in range(rows * columns)] for row in range(rows)]
        sums += [
            [(place % columns == column) for place in range(rows * columns)] for column in range(columns)
        ]
        equal = csc_array(np.array(sums, dtype=np.int64))
        taken = np.zeros((rows, columns), dtype=np.int64)
        for _ in range(3):
            (up, down), (left, right) = (numbers.choice(size, 2, replace=False) for size in (rows, columns))
            more = np.zeros_like(taken)
            more[[up, down], [left, right]], more[[up, down], [right, left]] = 1, -1
            if np.abs(taken + more).max() == 1:
                taken += more
        taken = taken.ravel()
        found = rounds(equal, taken)
        assert sorted(step for one in found for step in one) == np.flatnonzero(taken).tolist()
        for one in found:
            assert not (equal[:, one] @ taken[one]).any()
            # No shorter round is left within it: each sum is passed once.
            assert np.abs(equal[:, one]).sum(axis=1).max() == 2


def test_what_is_no_move_from_sum_to_sum_stays_whole():
    thrice = csc_array(np.ones((3, 2), dtype=np.int64))
    assert [one.tolist() for one in rounds(thrice, np.array([1, -1]))] == [[0, 1]]
    assert [one.tolist() for one in rounds(csc_array(np.array([[2, 1]])), np.array([1, -2]))] == [[0, 1]]
