"""Breaks in a mean: the best there are, where they may lie, and whether there is one at all."""

import itertools

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.surveillance.segments import (
    best_breaks,
    break_chance,
    break_interval,
    largest_f,
    largest_f_chance,
    recursive_cusum,
)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_no_other_breaks_leave_less(number):
    values = np.random.default_rng(number).normal(size=16).cumsum()
    squares, found = best_breaks(values, 3, 3)[number]

    def left(at):
        return sum(((part - part.mean()) ** 2).sum() for part in np.split(values, at))

    room = [at for at in itertools.combinations(range(3, 14), number) if min(np.diff([0, *at, 16])) >= 3]
    assert left(found) == pytest.approx(squares)
    assert squares == pytest.approx(min(map(left, room)))
    assert min(np.diff([0, *found, 16])) >= 3


def test_there_are_no_more_breaks_than_room():
    assert len(best_breaks(np.arange(10.0), 5, 4)) == 2


@pytest.mark.parametrize("ratio", [1.0, 2.5])
def test_the_chance_of_a_breaks_place_is_that_of_the_process(ratio):
    random = np.random.default_rng(8)
    step, reach, runs = 0.05, 60.0, 4_000
    sides = []
    for spread in (1.0, ratio):
        moves = random.normal(0, np.sqrt(spread * step), (runs, int(reach / step)))
        sides.append(np.cumsum(moves, axis=1) - step * np.arange(1, moves.shape[1] + 1) / 2)
    left, right = (np.column_stack([np.zeros(runs), side]) for side in sides)
    at = np.where(
        left.max(axis=1) >= right.max(axis=1), -step * left.argmax(axis=1), step * right.argmax(axis=1)
    )
    for place in (-8.0, -2.0, 0.0, 2.0, 8.0):
        # 4,000 runs in steps of 0.05: an error of 0.008 and the coarseness of the path.
        assert break_chance(place, ratio) == pytest.approx((at <= place).mean(), abs=0.04)


def test_a_breaks_interval_covers_it_about_as_often_as_it_says():
    random = np.random.default_rng(2)
    covered = []
    for _ in range(300):
        values = np.concatenate([random.normal(0, 1, 40), random.normal(1.2, 1.5, 40)])
        at = best_breaks(values, 1, 8)[1][1]
        low, high = break_interval(values, at, 0)
        covered.append(low <= 40 <= high)
    assert np.mean(covered) > 0.88  # 95 % in large samples of small shifts


def test_series_without_a_step_have_p_values_that_are_as_small_as_they_say():
    random = np.random.default_rng(6)
    fixed = np.column_stack([np.ones(48), np.arange(48) / 48])
    largest, at, _ = largest_f(random.normal(size=(3_000, 48)), fixed, 7)
    chances = largest_f_chance(largest, fixed, 7)
    for level in (0.01, 0.05, 0.2):
        assert (chances <= level).mean() == pytest.approx(level, abs=4 * np.sqrt(level / 3_000))
    assert at.min() >= 7 and at.max() <= 41


def test_what_the_draws_cannot_tell_is_bounded():
    fixed = np.ones((48, 1))
    chances = largest_f_chance(np.array([10.0, 30.0, 80.0, 200.0]), fixed, 7)
    assert (np.diff(chances) < 0).all() and chances[-1] < 1e-15


def test_the_largest_f_is_that_of_two_regressions():
    values = np.random.default_rng(3).normal(size=30)
    fixed = np.column_stack([np.ones(30), np.arange(30) % 2])
    found, at, _ = largest_f(values[None], fixed, 5)

    def left(design):
        return ((values - design @ np.linalg.lstsq(design, values, rcond=None)[0]) ** 2).sum()

    ratios = {
        place: (left(fixed) / left(np.column_stack([fixed, np.arange(30) >= place])) - 1) * 27
        for place in range(5, 26)
    }
    assert found[0] == pytest.approx(max(ratios.values()))
    assert at[0] == max(ratios, key=ratios.get)


def test_recursive_errors_are_those_of_statsmodels():
    from statsmodels.regression.linear_model import OLS
    from statsmodels.stats.diagnostic import recursive_olsresiduals

    values = np.random.default_rng(9).normal(3, 1, 40)
    errors = recursive_olsresiduals(OLS(values, np.ones(40)).fit(), skip=1)[3]
    errors = errors[-39:]
    sums = np.abs(np.cumsum(errors)) / (errors.std(ddof=1) * np.sqrt(39))
    wanted = (sums / (1 + 2 * np.arange(1, 40) / 39)).max()
    assert recursive_cusum(values)[0] == pytest.approx(wanted, rel=1e-9)


def test_a_cusum_of_nothing_is_not_surprising():
    random = np.random.default_rng(5)
    chances = [recursive_cusum(random.normal(size=100))[1] for _ in range(1_000)]
    assert 0.01 < np.mean(np.array(chances) < 0.05) < 0.06
    assert np.isnan(recursive_cusum(np.ones(10))[0])


def yearly(values, **columns):
    return pd.DataFrame({"year": 1990 + np.arange(len(values)), "victims": values} | columns)


def test_a_row_for_each_break_and_one_where_there_is_none():
    random = np.random.default_rng(2)
    level = np.repeat([10.0, 20.0, 14.0], 10)
    found = measures.change_points(
        yearly(level + random.normal(size=30), name="A"), "victims", "year", "name"
    )
    assert found["last_before"].tolist() == [1999, 2009] and (found["breaks"] == 2).all()
    assert (found["earliest"] <= found["last_before"]).all() and (
        found["latest"] >= found["last_before"]
    ).all()
    np.testing.assert_allclose(found["mean_after"], [20, 14], atol=1)
    quiet = measures.change_points(yearly(random.normal(size=30)), "victims", time="year")
    assert len(quiet) == 1 and quiet["breaks"].item() == 0 and quiet["last_before"].isna().all()


@pytest.mark.parametrize(
    ("values", "status", "said"),
    [
        ([1.0] * 30, None, "all values are the same"),
        (range(13), None, "13 periods, 14 are needed"),
        (range(30), ["shown"] * 29 + ["suppressed"], "not shown"),
    ],
)
def test_what_cannot_be_told_says_why(values, status, said):
    table = yearly(list(values), **({} if status is None else {"status": status}))
    found = measures.change_points(table, "victims", time="year")
    assert len(found) == 1 and said in found["method"].item()
    assert found["status"].item() == ("not available" if status is None else "suppressed")
    assert found[["breaks", "sum_of_squares", "largest_f", "cusum"]].isna().all(axis=None)


def test_fourteen_periods_are_enough():
    assert measures.change_points(yearly(list(range(14))), "victims", time="year")["status"].eq("shown").all()


def test_an_empty_table_has_no_breaks():
    found = measures.change_points(yearly([], area=[]), "victims", time="year", by="area")
    assert len(found) == 0 and {"area", "last_before", "status"} < set(found)
