"""How a series changes from year to year and over the year, in the terms in which it is said."""

import numpy as np
import pandas as pd

from analysis.errors import how_many
from analysis.measures.rates.status import numbers, pooled, require, shown_only, statuses, text, whole_counts
from analysis.measures.trends.counts import (
    TIME,
    fitted_counts,
    in_order,
    reasons_of,
    steps_in_time,
    too_short,
)
from analysis.measures.trends.panels import PERIODS_IN_YEAR
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

__all__ = ["latest_year", "seasonality", "yearly_change"]

ROSE, FELL, NO_CLEAR_CHANGE = "rose", "fell", "no clear change"
FINDINGS = {ROSE: "rose by", FELL: "fell by", NO_CLEAR_CHANGE: "shows no clear change:"}
COLUMNS = (
    *("events", "periods", "change_pct", "lower_change_pct", "upper_change_pct"),
    *("direction", "finding", "method", "status"),
)
QUARTERS = 4
CONFIDENCE = 0.95
# A series of a few years does not tell how far its periods lean on one another: estimated, the correlation of
# neighbours comes out too low, and a false rise is said in 12 to 18 of 100 cases at 0.8. So it is set.
CORRELATION = 0.8


def yearly_change(table: pd.DataFrame, count: str, period: int = 12) -> pd.DataFrame:
    """Return the yearly change of a series of counts, seasons apart: one row, none of a table without rows.

    `period_start` holds the first day of each month (`period=12`) or quarter (4). The regression is that of
    MASS's `glm.nb` on a steady trend and the time of year. The interval allows for periods that lean on one
    another: a correlation of neighbours of up to `CORRELATION`, whatever the series shows. Columns: `events`,
    `periods`, `change_pct` (behind "rose by" and "fell by" its size alone, with its sign where no change is
    clear), `lower_change_pct` and `upper_change_pct` (with signs), `direction` ("rose", "fell" or "no clear
    change", as the interval lies above, below or across zero), `finding` in words that go before
    `change_pct`, `method`, `status`.

    Missing periods are left out and counted in `method`. Fewer than two years, a suppressed period, or a
    series in which season and trend cannot be distinguished has its row, without figures, and its reason.

    Raises InputError for a negative or fractional count.
    """
    series = in_order(table, count, period)
    events, status = whole_counts(series, count)
    rows = [_change(series, events, status, period)] if len(series) else []
    found = pd.DataFrame(rows, columns=COLUMNS)
    words = {name: text(found[name]) for name in COLUMNS[-4:]}
    return found.assign(**{name: found[name].astype("float64") for name in COLUMNS[:-4]}, **words)


def _change(series, events, status, period):
    """Return the row of a series, or one with the reason why it has no figure."""
    name = PERIODS_IN_YEAR[period]
    hidden, used = status == SUPPRESSED, status == SHOWN
    if hidden.any():
        why = f"not given: a period is suppressed{reasons_of(series, hidden)}"
        return {"method": why, "status": SUPPRESSED}
    reason = too_short(series, status, period)
    if reason:
        return {"method": reason, "status": NOT_AVAILABLE}
    every, in_year = steps_in_time(series, period)
    events, seasons = events[used], (in_year[used][:, None] == np.unique(in_year[used])).astype(float)
    # R's reference results count the first period as 1; the first season that occurs is the reference.
    design = np.column_stack([np.ones(len(events)), every[used] + 1.0, seasons[:, 1:]])
    if len(design) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        why = "not given: too few periods to tell trend and season apart"
        return {"method": why, "status": NOT_AVAILABLE}
    if not (seasons.T @ events).all():
        why = f"not given: a {name} of the year without a single event in any year"
        return {"method": why, "status": NOT_AVAILABLE}
    fit, theta = fitted_counts(events, design)
    # The trend of a year is twelve times that of a month, and so is its error.
    trend, reach = fit.params[1] * period, _reach(fit, design, theta, every[used]) * period
    change, lower, upper = (float(np.exp(item) - 1) * 100 for item in (trend, trend - reach, trend + reach))
    direction = ROSE if lower > 0 else FELL if upper < 0 else NO_CLEAR_CHANGE
    family = (
        "Poisson regression (no more spread than chance)"
        if theta == np.inf
        else "negative binomial regression"
    )
    method = f"{family}, limits for a correlation of neighbouring {name}s of up to {CORRELATION:g}"
    left_out = int(every[-1]) + 1 - len(events)
    if left_out > 0:
        method += f"; {how_many(left_out, f'{name}s')} without a figure left out"
    return {
        "events": events.sum(),
        "periods": len(events),
        "change_pct": change if direction == NO_CLEAR_CHANGE else abs(change),
        "lower_change_pct": lower,
        "upper_change_pct": upper,
        "direction": direction,
        "finding": FINDINGS[direction],
        "method": method,
        "status": SHOWN,
    }


