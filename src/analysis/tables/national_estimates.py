"""Estimates of how many people are in modern slavery in the whole country, with year, maker and status."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.tables.declaration import STATES, Declaration, checked

FILE = "national_estimates.csv"
NO_COUNTRY = "not given: an invented county is part of no country, and no real figure appears beside its own"


class NationalEstimates(Declaration):
    """A row for each estimate, the oldest first: context, and never a share of it by population."""

    people_from: pd.Int64Dtype = pa.Field(ge=1, nullable=True)
    people_to: pd.Int64Dtype = pa.Field(ge=1, nullable=True)
    of_year: str = pa.Field(str_matches=r"^20[0-9][0-9]$")
    said_by: str
    how: str
    state_of_it: str
    method: str
    status: str = pa.Field(isin=STATES)

    class Config:
        coerce = True


def load(area):
    """Return `NationalEstimates`; no figure is available for invented Sampleshire, part of no country."""
    rows = pd.read_csv(settings.data("reference", FILE), dtype={"of_year": "str"})
    rows = rows.astype({"people_from": "Int64", "people_to": "Int64"})
    rows = rows.assign(method="as its source says, without an interval of our own", status="shown")
    if areas.area(area).invented:
        blank = {"people_from": pd.NA, "people_to": pd.NA, "method": NO_COUNTRY, "status": "not available"}
        rows = rows.assign(**blank)
    return checked(NationalEstimates, rows, FILE)
