"""The calibration: it holds a truth made by its own rule, and is wider wherever there is more to be wrong."""

import numpy as np
import pytest

from analysis.measures.languages.small_areas import calibration
from analysis.measures.languages.small_areas.calibration import limits, room

SPREADS = np.array([0.1, 0.3, 0.6])
FREE = 1.0


def width(expected=50.0, free=FREE, spread=0.3, areas=1.0):
    lower, upper, error = limits(np.array([[expected]]), np.array([[free]]), np.array([spread]), areas)
    return float(upper[0, 0] - lower[0, 0]), float(error[0, 0])


@pytest.mark.parametrize("areas", [1, 5])
@pytest.mark.parametrize("mean", [1, 8, 40, 400])
def test_nine_in_ten_truths_of_a_toy_county_lie_inside(mean, areas):
    rng = np.random.default_rng(mean + areas)
    expected = rng.gamma(2.0, mean / 2, (3_000, 3))
    beyond = calibration._beyond_chance(expected, SPREADS, areas)
    true = rng.negative_binomial(expected / beyond, 1 / (1 + beyond))
    lower, upper, error = limits(expected, np.ones_like(expected), SPREADS, areas)
    assert 0.88 <= ((lower <= true) & (true <= upper)).mean() <= 0.95
    assert np.mean((true - expected) ** 2 / error**2) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    "wider", [{"expected": 80.0}, {"spread": 0.5}, {"areas": 0.5}, {"expected": 800.0, "spread": 0.6}]
)
def test_more_people_more_spread_or_fewer_areas_make_it_wider(wider):
    assert np.all(np.array(width(**wider)) > np.array(width()))


@pytest.mark.parametrize(("spread", "same_as"), [(0.0, 0.085), (0.084, 0.085), (0.65, 0.66), (0.65, 9.0)])
def test_beyond_what_topics_showed_the_spread_counts_for_no_less_and_no_more(spread, same_as):
    assert width(spread=spread) == width(spread=same_as)
    assert width(spread=0.085)[1] < width(spread=0.086)[1]
    assert width(spread=0.64)[1] < width(spread=0.65)[1]


def test_a_group_that_is_nearly_everybody_can_hardly_be_off():
    expected, most = np.array([[10.0], [90.0], [100.0]]), np.array([[100.0]] * 3)
    free = room(expected, most, np.array([[1e9]] * 3))
    assert free.ravel() == pytest.approx([0.9, 0.1, 0.0])
    assert width(90.0, 0.9) > width(90.0, 0.1) > width(90.0, 0.0) == (0, 0)


def test_ends_are_whole_and_hold_the_estimate_and_nobody_expected_is_nobody():
    expected = np.random.default_rng(1).gamma(0.3, 60, (900, 3))
    expected[0] = 0.0
    lower, upper, error = limits(expected, np.ones_like(expected), SPREADS, 1)
    assert not (lower[0].any() or upper[0].any() or error[0].any())
    assert ((lower <= expected) & (expected <= upper)).all()
    assert (np.rint(lower) == lower).all() and (np.rint(upper) == upper).all()


def test_where_zero_is_possible_the_upper_end_leaves_out_one_in_ten():
    from scipy import stats

    expected, spread = np.array([[0.5], [3.0]]), np.array([0.3])
    beyond = calibration._beyond_chance(expected, 0.3, 1)
    lower, upper, _ = limits(expected, np.ones_like(expected), spread, 1)
    wanted = stats.nbinom.ppf(0.9, expected / beyond, 1 / (1 + beyond))
    assert not lower.any() and np.abs(upper - wanted).max() <= 1
