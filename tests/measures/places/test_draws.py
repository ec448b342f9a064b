"""Draws from estimates: their totals, their spread, and both sides of the two thresholds."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.places.draws import draws, errors_of, how_sure

FIGURES, ERRORS = np.array([60.0, 40.0, 5.0, 0.0, 30.0]), np.array([9.0, 6.0, 4.0, 0.0, 0.0])
DISTRICTS = np.array(["Wick", "Wick", "Abbey", "Abbey", "Abbey"])


def test_draws_add_up_to_each_total_and_are_the_same_bytes_for_a_seed():
    found, again, fresh = (draws(FIGURES, ERRORS, DISTRICTS, number=50, seed=seed) for seed in (1, 1, 2))
    assert found[:, :2].sum(axis=1) == pytest.approx(np.full(50, 100.0))
    assert found[:, 2:].sum(axis=1) == pytest.approx(np.full(50, 35.0))
    assert (found[:, 3] == 0).all() and (found[:, 4] == 30).all() and (found >= 0).all()
    assert found.tobytes() == again.tobytes() != fresh.tobytes()


def test_where_no_total_binds_draws_have_the_figures_mean_and_standard_error():
    many = np.append(np.array([60.0, 5.0]), np.full(400, 50.0))
    found = draws(many, np.append(np.array([9.0, 4.0]), np.full(400, 5.0)), np.zeros(402), number=4_000)
    assert found[:, :2].mean(axis=0) == pytest.approx([60, 5], rel=0.03)
    assert found[:, :2].std(axis=0) == pytest.approx([9, 4], rel=0.05)


def test_an_estimated_total_is_drawn_with_its_own_error_and_others_stay():
    unsure = np.where(DISTRICTS == "Wick", 0.2, 0.0)
    found = draws(FIGURES, ERRORS, DISTRICTS, unsure, number=4_000)
    totals = found[:, :2].sum(axis=1)
    assert totals.mean() == pytest.approx(100, rel=0.02) and totals.std() == pytest.approx(20, rel=0.05)
    assert found[:, 2:].sum(axis=1) == pytest.approx(np.full(4_000, 35.0))


@pytest.mark.parametrize(
    ("draws_pct", "word"),
    [(100.0, "sure"), (95.0, "sure"), (94.9, "likely"), (80.0, "likely"), (79.9, "not sure"), (np.nan, None)],
)
def test_both_sides_of_both_thresholds(draws_pct, word):
    assert how_sure(np.array([draws_pct])).tolist() == [word]


def test_limits_tell_the_error_where_the_table_does_not():
    table = pd.DataFrame({"speakers": [50.0, 3.0, 7.0]})
    lower, upper = np.array([50 - 16.45, 0.0, 7.0]), np.array([50 + 16.45, 3 + 2 * 1.282, 7.0])
    found = errors_of(table, table["speakers"].to_numpy(), lower, upper)
    assert found == pytest.approx([10, 2, 0])
    assert errors_of(table.assign(standard_error=[1, 2, 3]), None, None, None).tolist() == [1, 2, 3]
