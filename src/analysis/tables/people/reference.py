"""The pathway before, after and instead of the NRM: its states, estimates of it, support and safe routes."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError
from analysis.tables import listed
from analysis.tables.declaration import Declaration, checked
from analysis.tables.declared import table
from analysis.tables.office.asked_of_routes import NOT_KNOWN, SAID_BY_NOBODY, said_by_nobody
from analysis.tables.office.reporting_routes import reporting_routes

STATE_KINDS = ("start", "on the way", "end")
# Which question of the terms of reference a state belongs to; starts and ends belong to none.
PARTS = ("before", "leaving", "declining", "out of sight", "")


class PathwayStates(Declaration, status=False):
    """A row for each state: what it means, what may follow it, and who is usually responsible there.

    `part` is the question that it belongs to, and `start_counting` what to count where nobody does.
    """

    state: str = pa.Field(unique=True)
    kind: str = pa.Field(isin=STATE_KINDS)
    part: str = pa.Field(isin=PARTS)
    meaning: str
    may_be_followed_by: str
    usually_responsible: str
    start_counting: str


@table("States of the modern slavery pathway", "a state", ["registers"], shared=True)
def pathway_states(area: str | None = None) -> pd.DataFrame:
    """Return `PathwayStates` of data/reference/pathway_states.csv in the order of the pathway.

    They are the same for every `area`.
    """
    path = settings.data("reference", "pathway_states.csv")
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    return checked(PathwayStates, rows, path.name)


ESTIMATES = "national_estimates.csv"
NO_COUNTRY = "not given: an invented county is part of no country, and no real figure appears beside its own"


class NationalEstimates(Declaration, coerce=True):
    """A row for each estimate, the oldest first: context, and never a share of it by population."""

    people_from: pd.Int64Dtype = pa.Field(ge=1, nullable=True)
    people_to: pd.Int64Dtype = pa.Field(ge=1, nullable=True)
    of_year: str = pa.Field(matches=r"^20[0-9][0-9]$")
    said_by: str
    how: str
    state_of_it: str
    method: str


@table("National estimates of people in modern slavery", "an estimate", ["registers"])
def national_estimates(area: str) -> pd.DataFrame:
    """Return `NationalEstimates`; no figure is available for invented Sampleshire, part of no country."""
    rows = pd.read_csv(settings.data("reference", ESTIMATES), dtype={"of_year": "str"})
    rows = rows.astype({"people_from": "Int64", "people_to": "Int64"})
    rows = rows.assign(method="as its source says, without an interval of our own", status="shown")
    if areas.area(area).invented:
        blank = {"people_from": pd.NA, "people_to": pd.NA, "method": NO_COUNTRY, "status": "not available"}
        rows = rows.assign(**blank)
    return checked(NationalEstimates, rows, ESTIMATES)


SUPPORT = "slavery_support.csv"
NOT_GIVEN, NOT_CHECKED = "day not given", "not checked since"


class SlaverySupport(Declaration):
    """A row for each kind of support: `reach` is local or national; `stated`, `verified` when, in words."""

    part: str = pa.Field(isin=PARTS)
    reach: str = pa.Field(isin=("local", "national"))
    support: str
    commissioned_by: str
    source: str
    stated: str
    verified: str


@table("Support for victims of modern slavery", "a part of the pathway", ["registers"])
def slavery_support(area: str) -> pd.DataFrame:
    """Return `SlaverySupport` of an area, its own first; invented Sampleshire has no real support.

    Raises InputError naming the row for a day that is none.
    """
    found = areas.area(area)
    path = settings.data("reference", SUPPORT)
    rows = pd.read_csv(path, dtype="str")
    rows["stated"] = _day(rows, "stated_on", NOT_GIVEN)
    rows["verified"] = _day(rows, "verified_on", NOT_CHECKED)
    own = rows[rows["area"] == found.slug].assign(reach="local")
    country = rows[rows["area"] == listed.NATIONAL].assign(reach="national")
    kept = own if found.invented else pd.concat([own, country])
    return checked(SlaverySupport, kept.assign(status="shown"), SUPPORT)


def _day(rows, name, blank):
    exact = pd.to_datetime(rows[name], format="%Y-%m-%d", errors="coerce")
    month = pd.to_datetime(rows[name], format="%Y-%m", errors="coerce")
    wrong = exact.isna() & month.isna() & rows[name].notna()
    if wrong.any():
        raise InputError(
            f"{SUPPORT}, row {int(wrong.to_numpy().argmax()) + 2}, {name}: found "
            f'"{rows[name][wrong].iloc[0]}", expected a day as 2026-05-20, a month as 2026-05, or blank.'
        )
    said = [f"{day.day} {day:%B %Y}" if pd.notna(day) else "" for day in exact]
    return [day or (f"{one:%B %Y}" if pd.notna(one) else blank) for day, one in zip(said, month, strict=True)]


ROUTES = "safe_reporting_routes.csv"
ROUTE_KINDS = (
    "partner who reports",
    "anonymous report",
    "modern slavery first responder",
    "outreach",
    "help without a report",
    "no such route",
)
SHARING = ("never", "only with consent", "not known", "may", "shares")
LOCAL, NATIONAL_ROUTE, UNSURE = "local", "national", "national, not known whether it serves the area"
# Where a national route works, by the letters with which codes of places in England and Wales begin.
WORKS_IN = {
    "England": "E",
    "Wales": "W",
    "England and Wales": "EW",
    "United Kingdom": "EW",
    "Scotland": "",
    "Northern Ireland": "",
}


class SafeReportingRoutes(Declaration, unique=["route"], status=False):
    """A row for each route of an area and for each national one that may serve it, the area's own first.

    `kind` "no such route" is a route that its source says is missing: it may not be promised. `verified_on`
    is the day on which somebody saw that it is still so, blank where nobody has since it was said.
    `shares_with_enforcement` is whether it shares details of people with immigration enforcement, as the
    people who run it or the document named in `sharing_said_by` said on `sharing_said_on`; where it is "not
    known" these two say who was asked or what was read, or are blank. `languages` and `hours` of those who
    answer, and its `telephone`, are known of the routes that the office itself checked.
    """

    route: str
    kind: str = pa.Field(isin=ROUTE_KINDS)
    reach: str = pa.Field(isin=(LOCAL, NATIONAL_ROUTE, UNSURE))
    offers: str
    shares_with_enforcement: str = pa.Field(isin=SHARING)
    sharing_said_by: str = pa.Field(nullable=True)
    sharing_said_on: pd.Timestamp = pa.Field(nullable=True)
    source: str
    stated_on: pd.Timestamp
    verified_on: pd.Timestamp = pa.Field(nullable=True)
    languages: str = pa.Field(nullable=True)
    hours: str = pa.Field(nullable=True)
    telephone: str = pa.Field(nullable=True)


@table("Routes by which crime can be reported safely", "a route", ["registers", "reporting_routes"])
def safe_reporting_routes(area: str) -> pd.DataFrame:
    """Return `SafeReportingRoutes` of an area; invented Sampleshire has invented routes and no others.

    A national route that works in another nation alone serves nobody here and has no row. What the office
    says of a route in its own log counts before what the project lists.
    """
    found = areas.area(area)
    every = _routes(settings.data("reference", ROUTES))
    rows = every[every["area"] == found.slug].assign(reach=LOCAL)
    if not found.invented:
        nation = found.police_force_area_code[0]
        here = [name for name, letters in WORKS_IN.items() if nation in letters]
        serving = every[every["area"].isin(here)].assign(reach=NATIONAL_ROUTE)
        rows = pd.concat([rows, serving, every[every["area"] == NOT_KNOWN].assign(reach=UNSURE)])
    blank = pd.Series(None, index=rows.index, dtype="str")
    rows = _with_own(rows.assign(languages=blank, hours=blank, telephone=blank), reporting_routes(area))
    return checked(SafeReportingRoutes, rows, ROUTES)


def _with_own(rows, own):
    """Return routes with what the office says of them, and those that it adds, which are local, last."""
    if not len(own):
        return rows
    said = own.assign(
        source="The office's own list of routes",
        stated_on=own["checked_on"],
        verified_on=own["checked_on"],
        name=own["route"].str.casefold(),
    )
    names = rows["route"].str.casefold()
    listed = said.merge(rows.assign(name=names)[["name", "reach"]], on="name", how="left")
    added = listed.assign(reach=listed["reach"].fillna(LOCAL))
    # A route of the area that the office checked stands among the area's own, before the national ones.
    kept = rows[~names.isin(said["name"])]
    ranked = pd.concat([kept, added[list(rows.columns.intersection(added.columns))]])
    order = {LOCAL: 0, NATIONAL_ROUTE: 1, UNSURE: 2}
    return ranked.sort_values("reach", key=lambda reach: reach.map(order), kind="stable")


def _routes(path):
    rows = listed.days(
        pd.read_csv(path, dtype="str"), ("sharing_said_on", "stated_on", "verified_on"), path.name
    )
    places = [*listed.slugs(), *WORKS_IN, NOT_KNOWN]
    wanted = f"the short name of a police force area, {', '.join(WORKS_IN)} or {NOT_KNOWN}"
    listed.one_of(rows, "area", places, path.name, wanted)
    listed.refuse(rows, said_by_nobody(rows), path.name, SAID_BY_NOBODY)
    return rows
