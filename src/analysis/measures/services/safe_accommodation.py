"""Safe accommodation: who was supported, who was not and why, and who came from elsewhere."""

import numpy as np

from analysis.measures.rates.status import listed
from analysis.measures.victims.unknowns import (
    MISSING,
    UNKNOWN,
    labels_of,
    sums_by_label,
    sums_of,
    with_shares,
)

SUPPORTED, NOT_SUPPORTED = "Supported", "Not supported"
INSIDE, OUTSIDE = "In the area", "Outside the area"


def safe_accommodation(table, by=None, value="households", confidence=0.95):
    """Return, for each group of `by`, the households referred and the share of them that was supported.

    `table` has rows of `value` by `result`: "Supported", "Not supported", "Not supported: reason", or a label
    of what is not known. Columns: `by`, `<value>_referred`, `<value>_supported`, `<value>_not_supported`,
    `<value>_known`, `<value>_unknown`, and the share with interval and bounds, as `unknowns.shares` gives
    them.

    >>> import pandas as pd
    >>> labels = ["Supported", "Not supported: no space", "Unknown"]
    >>> seen = pd.DataFrame({"result": labels, "households": [40, 60, 25]})
    >>> found = safe_accommodation(seen)
    >>> found[["households_referred", "households_supported", "share_pct", "least_pct", "most_pct"]]
       households_referred  households_supported  share_pct  least_pct  most_pct
    0                125.0                  40.0       40.0       32.0      52.0
    """
    result, _ = _results(table)
    missing = np.isin(result, MISSING)
    sums = sums_of(
        table,
        listed(by),
        value,
        **{
            f"{value}_referred": np.ones(len(table), dtype=bool),
            f"{value}_supported": result == SUPPORTED,
            f"{value}_not_supported": result == NOT_SUPPORTED,
            f"{value}_known": ~missing,
            f"{value}_unknown": missing,
        },
    )
    names = f"{value}_supported", f"{value}_known", f"{value}_unknown"
    return with_shares(sums, *names, confidence=confidence)


def not_supported_by_reason(table, by=None, value="households", confidence=0.95):
    """Return, for each group of `by` and `reason`, how many households were not supported for it.

    `table` is that of `safe_accommodation`; the reason is what follows "Not supported: ". It is set
    against the households not supported whose reason is known (`<value>_reason_known`), with interval and
    bounds as `unknowns.shares` gives them. The reasons are those that appear in the table, the most frequent
    first; each group has all.
    """
    result, reason = _results(table)
    rows = table.assign(reason=reason)[result == NOT_SUPPORTED]
    rows = rows.sort_values(value, ascending=False, kind="stable", ignore_index=True)
    names = value, f"{value}_reason_known", f"{value}_reason_unknown"
    found = sums_by_label(rows, listed(by), "reason", value, *names[1:])
    return with_shares(found, *names, confidence=confidence)


def _results(table):
    """Return whether each row was supported, and the reason of those who were not."""
    label = labels_of(table, "result", (SUPPORTED, NOT_SUPPORTED), families=(NOT_SUPPORTED,))
    parts = [one.partition(": ") for one in label]
    return np.array([start for start, _, _ in parts], dtype=object), [rest or UNKNOWN for _, _, rest in parts]


def inflow_from_outside(table, by=None, value="households", confidence=0.95):
    """Return, for each group of `by`, the share of households that came from outside the area.

    `table` has rows of `value` by `came_from` ("In the area", "Outside the area", or a label of what is not
    known). They are part of the need: the Domestic Abuse Act 2021 has them counted. Columns: `by`,
    `<value>_from_outside`, `<value>_known`, `<value>_unknown`, and the share with interval and bounds.
    """
    found = labels_of(table, "came_from", (INSIDE, OUTSIDE))
    missing = np.isin(found, MISSING)
    sums = sums_of(
        table,
        listed(by),
        value,
        **{
            f"{value}_from_outside": found == OUTSIDE,
            f"{value}_known": ~missing,
            f"{value}_unknown": missing,
        },
    )
    names = f"{value}_from_outside", f"{value}_known", f"{value}_unknown"
    return with_shares(sums, *names, confidence=confidence)
