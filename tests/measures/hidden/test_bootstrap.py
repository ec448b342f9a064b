"""The bootstrap: seeded, by cases, the whole choice repeated; what it says when draws have no estimate."""

import numpy as np
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.hidden.bootstrap import (
    bca_quantiles,
    bias_of,
    jackknife_acceleration,
    total,
    without_empty_lists,
)
from analysis.measures.hidden.captures import read_captures

BARELY = [(1, 0, 0, 9), (0, 1, 0, 8), (0, 0, 1, 7), (1, 1, 0, 1)]


def test_the_same_seed_gives_the_same_limits_and_another_does_not(captures):
    first, again, other = (
        measures.bootstrap_hidden_population(captures(), resamples=100, seed=seed) for seed in (1, 1, 2)
    )
    assert first.replicates.tolist() == again.replicates.tolist() != other.replicates.tolist()
    assert (first.lower, first.upper) == (again.lower, again.upper)
    assert first.lower < first.estimate < first.upper and first.status == "shown" and first.warnings == ()
    assert first.estimate == measures.hidden_population(captures()).estimate


def test_with_nothing_to_correct_the_quantiles_are_those_of_the_draws():
    draws = np.arange(1.0, 1_001.0)
    assert bias_of(draws, 500.5) == 0
    found = bca_quantiles(draws, 500.5, 0.0, (0.025, 0.5, 0.975))
    np.testing.assert_allclose(found, np.quantile(draws, [0.025, 0.5, 0.975], method="median_unbiased"))


def test_bias_and_acceleration_move_the_quantiles_as_the_paper_says():
    draws = np.arange(1.0, 1_001.0)
    low = bca_quantiles(draws, 600.5, 0.0, (0.5,))  # more draws below the estimate: all quantiles move up
    assert low[0] > 600 and bca_quantiles(draws, 500.5, 0.1, (0.975,))[0] > 975


def test_the_jackknife_leaves_out_each_case_once(captures):
    given = read_captures(captures())
    left = []
    for at in range(7):
        counts = given.counts.copy()
        counts[at] -= 1
        left += [total(counts, 0.02)] * int(given.counts[at])
    apart = np.mean(left) - np.array(left)
    wanted = (apart**3).sum() / (6 * (apart**2).sum() ** 1.5)
    assert len(left) == given.seen
    assert jackknife_acceleration(given.counts, 0.02) == pytest.approx(wanted, rel=1e-9)


def test_a_list_with_nobody_in_a_draw_is_left_out_of_it():
    counts = np.array([40.0, 30.0, 10.0, 0, 0, 0, 0])
    assert without_empty_lists(counts).tolist() == [40, 30, 10]
    assert total(counts, 0.02) == pytest.approx(80 + 40 * 30 / 10)
    assert without_empty_lists(np.array([0, 0, 0, 5.0, 0, 0, 0])).tolist() == [5]
    assert total(np.array([0, 0, 0, 5.0, 0, 0, 0]), 0.02) == np.inf


def test_draws_without_an_estimate_count_as_infinite_and_take_the_upper_limit_with_them(captures):
    found = measures.bootstrap_hidden_population(captures(BARELY), resamples=200)
    # One case of 25 is on two lists: it is in no draw with a chance of (24/25)^25, 36 %.
    assert 0.25 < found.without_estimate / 200 < 0.47
    assert found.without_estimate == np.isinf(found.replicates).sum()
    assert found.status == "not available" and not np.isfinite(found.upper)
    assert any("draws have no estimate" in one for one in found.warnings)


def test_an_estimate_that_hangs_on_one_case_cannot_be_corrected(captures):
    found = measures.bootstrap_hidden_population(captures(BARELY), resamples=100)
    assert np.isnan(found.acceleration) and found.quantiles["value"].isna().all()
    assert any("hangs on single cases" in one for one in found.warnings)


def test_no_estimate_has_no_limits(captures):
    apart = captures([(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20)])
    found = measures.bootstrap_hidden_population(apart, resamples=100)
    assert found.status == "not available" and np.isnan([found.estimate, found.lower, found.upper]).all()
    assert found.warnings == ("There is no estimate, so there are no limits.",)


@pytest.mark.parametrize("resamples", [99, 0, -1, 150.5])
def test_too_few_draws_are_refused(captures, resamples):
    with pytest.raises(InputError, match="whole number of at least 100"):
        measures.bootstrap_hidden_population(captures(), resamples=resamples)


def test_a_threshold_that_is_no_probability_is_refused(captures):
    with pytest.raises(InputError, match="needs a probability"):
        measures.bootstrap_hidden_population(captures(), 2)
