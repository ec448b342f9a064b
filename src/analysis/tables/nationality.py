"""Counts of referrals and reports by nationality, each person's two nationalities apart."""

import pandas as pd
import pandera.pandas as pa

from analysis.sources import nationalities
from analysis.tables.declaration import QUARTER, Declaration


class ByNationality(Declaration):
    """The columns that `each` gives before a count and its status."""

    quarter: str = pa.Field(str_matches=QUARTER)
    period_end: pd.Timestamp
    nationality: str = pa.Field(str_matches=r"\S")
    country: str = pa.Field(str_matches=r"^([A-Z]{3})?$")

    class Config:
        unique = ["quarter", "nationality"]


def each(by_quarter, count):
    """Return a row per quarter and single nationality: somebody of two nationalities counts under each.

    `by_quarter` is {quarter: rows with `nationality` and `count`}. Columns: `quarter`, `period_end` (its last
    day), `nationality`, `country` (ISO alpha-3, "" for none), `count` and `status`. So rows add to more than
    the total of the quarter. A label that names none of the list stands as it is, without a country.
    """
    parts = [rows[["nationality", count]].assign(quarter=quarter) for quarter, rows in by_quarter.items()]
    names = ["quarter", "nationality", count]
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({name: [] for name in names})
    rows["nationality"] = [nationalities.named_in(text) or (text,) for text in rows["nationality"]]
    rows = rows.explode("nationality").groupby(["quarter", "nationality"], as_index=False)[count].sum()
    listed = nationalities.listed()
    ends = pd.PeriodIndex(rows["quarter"].str.replace("-", ""), freq="Q").end_time.normalize()
    return rows.assign(
        period_end=ends,
        country=[listed[name].country if name in listed else "" for name in rows["nationality"]],
        status="shown",
    )
