"""How a series changes from year to year, and over what time, in the terms in which it is said."""

import numpy as np
import pandas as pd

from analysis.measures.status import SHOWN, listed, text
from analysis.measures.trends import NO_CLEAR_CHANGE, trend

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
