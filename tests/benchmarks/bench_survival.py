"""Measure the incidence of competing endings on 100,000 spells against statsmodels in the same run.

    python tests/benchmarks/bench_survival.py

Ours gives a checked table with an error and limits in every row; statsmodels' CumIncidenceRight gives bare
arrays, so it is the faster and the measure of what the rest costs. The goal is ours alone: under one second.
Whole days bring many ties, as real spells have; the second case has as many times as spells. Both have to
give the same shares and errors.
"""

import sys
import time
import warnings

import numpy as np
import pandas as pd
from measured import told
from statsmodels.duration.survfunc import CumIncidenceRight

from analysis.measures import cumulative_incidence

SPELLS, GOAL, REPEATS, SAME = 100_000, 1.0, 3, 1e-9


def spells(whole_days):
    """Return invented spells: three ends, of which 0 is still waiting, in days or fractions of them."""
    rng = np.random.default_rng(20260331)
    times = rng.exponential(200, SPELLS)
    times = np.floor(times) if whole_days else times
    return pd.DataFrame({"time": times, "event": rng.integers(0, 3, SPELLS)})


def fastest(function, *arguments):
    """Return what a function gives and the fewest seconds that it took."""
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        found = function(*arguments)
        seconds.append(time.perf_counter() - start)
    return found, min(seconds)


def rival(table):
    """Return statsmodels' answer, without its warnings of zero by zero at the last time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return CumIncidenceRight(table["time"].to_numpy(), table["event"].to_numpy())


def furthest(found, theirs):
    """Return the largest difference of shares and of errors, where statsmodels gives a number."""
    apart = 0.0
    for ending, shares, errors in zip((1, 2), theirs.cinc, theirs.cinc_se, strict=True):
        rows = found[found["ending"] == ending]
        place = np.searchsorted(theirs.times, rows["time"])
        for name, other in (("cumulative_incidence", shares), ("standard_error", errors)):
            apart = max(apart, np.nanmax(np.abs(rows[name].to_numpy() - other[place])))
    return apart


def lines():
    """Yield a line for ours, one for the rival, and how far they are apart, for each kind of spells."""
    cumulative_incidence(spells(True).head(1_000))  # imports are not counted
    for name, whole_days in (("whole days", True), ("no two times alike", False)):
        table = spells(whole_days)
        found, ours = fastest(cumulative_incidence, table)
        theirs, others = fastest(rival, table)
        apart = furthest(found, theirs)
        what = f"{SPELLS:,} spells, {name}: {len(found):,} rows with limits"
        yield what, ours, GOAL, ours > GOAL
        yield "  statsmodels CumIncidenceRight, arrays alone", others, "", False
        yield f"  furthest apart: {apart:.1e}", None, "", apart > SAME


if __name__ == "__main__":
    sys.exit(told(lines()))
