"""Outreach events, by month and neighbourhood team."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table


@table("Outreach events", "a month, team, language and setting", ["outreach"])
def outreach(area: str) -> pd.DataFrame:
    """Return events by month (`period_start`), team, language and setting; 0 where there were none.

    `language` is blank for English or several languages at once.
    """
    return log_table.load(area, "outreach", _held)


def _held(log, _):
    rows = log.frame
    log.refuse(
        (rows["events"] > 0) & (rows["setting"].isna() | rows["interpreter"].isna()),
        "has events, and setting or interpreter is blank. Fill in both.",
    )
    log.refuse(
        rows["events"].eq(0) & rows.groupby(["month", "neighbourhood_team"])["events"].transform("sum").gt(0),
        "says that the team held no event in a month in which another row says that it did. Keep the one "
        "that is right.",
    )
