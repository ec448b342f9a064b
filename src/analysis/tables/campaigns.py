"""The office's campaign log: what ran where, from when, and what was hoped for before it started."""

import pandas as pd
import pandera.pandas as pa

from analysis import extracts
from analysis.tables import office_logs
from analysis.tables.declaration import Declaration, checked, empty

NAME = "campaigns"


class Campaigns(Declaration):
    """A row for each campaign; `hoped_for_pct` is the smallest rise in contacts that was worth the money."""

    campaign: str
    language: str
    channel: str
    route: str
    area: str
    comparison_area: str = pa.Field(nullable=True)
    started_on: pd.Timestamp
    ended_on: pd.Timestamp = pa.Field(nullable=True)
    hoped_for_pct: float = pa.Field(gt=0)

    class Config:
        unique = ["campaign"]


def load(area):
    """Return `Campaigns` of an area; without the log a table without rows.

    Raises InputError naming file, row and rule, never a value.
    """
    log = office_logs.opened(area, NAME)
    if log is None:
        return empty(Campaigns)
    rows = log.frame
    log.refuse(rows.duplicated("campaign"), "a second campaign with the same name. Give each its own.")
    log.refuse(
        rows["ended_on"] < rows["started_on"], "ends before it starts. Correct started_on or ended_on."
    )
    whole = extracts.WHOLE_AREA
    log.refuse(
        (rows["area"] == rows["comparison_area"]) | (rows["comparison_area"] == whole),
        "is compared with a place where it ran itself. Name a district where it did not run, or leave "
        "comparison_area blank.",
    )
    log.refuse(
        (rows["area"] == whole) & rows["comparison_area"].notna(),
        "ran in the whole area, and is compared with a part of it. Leave comparison_area blank.",
    )
    return checked(Campaigns, rows, log.place)
