"""Options for closing gaps: whom each reaches, what it costs, and what it is known to do."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table

COSTS = ["cost", "cost_lower", "cost_upper"]
EFFECTS = ["effect_pct", "effect_lower_pct", "effect_upper_pct"]


@table("Options for closing gaps", "an option", ["options"])
def options(area: str) -> pd.DataFrame:
    """Return what could close each gap: people reached in a year, pounds in `cost_unit`, and the effect.

    `effect_pct` is how many of a hundred people reached are helped, with its interval and source. A cost or
    an effect that nobody gave is blank, and such an option cannot be ranked.
    """
    return log_table.load(area, "options", _ranges)


def _ranges(log, _):
    rows = log.frame
    log.refuse(
        rows["people_lower"] > rows["people_upper"],
        "reaches fewer at most than at least. Turn people_lower and people_upper round.",
    )
    for what, called, fill in (
        (COSTS, "a cost", "cost, cost_lower and cost_upper: the same amount in all three for a fixed price"),
        (EFFECTS, "an effect", "all three"),
    ):
        given, blank = rows[what].notna().any(axis=1), rows[what].isna().any(axis=1)
        log.refuse(
            given & blank,
            f"has {called} without a range, or a range without {called}. Fill in {fill}.",
        )
        value, lower, upper = (rows[column] for column in what)
        log.refuse(
            (value < lower) | (value > upper),
            f"has {called} that does not lie between {what[1]} and {what[2]}. Correct them.",
        )
    log.refuse(
        rows[COSTS].notna().any(axis=1) & rows["cost_unit"].isna(),
        "has a cost without a unit. Say in cost_unit whether it is a year's, once, or for each person.",
    )
    log.refuse(
        rows[EFFECTS].notna().any(axis=1) & rows["effect_source"].isna(),
        "has an effect that nobody measured. Name in effect_source where it comes from.",
    )
