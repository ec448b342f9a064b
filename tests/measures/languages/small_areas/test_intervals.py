"""Intervals: learnt from errors on places held out, whole, and as wide as they need be."""

import numpy as np
import pytest
from scipy import stats

from analysis.errors import InputError
from analysis.measures.languages.small_areas.intervals import (
    POWER,
    learn_spread,
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
    expected, new = drawn(400, 200, relative, seed=2)
    lower, upper = limits(expected, learn_spread(*drawn(400, 200, relative)))
    assert 0.87 <= ((lower <= new) & (new <= upper)).mean() <= 0.95


def test_the_spread_that_made_the_errors_is_found_and_a_language_seen_seldom_is_drawn_to_all():
    assert learn_spread(*drawn(2_000, 300, 0.4)) == pytest.approx(np.full(4, 0.4), rel=0.15)
    expected, true = drawn(200, 300, 0.3)
    expected[:, 3], true[:, 3] = 0.0, 0.0
    expected[0, 3], true[0, 3] = 30.0, 300.0
    relative = learn_spread(expected, true)
    assert 1.5 * relative[0] < relative[3] < 5


def test_ends_are_whole_zero_where_nobody_is_expected_and_by_chance_alone_without_a_spread():
    lower, upper = limits(np.array([[0.0, 3.7, 100], [0.2, 41.0, 100]]), np.array([0.5, 0.5, 0.0]))
    assert (lower[0, 0], upper[0, 0]) == (0, 0) and (lower[1, 0], upper[1, 0]) == (0, 1)
    assert np.array_equal(lower, np.floor(lower)) and np.array_equal(upper, np.ceil(upper))
    assert (lower[0, 2], upper[0, 2]) == tuple(stats.poisson.ppf([0.05, 0.95], 100))


def test_only_the_languages_asked_about_are_learnt_from_and_nobody_teaches_nothing():
    expected, true = drawn(300, 200, 0.4)
    expected[:, 0] = true[:, 0]
    which = np.array([False, True, True, True])
    relative = learn_spread(expected, true, which)
    assert relative[0] == 0 and (relative[1:] > 0.3).all()
    assert not learn_spread(expected, true, np.zeros(4, dtype=bool)).any()
    with pytest.raises(InputError, match="No held-out place has a speaker"):
        learn_spread(np.zeros((3, 2)), np.zeros((3, 2)))
