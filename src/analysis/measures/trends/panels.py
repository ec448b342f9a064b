"""A long table of counts as a matrix, a row for each series; and declared changes of a recording rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest, refuse_unknown
from analysis.measures.rates.status import listed, refuse, require, whole_counts
from analysis.states import SHOWN, SUPPRESSED

PERIODS_IN_YEAR = {4: "quarter", 12: "month"}
STARTED_ON, RULE = "started_on", "rule"


@dataclass(frozen=True)
class Panel:
    """Counts of many series over the same periods, oldest first.

    `keys` has a row for each series (no columns where there is one series), `counts` (series, periods) is
    NaN where nothing is shown, `suppressed` and `not_shown` are true where a row says so, `labels` holds each
    period as the table writes it (None for a period that no series has) and `numbers` its running number.
    A table without rows has
    no series and one period that is blank, so that its answer has the columns of any other.
    """

    keys: pd.DataFrame
    counts: np.ndarray
    suppressed: np.ndarray
    not_shown: np.ndarray
    labels: np.ndarray
    numbers: np.ndarray
    period: int

    @property
    def name(self) -> str:
        """Return what a period is called: quarter or month."""
        return PERIODS_IN_YEAR[self.period]

    def hidden(self, at: int) -> np.ndarray:
        """Return which series may not be named at column `at`: what hidden figures led to would tell of them.

        Those not shown there, and those with a suppressed figure there or in any period before.
        """
        return self.not_shown[:, at] | self.suppressed[:, : at + 1].any(axis=1)


def panel(
    table: pd.DataFrame, count: str, by: str | None = None, time: str = "period_start", period: int = 12
) -> Panel:
    """Return a `Panel` of the counts in a long table, one row a series and period.

    `time` holds the first day of each month (`period=12`) or quarter (4), or for quarters text such as
    "2026-Q1". Periods that no row has are blank columns, never zeros.

    Raises InputError for counts that are negative or not whole, two rows for one period, and a blank time.
    """
    groups = listed(by)
    require(table, count, time, *groups)
    events, status = whole_counts(table, count)
    refuse(table, table[time].isna().to_numpy(), f'"{time}" is blank', "Each row needs its period.")
    running = running_numbers(table[time], period, f'"{time}"')
    if groups:
        series = table.groupby(groups, sort=False, dropna=False, observed=True).ngroup().to_numpy()
        keys = table[groups].iloc[np.unique(series, return_index=True)[1]].reset_index(drop=True)
    else:
        series = np.zeros(len(table), dtype=int)
        keys = pd.DataFrame(index=range(min(len(table), 1)))
    first, width = (running.min(), running.max() - running.min() + 1) if len(table) else (0, 1)
    shape = (len(keys), width)
    counts, suppressed, not_shown = np.full(shape, np.nan), *np.zeros((2, *shape), dtype=bool)
    place = (series, running - first)
    refuse(
        table,
        pd.Series(np.ravel_multi_index(place, shape) if len(table) else []).duplicated().to_numpy(),
        f"Two rows for one {PERIODS_IN_YEAR[period]}",
        "Sum the counts first, or name in `by` what distinguishes the rows.",
    )
    counts[place] = np.where(status == SHOWN, events, np.nan)
    suppressed[place], not_shown[place] = status == SUPPRESSED, status != SHOWN
    labels = np.full(width, None, dtype=object)
    labels[running - first] = table[time].to_numpy(dtype=object)
    running = np.arange(first, first + width)
    return Panel(keys, counts, suppressed, not_shown, labels, running, period)


def running_numbers(values: pd.Series, period: int, named: str) -> np.ndarray:
    """Return the running number of each month or quarter, from 1970 on; an error calls the values `named`."""
    if period not in PERIODS_IN_YEAR:
        raise InputError(f"period is {period}: it needs 4 (quarters) or 12 (months).")
    values = pd.Series(values)
    try:
        if period == 4:
            return pd.PeriodIndex(values, freq="Q").astype("int64").to_numpy()
        return pd.DatetimeIndex(pd.to_datetime(values, format="ISO8601")).to_period("M").asi8
    except (ValueError, TypeError) as wrong:
        shapes = 'or text such as "2026-Q1"' if period == 4 else "such as 2026-04-01"
        raise InputError(
            f"{named} needs the first day of each {PERIODS_IN_YEAR[period]} {shapes}."
        ) from wrong


def declared_steps(many: Panel, recording: pd.DataFrame | None) -> list:
    """Return for each series the columns of its `Panel` from which a declared recording rule holds.

    `recording` is None or a table with a row for each change:
    `started_on` (a day; for quarters also "2026-Q1"), `rule` (words, optional) and any of the columns that
    distinguish series, blank where the rule changed for all. A period in which a rule starts counts as
    one of its own.

    Raises InputError for a group that the table does not have, so that a slip in a name does not make a rise
    of what is a change in recording.
    """
    if recording is None or not len(many.keys):
        return [()] * len(many.keys)
    found = [set() for _ in range(len(many.keys))]
    require(recording, STARTED_ON)
    groups = list(many.keys.columns)
    for column in recording.columns.difference([STARTED_ON, RULE]):
        says = f'The table of recording changes has a column "{column}", which does not distinguish series.'
        refuse_unknown(column, groups, says)
    starts = running_numbers(recording[STARTED_ON], many.period, f'"{STARTED_ON}"') - many.numbers[0]
    for at, change in zip(starts.tolist(), recording.to_dict("records"), strict=True):
        for series in np.flatnonzero(_concerned(many.keys, change)):
            if 0 < at < many.counts.shape[1]:
                found[series].add(at)
    return [tuple(sorted(columns)) for columns in found]


def _concerned(keys, change):
    """Return which series a change concerns."""
    which = np.ones(len(keys), dtype=bool)
    for column in keys.columns:
        wanted = change.get(column)
        if wanted is None or pd.isna(wanted):
            continue
        here = (keys[column] == wanted).to_numpy(dtype=bool, na_value=False)
        if not here.any():
            raise InputError(
                f'A recording change names "{wanted}" in "{column}", which no series is. '
                f"{nearest(wanted, keys[column].dropna().unique())}".rstrip()
            )
        which &= here
    return which
