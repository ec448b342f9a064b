"""Intervals: learnt from errors on places held out, whole, and as wide as they need be."""

import numpy as np
import pytest

from analysis.errors import InputError
from analysis.measures.languages.small_areas.intervals import (
    POWER,
    learn_spread,
    learn_spread_within,
    limits,
)


def drawn(places, mean, relative, seed=1):
    """Return expected numbers, and true ones drawn about them with that spread."""
    rng = np.random.default_rng(seed)
    expected = rng.gamma(0.8, mean, (places, 4)) + 0.1
    size = expected ** (2 - POWER) / relative**2
    return expected, rng.negative_binomial(size, size / (size + expected)).astype(float)


@pytest.mark.parametrize("relative", [0.15, 0.4, 0.9])
def test_nine_in_ten_truths_not_seen_before_lie_inside(relative):
    expected, true = drawn(400, 200, relative)
    lower, upper = limits(*drawn(400, 200, relative, seed=2)[:1], learn_spread(expected, true))
    new = drawn(400, 200, relative, seed=2)[1]
    assert 0.87 <= ((lower <= new) & (new <= upper)).mean() <= 0.95


def test_the_spread_that_made_the_errors_is_found():
    spread = learn_spread(*drawn(2_000, 300, 0.4))
    assert spread == pytest.approx(np.full(4, 0.4), rel=0.15)


def test_a_language_seen_seldom_is_drawn_to_what_all_show():
    expected, true = drawn(200, 300, 0.3)
    expected[:, 3], true[:, 3] = 0.0, 0.0
    expected[0, 3], true[0, 3] = 30.0, 300.0
    relative = learn_spread(expected, true)
    assert relative[3] < 5
    assert relative[3] > 1.5 * relative[0]


def test_ends_are_whole_and_zero_where_nobody_is_expected():
    lower, upper = limits(np.array([[0.0, 3.7], [0.2, 41.0]]), np.array([0.5, 0.5]))
    assert (lower[0, 0], upper[0, 0]) == (0, 0)
    assert (lower[1, 0], upper[1, 0]) == (0, 1)
    assert np.array_equal(lower, np.floor(lower))
    assert np.array_equal(upper, np.ceil(upper))


def test_no_spread_is_chance_alone():
    from scipy import stats

    lower, upper = limits(np.array([[100.0]]), np.array([0.0]))
    assert (lower[0, 0], upper[0, 0]) == (stats.poisson.ppf(0.05, 100), stats.poisson.ppf(0.95, 100))


def test_only_the_languages_asked_about_are_learnt_from():
    expected, true = drawn(300, 200, 0.4)
    expected[:, 0] = true[:, 0]
    which = np.array([False, True, True, True])
    relative = learn_spread_within(expected, true, which)
    assert relative[0] == 0
    assert (relative[1:] > 0.3).all()
    assert not learn_spread_within(expected, true, ~which & ~which[::-1]).any()


def test_nobody_held_out_teaches_nothing():
    with pytest.raises(InputError, match="No held-out place has a speaker"):
        learn_spread(np.zeros((3, 2)), np.zeros((3, 2)))
