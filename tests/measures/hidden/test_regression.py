"""The regression is statsmodels' Poisson GLM, to rounding, and says when it did not converge."""

import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from analysis.measures.hidden.captures import Model, geometry, matrix_of
from analysis.measures.hidden.stepwise import fit_poisson, total_with_limits


def random_counts(lists, seed, most):
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.gamma(0.7, most, 2**lists - 1)) + 1.0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.integers(3, 5),
    st.integers(0, 10**6),
    st.sampled_from([1, 30, 10_000]),
    st.sets(st.integers(0, 2), max_size=2),  # a model with an effect for each count has no scale
)
def test_it_is_the_fit_of_statsmodels(lists, seed, most, pairs):
    counts = random_counts(lists, seed, most)
    matrix, _ = matrix_of(lists, Model(tuple(sorted(pairs))))
    fit = fit_poisson(matrix, counts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerfectSeparationWarning)  # of counts that a model happens to meet
        theirs = sm.GLM(counts, matrix, family=sm.families.Poisson()).fit(tol=1e-12, maxiter=200)
    np.testing.assert_allclose(fit.coefficients, theirs.params, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(fit.means, theirs.mu, rtol=1e-6)
    assert np.sqrt(fit.variance) == pytest.approx(theirs.bse[0], rel=1e-6)
    assert fit.log_likelihood == pytest.approx(theirs.llf, rel=1e-9)


def test_counts_of_ten_million_settle_too_and_a_fit_that_runs_away_ends():
    counts = random_counts(5, 3, 1e7)
    fit = fit_poisson(geometry(5).effects, counts)
    np.testing.assert_allclose(fit.matrix.T @ fit.means, fit.matrix.T @ counts, rtol=1e-9)
    # Nobody is on two lists: the effects of the lists fall for ever.
    fit = fit_poisson(geometry(2).effects[:, :3], np.array([40.0, 30.0, 0.0]))
    assert fit is None or fit.means.min() < 1e-6


def test_the_estimate_is_the_people_seen_and_the_constant():
    # Two lists, 40 and 30 alone, 10 on both: Lincoln and Petersen's 40 x 30 / 10 are on neither.
    counts = np.array([40.0, 30.0, 10.0])
    fit = fit_poisson(geometry(2).effects[:, :3], counts)
    estimate, lower, upper = total_with_limits(80, fit)
    assert estimate == pytest.approx(200)
    error = np.sqrt(1 / 40 + 1 / 30 + 1 / 10)
    assert lower == pytest.approx(80 + 120 * np.exp(-1.959964 * error), rel=1e-6)
    assert upper == pytest.approx(80 + 120 * np.exp(1.959964 * error), rel=1e-6)