def _reach(fit, design, theta, periods):
    """Return how far the limits of the trend lie from it, where neighbouring periods are correlated.

    The error of a least-squares trend, and what its residuals say of the scatter, both given the correlation;
    Student's t with Satterthwaite's degrees of freedom. It is no less than the error of independent counts.
    """
    from scipy import special

    means = np.asarray(fit.fittedvalues)
    weights = means / (1 + means / theta)
    scaled = np.sqrt(weights)[:, None] * design
    residuals = np.sqrt(weights) * (fit.model.endog - means) / means
    together = CORRELATION ** np.abs(periods[:, None] - periods)
    least_squares = np.linalg.pinv(scaled)
    rest = together - scaled @ (least_squares @ together)
    left = np.trace(rest)
    variance = residuals @ residuals / left * (least_squares @ together @ least_squares.T)[1, 1]
    freedom = left**2 / (rest * rest.T).sum()
    return special.stdtrit(freedom, 0.5 + CONFIDENCE / 2) * max(np.sqrt(variance), fit.bse[1])


def stretch(days: pd.DatetimeIndex, months: int = 1) -> str:
    """Return the time from the first of `days` to the end of the last period, `months` long, in words.

    `days` are first days of periods; without any there are no words.

    >>> stretch(pd.to_datetime(["2026-01-01", "2025-10-01"]), months=3)
    'October 2025 to March 2026'
    """
    known = pd.Series(days).dropna()
    if known.empty:
        return ""
    first, last = known.min(), known.max() + pd.DateOffset(months=months - 1)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    return f"{first:{'%B' if first.year == last.year else '%B %Y'}} to {last:%B %Y}"


def seasonality(table: pd.DataFrame, count: str) -> pd.DataFrame:
    """Return how the count of each calendar month compares with an average month: 100 is average.

    Counts are taken a day, so that February is not low for being short. Each year of twelve months, counted
    back from the last, is set against its own average; `index` is the mean over the years, `lower` and
    `upper` the lowest and highest year: a range of what was seen, not a confidence interval. A year with a
    missing month is left out, and `method` says so; fewer than two whole years give status "not
    available" with the reason. A suppressed month makes it suppressed. `period` names the years. A table
    without rows has none here either.
    """
    rows = in_order(table, count, 12)
    values = numbers(rows, count)
    status = statuses(rows, values)
    series = pd.Series(shown_only(status, values), index=pd.DatetimeIndex(rows[TIME]).to_period("M"))
    every = pd.period_range(series.index.min(), series.index.max(), freq="M") if len(rows) else series.index
    whole_years = len(every) // 12
    recent = every[len(every) - whole_years * 12 :]
    counts = series.reindex(recent).to_numpy().reshape(whole_years, 12)
    length = recent.days_in_month.to_numpy(dtype=float).reshape(whole_years, 12)
    complete = ~np.isnan(counts).any(axis=1) & (np.nansum(counts, axis=1) > 0)
    years = int(complete.sum())
    figures = [np.full(12, np.nan)] * 5
    if (status == SUPPRESSED).any():
        state, method = SUPPRESSED, "not given: a month is suppressed"
    elif years < 2:
        state, method = NOT_AVAILABLE, f"not given: 2 whole years are needed, there are {years}"
    else:
        order = np.argsort(recent.month[:12])
        used, days = counts[complete][:, order], length[complete][:, order]
        index = used / days / (used / days).mean(axis=1, keepdims=True) * 100
        figures = [used.sum(0), days.sum(0), index.mean(0), index.min(0), index.max(0)]
        state = SHOWN
        method = f"mean of {years} years, a day; range over the years, not a confidence interval"
        method += f"; {whole_years - years} with a missing month left out" if whole_years > years else ""
    found = pd.DataFrame(
        {
            "calendar_month": np.arange(1, 13),
            "month_name": text([f"{pd.Timestamp(2001, month, 1):%B}" for month in range(1, 13)]),
            "period": text([stretch(recent.to_timestamp()[np.repeat(complete, 12)])] * 12),
            **dict(zip((count, "days", "index", "lower", "upper"), figures, strict=True)),
            "years": float(years),
            "method": text([method] * 12),
            "status": text([state] * 12),
        }
    )
    return found if len(rows) else found.iloc[:0]


def newest_year(days: pd.Series) -> tuple:
    """Return the first days of the newest four quarters, and the month in which they end, such as "2026-03".

    No days and None where the quarters do not follow each other.
    """
    newest = sorted(pd.Series(days).unique())[-QUARTERS:]
    if len(newest) < QUARTERS or newest[0] != newest[-1] - pd.DateOffset(months=9):
        return [], None
    return newest, f"{newest[-1] + pd.DateOffset(months=2):%Y-%m}"


def latest_year(quarters: pd.DataFrame, value: str = "offences") -> pd.DataFrame:
    """Return the sum of the newest four quarters in one row, no row where they do not follow each other.

    `quarters` has `value` by the first day of each quarter. Columns: `year_ending` ("2026-03"), `value`,
    `status`; where a quarter is not shown, the year is not either.

    >>> days = pd.to_datetime(["2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"])
    >>> latest_year(pd.DataFrame({"period_start": days, "offences": [1, 2, 3, 4]}))
      year_ending  offences status
    0     2026-03        10  shown
    """
    require(quarters, TIME, value)
    newest, ends = newest_year(quarters[TIME])
    sums = pooled(quarters[quarters[TIME].isin(newest)], [], [value])
    return sums.assign(year_ending=text([ends] * len(sums)))[["year_ending", value, "status"]]
