"""The safe reporting routes that are known: who offers them, who said so when, and when it was checked."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError
from analysis.tables.declaration import Declaration, checked

FILE = "safe_reporting_routes.csv"
NATIONAL = "national"
KINDS = (
    "partner who reports",
    "anonymous report",
    "modern slavery first responder",
    "outreach",
    "help without a report",
    "no such route",
)


class SafeReportingRoutes(Declaration):
    """A row for each route of an area and for each national one, the area's own first.

    `kind` "no such route" is a route that its source says is wanting: it may not be promised. `verified_on`
    is the day on which somebody saw that it is still so, blank where nobody has since it was said.
    """

    route: str
    kind: str = pa.Field(isin=KINDS)
    reach: str = pa.Field(isin=("local", "national"))
    offers: str
    source: str
    stated_on: pd.Timestamp
    verified_on: pd.Timestamp = pa.Field(nullable=True)

    class Config:
        unique = ["route"]


def load(area):
    """Return `SafeReportingRoutes` of an area; invented Sampleshire has invented routes and no others."""
    found = areas.area(area)
    listed = _read(settings.data("reference", FILE))
    rows = listed[listed["area"] == found.slug].assign(reach="local")
    if not found.invented:
        rows = pd.concat([rows, listed[listed["area"] == NATIONAL].assign(reach="national")])
    return checked(SafeReportingRoutes, rows, FILE)


def _read(path):
    rows = pd.read_csv(path, dtype={name: "str" for name in ("area", "route", "kind", "offers", "source")})
    for name in ("stated_on", "verified_on"):
        days = pd.to_datetime(rows[name], format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
        wrong = days.isna() & (rows[name].notna() | (name == "stated_on"))
        if wrong.any():
            row = rows[wrong].iloc[0]
            raise InputError(
                f'{path.name}, route "{row["route"]}", {name}: found "{row[name]}", '
                "expected a day as 2026-05-20."
            )
        rows[name] = days
    for row in rows[rows["source"].isna()].itertuples():
        raise InputError(f'{path.name}, route "{row.route}": has no source. Say who said so.')
    return rows
