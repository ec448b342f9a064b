"""What victims and professionals said, from the office's log of words that may be printed."""

import pandas as pd
import pandera.pandas as pa

from analysis.tables import office_logs
from analysis.tables.as_of import known
from analysis.tables.declaration import Declaration, checked, empty

NAME = "quotations"


class Quotations(Declaration):
    """A row for each quotation whose speaker agreed, and which a role in the office checked."""

    quotation: str
    said_by: str
    consented: str = pa.Field(isin=["yes"])
    checked_by: str
    checked_on: pd.Timestamp


def load(area):
    """Return `Quotations` of an area; without the log a table without rows.

    Raises InputError naming file, row and rule, never a word of it: above all for a row that is not marked
    as consented and checked: a reader of the log must not have to remember which may be printed.
    """
    log = office_logs.opened(area, NAME)
    if log is None:
        return empty(Quotations)
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
    log.refuse(
        rows.assign(quotation=rows["quotation"].str.casefold()).duplicated("quotation"),
        "a second row with the same words. Keep one of them.",
    )
    return checked(Quotations, known(rows, "checked_on"), log.place)
