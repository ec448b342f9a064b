"""Is the latest period unusual for each series, with the false alarms over all of them held in check?"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.errors import how_many
from analysis.measures.rates.limits import poisson_tails
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, text
from analysis.measures.trends.baselines import YEARS_FOR_A_TREND, Rules, expect
from analysis.measures.trends.panels import PERIODS_IN_YEAR, alike, declared_steps, panel, step_columns

__all__ = ["alerts"]

# Below this much extra spread a negative binomial cannot be told from Poisson counts.
POISSON_BELOW = 1e-6
# Enough to have a tail of one in a million right to one part in a hundred from 10 degrees of freedom on.
NODES = 24
# From here on the dispersion is known as well as it needs to be.
FREEDOM_ENOUGH = 250
FEWEST_FREEDOM = 2
USUAL, HIGHER, LOWER = "usual", "higher than usual", "lower than usual"
CANNOT_BE_TOLD = "cannot be told"
FALSE_DISCOVERY_RATE = 0.05
YEARS_NEEDED = YEARS_FOR_A_TREND
# Quarters have a part of the year each; months share theirs with their neighbours, as a part needs counts.
# Half a year is left out before the period judged, so that a slow rise does not become what is usual.
RULES = {4: Rules(5, 0, 4, 2), 12: Rules(5, 1, 4, 6)}
# The rule of Farrington and others 1996: no alarm where fewer than 5 were counted in the last 4 periods, the
# one judged included. Here 5 that were expected do as well.
FEWEST, OVER_PERIODS = 5, 4
# From this many a month on each month has a part of its own: what three months share hides a season's slope,
# which would pass for scatter (at 200 a month one alarm in 100 where five are stated).
OWN_PART_FROM = 20
RULES_OF_LARGE = RULES | {12: Rules(5, 0, 12, 6)}
# How many of the periods read must lie after a declared recording change before its size is known.
NEEDED_SINCE = {4: 2, 12: 3}
# Drawing in what lies above 2.58 takes 2.58 times the normal curve's height there, 3.7 %, off the scatter of
# series in which nothing happened: it is put back.
PUT_BACK = 1 / (1 - 2.58 * np.exp(-(2.58**2) / 2) / np.sqrt(2 * np.pi))
# A time of year without a single event may yet see one: its mean is at least half an event over all of it.
LEAST_EVENTS = 0.5


def count_tails(count, expected, dispersion):
    """Return the chance of so many or fewer, and of so many or more, by the negative binomial."""
    from scipy import special

    count, expected, dispersion = np.broadcast_arrays(
        np.asarray(count, dtype=float), np.asarray(expected, dtype=float), np.asarray(dispersion, dtype=float)
    )
    spread = dispersion > 1 + POISSON_BELOW
    size, chance = expected / np.where(spread, dispersion - 1, 1.0), 1 / np.where(spread, dispersion, 2.0)
    some, (fewer, more) = np.where(count > 0, count, 1.0), poisson_tails(count, expected)
    fewer = np.where(spread, special.betainc(size, count + 1, chance), fewer)
    return fewer, np.where(spread & (count > 0), special.betainc(some, size, 1 - chance), more)


def excess_kurtosis(mean, dispersion):
    """Return by how much the fourth moment of counts lies above the normal curve's.

    A dispersion estimated from few counts is less sure than its degrees of freedom say: its variance grows
    as if there were fewer, by one plus half of this. At 2 a quarter with a dispersion of 3 that is four
    times fewer, without which one family of ten in eight had a false alarm where one in twenty is stated.
    """
    return (6 * (dispersion - 1) + 1 / dispersion) / mean


@dataclass(frozen=True)
class Prediction:
    """What is known of a count to come: its `mean`, the `error` of that mean, and the `dispersion` of counts
    (at least 1), known from so many degrees of `freedom`. Arrays with an item each.
    """

    mean: np.ndarray
    error: np.ndarray
    dispersion: np.ndarray
    freedom: np.ndarray

    def mixed(self):
        """Yield share and dispersion of the negative binomials of which the prediction is a mixture.

        The dispersion is a chi-squared quantity over its degrees of freedom; the error of the mean adds to
        the variance in proportion (Farrington and others 1996).
        """
        from scipy import special

        freedom = np.clip(np.round(self.freedom), FEWEST_FREEDOM, FREEDOM_ENOUGH).astype(int)
        known, which = np.unique(freedom, return_inverse=True)
        points, shares = np.empty((len(known), NODES)), np.empty((len(known), NODES))
        for row, degrees in enumerate(known):
            points[row], weights = special.roots_genlaguerre(NODES, degrees / 2 - 1)
            shares[row] = weights / weights.sum()
        inflated = 1 + self.error**2 / (self.mean * self.dispersion)
        for node in range(NODES):
            spread = self.dispersion * freedom / (2 * points[which.ravel(), node])
            yield shares[which.ravel(), node], np.maximum(spread, 1.0) * inflated


def predicted_tails(count, prediction):
    """Return the chance of so many or fewer, and of so many or more, of a `Prediction`."""
    fewer, more = np.zeros(len(prediction.mean)), np.zeros(len(prediction.mean))
    for share, dispersion in prediction.mixed():
        below, above = count_tails(count, prediction.mean, dispersion)
        fewer += share * below
        more += share * above
    return np.minimum(fewer, 1.0), np.minimum(more, 1.0)


def predicted_limits(prediction, tail):
    """Return the smallest and largest counts still usual: both tails beyond them are at most `tail`."""
    series = len(prediction.mean)

    def first(true_of):
        low, high = np.full(series, -1.0), np.maximum(np.ceil(prediction.mean), 1.0)
        while not (reached := true_of(high)).all():
            low, high = np.where(reached, low, high), np.where(reached, high, 2 * high)
        while (high - low > 1).any():
            middle = np.where(high - low > 1, np.floor((low + high) / 2), high)
            reached = true_of(middle)
            low, high = np.where(reached, low, middle), np.where(reached, middle, high)
        return high

    upper = first(lambda count: predicted_tails(count + 1, prediction)[1] <= tail)
    lower = first(lambda count: predicted_tails(count, prediction)[0] > tail)
    return lower, upper


@dataclass(frozen=True)
class Judged:
    """What is known of each series at one period before they are held against each other: the
    `prediction` of its count, two-sided `p_value`, whether `above`, `told`, and `why` not.
    """

    prediction: Prediction
    p_value: np.ndarray
    above: np.ndarray
    told: np.ndarray
    why: np.ndarray


def alerts(table, count, by=None, time="period_start", period=12, recording=None):
    """Return a row for each series: is its count in the latest period of the table unusual for it?

    `table` has a row for each series (`by`) and period; `time` holds first days or quarters such as
    "2026-Q1"; `period` is 4 or 12 a year. What is usual comes from up to
    five years before (three are needed, and half a year just before is left out): season, trend, and a step
    at each date on which `recording` says that the rule changed (see `panels.declared_steps`), by the
    quasi-Poisson regression of Noufaily and others 2013, with negative binomial limits that hold what is not
    known of the expected count and of the scatter as well.

    `verdict` is "usual", "higher than usual", "lower than usual" or "cannot be told", with the reason in
    `why`. Of the series called higher or lower no more than 5 % are expected to be called
    so by chance (Benjamini and Hochberg 1995), however many were judged: `comparisons`. `lower` and `upper`
    are the smallest and the largest count that this rule calls usual, so that a count beyond them, an
    `exceedance` beyond -1 or 1, and the verdict say the same. `p_value` is two-sided, `p_adjusted` after the
    rule.

    A series that is not shown in the latest period, or has a suppressed figure before it, has no figure, no
    verdict and status "not available". Other blanks of the past are gaps.

    >>> months = pd.date_range("2021-01-01", "2025-12-01", freq="MS")
    >>> counts = pd.DataFrame({"period_start": months, "offences": [30, 34, 27] * 19 + [31, 28, 60]})
    >>> alerts(counts, "offences")[["count", "verdict"]]
       count            verdict
    0   60.0  higher than usual
    """
    many = panel(table, count, by, time, period)
    at = many.counts.shape[1] - 1
    hidden = many.hidden(at)
    judged = judge(
        np.where(hidden[:, None], np.nan, many.counts), at, period, declared_steps(many, recording)
    )
    adjusted, level = held_in_check(np.where(judged.told, judged.p_value, np.nan))
    return _table(many, time, at, judged, adjusted, level, hidden)


def judge(counts, at, period, steps=None):
    """Return what each series of `counts` (series, periods) shows at column `at`: a `Judged`.

    `steps` gives for each series the columns from which a declared recording rule holds.
    """
    series, name = len(counts), PERIODS_IN_YEAR[period]
    why = np.full(series, None, dtype=object)
    mean, error, dispersion, freedom = (np.full(series, np.nan) for _ in range(4))
    told = np.zeros(series, dtype=bool)
    before = np.isfinite(counts[:, :at]).sum(axis=1)
    large = np.nansum(counts[:, :at], axis=1) >= OWN_PART_FROM * np.maximum(before, 1)
    years = int(np.clip(at // period, 1, RULES[period].years))
    rules_of = [replace(rules[period], years=years) for rules in (RULES, RULES_OF_LARGE)]
    known = [
        _within(row, own, at, rules_of[is_large], period)
        for row, own, is_large in zip(counts, steps or [()] * series, large.astype(int), strict=True)
    ]
    recorded = np.full(series, None, dtype=object)
    for (columns, is_large), which in alike(zip(known, large.tolist(), strict=True)).items():
        rules = rules_of[is_large]
        expected = expect(counts[which], at, period, rules, step_columns(counts.shape[1], columns))
        floor = LEAST_EVENTS / np.maximum(expected.same_season, 1)
        mean[which] = np.maximum(expected.mean, floor)
        scatter = np.where(expected.dispersion > 1, expected.dispersion * PUT_BACK, expected.dispersion)
        error[which], dispersion[which] = expected.error, scatter
        freedom[which] = expected.degrees_of_freedom / (1 + excess_kurtosis(mean[which], scatter) / 2)
        told[which] = expected.told
        if columns:
            since = at - rules.excluded - columns[-1]
            needed = NEEDED_SINCE[period]
            if since < needed:
                recorded[which] = (
                    f"the recording rule changed {at - columns[-1]} {name}s before: "
                    f"{rules.excluded + needed} are needed to know what is usual under it"
                )
    needed = YEARS_NEEDED * period
    short = before < needed
    had = [f"{how_many(number, f'{name}s')} with a figure before this one" for number in before]
    few = (recent_events(counts, at) < FEWEST) & ~(OVER_PERIODS * mean >= FEWEST)
    for which, reason in (
        (~told, "the earlier periods do not separate season and trend"),
        (few, f"too few to judge: fewer than {FEWEST} counted and expected in {OVER_PERIODS} {name}s"),
        (np.not_equal(recorded, None), recorded),
        (short, np.array([f"{one}, {needed} are needed" for one in had], dtype=object)),
        (~np.isfinite(counts[:, at]), f"no figure for this {name}"),
    ):
        why[which] = reason if isinstance(reason, str) else reason[which]
    told = np.equal(why, None)
    prediction = Prediction(
        *(
            np.where(told, item, one)
            for item, one in ((mean, 1.0), (error, 0.0), (dispersion, 1.0), (freedom, 1.0))
        )
    )
    fewer, more = predicted_tails(np.where(told, counts[:, at], 0.0), prediction)
    p_value = np.where(told, np.minimum(2 * np.minimum(fewer, more), 1.0), np.nan)
    return Judged(prediction, p_value, more < fewer, told, why)


def recent_events(counts, at):
    """Return how many were counted over the last four periods up to `at`, blanks adding nothing."""
    return np.nansum(counts[:, max(at - OVER_PERIODS + 1, 0) : at + 1], axis=1)


def _within(counts, steps, at, rules, period):
    """Return the steps of a series that have a figure before them among what is read: others are past."""
    first = max(at - rules.years * period - rules.window, 0)
    return tuple(step for step in steps if step <= at and np.isfinite(counts[first:step]).any())


def held_in_check(p_values):
    """Return Benjamini and Hochberg's adjusted p-values (NaN stays NaN) and the p-value that just counts.

    The level is that of the last series called; where none is, the one that the first would have needed.
    """
    from statsmodels.stats.multitest import multipletests

    known = np.isfinite(p_values)
    adjusted = np.full(len(p_values), np.nan)
    if not known.any():
        return adjusted, np.nan
    called, adjusted[known], _, _ = multipletests(
        p_values[known], alpha=FALSE_DISCOVERY_RATE, method="fdr_bh"
    )
    return adjusted, max(int(called.sum()), 1) * FALSE_DISCOVERY_RATE / int(known.sum())


def _table(many, time, at, judged, adjusted, level, hidden):
    told = judged.told
    counted = many.counts[:, at]
    mean = judged.prediction.mean
    lower, upper = predicted_limits(judged.prediction, 0.5 if np.isnan(level) else level / 2)
    called = told & (adjusted <= FALSE_DISCOVERY_RATE)
    verdict = np.where(called, np.where(judged.above, HIGHER, LOWER), USUAL)
    verdict = np.where(told, verdict, np.where(hidden, None, CANNOT_BE_TOLD))
    # A limit lies half-way to the first count beyond it: so a score of 1 is never a count.
    room = np.where(counted > mean, upper + 0.5 - mean, mean - np.maximum(lower - 0.5, 0))
    numbers = {
        "count": np.where(hidden, np.nan, counted),
        "expected": mean,
        "lower": lower,
        "upper": upper,
        "exceedance": (counted - mean) / np.where(room > 0, room, np.nan),
        "p_value": judged.p_value,
        "p_adjusted": adjusted,
        "dispersion": judged.prediction.dispersion,
    }
    how = (
        f"quasi-Poisson regression, up to {RULES[many.period].years} years, negative binomial limits; "
        f"false discovery rate {FALSE_DISCOVERY_RATE:g} over {int(told.sum())} series"
    )
    reason = np.where(
        hidden,
        "not given: a count of the series is hidden or not available",
        [f"not given: {item}" for item in judged.why],
    )
    values = {
        name: value if name == "count" else np.where(told, value, np.nan) for name, value in numbers.items()
    }
    keys = many.keys.assign(**{time: [many.labels[at]] * len(many.keys)})
    return pd.concat([keys, pd.DataFrame(values)], axis=1).assign(
        comparisons=int(told.sum()),
        verdict=text(verdict),
        why=text(np.where(told | hidden, None, judged.why)),
        method=text(np.where(told, how, reason)),
        status=text(np.where(told, SHOWN, NOT_AVAILABLE)),
    )
