"""How many people each provider could take on: the office's log of capacity."""

import pandas as pd
import pandera.pandas as pa

from analysis.tables import office_logs
from analysis.tables.as_of import known
from analysis.tables.declaration import Declaration, checked, empty

NAME = "provider_capacity"


class ProviderCapacity(Declaration):
    """A row for each provider and quarter; `places` are people whom it could take on in the quarter.

    A quarter without a row is one that nobody asked about; a quarter in which nobody was taken on has 0.
    """

    provider: str
    quarter: str = pa.Field(str_matches=r"^20[0-9][0-9]-Q[1-4]$")
    places: int = pa.Field(ge=0)
    said_by: str
    said_on: pd.Timestamp

    class Config:
        unique = ["provider", "quarter"]


def load(area):
    """Return `ProviderCapacity` of an area; without the log a table without rows.

    Raises InputError naming file, row and rule, never a value.
    """
    log = office_logs.opened(area, NAME)
    if log is None:
        return empty(ProviderCapacity)
    rows = log.frame.astype({"places": "int64"})
    log.refuse(
        rows.assign(provider=rows["provider"].str.casefold()).duplicated(["provider", "quarter"]),
        "a second row for the same provider and quarter. Keep the one that was said last.",
    )
    return checked(ProviderCapacity, known(rows, "said_on"), log.place)
