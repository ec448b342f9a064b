"""One area beside another, and how concentrated a group is in few places."""

import numpy as np
import pandas as pd

from analysis.measures.description import share
from analysis.measures.status import SHOWN, numbers, pooled, require, statuses, text


def side_by_side(ours, theirs, by, value, names):
    """Return the share of each category of `by` in one area and in another, one row for each.

    `names` are what the two are called in the column `place`. The places of each table are added up first.
    Whatever `share` says of intervals holds here.

    >>> here = pd.DataFrame({"age": ["0-17", "18+"], "people": [20, 60]})
    >>> there = pd.DataFrame({"age": ["0-17", "18+"], "people": [300, 700]})
    >>> side_by_side(here, there, "age", "people", ("Wick", "All"))[["place", "age", "share_pct"]]
      place   age  share_pct
    0  Wick  0-17       25.0
    1  Wick   18+       75.0
    2   All  0-17       30.0
    3   All   18+       70.0
    """
    parts = []
    for name, table in zip(names, (ours, theirs), strict=True):
        require(table, by, value)
        shares = share(pooled(table, [by], [value]), by, value)
        shares.insert(0, "place", text([name] * len(shares)))
        parts.append(shares)
    # Without one's own figures there is nothing to compare, whatever the other file holds.
    return pd.concat(parts if len(parts[0]) else parts[:1], ignore_index=True)


def concentration(table, value, of=50):
    """Return how few places hold `of` per cent of `value`: one row, with `places`, `all_places` and `held`.

    Columns: `places` (the fewest whose sum reaches the share), `all_places`, `held`, `total`, `held_pct`,
    `method`, `status`. A place that is not shown makes the answer not available: it could be large.
    """
    values = numbers(table, value)
    status = statuses(table, values)
    columns = ["places", "all_places", "held", "total", "held_pct", "method", "status"]
    if not len(table):
        return pd.DataFrame(
            {name: pd.Series(dtype="str" if name in columns[-2:] else "float64") for name in columns}
        )
    hidden = [state for state in status if state != SHOWN]
    total = values.sum()
    if hidden or total <= 0:
        reason = "a place is not shown" if hidden else "there is nobody to place"
        row = [
            np.nan,
            len(table),
            np.nan,
            np.nan,
            np.nan,
            f"not given: {reason}",
            hidden[0] if hidden else "not available",
        ]
        return pd.DataFrame([row], columns=columns)
    places, held = fewest_holding(values, of)
    row = [
        places,
        len(table),
        held,
        total,
        held / total * 100,
        f"fewest places that hold {of} per cent",
        SHOWN,
    ]
    return pd.DataFrame([row], columns=columns)


def fewest_holding(values, of):
    """Return how many of the largest `values` make up `of` per cent of their sum, and what they hold."""
    running = np.sort(values)[::-1].cumsum()
    # Fractions can add up to a hair less than their sum: the last place then completes it.
    places = min(int(np.searchsorted(running, values.sum() * of / 100)) + 1, len(running))
    return places, running[places - 1]


def spread(table, rows, columns, value):
    """Return `value` with a row for each of `rows`, a column for each of `columns`, and their `total`.

    A row of which one part is suppressed is suppressed, of which one part is not available is not
    available: what appears side by side adds up, so a hidden part could be had from the others.

    >>> long = pd.DataFrame({"month": ["May", "May"], "placed": ["inside", "outside"], "offences": [9, 1]})
    >>> spread(long, "month", "placed", "offences")
      month  inside  outside  total method status
    0   May       9        1     10    NaN  shown
    """
    parts = pooled(table, [rows, columns], [value])
    whole = pooled(parts, [rows], [value])
    wide = parts.pivot(index=rows, columns=columns, values=value).reindex(whole[rows])
    wide = wide[list(dict.fromkeys(parts[columns]))]
    wide.columns.name = None
    wide.index = whole.index
    wide = wide.where(whole["status"].eq(SHOWN), axis=0)
    return pd.concat([whole[[rows]], wide, whole.rename(columns={value: "total"}).drop(columns=rows)], axis=1)
