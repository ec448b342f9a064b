"""A long series in the segments between its breaks: a line runs within one, never across to the next."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import listed, refuse, require, text

_QUARTER = r"\d{4}-Q[1-4]"
_FINANCIAL_YEAR = r"\d{4}/\d{2}"


def segments(table, breaks, time="period_start", by=None):
    """Return `table` in order of time with `segment`, counted from 1, and `series_break`, why one began.

    `table` has a row per `time`, a date, a quarter ("2026-Q1") or a financial year ("2025/26"), in each group
    of `by`. `breaks` has a row per break: `time`, the first period counted in the new way, and `reason`, in
    words; with columns of `by` it is a break of those groups alone. `series_break` stands in the first row at
    or after the break, and is blank elsewhere: a chart draws a line per `segment` and marks the place. A
    break before the first period, or after the last, parts nothing.

    Nothing is said of whether two segments differ: a change across a break is no change in what was counted.

    Raises InputError for a second row for one period, a break without a reason, and a break given twice.

    >>> years = pd.DataFrame({"period_start": ["2018-04-01", "2019-04-01", "2023-04-01"]})
    >>> breaks = pd.DataFrame({"period_start": ["2020-04-01"], "reason": ["asked by telephone"]})
    >>> segments(years, breaks)[["period_start", "segment", "series_break"]]
      period_start  segment        series_break
    0   2018-04-01        1                 NaN
    1   2019-04-01        1                 NaN
    2   2023-04-01        2  asked by telephone
    """
    by = listed(by)
    require(table, time, *by)
    require(breaks, time, "reason")
    own = [name for name in by if name in breaks.columns]
    days, breaking = _days(table, time), _days(breaks, time)
    unsaid = breaks["reason"].isna().to_numpy() | breaks["reason"].astype("str").str.strip().eq("").to_numpy()
    refuse(breaks, unsaid, 'A break without a "reason"', "Say what changed: a reader asks.")
    refuse(
        breaks,
        breaks.duplicated([*own, time]).to_numpy(),
        "A break given twice",
        "Put both reasons in one row.",
    )
    refuse(
        table,
        table.duplicated([*by, time]).to_numpy(),
        "A second row for one period",
        "Sum the rows first, or name in `by` what tells the series apart.",
    )
    order = np.argsort(days, kind="stable")
    found, days = table.iloc[order].reset_index(drop=True), days[order]
    segment = np.ones(len(found), dtype="int64")
    why = np.full(len(found), None, dtype=object)
    groups = (
        found.groupby(by, sort=False, dropna=False, observed=True).indices
        if by
        else {(): np.arange(len(found))}
    )
    for positions in groups.values():
        if len(positions):
            row = found.iloc[positions[0]]
            held = np.ones(len(breaks), dtype=bool)
            for name in own:
                held &= (breaks[name] == row[name]).to_numpy()
            segment[positions], why[positions] = _one_series(
                days[positions], breaking[held], breaks["reason"][held]
            )
    return found.assign(segment=segment, series_break=text(why))


def _days(table, time):
    given = table[time]
    if len(given) and given.astype("str").str.fullmatch(_QUARTER).all():
        return pd.PeriodIndex(given.astype("str").str.replace("-", ""), freq="Q").start_time.to_numpy()
    if len(given) and given.astype("str").str.fullmatch(_FINANCIAL_YEAR).all():
        given = given.astype("str").str[:4] + "-04-01"
    try:
        days = pd.to_datetime(given, format="ISO8601").to_numpy()
    except (ValueError, TypeError):
        raise InputError(
            f'Column "{time}" is not made of dates such as 2020-04-01, quarters such as 2020-Q2, or years '
            "such as 2020/21."
        ) from None
    refuse(table, np.isnat(days), f'"{time}" is blank', "Every row is of a period.")
    return days


def _one_series(days, breaking, reasons):
    """Return the segment of each of a series' days, in order, and why it began where it did."""
    order = np.argsort(breaking, kind="stable")
    breaking, reasons = breaking[order], reasons.to_numpy(dtype=object)[order]
    parts = (breaking > days[0]) & (breaking <= days[-1])
    breaking, reasons = breaking[parts], reasons[parts]
    passed = np.searchsorted(breaking, days, side="right")
    # Two breaks with no period between them part the series once, for both reasons.
    starts = np.flatnonzero(np.diff(passed, prepend=0) > 0)
    why = np.full(len(days), None, dtype=object)
    for start in starts:
        first = passed[start - 1] if start else 0
        why[start] = "; ".join(str(reason).strip() for reason in reasons[first : passed[start]])
    return np.searchsorted(starts, np.arange(len(days)), side="right") + 1, why
