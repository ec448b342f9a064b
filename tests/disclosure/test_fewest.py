"""Hiding that is proved to be least is so by enumeration, and is safe by integer programming."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from scipy.sparse import csc_array

from analysis.disclosure.hiding import protect
from analysis.disclosure.layout import lay_out
from analysis.disclosure.moves import rounds
from analysis.disclosure.suppression import suppress_with_report

from . import random_systems
from .attacker import breaks, read


def is_told(case, table, hidden):
    """Tell whether an attacker breaks a small cell of a table of which these cells are hidden."""
    small = table["status"] == "primary"
    status = np.select([small, hidden], ["primary", "secondary"], "shown")
    shown = read(table.assign(status=status), case.by, "victims", case.hierarchies, case.zeros_shown)
    return bool(breaks(shown, case.criterion))


@settings(max_examples=12, deadline=None, derandomize=True)
@given(random_systems.tables())
def test_where_proved_no_fewer_cells_are_enough(case):
    table, report = suppress_with_report(**case.asked())
    hidden = (table["status"] != "shown").to_numpy()
    assert report.bound is None or report.bound <= hidden.sum() == report.primary + report.secondary
    assert not is_told(case, table, hidden)
    others = np.flatnonzero((table["victims"] > 0) & (table["status"] != "primary"))
    if report.proved and 0 < report.secondary <= 3 and len(others) <= 12:
        for fewer in combinations(others.tolist(), report.secondary - 1):
            assert is_told(case, table, np.isin(np.arange(len(table)), fewer))


def test_of_as_many_cells_the_first_in_order_are_hidden_however_large_they_are():
    # Any of the other rows and columns will do beside the 3.
    counts = [3, 6, 50, 7, 8, 60, 40, 70, 90]
    cells = pd.DataFrame([(a, b) for a in "xyz" for b in "pqr"], columns=["a", "b"]).assign(n=counts)
    laid = lay_out(cells, ["a", "b"], "n")
    first = [
        6,
        8,
        40,
        50,
        60,
        70,
        90,
    ]  # with 7 last: 50, 60 and 6 lie in no square beside the 3 that is cheaper
    order = [first.index(count) / 10 if count in first else 0.9 for count in laid.counts]
    done = protect(
        laid.system, laid.counts, laid.counts == 3, floors=laid.nonzero, may_hide=laid.counts > 0, order=order
    )
    assert done.bound == done.hidden.sum() - 1
    assert sorted(laid.counts[done.hidden]) == [3, 6, 40, 70]


@pytest.mark.parametrize(("criterion", "is_told"), [("interval", False), ("informed", True)])
def test_two_hidden_cells_that_add_up_to_two_are_safe_only_from_who_does_not_see_the_zeros(
    criterion, is_told
):
    cells = pd.DataFrame({"a": ["x", "y"], "n": [1, 1]})
    table = suppress_with_report(cells, ["a"], "n", 2, criterion=criterion)[0]
    assert (table["status"] == "secondary").any() == is_told


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
