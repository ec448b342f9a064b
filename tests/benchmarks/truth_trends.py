"""Promises about changes over time, on worlds whose truth is simulated.

Counts are Poisson of a mean with a yearly wave and a scatter on the log scale in which neighbouring periods
go together: an autoregression of first order.
"""

import functools

import numpy as np
import pandas as pd
from promises import row

from analysis import measures
from analysis.measures.rates.limits import wilson_limits

CASES = 500
FALSE_CHANGE, FOUND = 0.06, 0.8
QUARTERS, MONTHS = (4, 20, 9_000), (12, 36, 3_000)  # periods in a year, periods, mean count
SHAPES = {QUARTERS: "20 quarters", MONTHS: "36 months"}
FREQUENCY = {4: "QS", 12: "MS"}
TRUE_CHANGE = 1.08
# Of the groups of chapter 3: how many, and by the mean count of a quarter the scatter on the log scale.
FAMILIES, FAMILY, STATED = 500, 9, 0.05
SCATTER = {5: 0.3, 30: 0.15, 300: 0.1, 3_000: 0.05}
CORRELATIONS = (0, 0.3, 0.5, 0.7, 0.8)
ALONE, TOGETHER = "One group by itself", f"Any of {FAMILY} groups judged together"
FALSE_ALARM = {ALONE: "false alarm of one group, quarters", TOGETHER: "false alarm of a page, quarters"}
# More than two standard errors above what is stated, chance does not explain.
MOST = {one: STATED + 2 * np.sqrt(STATED * (1 - STATED) / one) for one in (FAMILIES, FAMILIES * FAMILY)}
RISE_FOUND = (0.7, 0.86)


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
    yield row("false yearly change", setting, CASES, np.not_equal(said, "none").mean(), better="less")
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


def alarms(asked):
    """Yield how often a count is called unusual where nothing happened, and how often a rise is found."""
    for one in false_alarms([asked.seed]).itertuples():
        setting = f"{one.method_judged}, mean {one.mean_count:,}, correlation {one.correlation:g}"
        share = one.alarms / one.judged
        yield row(FALSE_ALARM[one.method_judged], setting, one.judged, share, most=MOST[one.judged])
    random = np.random.default_rng([asked.seed, 5])
    for mean, correlation in ((30, 0), (30, 0.8), (300, 0.8)):
        found = _judged(random, mean, correlation, (12, 61))
        setting = f"{TOGETHER}, mean {mean:,}, correlation {correlation:g}"
        share = _any(found).mean()
        yield row("false alarm of a page, months", setting, FAMILIES, share, most=MOST[FAMILIES])
    for mean in (30, 300, 3_000):
        for correlation in (0, 0.5, 0.8):
            rise = _judged(random, mean, correlation)["smallest_rise_pct"].median()
            found = _judged(random, mean, correlation, rise=1 + rise / 100).query("series == 0")
            setting = f"the median rise told, mean {mean:,}, correlation {correlation:g}"
            share = found["verdict"].eq("higher than usual").mean()
            yield row("smallest rise found", setting, FAMILIES, share, *RISE_FOUND)


def false_alarms(seeds):
    """Return a row for each mean count, correlation and way of judging: how many alarms there were."""
    keys = ["method_judged", "mean_count", "correlation"]
    found = pd.concat([_alarms(seed) for seed in seeds]).groupby(keys, as_index=False).sum()
    share = found["alarms"] / found["judged"]
    lower, upper = wilson_limits(found["alarms"], found["judged"])
    return found.assign(
        stated_pct=STATED * 100, found_pct=(share * 100).round(2), lower=lower * 100, upper=upper * 100
    )


@functools.cache
def _alarms(seed):
    """Return how many were judged, and how many alarms there were, with one seed."""
    random, rows = np.random.default_rng([seed, 4]), []
    for mean in SCATTER:
        for correlation in CORRELATIONS:
            found = _judged(random, mean, correlation)
            for how, called in ((ALONE, found["p_value"] <= STATED), (TOGETHER, _any(found))):
                rows.append((how, mean, correlation, len(called), called.sum()))
    return pd.DataFrame(rows, columns=["method_judged", "mean_count", "correlation", "judged", "alarms"])


def _any(found):
    """Return for each family whether any of its groups was called."""
    return found["verdict"].isin(["higher than usual", "lower than usual"]).groupby(found["family"]).any()


def _judged(random, mean, correlation, shape=(4, 21), rise=1):
    """Return the alerts of `FAMILIES` families; the first series of each is `rise` times as high at last."""
    in_year, periods = shape
    scatter = correlated(random, (FAMILIES, FAMILY, periods), correlation, SCATTER[mean])
    scatter[:, 0, -1] += np.log(rise)
    counts = random.poisson(mean * np.exp(scatter + wave(periods, in_year, 0.15)))
    days = pd.date_range("2020-01-01", periods=periods, freq=FREQUENCY[in_year])
    keys = {"series": np.repeat(np.arange(FAMILY), periods), "period_start": np.tile(days, FAMILY)}
    return pd.concat(
        measures.trends.alerts(
            pd.DataFrame(keys).assign(count=one.ravel()), "count", by="series", period=in_year
        ).assign(family=number)
        for number, one in enumerate(counts)
    )


PROMISES = {"yearly change": yearly, "alarms": alarms}
