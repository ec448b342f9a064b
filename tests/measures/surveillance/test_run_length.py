"""Average run lengths computed by Markov chains are those that charts have when they are run."""

import numpy as np
import pytest

from analysis.errors import InputError
from analysis.measures.surveillance.run_length import (
    cusum_limit,
    cusum_run_length,
    ewma_limits,
    ewma_run_length,
    ewma_width,
    reference_value,
)

CHARTS = 4_000


def ran(step, out, start, mean, seed=1):
    """Return the mean run of many charts and its standard error."""
    random = np.random.default_rng(seed)
    now, length = np.full(CHARTS, float(start)), np.zeros(CHARTS)
    running = np.arange(CHARTS)
    while running.size:
        length[running] += 1
        now[running] = step(now[running], random.poisson(mean, running.size))
        running = running[~out(now[running])]
    return length.mean(), length.std() / np.sqrt(CHARTS)


@pytest.mark.parametrize("head_start", [0.0, 3.0])
@pytest.mark.parametrize(("side", "mean"), [("upper", 4.0), ("upper", 6.0), ("lower", 5.5), ("lower", 3.0)])
def test_cumulative_sums_run_as_long_as_computed(side, mean, head_start):
    sign = 1 if side == "upper" else -1
    found, error = ran(
        lambda now, count: np.maximum(now + sign * (count - 5), 0), lambda now: now >= 8, head_start, mean
    )
    assert cusum_run_length(mean, 5.0, 8.0, side, head_start) == pytest.approx(found, abs=4 * error)


@pytest.mark.parametrize(
    ("side", "mean", "head_start"),
    [
        ("two", 4.0, 0.0),
        ("upper", 4.0, 0.0),
        ("upper", 4.0, 0.5),
        ("upper", 5.0, 0.5),
        ("lower", 3.0, 0.0),
        ("lower", 3.0, 0.5),
    ],
)
def test_weighted_averages_run_as_long_as_computed(side, mean, head_start):
    low, high = ewma_limits(4.0, 0.2, 2.4, side)
    hold = {
        "two": lambda now: now,
        "upper": lambda now: np.maximum(now, 4),
        "lower": lambda now: np.minimum(now, 4),
    }
    start = 4 + head_start * ((high if side == "upper" else low) - 4)
    found, error = ran(
        lambda now, count: hold[side](0.2 * count + 0.8 * now),
        lambda now: (now > high + 1e-9) | (now < low - 1e-9),
        start,
        mean,
    )
    wanted = ewma_run_length(mean, 4.0, 0.2, 2.4, side, head_start)
    # The chain cuts the average into cells: 2 % beside the error of the simulation.
    assert wanted == pytest.approx(found, abs=4 * error + 0.02 * found)


def test_with_all_the_weight_on_the_newest_count_it_is_a_plain_chart_of_counts():
    from scipy import stats

    low, high = ewma_limits(9.0, 1.0, 3.0)
    outside = stats.poisson.cdf(np.ceil(low) - 1, 9) + stats.poisson.sf(np.floor(high), 9)
    assert ewma_run_length(9.0, 9.0, 1.0, 3.0) == pytest.approx(1 / outside, rel=1e-9)


@pytest.mark.parametrize("side", ["upper", "lower"])
def test_the_limit_is_the_smallest_that_runs_as_long_as_wished(side):
    reference = 5.0 if side == "upper" else 3.0
    limit = cusum_limit(4.0, reference, 370.0, side)
    assert cusum_run_length(4.0, reference, limit, side) >= 370
    assert cusum_run_length(4.0, reference, limit - 1, side) < 370


def test_the_width_runs_just_as_long_as_wished():
    width = ewma_width(4.0, 0.2, 370.0)
    assert ewma_run_length(4.0, 4.0, 0.2, width) >= 370
    assert ewma_run_length(4.0, 4.0, 0.2, width - 0.02) < 370


def test_a_head_start_finds_a_shift_sooner_and_costs_little_when_nothing_is_wrong():
    limit = cusum_limit(4.0, 5.0, 370.0)
    plain, fast = (cusum_run_length(6.0, 5.0, limit, head_start=start) for start in (0, limit // 2))
    assert fast < 0.8 * plain
    assert cusum_run_length(4.0, 5.0, limit, head_start=limit // 2) > 0.8 * 370


def test_the_reference_value_lies_between_the_two_means():
    assert reference_value(4, 6) == 5  # 4.93 to the nearest whole
    assert reference_value(4, 6, 10) == pytest.approx(4.9)
    assert reference_value(0.1, 0.2) == 1  # never zero


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: cusum_run_length(4, 4.5, 8), "reference 4.5 is not a whole number of steps"),
        (lambda: cusum_run_length(4, 5, 8, head_start=8), "head start 8 needs to be from 0 up to the limit"),
        (lambda: cusum_run_length(4, 5, 8, side="both"), 'side is "both"'),
        (lambda: cusum_run_length(4, 5, 99_999), "too long a chain"),
        (lambda: ewma_run_length(4, 4, 0, 3), "weight is 0"),
        (lambda: ewma_run_length(4, 4, 0.2, 3, head_start=0.5), "needs an upper or a lower chart"),
        (lambda: reference_value(4, 4), "two different means"),
        (lambda: cusum_limit(4.0, 3.0, 1e9), "No limit gives an average run"),
    ],
)
def test_charts_that_cannot_be_are_refused(call, said):
    with pytest.raises(InputError, match=said):
        call()
