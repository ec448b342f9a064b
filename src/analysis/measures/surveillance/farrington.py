"""Count surveillance as Farrington and others drew it up in 1996, and in its form of 2013."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import NOT_AVAILABLE, SHOWN, text
from analysis.measures.surveillance.baselines import Rules, expect
from analysis.measures.surveillance.panels import panel
from analysis.measures.surveillance.thresholds import (
    count_limits,
    count_tails,
    two_thirds_limits,
    two_thirds_tail,
)

# The published rule: no alarm where fewer than 5 were counted in the last 4 periods, the one judged included.
FEWEST, OVER_PERIODS = 5, 4
WEIGHTS_1996, WEIGHTS_2013 = 1.0, 2.58
PLUG_IN, CAUTIOUS, TWO_THIRDS = "plug-in", "cautious", "two-thirds power"
LIMITS_2013 = (PLUG_IN, CAUTIOUS, TWO_THIRDS)


def farrington(
    table,
    count,
    by=None,
    time="period_start",
    period=12,
    years=5,
    window=3,
    tail=0.025,
    reweight=True,
    trend=True,
    last=1,
):
    """Return a row for each series and each of its `last` periods, judged as in Farrington and others 1996.

    The `window` periods on each side of the same period of each of the `years` before are read (as many as
    there are); past outbreaks are drawn in by Anscombe residuals above 1; a trend is kept where its p-value
    is below 0.05, three years or more are read and it leads to no more than was ever counted; limits are on
    the scale of the power 2/3, with `tail` of chance beyond each. As R's `surveillance::farrington` with
    `alpha = 2 * tail`, weeks counted by fifty-twos.

    Columns: `count`, `expected`, `lower`, `upper`, `p_value` (of so many or more), `exceedance` (above 1 is
    an alarm), `alarm`, `trend_kept`, `dispersion`, `method`, `status`. No alarm is given where fewer than 5
    were counted over the last four periods. A period that cannot be judged has no numbers and its reason in
    `method`.
    """
    rules = Rules(years, window, 1, window, WEIGHTS_1996 if reweight else None, 0.05 if trend else 0.0)
    return _judged(table, count, by, time, period, rules, TWO_THIRDS, tail, last, "Farrington 1996")


def farrington_flexible(
    table,
    count,
    by=None,
    time="period_start",
    period=12,
    years=5,
    window=3,
    seasons=10,
    excluded=26,
    tail=0.025,
    limit=PLUG_IN,
    trend_p=1.0,
    last=1,
):
    """Return a row for each series and each of its `last` periods, judged as in Noufaily and others 2013.

    All earlier periods are read, the year cut into `seasons` parts of which the window around the same time
    of year is one; the `excluded` latest periods are left out; only Anscombe residuals above 2.58 are drawn
    in; a trend is kept unless it leads beyond anything counted (or, with `trend_p`, its p-value is not below
    that). `limit` is "plug-in" (negative binomial, `nbPlugin` in R), "cautious" (the same at the upper limit
    of the expected count, `muan`) or "two-thirds power" (`delta`). The defaults are those for weeks. R's
    `farringtonFlexible` takes the p-value of a trend from weights that it has overwritten: with `trend_p`
    below 1 it can keep a trend that is not kept here.

    Columns as `farrington`.
    """
    if limit not in LIMITS_2013:
        raise InputError(f'limit is "{limit}": it needs one of {", ".join(LIMITS_2013)}.')
    rules = Rules(years, window, seasons, excluded, WEIGHTS_2013, trend_p)
    return _judged(table, count, by, time, period, rules, limit, tail, last, f"Farrington 2013, {limit}")


def limits_and_tail(count, expected, limit, tail):
    """Return lower limit, upper limit and the chance of so many or more, by one of the published limits."""
    from scipy import special

    if limit == TWO_THIRDS:
        edges = two_thirds_limits(expected.mean, expected.error, expected.dispersion, tail)
        return *edges, two_thirds_tail(count, expected.mean, expected.error, expected.dispersion)
    mean = expected.mean
    if limit == CAUTIOUS:
        mean = mean * np.exp(special.ndtri(1 - tail) * expected.error / mean)
    return *count_limits(mean, expected.dispersion, tail), count_tails(count, mean, expected.dispersion)[1]


def recent_events(counts, at):
    """Return how many were counted over the last four periods up to `at`, blanks adding nothing."""
    return np.nansum(counts[:, max(at - OVER_PERIODS + 1, 0) : at + 1], axis=1)


def _exceedance(count, expected, upper):
    """Return how far a count lies beyond what is expected, the upper limit being 1."""
    room = upper - expected
    return np.divide(count - expected, room, out=np.full(len(room), np.nan), where=room > 0)


def _judged(table, count, by, time, period, rules, limit, tail, last, named):
    """Return the rows of every series at each of the last periods, oldest first."""
    if not 0 < tail < 0.5:
        raise InputError(f"tail is {tail}: it needs a share of chance beyond each limit, such as 0.025.")
    many = panel(table, count, by, time, period)
    parts = [_rows(many, at, time, rules, limit, tail, named) for at in many.latest(last)]
    return pd.concat(parts, ignore_index=True)


def _rows(many, at, time, rules, limit, tail, named):
    counted = many.counts[:, at]
    expected = expect(many.counts, at, many.period, rules)
    told = expected.told & np.isfinite(counted) & ~many.hidden(at)
    few = recent_events(many.counts, at) < FEWEST
    lower, upper, p_value = limits_and_tail(counted, expected, limit, tail)
    score = _exceedance(counted, expected.mean, upper)
    alarm = told & ~few & (score > 1) & (counted > 0)
    reason = np.where(
        told,
        np.where(few, f"{named}; no alarm: fewer than {FEWEST} in {OVER_PERIODS} {many.name}s", named),
        f"not given: too few {many.name}s with a figure, or one that is not shown",
    )
    columns = {
        "count": counted,
        "expected": expected.mean,
        "lower": lower,
        "upper": upper,
        "p_value": p_value,
        "exceedance": score,
        "dispersion": expected.dispersion,
    }
    answers = pd.DataFrame({name: np.where(told, values, np.nan) for name, values in columns.items()})
    return pd.concat([many.keyed(at, time), answers], axis=1).assign(
        alarm=pd.array(np.where(told, alarm, None), dtype="boolean"),
        trend_kept=pd.array(np.where(told, expected.trend, None), dtype="boolean"),
        method=text(reason),
        status=text(np.where(told, SHOWN, NOT_AVAILABLE)),
    )
