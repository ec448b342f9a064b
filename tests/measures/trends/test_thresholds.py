"""Limits and tails say the same, on both sides of every limit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.measures.trends.alerts import Prediction, count_tails, predicted_limits, predicted_tails


def prediction(mean, error=0.0, dispersion=1.0, freedom=40.0):
    return Prediction(*(np.array([float(item)]) for item in (mean, error, dispersion, freedom)))


@pytest.mark.parametrize("dispersion", [1.0, 1.5, 4.0])
def test_tails_are_those_of_scipy(dispersion):
    counts, mean = np.arange(40), 12.5
    known = stats.poisson(mean) if dispersion == 1 else stats.nbinom(mean / (dispersion - 1), 1 / dispersion)
    fewer, more = count_tails(counts, mean, dispersion)
    np.testing.assert_allclose(fewer, known.cdf(counts), rtol=1e-10)
    np.testing.assert_allclose(more, known.sf(counts - 1), rtol=1e-10)
    assert known.var() == pytest.approx(dispersion * mean)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.1, 300), st.floats(0, 5), st.floats(1, 6), st.integers(5, 260), st.floats(1e-5, 0.2))
def test_so_it_is_when_the_scatter_is_estimated(mean, error, dispersion, freedom, tail):
    one = prediction(mean, error, dispersion, freedom)
    lower, upper = (edge.item() for edge in predicted_limits(one, tail))
    assert predicted_tails(upper + 1, one)[1].item() <= tail < predicted_tails(upper, one)[1].item() or (
        upper == 0
    )
    assert predicted_tails(lower, one)[0].item() > tail
    assert lower == 0 or predicted_tails(lower - 1, one)[0].item() <= tail


def test_what_is_not_known_of_mean_and_scatter_makes_a_surprise_less_surprising():
    sure = predicted_tails(30, prediction(15, 0, 1.5, 250))[1].item()
    assert sure == pytest.approx(count_tails(30, 15.0, 1.5)[1].item(), rel=0.2)
    assert predicted_tails(30, prediction(15, 0, 1.5, 10))[1].item() > 1.5 * sure
    assert predicted_tails(30, prediction(15, 3, 1.5, 250))[1].item() > 1.5 * sure


@pytest.mark.parametrize(("freedom", "within"), [(10, 1e-3), (45, 1e-4)])
def test_the_mixture_is_the_integral_over_what_the_scatter_may_be(freedom, within):
    mean, dispersion, count = 50.0, 1.5, 95
    points = np.linspace(1e-6, freedom + 14 * np.sqrt(2 * freedom) + 40, 200_001)
    spread = np.maximum(dispersion * freedom / points, 1)
    curve = stats.chi2.pdf(points, freedom) * count_tails(count, mean, spread)[1]
    found = predicted_tails(count, prediction(mean, 0, dispersion, freedom))[1].item()
    assert found == pytest.approx(np.trapezoid(curve, points), rel=within)
