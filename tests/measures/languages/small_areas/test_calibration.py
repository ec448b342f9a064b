"""The calibration: it holds a truth made by its own rule, and is wider wherever there is more to be wrong."""

import numpy as np
import pytest
from scipy import stats

from analysis.measures.languages.small_areas import calibration
from analysis.measures.languages.small_areas.calibration import limits, spread

SPREADS = np.array([0.6, 1.2, 3.0])


def ends(expected, spreads):
    """Return the limits of places that are a district each, in which any number of others live too."""
    expected, groups = np.asarray(expected, dtype=float), np.arange(len(spreads))
    # A district of a thousand more places that nobody looks at: the rest of it leaves room to be off.
    every = np.vstack([expected, np.full(len(groups), 1e9)])
    one_district, small_areas = np.zeros(len(every), dtype=int), np.full(len(every), calibration.TYPICAL)
    found = limits(every, np.full_like(every, 1e9), one_district, np.array(spreads), groups, small_areas)
    return [values[:-1] for values in found]


def test_nine_in_ten_truths_of_a_toy_county_lie_inside():
    rng, means, spreads = np.random.default_rng(1), np.repeat([1, 8, 40, 400], 3), np.tile(SPREADS, 4)
    expected = rng.gamma(2.0, means / 2, (3_000, 12))
    beyond = calibration._beyond_chance(expected, spreads)
    true = rng.negative_binomial(expected / beyond, 1 / (1 + beyond))
    lower, upper, error = ends(expected, spreads)
    inside, off = (lower <= true) & (true <= upper), (true - expected) ** 2 / error**2
    inside, off = (cells.reshape(-1, 4, 3).mean(axis=(0, 2)) for cells in (inside, off))  # by mean
    assert (inside >= 0.88).all() and (inside <= 0.95).all()
    assert off == pytest.approx(np.ones(4), abs=0.15)


def test_more_people_or_more_spread_make_it_wider_and_beyond_what_topics_showed_the_spread_no_more():
    least, most = calibration.LEAST_SPREAD, calibration.MOST_SPREAD
    spreads = [1.2, 1.2, 2.0, 2.4, 0.0, least, most, 9.0]
    lower, upper, error = ends([[50.0, 80.0, 50.0, 800.0, 50.0, 50.0, 50.0, 50.0]], spreads)
    for width in (upper[0] - lower[0], error[0]):
        assert (width[1:4] > width[0]).all()
        assert width[4] == width[5] <= width[6] == width[7]
    assert error[0, 5] < error[0, 6]
    # A place fuller than its district, or in a district of more small areas, is less sure.
    for more in ({"full": np.array([[0.5], [1.5]])}, {"small_areas": np.array([[40], [200]])}):
        free = calibration._beyond_chance(np.full((2, 1), 20.0), np.array([1.2]), **more)
        assert free[1] > free[0]


def test_of_two_groups_that_share_the_same_people_one_is_off_by_what_the_other_is():
    expected = np.array([[10.0, 90.0], [10.0, 90.0]])
    most, together, spreads = np.full((2, 2), 100.0), np.zeros(2, dtype=int), np.array([1.2, 1.2])
    apart = limits(expected, most, np.arange(2), spreads, np.arange(2), np.full(2, 1))[2]
    assert not apart.any()  # a place that is a district by itself is known
    error = limits(expected, most, together, spreads, together, np.full(2, 2))[2]
    assert error[:, 0] == pytest.approx(error[:, 1])


def test_the_spread_of_districts_is_found_again_and_one_far_off_says_little():
    rng = np.random.default_rng(3)
    expected = rng.gamma(3.0, 100, (2_000, 3))
    beyond = SPREADS**2 * np.sqrt(expected)
    true = rng.negative_binomial(expected / beyond, 1 / (1 + beyond)).astype(float)
    many = np.concatenate([expected, np.full((2_000, 1), 1e7)], axis=1)
    known = np.concatenate([true, np.full((2_000, 1), 1e7)], axis=1)
    found = spread(many, known)[:3]
    assert found == pytest.approx(SPREADS, rel=0.2)
    known[0, :3] += 1e5
    assert spread(many, known)[:3] == pytest.approx(found, rel=0.02)


def test_ends_are_whole_and_hold_the_estimate_and_nobody_expected_is_nobody():
    expected = np.random.default_rng(1).gamma(0.3, 60, (900, 3))
    expected[0] = 0.0
    lower, upper, error = ends(expected, SPREADS)
    assert not (lower[0].any() or upper[0].any() or error[0].any())
    assert ((lower <= expected) & (expected <= upper)).all()
    assert (np.rint(lower) == lower).all() and (np.rint(upper) == upper).all()
    # Where zero is possible the upper end leaves out one in ten.
    expected = np.array([[0.5], [3.0]])
    beyond = calibration._beyond_chance(expected, np.array([1.2]))
    lower, upper, _ = ends(expected, [1.2])
    wanted = stats.nbinom.ppf(0.9, expected / beyond, 1 / (1 + beyond))
    assert not lower.any() and np.abs(upper - wanted).max() <= 1
