"""The early aberration methods C1, C2 and C3, for series too young to have seasons."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import NOT_AVAILABLE, SHOWN, text
from analysis.measures.surveillance.panels import panel

BASELINE = 7
# How many periods lie between the baseline and the period judged.
LAGS = {"C1": 0, "C2": 2, "C3": 2}
LIMITS = {"C1": 3.0, "C2": 3.0, "C3": 2.0}
DAYS_SUMMED = 3  # C3 adds up what C2 exceeded by on this period and the two before


def early_aberrations(
    table,
    count,
    by=None,
    time="period_start",
    period=52,
    method="C1",
    baseline=BASELINE,
    limit=None,
    smallest_sd=0.0,
    last=1,
):
    """Return a row for each series and each of its `last` periods, judged by C1, C2 or C3.

    C1 sets a count against the mean and standard deviation of the `baseline` periods just before it, C2
    leaves two periods between, C3 adds up by how much C2 went above 1 over three periods (Hutwagner and
    others 2003). `limit` is in standard deviations: 3 for C1 and C2, 2 for C3. `smallest_sd` is the least
    that a standard deviation is taken as: alike counts have one of zero.

    The baseline is short, so these give false alarms far more often than a normal curve says
    (`false_alarm_table`), and they know no season. Columns: `count`, `expected`, `upper`, `score`, `alarm`,
    `method`, `status`.
    """
    if method not in LAGS:
        raise InputError(f'method is "{method}": it needs C1, C2 or C3.')
    if baseline < 3:
        raise InputError(f"baseline is {baseline}: it needs 3 periods or more.")
    many = panel(table, count, by, time, period)
    limit = LIMITS[method] if limit is None else limit
    parts = [_rows(many, at, time, method, baseline, limit, smallest_sd) for at in many.latest(last)]
    return pd.concat(parts, ignore_index=True)


def _rows(many, at, time, method, baseline, limit, smallest_sd):
    """Return the rows of every series at column `at`."""
    mean, upper, score = aberration(many.counts, at, method, baseline, limit, smallest_sd)
    told = np.isfinite(score) & ~many.hidden(at)
    values = {"count": many.counts[:, at], "expected": mean, "upper": upper, "score": score}
    how = f"early aberration {method}, {baseline} {many.name}s before, {limit:g} standard deviations"
    why = f"not given: too few {many.name}s shown, or counts all alike"
    return many.keyed(at, time).assign(
        **{name: np.where(told, column, np.nan) for name, column in values.items()},
        alarm=pd.array(np.where(told, score > limit, None), dtype="boolean"),
        method=text(np.where(told, how, why)),
        status=text(np.where(told, SHOWN, NOT_AVAILABLE)),
    )


def aberration(counts, at, method="C1", baseline=BASELINE, limit=None, smallest_sd=0.0):
    """Return the expected count, the upper limit and the score of each series at column `at`.

    A score above `limit` is an alarm, exactly where the count lies above the upper limit. NaN where a period
    of the baseline is missing, or does not vary and `smallest_sd` is zero.
    """
    limit = LIMITS[method] if limit is None else limit
    mean, spread = _baseline(counts, at, LAGS[method], baseline, smallest_sd)
    standing = (counts[:, at] - mean) / spread
    if method != "C3":
        return mean, mean + limit * spread, standing
    earlier = np.zeros(len(counts))
    for back in range(1, DAYS_SUMMED):
        before, apart = _baseline(counts, at - back, LAGS[method], baseline, smallest_sd)
        earlier = earlier + np.maximum((counts[:, max(at - back, 0)] - before) / apart - 1, 0)
    score = np.maximum(standing - 1, 0) + earlier
    # Once the two periods before are over the limit by themselves, any count at all is an alarm.
    upper = np.where(earlier > limit, -1.0, mean + (1 + limit - earlier) * spread)
    return mean, upper, score


def _baseline(counts, at, lag, baseline, smallest_sd):
    start = at - lag - baseline
    if start < 0:
        blank = np.full(len(counts), np.nan)
        return blank, blank
    past = counts[:, start : start + baseline]
    spread = np.maximum(past.std(axis=1, ddof=1), smallest_sd)
    return past.mean(axis=1), np.where(spread > 0, spread, np.nan)
