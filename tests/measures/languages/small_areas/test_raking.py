"""Iterative proportional fitting: margins met, odds kept, and what cannot be met said."""

import numpy as np
import pytest

from analysis.errors import InputError
from analysis.measures.languages.small_areas.raking import rake, reconciled, refuse_unlike_totals


def test_both_margins_are_met_and_the_odds_of_the_seed_are_kept():
    seed = np.array([[4.0, 1.0, 2.0], [1.0, 5.0, 3.0]])
    fit = rake(seed, np.array([10.0, 20.0]), np.array([6.0, 9.0, 15.0]))
    assert fit.converged
    assert fit.residual < 1e-6
    odds = fit.table[0, 0] * fit.table[1, 1] / (fit.table[0, 1] * fit.table[1, 0])
    assert odds == pytest.approx(4 * 5 / (1 * 1))


def test_the_example_of_the_docstring():
    fit = rake(np.array([[1.0, 1.0], [1.0, 3.0]]), np.array([3.0, 5.0]), np.array([3.0, 5.0]))
    assert fit.table.round(2).tolist() == [[1.61, 1.39], [1.39, 3.61]]


def test_a_margin_of_zero_empties_its_row_and_column():
    fit = rake(np.ones((3, 2)), np.array([0.0, 4.0, 6.0]), np.array([10.0, 0.0]))
    assert fit.table.tolist() == [[0, 0], [4, 0], [6, 0]]


def test_nobody_at_all_is_a_table_of_zeros():
    fit = rake(np.ones((2, 2)), np.zeros(2), np.zeros(2))
    assert fit.converged
    assert not fit.table.any()


def test_margins_that_disagree_stop_after_the_rounds_given_and_say_that_they_did_not_settle():
    fit = rake(np.ones((2, 2)), np.array([3.0, 3.0]), np.array([4.0, 4.0]), rounds=25)
    assert (fit.rounds, fit.converged) == (25, False)
    assert fit.residual == pytest.approx(1.0)
    assert fit.table.sum(axis=1).tolist() == [3, 3]


@pytest.mark.parametrize(
    ("seed", "rows", "columns", "message"),
    [
        ([[1, 0], [1, 0]], [1, 1], [1, 1], r"column 2 must hold 1 and none"),
        ([[0, 0], [1, 1]], [1, 1], [1, 1], r"row 1 must hold 1 and none"),
        ([[1, 1], [1, 1]], [0, 0], [1, 1], r"column 1 must hold 1 .*\(2 in all\)"),
        ([[1, 1], [1, 1]], [-1, 3], [1, 1], r"row margins hold a number that is negative"),
        ([[1, np.nan], [1, 1]], [1, 1], [1, 1], r"expected counts hold a number that is negative, missing"),
        ([[1, 1], [1, 1]], [1, 1, 1], [1, 1], r"2 rows and 2 columns cannot be fitted to 3"),
    ],
)
def test_margins_that_cannot_be_met_are_refused(seed, rows, columns, message):
    with pytest.raises(InputError, match=message):
        rake(np.array(seed, dtype=float), np.array(rows), np.array(columns))


def test_the_second_margin_is_brought_to_the_first_in_what_they_share():
    first, second = np.array([[3.0, 1.0], [2.0, 2.0]]), np.array([[1.0, 1.0], [5.0, 0.0]])
    assert reconciled(first, second).sum(axis=1).tolist() == [4, 4]
    assert reconciled(first, second, shared=0).sum() == pytest.approx(8)


def test_a_margin_without_anybody_stays_as_it_is():
    assert reconciled(np.array([[3.0]]), np.array([[0.0, 0.0]])).tolist() == [[0, 0]]


@pytest.mark.parametrize(("second", "refused"), [(160, False), (161, True), (40, False), (39, True)])
def test_sixty_people_apart_is_perturbation_and_one_more_is_not(second, refused):
    def check():
        refuse_unlike_totals(100, second, "Wick", ("one", "the other"))

    if refused:
        with pytest.raises(InputError, match=r"Wick: one come to 100 and the other to \d+"):
            check()
    else:
        check()


@pytest.mark.parametrize(("second", "refused"), [(9_900, False), (9_899, True)])
def test_one_per_cent_apart_is_perturbation_in_a_large_place(second, refused):
    if refused:
        with pytest.raises(InputError):
            refuse_unlike_totals(10_000, second, "Wick", ("one", "the other"))
    else:
        refuse_unlike_totals(10_000, second, "Wick", ("one", "the other"))
