"""Counts of those who left in bands of time: worked by hand, and against the truth."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.hidden.pathway import log_log_limits, product_limit, share_left


def banded(table, width):
    """Return who left and who was last seen in each band of so many days."""
    band = np.floor(table["time"] / width).astype(int)
    size = band.max() + 1
    return [np.bincount(band[table["event"] == event], minlength=size) for event in (1, 0)]


def spells(number=400, seed=3):
    rng = np.random.default_rng(seed)
    ends, last_seen = rng.exponential(40, number), rng.uniform(10, 120, number)
    return pd.DataFrame({"time": np.minimum(ends, last_seen), "event": (ends <= last_seen).astype(int)})


def test_the_table_by_hand():
    # 30 came in; 12 in the second band's risk set once half of its 4 still waiting are taken away.
    left, waiting = [12, 4, 6], [4, 4, 0]
    share, lower, upper = share_left(left, waiting)
    assert share.tolist() == pytest.approx([12 / 28, 1 - 16 / 28 * 8 / 12, 1])
    assert (lower[:2] < share[:2]).all() and (share[:2] < upper[:2]).all()
    assert np.isnan([lower[2], upper[2]]).all()  # everybody has left: no interval
    error = product_limit(np.array([28, 12, 6]), np.array(left))[1]
    assert error[0] == pytest.approx(np.sqrt(12 / 28 * 16 / 28 / 28)) and error[2] == 0


def test_an_empty_band_has_no_figures_and_shares_of_nobody_or_all_no_limits():
    share, _, _ = share_left([12, 0, 0], [4, 0, 0])
    assert share[0] == pytest.approx(12 / 14) and np.isnan(share[1:]).all()
    lower, upper = log_log_limits([0.0, 0.01, 0.99, 1.0], [0.0, 0.02, 0.02, 0.0])
    assert np.isnan([lower[0], upper[0], lower[3], upper[3]]).all()
    assert (lower[1:3] > 0).all() and (upper[1:3] < 1).all()


def test_the_finer_the_bands_the_nearer_to_the_exact_share():
    table = spells()
    times = np.unique(table["time"])
    at_risk = np.array([(table["time"] >= time).sum() for time in times])
    ended = np.array([((table["time"] == time) & (table["event"] == 1)).sum() for time in times])
    at = np.array([16.0, 32.0, 64.0, 96.0])
    exact = product_limit(at_risk, ended)[0][np.searchsorted(times, at) - 1]
    off = []
    for width in (16.0, 2.0, 0.25, 1 / 16_384):
        found = share_left(*banded(table, width))[0]
        off.append(np.abs(found[(at / width).astype(int) - 1] - exact).max())
    assert off == sorted(off, reverse=True) and off[0] > 1e-4
    assert off[-1] < 1e-12  # a band holds one who left or one last look at most: the two are one


@pytest.mark.parametrize(("seeds", "least"), [(60, 52), pytest.param(300, 273, marks=pytest.mark.slow)])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(seeds, least):
    """At 95 % fewer than 52 of 60, or than 273 of 300, would come about once in 350 or in 780 runs."""
    held = 0
    for seed in range(seeds):
        _, lower, upper = share_left(*banded(spells(200, seed), 8.0))
        held += lower[4] <= 1 - np.exp(-1) <= upper[4]
    assert held >= least
