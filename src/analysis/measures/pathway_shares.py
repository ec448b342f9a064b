"""Shares of a whole that may be zero: what the pathway and its volumes ask."""

import numpy as np

from analysis.measures.rates import proportion
from analysis.measures.status import NOT_AVAILABLE, SHOWN, numbers, text


def proportion_or_reason(table, part, total, nobody):
    """Return `proportion` of a table with its states; `nobody` is the reason where the whole is zero."""
    whole, given = numbers(table, total), table["method"].to_numpy(dtype=object, na_value=None)
    status = table["status"].to_numpy(dtype=object)
    empty = (whole == 0) & (status == SHOWN)
    rows = table.assign(
        _whole=np.where(empty, np.nan, whole),
        method=text(np.where(empty, nobody, given)),
        status=text(np.where(empty, NOT_AVAILABLE, status)),
    )
    return proportion(rows, part, "_whole").drop(columns="_whole")
