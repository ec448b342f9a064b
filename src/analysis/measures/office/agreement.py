"""Whether sources that give the same quantity give the same figure: a reader finds both on one page."""

import pandas as pd

from analysis.measures.rates.status import in_day, require, text
from analysis.measures.services.enforcement import SAID_ON, SHARES, least_safe, sharing_said
from analysis.measures.services.reporting_routes import answering_to
from analysis.states import SHOWN

__all__ = ["sources_compared"]

ALL = "Total recorded crime (excluding fraud)"
RECORDED = {
    ALL: None,
    "Violence against the person": "Violence against the person",
    "Sexual offences": "Sexual offences",
    "Robbery": "Robbery",
}
# Two publications of one year are of different days, and records change between: by less than one in fifty.
ALLOWED_PCT = 2.0
ROUTES, CONTRACTS, DIRECTORY = "the list of routes", "the list of contracts", "the directory"
OPEN_DATA, BY_PARTNERSHIP = "the Home Office's open data", "the table by partnership"
COLUMNS = ["quantity", "one_source", "one_says", "other_source", "other_says", "agree", "status"]


def sources_compared(
    recorded: pd.DataFrame,
    by_partnership: pd.DataFrame,
    revisions: pd.DataFrame,
    contracts: pd.DataFrame,
    routes: pd.DataFrame,
    services: pd.DataFrame,
    as_of: str,
) -> pd.DataFrame:
    """Return a row for each quantity that two sources give, and whether they agree as far as they can.

    `recorded` is `tables.crime.recorded_crime`, `by_partnership` that of its name, and `revisions` is
    `tables.crime.force_area_revisions`, a year in several publications: the same year's crime may differ by
    2% (`ALLOWED_PCT`), as the publications are of different days. `contracts` is what
    `contracts_now` gives, with the day that the directory has; `routes` and `services` are the tables of the
    office's reporting routes and directory, in which one service has one set of hours and languages, and one
    answer on immigration enforcement by the day `as_of`.

    Columns: `quantity`, `one_source`, `one_says`, `other_source`, `other_says`, `agree` ("yes" or "no"),
    `status`. What does not agree comes first.

    >>> days = pd.date_range("2025-04-01", periods=4, freq="QS")
    >>> one = pd.DataFrame({"period_start": days, "offence_group": "Robbery", "kind": "recorded crime",
    ...                     "offences": 25})
    >>> two = pd.DataFrame({"period": "year ending March 2026", "partnership": ["A"], "offence": "Robbery",
    ...                     "offences": 140, "status": "shown"})
    >>> none = {name: pd.DataFrame(columns=columns) for name, columns in {
    ...     "revisions": ["year_ending", "publication", "edition", "offences"],
    ...     "contracts": ["lot", "provider", "ends_on", "directory_says", "services"],
    ...     "routes": ["route", "hours", "languages"], "services": ["service", "hours", "languages"]}.items()}
    >>> found = sources_compared(one, two, **none, as_of="2026-06-30")
    >>> found[["quantity", "one_says", "other_says", "agree"]].values.tolist()
    [['Robbery, year ending March 2026', '100', '140', 'no']]
    """
    crime = [*_crime(recorded, by_partnership), *_revisions(revisions)]
    rows = [*crime, *own_lists_compared(contracts, routes, services, as_of)]
    found = pd.DataFrame(rows, columns=COLUMNS[:-1])
    found = found.assign(**{name: text(found[name]) for name in found.columns}, status=SHOWN)
    return found.sort_values("agree", kind="stable", ignore_index=True)


def own_lists_compared(
    contracts: pd.DataFrame, routes: pd.DataFrame, services: pd.DataFrame, as_of: pd.Timestamp | str
) -> list[tuple[str, ...]]:
    """Return the rows of `sources_compared` on what the office's own lists say, without their status."""
    return [*_contracts(contracts), *_routes(routes, services), *_sharing(routes, services, as_of)]


def _crime(recorded, by_partnership):
    require(recorded, "period_start", "offence_group", "kind", "offences")
    require(by_partnership, "period", "offence", "offences", "status")
    ours = recorded[recorded["kind"].eq("recorded crime")]
    for period, table in by_partnership.groupby("period", observed=True):
        last = pd.Timestamp(f"1 {period.removeprefix('year ending ')}")
        of_year = ours[ours["period_start"].between(last - pd.DateOffset(months=11), last)]
        if of_year["period_start"].nunique() != 4:
            continue
        for offence, group in RECORDED.items():
            rows = table[table["offence"] == offence]
            one = of_year if group is None else of_year[of_year["offence_group"] == group]
            if not len(rows) or not len(one) or not rows["status"].eq(SHOWN).all():
                continue
            figures = float(one["offences"].sum()), float(rows["offences"].sum())
            one_says, other_says = (f"{figure:,.0f}" for figure in figures)
            agree = _agree(_near(*figures))
            yield f"{offence}, {period}", OPEN_DATA, one_says, BY_PARTNERSHIP, other_says, agree


def _near(one, other):
    """Tell whether two figures of one year's crime are as near as two publications of it may be."""
    return abs(one - other) <= ALLOWED_PCT / 100 * max(one, other)


def _revisions(revisions):
    """Yield each year that several publications have, with the fewest and the most offences."""
    require(revisions, "year_ending", "publication", "edition", "offences")
    for year, rows in revisions.groupby("year_ending"):
        fewest, most = (rows.loc[rows["offences"].astype("int64").agg(end)] for end in ("idxmin", "idxmax"))
        quantity = f"{ALL}, year ending {pd.Timestamp(year):%B %Y}"
        says = [(row["edition"], f"{row['offences']:,}") for row in (fewest, most)]
        yield quantity, *says[0], *says[1], _agree(_near(fewest["offences"], most["offences"]))


def _contracts(contracts):
    require(contracts, "lot", "provider", "ends_on", "directory_says", "services")
    for row in contracts[contracts["services"].notna() & contracts["services"].ge(1)].itertuples():
        quantity, ends = f"Last day of the contract of {row.provider} ({row.lot})", in_day(row.ends_on)
        same = pd.isna(row.directory_says)
        other = ends if same else row.directory_says
        yield quantity, CONTRACTS, ends, DIRECTORY, other, _agree(same)


def _routes(routes, services):
    require(routes, "route", "hours", "languages")
    require(services, "service", "hours", "languages")
    listed = {row.service.casefold(): row for row in services.itertuples()}
    for row in routes.itertuples():
        other = listed.get(row.route.casefold())
        for name in ("hours", "languages") if other is not None else ():
            one, two = getattr(row, name), getattr(other, name)
            if pd.notna(one) and pd.notna(two):
                called, same = f"{name.capitalize()} of {row.route}", _parts(one) == _parts(two)
                yield called, ROUTES, one, DIRECTORY, two, _agree(same)


def _sharing(routes, services, as_of):
    """Yield the answers on immigration enforcement of each route, where both lists have one by this day."""
    if not len(routes) or not len(services):
        return
    told, listed = (sharing_said(rows, as_of).dropna(subset=SAID_ON) for rows in (routes, services))
    for _, route in told.iterrows():
        answering = answering_to(route["route"], listed)
        if len(answering):
            other = least_safe(answering)
            called, same = f"What {route['route']} says of sharing details", route[SHARES] == other[SHARES]
            yield called, ROUTES, route["sharing"], DIRECTORY, other["sharing"], _agree(same)


def _agree(same):
    return "yes" if same else "no"


def _parts(words):
    return {part.strip().casefold() for part in words.split(";")}
