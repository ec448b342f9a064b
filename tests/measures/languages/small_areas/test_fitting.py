"""Iterative proportional fitting: margins met, odds kept, and what cannot be met said."""

import numpy as np
import pytest

from analysis.errors import InputError
from analysis.measures.languages.small_areas.fitting import rake, reconciled, refuse_unlike_totals


def test_both_margins_are_met_and_the_odds_of_the_seed_are_kept():
    seed = np.array([[4.0, 1.0, 2.0], [1.0, 5.0, 3.0]])
    fit = rake(seed, np.array([10.0, 20.0]), np.array([6.0, 9.0, 15.0]))
    assert fit.sum(axis=1) == pytest.approx([10, 20]) and fit.sum(axis=0) == pytest.approx([6, 9, 15])
    odds = fit[0, 0] * fit[1, 1] / (fit[0, 1] * fit[1, 0])
    assert odds == pytest.approx(4 * 5 / (1 * 1))


def test_a_margin_of_zero_empties_its_row_and_column_and_nobody_at_all_is_a_table_of_zeros():
    fit = rake(np.ones((3, 2)), np.array([0.0, 4.0, 6.0]), np.array([10.0, 0.0]))
    assert fit.tolist() == [[0, 0], [4, 0], [6, 0]]
    assert not rake(np.ones((2, 2)), np.zeros(2), np.zeros(2)).any()


def test_of_margins_that_disagree_the_rows_are_met():
    fit = rake(np.ones((2, 2)), np.array([3.0, 3.0]), np.array([4.0, 4.0]), rounds=25)
    assert fit.sum(axis=1).tolist() == fit.sum(axis=0).tolist() == [3, 3]


@pytest.mark.parametrize(("people", "met"), [(60, True), (61, False)])
def test_columns_that_stay_missed_by_more_than_the_publishers_noise_are_refused(people, met):
    """The first row has only the first column: whatever the second row does, the two lack `people`."""
    seed, rows = np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([100.0 + people, 100.0])
    columns = np.array([100.0, 100.0 + people])
    if met:
        assert rake(seed, rows, columns, rounds=200).sum(axis=1) == pytest.approx(rows)
        return
    with pytest.raises(InputError, match="after 200 rounds 61 of 261 people are in another column"):
        rake(seed, rows, columns, rounds=200)


@pytest.mark.parametrize(
    ("seed", "rows", "columns", "message"),
    [
        ([[1, 0], [1, 0]], [1, 1], [1, 1], r"column 2 must hold 1 and none"),
        ([[0, 0], [1, 1]], [1, 1], [1, 1], r"row 1 must hold 1 and none"),
        ([[1, 1], [1, 1]], [0, 0], [1, 1], r"column 1 must hold 1 .*\(2 in all\)"),
        ([[1, 1], [1, 1]], [-1, 3], [1, 1], r"row margins hold a number that is negative"),
        ([[1, np.nan], [1, 1]], [1, 1], [1, 1], r"expected counts hold a number that is negative, missing"),
    ],
)
def test_margins_that_cannot_be_met_are_refused(seed, rows, columns, message):
    with pytest.raises(InputError, match=message):
        rake(np.array(seed, dtype=float), np.array(rows), np.array(columns))


def test_a_margin_is_scaled_to_a_total_and_stays_as_it_is_without_anybody():
    assert reconciled(8.0, np.array([1.0, 3.0])).tolist() == [2, 6]
    assert reconciled(3.0, np.array([0.0, 0.0])).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [(100, 160, False), (100, 161, True), (100, 40, False), (100, 39, True),
     (10_000, 9_900, False), (10_000, 9_899, True)],
)  # fmt: skip
def test_sixty_people_or_one_per_cent_apart_is_perturbation_and_one_more_is_not(first, second, refused):
    if not refused:
        refuse_unlike_totals(first, second, "Wick", ("one", "the other"))
        return
    with pytest.raises(InputError, match=r"Wick: one come to \S+ and the other to"):
        refuse_unlike_totals(first, second, "Wick", ("one", "the other"))
