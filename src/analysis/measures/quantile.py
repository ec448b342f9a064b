"""Areas in equal groups by rank, as in PHEindicatormethods 2.1.0."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import NOT_AVAILABLE, SHOWN, listed, methods, numbers, require, statuses, text


def quantiles(table, value, groups=10, by=None, ascending=True):
    """Return `table` with `quantile`, 1 to `groups`, of `value` among the rows of each group of `by`.

    With `ascending` quantile 1 holds the smallest values; otherwise the largest. It may name a column
    of true and false, where indicators of either direction appear in one table: within a group of `by`
    there must be one direction. Equal values share a quantile. Rows without a value are not ranked,
    and a group with fewer values than quantiles gets none, with the reason in `method`.

    >>> quantiles(pd.DataFrame({"score": [30, 10, 20, 40]}), "score", groups=2)["quantile"].tolist()
    [2, 1, 1, 2]
    """
    require(table, *listed(by))
    numeric = numbers(table, value)
    status = statuses(table, numeric)
    groups_of_rows = (
        table.groupby(listed(by), sort=False, dropna=False, observed=True).ngroup().to_numpy()
        if by is not None
        else np.zeros(len(table), dtype=int)
    )
    rising = _directions(table, ascending, groups_of_rows)
    ranked = pd.Series(np.where(status == SHOWN, np.where(rising, numeric, -numeric), np.nan))
    rank = ranked.groupby(groups_of_rows).rank(method="min").to_numpy()
    size = ranked.groupby(groups_of_rows).transform("count").to_numpy()
    # floor(k + 1 - ceil((N + 1 - r) / (N / k))) with whole numbers throughout, so that no group gains or
    # loses an area to rounding.
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.ceil(np.round((size + 1 - rank) * groups, 6) / size)
    quantile = np.maximum(groups + 1 - above, 1)
    short = (status == SHOWN) & (size < groups)
    result = table.drop(columns=[name for name in ("quantile", "method", "status") if name in table.columns])
    reason = f"not given: fewer values than the {groups} groups"
    status_now = np.where(short, NOT_AVAILABLE, status)
    order = np.where(rising, "1 is lowest", "1 is highest")
    method = methods(table, status, np.where(short, reason, order.astype(object)))
    whole = pd.array(np.where(status_now == SHOWN, quantile, np.nan)).astype("Int64")
    return result.assign(quantile=whole, method=method, status=text(status_now))


def _directions(table, ascending, groups_of_rows):
    """Return true for each row whose group counts from the smallest value."""
    if not isinstance(ascending, str):
        return np.full(len(table), bool(ascending))
    require(table, ascending)
    if table[ascending].isna().any():
        raise InputError(f'Column "{ascending}" has blanks: each row needs true or false.')
    direction = table[ascending].to_numpy(dtype=bool)
    if (pd.Series(direction).groupby(groups_of_rows).nunique() > 1).any():
        raise InputError(f'Column "{ascending}" has both directions within one group: it needs one.')
    return direction
