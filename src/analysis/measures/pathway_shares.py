"""Shares of a whole that may be zero, hidden or not counted: what the pathway and its volumes ask."""

import numpy as np

from analysis.measures.rates import proportion
from analysis.measures.status import NOT_AVAILABLE, SHOWN, listed, numbers, pooled, text


def share_within(parts, part, by, total, nobody):
    """Return `parts` with the share of `part` in its sum over each group of `by`, and Wilson's limits.

    `parts` has `method` and `status`. The sum is a column, `total`; a part of it that is not shown takes the
    shares of its group with it. Where the sum is zero there is no share, and `nobody` is the reason.
    """
    by = listed(by)
    whole = pooled(parts, by, [part]).rename(columns={part: total, "status": "_of", "method": "_why"})
    joined = parts.merge(whole, on=by, how="left", sort=False) if by else parts.merge(whole, how="cross")
    own = joined["status"].to_numpy(dtype=object)
    status = np.where(own == SHOWN, joined["_of"].to_numpy(dtype=object), own)
    why = joined["_why"].where(own == SHOWN, joined["method"])
    rows = joined.drop(columns=["_of", "_why"]).assign(status=text(status), method=why)
    return proportion_or_reason(rows, part, total, nobody)


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
