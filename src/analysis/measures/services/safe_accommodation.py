"""Safe accommodation: who was supported, who was not and why, and who came from elsewhere."""

import numpy as np
import pandas as pd

from analysis.measures.rates.status import text
from analysis.measures.victims.unknowns import (
    MISSING,
    UNKNOWN,
    labels_of,
    sums_by_label,
    sums_of,
    with_reasons,
    with_shares,
)

__all__ = ["inflow_from_outside", "not_supported_by_reason", "safe_accommodation"]

VALUE = "referred_households"
SUPPORTED, NOT_SUPPORTED = RESULTS = "Supported", "Not supported"
INSIDE, OUTSIDE = "In the area", "Outside the area"
# What each reason points to, where it is the most common.
LOOK_AT = {
    "no space": "more places would help most",
    "needs could not be met": "places with staff for complex needs would help most",
    "household too large": "larger homes would help most",
    "not eligible for funding": "a way to pay for people who cannot claim benefits would help most",
    "unsafe in the area": "agreements on places in other areas would help most",
    "declined": "the first step is to ask households why they said no",
    "could not be reached": "safe ways to reach households would help most",
}


def safe_accommodation(table: pd.DataFrame) -> pd.DataFrame:
    """Return, in one row, the households referred and the share of them that was supported.

    `table` has rows of `referred_households` by `result`: "Supported", "Not supported", "Not supported:
    reason", or a label of what is not known. Columns: `referred_households_referred`, `_supported`,
    `_not_supported`, `_known`, `_unknown`, and the share with interval and bounds, as `unknowns.shares` gives
    them.

    >>> import pandas as pd
    >>> labels = ["Supported", "Not supported: no space", "Unknown"]
    >>> found = safe_accommodation(pd.DataFrame({"result": labels, "referred_households": [40, 60, 25]}))
    >>> found[["referred_households_referred", "share_pct", "least_pct", "most_pct"]]
       referred_households_referred  share_pct  least_pct  most_pct
    0                         125.0       40.0       32.0      52.0
    """
    result, _ = with_reasons(table, "result", RESULTS, NOT_SUPPORTED)
    counted = {
        "referred": np.ones(len(table), dtype=bool),
        "supported": result == SUPPORTED,
        "not_supported": result == NOT_SUPPORTED,
    }
    return _with_share(table, counted, "supported", np.isin(result, MISSING))


def not_supported_by_reason(table: pd.DataFrame) -> pd.DataFrame:
    """Return, for each `reason`, how many households were not supported for it.

    `table` is that of `safe_accommodation`; the reason is what follows "Not supported: ". It is set against
    the households not supported whose reason is known (`referred_households_reason_known`), with interval and
    bounds as `unknowns.shares` gives them. The reasons are those that appear in the table, the most frequent
    first. `means` says what a reason points to, blank of one that says too little.
    """
    result, reasons = with_reasons(table, "result", RESULTS, NOT_SUPPORTED)
    rows = table.assign(reason=[reason or UNKNOWN for reason in reasons])[result == NOT_SUPPORTED]
    rows = rows.sort_values(VALUE, ascending=False, kind="stable", ignore_index=True)
    names = VALUE, f"{VALUE}_reason_known", f"{VALUE}_reason_unknown"
    found = with_shares(sums_by_label(rows, "reason", *names), *names)
    return found.assign(means=text(found["reason"].map(LOOK_AT)))


def inflow_from_outside(table: pd.DataFrame) -> pd.DataFrame:
    """Return, in one row, the share of households that came from outside the area.

    `table` has rows of `referred_households` by `came_from` ("In the area", "Outside the area", or a label of
    what is not known). They are part of the need: the Domestic Abuse Act 2021 has them counted. Columns:
    `referred_households_from_outside`, `_known`, `_unknown`, and the share with interval and bounds.
    """
    found = labels_of(table, "came_from", (INSIDE, OUTSIDE))
    return _with_share(table, {"from_outside": found == OUTSIDE}, "from_outside", np.isin(found, MISSING))


def _with_share(table, counted, part, missing):
    """Return the sums of the rows that each of `counted` picks, and the share of `part` in those known."""
    which = counted | {"known": ~missing, "unknown": missing}
    sums = sums_of(table, [], VALUE, **{f"{VALUE}_{name}": rows for name, rows in which.items()})
    return with_shares(sums, *(f"{VALUE}_{name}" for name in (part, "known", "unknown")))
