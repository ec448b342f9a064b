"""Contracts of services for victims: what is paid for, by whom, and until when."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table


@table("Contracts of services for victims", "a contract", ["contracts"])
def contracts(area: str) -> pd.DataFrame:
    """Return what is paid for, by whom, from when until when, and in pounds a year, as it was said last."""
    return log_table.load(area, "contracts", _in_time)


def _in_time(log, _):
    rows = log.frame
    log.refuse(rows["ends_on"] < rows["starts_on"], "ends before it begins. Correct starts_on or ends_on.")
    log.refuse(
        rows["decide_by"] > rows["ends_on"],
        "is to be decided after it has ended. Correct decide_by or ends_on.",
    )
