"""Campaigns: what ran where, from when, and beside which district it can be looked at."""

import pandas as pd

from analysis.extracts import logs
from analysis.tables.declared import table
from analysis.tables.office import log_table


@table("Campaigns", "a campaign in a language and place", ["campaigns"])
def campaigns(area: str) -> pd.DataFrame:
    """Return what ran where, from when, and the smallest rise in contacts that was worth the money."""
    return log_table.load(area, "campaigns", _comparable)


def _comparable(log, _):
    rows, whole = log.frame, logs.WHOLE_AREA
    log.refuse(
        rows["ended_on"] < rows["started_on"], "ends before it starts. Correct started_on or ended_on."
    )
    log.refuse(
        (rows["area"] == rows["comparison_area"]) | (rows["comparison_area"] == whole),
        "is compared with a place where it ran itself. Name a district where it did not run, or leave "
        "comparison_area blank.",
    )
    log.refuse(
        (rows["area"] == whole) & rows["comparison_area"].notna(),
        "ran in the whole area, and is compared with a part of it. Leave comparison_area blank.",
    )
