"""How a series changes from year to year and over the year, in the terms in which it is said."""

import numpy as np
import pandas as pd

from analysis.measures.rates.status import (
    NOT_AVAILABLE,
    SHOWN,
    SUPPRESSED,
    listed,
    numbers,
    pooled,
    refuse,
    require,
    shown_only,
    statuses,
    text,
)
from analysis.measures.trends.counts import NO_CLEAR_CHANGE, trend

FINDINGS = {"rose": "rose by", "fell": "fell by", NO_CLEAR_CHANGE: "shows no clear change:"}
COLUMNS = (
    "events",
    "periods",
    "change_pct",
    "lower_change_pct",
    "upper_change_pct",
    "direction",
    "finding",
    "method",
    "status",
)
QUARTERS = 4


def yearly_change(table, count, **how):
    """Return the yearly change of a series of counts, seasons apart: one row for each group of `by`.

    Takes what `trend` takes. Columns: `change_pct` (behind "rose by" and "fell by" its size alone, with its
    sign where no change is clear), `lower_change_pct` and `upper_change_pct` (with signs), `direction` as
    `trend` gives it and `finding` in words that go before `change_pct`. A series that is too short has its
    row, without figures, and its reason in `method`.
    """
    terms = trend(table, count, **how)
    kept = terms[(terms["term"] == "trend per year") | (terms["status"] != SHOWN)].reset_index(drop=True)
    percent = {
        name: (kept[name].to_numpy(dtype=float) - 1) * 100 for name in ("rate_ratio", "lower", "upper")
    }
    groups = listed(how.get("by"))
    change, unclear = percent["rate_ratio"], kept["direction"].eq(NO_CLEAR_CHANGE).to_numpy()
    named = kept.assign(
        change_pct=np.where(unclear, change, np.abs(change)),
        lower_change_pct=percent["lower"],
        upper_change_pct=percent["upper"],
        finding=text([FINDINGS.get(word) for word in kept["direction"]]),
    )
    return named[[*groups, *COLUMNS]]


def stretch(days, months=1):
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


def seasonality(table, count, time="period_start", by=None):
    """Return how the count of each calendar month compares with an average month: 100 is average.

    Counts are taken a day, so that February is not low for being short. Each year of twelve months, counted
    back from the last, is set against its own average; `index` is the mean over the years, `lower` and
    `upper` the lowest and highest year: a range of what was seen, not a confidence interval. A year with a
    missing month is left out, and `method` says so; fewer than two whole years give status "not
    available" with the reason. A suppressed month makes its group suppressed. `period` names the years.
    """
    groups = listed(by)
    require(table, count, time, *groups)
    refuse(
        table,
        table.duplicated([*groups, time]).to_numpy(),
        "Two rows for one month",
        "Sum the counts first, or name in `by` what distinguishes the rows.",
    )
    parts = []
    if len(table):
        split = table.groupby(groups, sort=False, dropna=False, observed=True) if groups else [((), table)]
        for key, rows in split:
            months = _months_against_average(rows, count, time)
            for position, (name, item) in enumerate(zip(groups, key, strict=True)):
                months.insert(position, name, item)
            parts.append(months)
    if parts:
        return pd.concat(parts, ignore_index=True)
    columns = {
        name: np.array([], dtype=float) for name in (count, "days", "index", "lower", "upper", "years")
    }
    empty = {"calendar_month": np.array([], dtype=int), "month_name": text([]), "period": text([]), **columns}
    empty = pd.DataFrame({**empty, "method": text([]), "status": text([])})
    return pd.concat([table[groups].iloc[:0], empty], axis=1)


def _months_against_average(rows, count, time):
    """Return the twelve calendar months of one series."""
    days = pd.DatetimeIndex(pd.to_datetime(rows[time]))
    values = numbers(rows, count)
    status = statuses(rows, values)
    series = pd.Series(shown_only(status, values), index=days.to_period("M"))
    every = pd.period_range(series.index.min(), series.index.max(), freq="M")
    whole_years = len(every) // 12
    recent = every[len(every) - whole_years * 12 :]
    counts = series.reindex(recent).to_numpy().reshape(whole_years, 12)
    length = recent.days_in_month.to_numpy(dtype=float).reshape(whole_years, 12)
    complete = ~np.isnan(counts).any(axis=1) & (np.nansum(counts, axis=1) > 0)
    enough = complete.sum() >= 2
    state = SUPPRESSED if (status == SUPPRESSED).any() else SHOWN if enough else NOT_AVAILABLE

    order = np.argsort(recent.month[:12]) if whole_years else np.arange(12)
    result = pd.DataFrame({"calendar_month": np.arange(1, 13)})
    result["month_name"] = text([f"{pd.Timestamp(2001, month, 1):%B}" for month in range(1, 13)])
    used = recent.to_timestamp().to_numpy().reshape(whole_years, 12)[complete].ravel()
    result["period"] = text([stretch(used)] * 12)
    if state == SHOWN:
        used, per_day = counts[complete][:, order], (counts / length)[complete][:, order]
        index = per_day / per_day.mean(axis=1, keepdims=True) * 100
        figures = [used.sum(0), length[complete][:, order].sum(0), index.mean(0), index.min(0), index.max(0)]
        left_out = whole_years - int(complete.sum())
        method = (
            f"mean of {int(complete.sum())} years, a day; range over the years, not a confidence interval"
        )
        method += f"; {left_out} with a missing month left out" if left_out else ""
    else:
        figures = [np.full(12, np.nan)] * 5
        method = (
            "not given: a month is suppressed"
            if state == SUPPRESSED
            else f"not given: 2 whole years are needed, there are {int(complete.sum())}"
        )
    for name, figure in zip((count, "days", "index", "lower", "upper"), figures, strict=True):
        result[name] = figure
    return result.assign(years=float(complete.sum()), method=text([method] * 12), status=text([state] * 12))


def newest_year(days):
    """Return the first days of the newest four quarters, none where they do not follow each other."""
    newest = sorted(pd.Series(days).unique())[-QUARTERS:]
    whole = len(newest) == QUARTERS and newest[0] == newest[-1] - pd.DateOffset(months=9)
    return newest if whole else []


def month_in_which_it_ends(newest):
    """Return the month in which a year of `newest_year` ends, such as "2026-03", in a list; none for none."""
    return [f"{day + pd.DateOffset(months=2):%Y-%m}" for day in newest[-1:]]


def latest_year(quarters, value="offences", time="period_start"):
    """Return the sum of the newest four quarters in one row, no row where they do not follow each other.

    `quarters` has `value` by the first day of each quarter. Columns: `year_ending` ("2026-03"), `value`,
    `status`; where a quarter is not shown, the year is not either.

    >>> days = pd.to_datetime(["2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"])
    >>> latest_year(pd.DataFrame({"period_start": days, "offences": [1, 2, 3, 4]}))
      year_ending  offences status
    0     2026-03        10  shown
    """
    require(quarters, time, value)
    newest = newest_year(quarters[time])
    sums = pooled(quarters[quarters[time].isin(newest)], [], [value])
    last = pd.Series(month_in_which_it_ends(newest), dtype="str")
    return sums.assign(year_ending=last)[["year_ending", value, "status"]]
