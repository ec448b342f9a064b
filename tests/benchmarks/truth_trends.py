"""Promises about changes over time, on worlds whose truth is simulated.

Counts are Poisson of a mean with a yearly wave and a scatter on the log scale in which neighbouring periods
go together: an autoregression of first order.
"""

import numpy as np
import pandas as pd
from promises import row

from analysis import measures

CASES = 500
FALSE_CHANGE, FOUND = 0.06, 0.8
QUARTERS, MONTHS = (4, 20, 9_000), (12, 36, 3_000)  # periods in a year, periods, mean count
SHAPES = {QUARTERS: "20 quarters", MONTHS: "36 months"}
FREQUENCY = {4: "QS", 12: "MS"}
TRUE_CHANGE = 1.08


def correlated(random, shape, correlation, scatter):
    """Return an autoregression of first order along the last axis, of standard deviation `scatter`."""
    found = scatter * random.standard_normal(shape)
    fresh = np.sqrt(1 - correlation**2)
    for at in range(1, shape[-1]):
        found[..., at] = correlation * found[..., at - 1] + fresh * found[..., at]
    return found


def walk(random, shape, step):
    """Return a random walk along the last axis."""
    return np.cumsum(step * random.standard_normal(shape), axis=-1)


def wave(periods, in_year, height):
    """Return a yearly wave on the log scale."""
    return height * np.sin(2 * np.pi * np.arange(periods) / in_year)


def yearly(asked):
    """Yield how often "rose" or "fell" is said of a series, with a true change and without."""
    random = np.random.default_rng([asked.seed, 1])
    for (in_year, periods, mean), correlation in [
        *((QUARTERS, one) for one in (0, 0.5, 0.8)),
        *((MONTHS, one) for one in (0.5, 0.8)),
    ]:
        scatter = correlated(random, (CASES, periods), correlation, 0.05)
        setting = f"{SHAPES[in_year, periods, mean]}, correlation {correlation:g}"
        said = _changes(random, mean, scatter, in_year)
        yield row("false yearly change", setting, CASES, np.not_equal(said, "none").mean(), most=FALSE_CHANGE)
    said = _changes(random, 9_000, walk(random, (CASES, 20), 0.03), 4)
    setting = "20 quarters, a random walk of 0.03 a quarter"
    yield row("false yearly change", setting, CASES, np.not_equal(said, "none").mean())
    for shape, correlation, least in [
        (QUARTERS, 0, None),
        (QUARTERS, 0.3, FOUND),
        (QUARTERS, 0.8, None),
        (MONTHS, 0.5, None),
    ]:
        in_year, periods, mean = shape
        scatter = correlated(random, (CASES, periods), correlation, 0.05)
        growth = np.log(TRUE_CHANGE) * np.arange(periods) / in_year
        said = _changes(random, mean, scatter + growth, in_year)
        setting = f"{SHAPES[shape]}, 8 % a year, correlation {correlation:g}"
        yield row("true yearly change found", setting, CASES, np.equal(said, "rose").mean(), least)


def _changes(random, mean, logs, in_year):
    """Return what is said of each series: "rose", "fell" or "none"."""
    days = pd.date_range("2020-01-01", periods=logs.shape[1], freq=FREQUENCY[in_year])
    counts = random.poisson(mean * np.exp(logs + wave(logs.shape[1], in_year, 0.15)))
    tables = (pd.DataFrame({"period_start": days, "offences": series}) for series in counts)
    found = [measures.trends.yearly_change(table, "offences", period=in_year) for table in tables]
    said = pd.concat(found)["direction"].replace("no clear change", "none")
    return said.to_numpy(dtype=object)


PROMISES = {"yearly change": yearly}
