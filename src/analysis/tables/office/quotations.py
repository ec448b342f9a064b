"""Words of victims and professionals that may be printed."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table


@table("Words of victims and professionals that may be printed", "a quotation", ["quotations"])
def quotations(area: str) -> pd.DataFrame:
    """Return words of victims and professionals that may be printed: they agreed, and a role checked them.

    A row that is not marked as both is refused: a reader of the log must not have to remember which may be
    printed.
    """
    return log_table.load(area, "quotations", _may_be_printed)


def _may_be_printed(log, _):
    rows = log.frame
    log.refuse(
        rows["consented"] != "yes",
        "is not marked as consented. Take the row out, or ask the person and write yes under consented.",
    )
    log.refuse(
        rows["checked_by"].isna() | rows["checked_on"].isna(),
        "is not marked as checked. Take the row out, or have it checked and fill in checked_by and "
        "checked_on.",
    )
