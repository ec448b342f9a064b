"""Counts over time: what is season, what is trend, and the regression that tells them apart."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.measures.rates.status import numbers, refuse, require, statuses
from analysis.measures.trends.panels import PERIODS_IN_YEAR, running_numbers
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

if TYPE_CHECKING:
    from statsmodels.genmod.generalized_linear_model import GLMResults

__all__ = ["decompose"]

# Two full years: with less, a season cannot be told from a trend.
YEARS_NEEDED = 2
TIME = "period_start"

# Above this a negative binomial cannot be told from Poisson counts, and the likelihood is flat.
LARGEST_THETA = 1e7


def decompose(table: pd.DataFrame, value: str, period: int = 12) -> pd.DataFrame:
    """Return `table` in order of time with `seasonal`, `trend` and `remainder`, which sum to `value`.

    Equal to R's `stl` with a seasonal span of 7 and all else at its default. `period_start` holds the first
    day of each month (`period=12`) or quarter (4), one row each.
    Less than two years, a missing period or a missing value gives no numbers: status "not available" and the
    reason in `method`. There is no interval: a decomposition describes what was counted.
    """
    series = in_order(table, value, period)
    numeric = numbers(series, value)
    status = statuses(series, numeric)
    reason = too_short(series, status, period) or _gap(series, status, period) if len(series) else None
    state = NOT_AVAILABLE if reason else SHOWN
    if (status == SUPPRESSED).any():
        state, reason = SUPPRESSED, "not given: a period is suppressed"
    fitted = np.full((3, len(series)), np.nan)
    if state == SHOWN and len(series):
        fitted = _seasonal_trend(numeric, period)
    how = reason or "seasonal-trend decomposition by loess, seasonal span 7; describes, so no interval"
    return series.assign(
        **dict(zip(("seasonal", "trend", "remainder"), fitted, strict=True)),
        method=how,
        status=state,
    )


def latest_run(table: pd.DataFrame, value: str, period: int = 12, most: int | None = None) -> pd.DataFrame:
    """Return the rows of the latest stretch without a missing month (or quarter, `period=4`).

    It ends with the newest month that has a figure, and goes back to the first gap, or over `most` months:
    with `most` a year, what is said of now is of the latest twelve months that follow one another, or of as
    many as there are. A month may have several rows.

    >>> months = pd.to_datetime(["2018-12-01", "2025-11-01", "2025-12-01"])
    >>> latest_run(pd.DataFrame({"period_start": months, "offences": [9, 4, 5]}), "offences", most=12)
      period_start  offences
    0   2025-11-01         4
    1   2025-12-01         5
    """
    require(table, value, TIME)
    if not len(table):
        return table
    rows = table.sort_values(TIME, kind="stable")
    rows = rows[statuses(rows, numbers(rows, value)) == SHOWN]
    months = pd.DatetimeIndex(rows[TIME]).to_period("M" if period == 12 else "Q").astype("int64")
    read = months.unique()
    gaps = np.flatnonzero(np.diff(read) > 1)
    run = read[gaps[-1] + 1 if len(gaps) else 0 :]
    return rows[months.isin(run if most is None else run[-most:])].reset_index(drop=True)


def _seasonal_trend(values, period):
    """Return season, trend and remainder as R's stl(s.window = 7) gives them."""
    from statsmodels.tsa.stl._stl import STL

    seasonal = 7
    trend = _next_odd(1.5 * period / (1 - 1.5 / seasonal))
    low_pass = _next_odd(period)
    # R fits at every tenth of a span and joins the dots. Fitted at every point (the default of
    # statsmodels) the Nottingham temperatures come out about 0.1 away.
    jumps = {
        f"{name}_jump": -(-span // 10)
        for name, span in (("seasonal", seasonal), ("trend", trend), ("low_pass", low_pass))
    }
    fit = STL(
        values,
        period=period,
        seasonal=seasonal,
        trend=trend,
        low_pass=low_pass,
        seasonal_deg=0,
        trend_deg=1,
        low_pass_deg=1,
        **jumps,
    ).fit(inner_iter=2, outer_iter=0)
    return np.array([np.asarray(fit.seasonal), np.asarray(fit.trend), np.asarray(fit.resid)])


def _next_odd(span):
    whole = int(np.ceil(span))
    return whole + 1 - whole % 2


def in_order(table: pd.DataFrame, value: str, period: int) -> pd.DataFrame:
    """Return the rows of a series in order of time, refusing a blank day and two rows for one period."""
    require(table, value, TIME)
    refuse(table, table[TIME].isna().to_numpy(), f'"{TIME}" is blank', "Each row needs its first day.")
    numbers = pd.Series(running_numbers(table[TIME], period, f'"{TIME}"'))
    twice = numbers.duplicated().to_numpy()
    refuse(table, twice, f"Two rows for one {PERIODS_IN_YEAR[period]}", "Sum the counts first.")
    return table.sort_values(TIME, ignore_index=True)


def steps_in_time(series: pd.DataFrame, period: int) -> tuple[np.ndarray, np.ndarray]:
    """Return how many periods each row lies after the first of the series, and its period in the year."""
    numbers = running_numbers(series[TIME], period, f'"{TIME}"')
    return numbers - numbers[:1], numbers % period


def too_short(series: pd.DataFrame, status: np.ndarray, period: int) -> str | None:
    """Return why a series is too short, or None."""
    counted, needed = int((status == SHOWN).sum()), YEARS_NEEDED * period
    if counted >= needed:
        return None
    why = reasons_of(series, status != SHOWN)
    return f"not given: {counted} {PERIODS_IN_YEAR[period]}s with a figure, {needed} are needed{why}"


def reasons_of(series: pd.DataFrame, which: np.ndarray) -> str:
    """Return in brackets what the table says of some of its rows, "" where it says nothing."""
    told = series.loc[which, "method"].dropna().unique() if "method" in series else []
    return f" ({'; '.join(told)})" if len(told) else ""


def _gap(series, status, period):
    """Return which period has no row or no figure, or None."""
    steps, _ = steps_in_time(series, period)
    absent = np.setdiff1d(np.arange(steps[-1] + 1), steps[status == SHOWN])
    if not absent.size:
        return None
    first = pd.to_datetime(series[TIME].iloc[0]) + pd.DateOffset(months=int(absent[0]) * (12 // period))
    others = f" and {absent.size - 1} more" if absent.size > 1 else ""
    return f"not given: no figure for {first:%B %Y}{others}"


def poisson_fit(events: np.ndarray, design: np.ndarray) -> GLMResults:
    """Return the fit of statsmodels: a Poisson regression, whose means serve however wide counts spread."""
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    with warnings.catch_warnings():
        # statsmodels means it for shares: counts that are the same every month are not a fault.
        warnings.filterwarnings("ignore", message="Perfect separation or prediction detected")
        return GLM(events, design, family=families.Poisson()).fit(tol=1e-12)


def fitted_counts(events: np.ndarray, design: np.ndarray) -> tuple[GLMResults, float]:
    """Return the fit of statsmodels, and theta: infinite where counts spread no more than Poisson's.

    A negative binomial regression as MASS's `glm.nb`: theta by maximum likelihood, standard errors with theta
    held fixed.
    """
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    fit = poisson = poisson_fit(events, design)
    theta = np.inf
    # As glm.nb: coefficients given theta, theta given the means, until neither moves.
    for _ in range(100):
        before = theta
        theta = _theta(events, np.asarray(fit.fittedvalues))
        if theta == np.inf:
            return poisson, theta
        shape = families.NegativeBinomial(alpha=1 / theta)
        fit = GLM(events, design, family=shape).fit(tol=1e-12, scale=1.0)
        if abs(theta - before) <= 1e-9 * theta:
            break
    return fit, theta


def _theta(events, means):
    """Return the likeliest theta given the means; infinite for Poisson."""
    from scipy import optimize, special

    def score(log_theta):
        theta = np.exp(log_theta)
        terms = special.digamma(theta + events) - special.digamma(theta) + np.log(theta / (theta + means))
        return (terms + 1 - (events + theta) / (means + theta)).sum() * theta

    low, high = np.log(1e-6), np.log(LARGEST_THETA)
    if score(high) >= 0:  # the likelihood still rises: no more spread than Poisson's
        return np.inf
    return float(np.exp(optimize.brentq(score, low, high, xtol=1e-12)))
