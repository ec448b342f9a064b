"""How a series changes from year to year, in the terms in which it is said."""

import numpy as np

from analysis.measures.status import SHOWN, listed, text
from analysis.measures.trends import trend

FINDINGS = {"rose": "rose by", "fell": "fell by", "no clear change": "shows no clear change, about"}
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

    Takes what `trend` takes. Columns: `change_pct` (its size, without a sign), `lower_change_pct` and
    `upper_change_pct` (with signs), `direction` as `trend` gives it and `finding` in words that go before the
    size. A series that is too short has its row, without figures, and its reason in `method`.
    """
    terms = trend(table, count, **how)
    kept = terms[(terms["term"] == "trend per year") | (terms["status"] != SHOWN)].reset_index(drop=True)
    percent = {
        name: (kept[name].to_numpy(dtype=float) - 1) * 100 for name in ("rate_ratio", "lower", "upper")
    }
    groups = listed(how.get("by"))
    named = kept.assign(
        change_pct=np.abs(percent["rate_ratio"]),
        lower_change_pct=percent["lower"],
        upper_change_pct=percent["upper"],
        finding=text([FINDINGS.get(word) for word in kept["direction"]]),
    )
    return named[[*groups, *COLUMNS]]
