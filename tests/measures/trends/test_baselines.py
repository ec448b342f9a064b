"""What the past says of one period: which periods are read, when a trend is kept, and how it is fitted."""

import warnings

import numpy as np
import pytest
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from analysis.measures.trends.baselines import Rules, expect, fitted, read_periods, reweighted, separated


def test_the_windows_of_1996_stand_around_the_same_time_of_earlier_years_that_are_in_the_table():
    columns, parts = read_periods(60, 12, Rules(3, 1, 1, 1))
    assert columns.tolist() == [23, 24, 25, 35, 36, 37, 47, 48, 49] and not parts.any()
    assert read_periods(13, 12, Rules(5, 1, 1, 1))[0].tolist() == [0, 1, 2]


def test_the_form_of_2013_reads_everything_but_the_latest_periods_and_shares_out_the_year():
    columns, parts = read_periods(60, 12, Rules(3, 1, 4, 6))
    assert columns.tolist() == list(range(23, 54))
    year = dict(zip(columns.tolist(), parts.tolist(), strict=True))
    assert [year[column] for column in range(35, 47)] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]


def rising(slope, years=6):
    random = np.random.default_rng(3)
    return random.poisson(40 * np.exp(slope * np.arange(12 * years + 1) / 12)).astype(float)[None]


@pytest.mark.parametrize(("slope", "kept"), [(0.0, False), (-0.2, True)])
def test_a_trend_is_kept_where_it_is_there(slope, kept):
    found = expect(rising(slope), 72, 12, Rules(5, 1, 1, 1, 1.0, 0.05))
    assert found.trend.tolist() == [kept]


def test_a_trend_that_leads_beyond_anything_counted_is_not_kept():
    found = expect(np.exp(0.05 * np.arange(73)).round()[None], 72, 12, Rules(5, 1, 4, 6))
    assert not found.trend[0]
    assert found.mean[0] < np.exp(0.05 * 65)


@pytest.mark.parametrize(("years", "kept"), [(2, False), (3, True)])
def test_a_trend_wants_three_years(years, kept):
    found = expect(rising(-0.4), 72, 12, Rules(years, 1, 4, 6))
    assert found.trend.tolist() == [kept]


# Many regressions at once are the regressions that statsmodels makes one by one

PERIODS = 60


@pytest.fixture(scope="module")
def design():
    steps = np.arange(PERIODS)
    season = [(steps % 12 == month).astype(float) for month in range(1, 12)]
    return np.column_stack([np.ones(PERIODS), *season, (steps - PERIODS) / 12])


@pytest.fixture(scope="module")
def counts():
    random = np.random.default_rng(4)
    means = np.exp(random.normal(2.0, 1.2, (40, 1)) + 0.3 * np.sin(2 * np.pi * np.arange(PERIODS) / 12))
    return random.negative_binomial(means / 0.7, 1 / 1.7).astype(float) + (random.random((40, 60)) < 0.05)


def one_by_one(counts, design, weights):
    present = weights > 0
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Perfect separation or prediction detected")
        model = GLM(
            counts[present], design[present], family=families.Poisson(), freq_weights=weights[present]
        )
        return model.fit(tol=1e-13, maxiter=200)


def test_coefficients_errors_and_means_are_those_of_statsmodels(counts, design):
    random = np.random.default_rng(5)
    weights = random.uniform(0.3, 1.5, counts.shape) * (random.random(counts.shape) < 0.9)
    weights[::4] = 1
    # A month without any event has no finite term.
    months = np.column_stack([1 - design[:, 1:12].sum(axis=1), design[:, 1:12]])
    kept = (counts * (weights > 0)) @ months > 0
    rows = np.flatnonzero(kept.all(axis=1) & separated(design, weights))
    assert len(rows) > 15
    found = fitted(counts[rows], design, weights[rows])
    assert found.converged.all()
    for number, row in enumerate(rows):
        wanted = one_by_one(counts[row], design, weights[row])
        # Both stop where the deviance does, a billionth off at most.
        np.testing.assert_allclose(found.coefficients[number], wanted.params, rtol=1e-7, atol=1e-8)
        np.testing.assert_allclose(
            found.covariance[number], np.asarray(wanted.cov_params()), rtol=1e-6, atol=1e-9
        )
        present = weights[row] > 0
        np.testing.assert_allclose(found.means[number, present], wanted.fittedvalues, rtol=1e-7)
        if present.all():
            leverage = wanted.get_hat_matrix_diag(observed=False)
            np.testing.assert_allclose(found.leverage[number], leverage, rtol=1e-6)
        freedom = present.sum() - design.shape[1]
        pearson = (weights[row] * (counts[row] - found.means[number]) ** 2 / found.means[number]).sum()
        assert found.dispersion[number] == pytest.approx(pearson / freedom, rel=1e-9)


def test_a_series_without_any_event_settles_at_nothing_and_terms_that_rows_do_not_tell_apart_are_named(
    design,
):
    found = fitted(np.zeros((1, PERIODS)), design[:, :1], np.ones((1, PERIODS)))
    assert found.converged.all() and found.means.max() < 1e-9
    weights = np.ones((3, PERIODS))
    weights[1, 5::12] = 0  # no June in any year
    weights[2] = 0
    assert separated(design, weights).tolist() == [True, False, False]


def test_a_high_past_count_is_drawn_in_and_the_weights_add_up_to_the_rows():
    counts = np.full((1, 20), 10.0)
    counts[0, 3], counts[0, 7] = 60, 9
    weights = np.ones((1, 20))
    weights[0, 9] = 0
    fits = fitted(counts, np.ones((20, 1)), weights)
    found = reweighted(counts, fits, weights, 2.58)[0]
    assert found[3] < 0.2 * found[7] and found[9] == 0
    assert found.sum() == pytest.approx(19)
    assert np.ptp(np.delete(found, [3, 9])) == 0
    np.testing.assert_allclose(reweighted(counts, fits, weights, 100.0)[0], weights[0])
