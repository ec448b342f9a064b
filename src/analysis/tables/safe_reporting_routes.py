"""The safe reporting routes that are known: who offers them, whom they tell, and when they were checked."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError, nearest
from analysis.tables.declaration import Declaration, checked

FILE = "safe_reporting_routes.csv"
KINDS = (
    "partner who reports",
    "anonymous report",
    "modern slavery first responder",
    "outreach",
    "help without a report",
    "no such route",
)
SHARING = ("never", "only with consent", "not known", "may")
NOT_KNOWN = "not known"
LOCAL, NATIONAL, UNSURE = "local", "national", "national, not known whether it serves the area"
# Where a national route works, by the letters with which codes of places in England and Wales begin.
WORKS_IN = {
    "England": "E",
    "Wales": "W",
    "England and Wales": "EW",
    "United Kingdom": "EW",
    "Scotland": "",
    "Northern Ireland": "",
}


class SafeReportingRoutes(Declaration):
    """A row for each route of an area and for each national one that may serve it, the area's own first.

    `kind` "no such route" is a route that its source says is missing: it may not be promised. `verified_on`
    is the day on which somebody saw that it is still so, blank where nobody has since it was said.
    `shares_with_enforcement` is whether it shares details of people with immigration enforcement, as the
    people who run it or the document named in `sharing_said_by` said on `sharing_said_on`; where it is "not
    known" these two say who was asked or what was read, or are blank.
    """

    route: str
    kind: str = pa.Field(isin=KINDS)
    reach: str = pa.Field(isin=(LOCAL, NATIONAL, UNSURE))
    offers: str
    shares_with_enforcement: str = pa.Field(isin=SHARING)
    sharing_said_by: str = pa.Field(nullable=True)
    sharing_said_on: pd.Timestamp = pa.Field(nullable=True)
    source: str
    stated_on: pd.Timestamp
    verified_on: pd.Timestamp = pa.Field(nullable=True)

    class Config:
        unique = ["route"]


def load(area):
    """Return `SafeReportingRoutes` of an area; invented Sampleshire has invented routes and no others.

    A national route that works in another nation alone serves nobody here and has no row.
    """
    found = areas.area(area)
    listed = _read(settings.data("reference", FILE))
    rows = listed[listed["area"] == found.slug].assign(reach=LOCAL)
    if not found.invented:
        nation = found.police_force_area_code[0]
        here = [name for name, letters in WORKS_IN.items() if nation in letters]
        serving = listed[listed["area"].isin(here)].assign(reach=NATIONAL)
        rows = pd.concat([rows, serving, listed[listed["area"] == NOT_KNOWN].assign(reach=UNSURE)])
    return checked(SafeReportingRoutes, rows, FILE)


def _read(path):
    days = ("sharing_said_on", "stated_on", "verified_on")
    rows = pd.read_csv(path, dtype="str")
    for name in days:
        found = pd.to_datetime(rows[name], format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
        wrong = found.isna() & (rows[name].notna() | (name == "stated_on"))
        if wrong.any():
            row = rows[wrong].iloc[0]
            raise InputError(
                f'{path.name}, route "{row["route"]}", {name}: found "{row[name]}", '
                "expected a day as 2026-05-20."
            )
        rows[name] = found
    for row in rows.itertuples():
        fault = _fault(row)
        if fault:
            raise InputError(f'{path.name}, route "{row.route}": {fault}')
    return rows


def _fault(row):
    """Return what is wrong with a row, and what to do; None where nothing is."""
    if pd.isna(row.source):
        return "has no source. Say who said so."
    if row.area not in (*WORKS_IN, NOT_KNOWN):
        slugs = [one.slug for one in areas.all_areas() + areas.all_areas(invented=True)]
        if row.area not in slugs:
            return (
                f'area: found "{row.area}", expected the short name of a police force area, '
                f"{', '.join(WORKS_IN)} or {NOT_KNOWN}. {nearest(row.area, [*slugs, *WORKS_IN])}"
            ).rstrip()
    if row.shares_with_enforcement not in SHARING:
        return (
            f'shares_with_enforcement: found "{row.shares_with_enforcement}", expected one of: '
            f"{'; '.join(SHARING)}."
        )
    blank = pd.isna(row.sharing_said_by), pd.isna(row.sharing_said_on)
    if blank[0] != blank[1] or (blank[0] and row.shares_with_enforcement != NOT_KNOWN):
        return (
            "says whether it shares details with immigration enforcement, and not who said so or on which "
            'day. Fill in sharing_said_by and sharing_said_on, or write "not known" until somebody has '
            "asked the people who run it."
        )
    return None
