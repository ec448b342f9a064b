"""Counts crossed by several columns, with their margins, for single quarters or for runs of them."""

import functools
import re

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import NOT_AVAILABLE, SHOWN, listed, numbers, require

TOTAL = "Total"
RUNS = {1: "", 4: "year ending ", 12: "three years ending "}


def tabulate(table, by=(), value="victims", quarters=1, last=1, margins=True, periods=None):
    """Return one row per period and combination of the labels of `by`, zeros included.

    `table` has a row per `quarter` ("2026-Q1") and combination that was counted; a combination without
    a row is nought. A period is one quarter, or with `quarters=4` or 12 the run of as many that ends with it
    ("year ending 2026-Q1"); the `last` of them are given, oldest first. A period with a quarter
    that the table has not is "not available". `periods` gives them otherwise, as {label: its quarters}, and
    then labels of other quarters alone have no row. With `margins` each column has the label "Total" as well.

    Columns: `period`, `by`, `value`, `status`.

    Raises InputError for a quarter that is not one, a label that is "Total", and a run that is not 1, 4 or 12
    quarters.

    >>> victims = pd.DataFrame({"quarter": ["2026-Q1", "2026-Q1"], "sex": ["F", "M"], "victims": [7, 5]})
    >>> tabulate(victims, "sex")[["period", "sex", "victims"]]
        period    sex  victims
    0  2026-Q1      F        7
    1  2026-Q1      M        5
    2  2026-Q1  Total       12
    """
    by = listed(by)
    require(table, "quarter", *by)
    if quarters not in RUNS:
        raise InputError(f"A period is 1, 4 or 12 quarters long, not {quarters}.")
    found = pd.DataFrame({"_at": [number(quarter) for quarter in table["quarter"]]})
    for column in by:
        found[column] = table[column].astype("str").to_numpy()
        if found[column].eq(TOTAL).any():
            raise InputError(f'Column "{column}" has the label "{TOTAL}", which is the name of the margin.')
    found[value] = numbers(table, value)
    newest = found["_at"].max() if len(found) else None
    ends = [newest - back for back in reversed(range(last))] if newest is not None else []
    runs = {RUNS[quarters] + name(end): range(end - quarters + 1, end + 1) for end in ends}
    if periods is not None:
        runs = {label: [number(quarter) for quarter in held] for label, held in periods.items()}
        # A label of other quarters alone is none of what is shown.
        found = found[found["_at"].isin([at for run in runs.values() for at in run])]
    labels = [sorted(found[column].unique()) for column in by]
    made = [_period(found, by, value, labels, label, run, margins) for label, run in runs.items()]
    columns = ["period", *by, value, "status"]
    rows = pd.concat(made, ignore_index=True) if made else pd.DataFrame(columns=columns)
    return rows


def _period(found, by, value, labels, period, wanted, margins):
    """Return the rows of one period, which has the quarters `wanted` by their running numbers."""
    inside = found[found["_at"].isin(wanted)]
    whole = set(wanted) <= set(inside["_at"])
    frame = pd.MultiIndex.from_product(labels, names=by).to_frame(index=False) if by else pd.DataFrame([{}])
    if by:
        sums = inside.groupby(by, as_index=False)[value].sum()
        counts = frame.merge(sums, on=by, how="left", sort=False)
        # A combination that nobody fell into has no row: it is a true nought, not an unknown.
        counts[value] = counts[value].where(counts[value].notna(), 0.0)
        for column in by if margins else ():
            others = [other for other in by if other != column]
            sums = counts.groupby(others, as_index=False, sort=False)[value].sum() if others else None
            margin = pd.DataFrame({value: [counts[value].sum()]}) if sums is None else sums
            counts = pd.concat([counts, margin.assign(**{column: TOTAL})], ignore_index=True)
    else:
        counts = pd.DataFrame({value: [inside[value].sum()]})
    answer = counts[value].astype("Int64") if whole else pd.array([pd.NA] * len(counts), dtype="Int64")
    rows = counts.assign(
        period=period,
        status=np.where(np.full(len(counts), whole), SHOWN, NOT_AVAILABLE),
        **{value: answer},
    )
    return rows[["period", *by, value, "status"]]


@functools.lru_cache(maxsize=4096)  # a table names its few quarters in every row
def number(quarter):
    """Return the running number of a quarter such as "2026-Q1"."""
    if not re.fullmatch(r"\d{4}-Q[1-4]", str(quarter)):
        raise InputError('Column "quarter" holds what is no quarter such as 2026-Q1.')
    return int(quarter[:4]) * 4 + int(quarter[-1]) - 1


def name(running):
    """Return the quarter that a running number stands for."""
    return f"{running // 4}-Q{running % 4 + 1}"
