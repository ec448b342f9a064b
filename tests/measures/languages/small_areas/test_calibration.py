"""The calibration: it holds a truth made by its own rule, and is wider wherever there is more to be wrong."""

import numpy as np
import pytest

from analysis.measures.languages.small_areas import calibration
from analysis.measures.languages.small_areas.calibration import limits, spread

SPREADS = np.array([0.6, 1.2, 3.0])


def ends(expected, spreads, most=None):
    """Return the limits of places that are a district each, in which any number of others live too."""
    expected, groups = np.asarray(expected, dtype=float), np.arange(len(spreads))
    most = np.full_like(expected, 1e9) if most is None else most
    # A district of a thousand more places that nobody looks at: the rest of it leaves room to be off.
    others = np.full((1, expected.shape[1]), 1e9)
    both = np.concatenate([expected, others]), np.concatenate([most, np.full_like(others, most.mean())])
    here, small_areas = np.zeros(len(both[0]), dtype=int), np.full(len(both[0]), calibration.TYPICAL)
    return [found[:-1] for found in limits(*both, here, np.array(spreads), groups, small_areas)]


def width(expected=50.0, spread=1.2, most=1e9):
    lower, upper, error = ends([[expected]], [spread], np.array([[most]]))
    return float(upper[0, 0] - lower[0, 0]), float(error[0, 0])


@pytest.mark.parametrize("mean", [1, 8, 40, 400])
def test_nine_in_ten_truths_of_a_toy_county_lie_inside(mean):
    rng = np.random.default_rng(mean)
    expected = rng.gamma(2.0, mean / 2, (3_000, 3))
    beyond = calibration._beyond_chance(expected, SPREADS)
    true = rng.negative_binomial(expected / beyond, 1 / (1 + beyond))
    lower, upper, error = ends(expected, SPREADS)
    assert 0.88 <= ((lower <= true) & (true <= upper)).mean() <= 0.95
    assert np.mean((true - expected) ** 2 / error**2) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("wider", [{"expected": 80.0}, {"spread": 2.0}, {"expected": 800.0, "spread": 2.4}])
def test_more_people_or_more_spread_make_it_wider(wider):
    assert np.all(np.array(width(**wider)) > np.array(width()))


def test_beyond_what_topics_showed_the_spread_counts_for_no_less_and_no_more():
    least, most = calibration.LEAST_SPREAD, calibration.MOST_SPREAD
    assert width(spread=0.0) == width(spread=least) and width(spread=most) == width(spread=9.0)
    assert width(spread=least)[1] < width(spread=most)[1]


def test_of_two_groups_that_share_the_same_people_one_is_off_by_what_the_other_is():
    expected = np.array([[10.0, 90.0], [10.0, 90.0]])
    most, together, spreads = np.full((2, 2), 100.0), np.zeros(2, dtype=int), np.array([1.2, 1.2])
    apart = limits(expected, most, np.arange(2), spreads, np.arange(2), np.full(2, 1))[2]
    assert not apart.any()  # a place that is a district by itself is known
    error = limits(expected, most, together, spreads, together, np.full(2, 2))[2]
    assert error[:, 0] == pytest.approx(error[:, 1])


def test_a_place_fuller_than_its_district_or_in_one_of_more_small_areas_is_less_sure():
    expected, most, small_areas = np.full((2, 1), 20.0), np.array([[100.0], [300.0]]), np.array([[40], [200]])
    for more in ({"full": most / most.mean()}, {"small_areas": small_areas}):
        free = calibration._beyond_chance(expected, np.array([1.2]), **more)
        assert free[1] > free[0]


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


def test_where_zero_is_possible_the_upper_end_leaves_out_one_in_ten():
    from scipy import stats

    expected = np.array([[0.5], [3.0]])
    beyond = calibration._beyond_chance(expected, np.array([1.2]))
    lower, upper, _ = ends(expected, [1.2])
    wanted = stats.nbinom.ppf(0.9, expected / beyond, 1 / (1 + beyond))
    assert not lower.any() and np.abs(upper - wanted).max() <= 1
