"""Breaks in a mean: the best there are, where they may lie, and whether there is one at all."""

import itertools

import numpy as np
import pytest

from analysis.measures.trends.step_search import (
    best_breaks,
    break_chance,
    break_interval,
    largest_f,
    largest_f_chance,
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
    assert len(best_breaks(np.arange(10.0), 5, 4)) == 2, "no more breaks than there is room for"


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


def test_series_without_a_step_have_p_values_that_are_as_small_as_they_say_bounded_where_draws_cannot_tell():
    random = np.random.default_rng(6)
    fixed = np.column_stack([np.ones(48), np.arange(48) / 48])
    largest, at, _ = largest_f(random.normal(size=(3_000, 48)), fixed, 7)
    chances = largest_f_chance(largest, fixed, 7)
    for level in (0.01, 0.05, 0.2):
        assert (chances <= level).mean() == pytest.approx(level, abs=4 * np.sqrt(level / 3_000))
    assert at.min() >= 7 and at.max() <= 41
    small = largest_f_chance(np.array([10.0, 30.0, 80.0, 200.0]), fixed[:, :1], 7)
    assert (np.diff(small) < 0).all() and small[-1] < 1e-15


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
