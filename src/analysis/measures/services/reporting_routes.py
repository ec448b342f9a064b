"""The safe reporting routes as a pathway: which door, who answers, what is passed on, where it may drop."""

import pandas as pd

from analysis.measures.services.helping import BETWEEN, ENGLISH, YES, in_short
from analysis.measures.services.network import FROM, TO
from analysis.measures.services.verified import STALE_AFTER_DAYS
from analysis.measures.status import SHOWN, require, text

NO_SUCH_ROUTE, NATIONAL = "no such route", "national"
CHECKED, NOT_LATELY, NEVER, NOT_YET = (
    "checked",
    "not checked for long",
    "not checked since it was said",
    "said after this day",
)
NOT_STATED = "not stated"
NOT_WORDS = ("routes", "checked", "wanting", "unanswered", "said_on", "checked_on")


def reporting_pathway(routes, services, network, as_of, stale_after=STALE_AFTER_DAYS):
    """Return each safe reporting route with who answers, what they pass on to whom, and where it may drop.

    A route is found in the directory `services` by the name of a service or of an organisation, and in
    `network` by the latter's. What nobody wrote down is "not stated". National routes that differ by name
    alone stand in one row, their names together, and `routes` counts them.

    Columns: `route`, `routes`, `checked`, `wanting` and `unanswered` (how many of them were checked lately,
    are said not to exist, and are in no directory), `kind`, `reach`, `offers`, `languages`, `hours`,
    `passes_on_to` (with what is shared), `said_on`, `checked_on`, `check` ("checked" up to `stale_after` days
    before `as_of`, "not checked for long", "not checked since it was said", "said after this day"),
    `where_it_drops`, `status`.

    >>> days = pd.to_datetime(["2026-05-20"])
    >>> routes = pd.DataFrame({"route": ["Advice line"], "kind": "anonymous report", "reach": "local",
    ...     "offers": "It takes a report without a name.", "stated_on": days, "verified_on": days})
    >>> services = pd.DataFrame({"organisation": "Advice", "service": ["Advice line"], "languages": "Polish",
    ...     "interpreters": "no", "hours": "office hours", "accepts_no_recourse": "yes"})
    >>> network = pd.DataFrame({"from_organisation": [], "to_organisation": [], "shared": []})
    >>> found = reporting_pathway(routes, services, network, "2026-06-30")
    >>> found[["languages", "check", "where_it_drops"]].values.tolist()
    [['Polish', 'checked', 'it is not known whom it passes people on to']]
    """
    require(routes, "route", "kind", "reach", "offers", "stated_on", "verified_on")
    require(services, "organisation", "service", "languages", "interpreters", "hours", "accepts_no_recourse")
    require(network, FROM, TO, "shared")
    alike = [name for name in routes.columns if name != "route"]
    apart = routes["route"].where(routes["reach"] != NATIONAL, "")
    rows = []
    for _, group in routes.groupby([*alike, apart.rename("apart")], sort=False, dropna=False):
        route = group.iloc[0]
        names = group["route"].str.casefold()
        here = services["service"].str.casefold().isin(names) | services["organisation"].str.casefold().isin(
            names
        )
        answering = services[here]
        onward = network[network[FROM].isin(answering["organisation"])]
        check = _check(route, pd.Timestamp(as_of), stale_after)
        rows.append(
            {
                "route": BETWEEN.join(group["route"]),
                "routes": len(group),
                "checked": len(group) * int(check == CHECKED),
                "wanting": len(group) * int(route["kind"] == NO_SUCH_ROUTE),
                "unanswered": len(group) * int(answering.empty),
                "kind": route["kind"],
                "reach": route["reach"],
                "offers": route["offers"],
                "languages": BETWEEN.join(spoken_by(answering)) or NOT_STATED,
                "hours": BETWEEN.join(dict.fromkeys(answering["hours"])) or NOT_STATED,
                "passes_on_to": BETWEEN.join(f"{row[TO]} ({row['shared']})" for _, row in onward.iterrows())
                or NOT_STATED,
                "said_on": route["stated_on"],
                "checked_on": route["verified_on"],
                "check": check,
                "where_it_drops": BETWEEN.join(_drops(route, answering, onward, check)) or "nowhere known",
            }
        )
    columns = ["route", "routes", "checked", "wanting", "unanswered", "kind", "reach", "offers", "languages",
               "hours", "passes_on_to", "said_on", "checked_on", "check", "where_it_drops"]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns)
    words = [name for name in columns if name not in NOT_WORDS]
    return found.astype(dict.fromkeys(words, "str")).assign(status=text([SHOWN] * len(found)))


def spoken_by(services):
    """Return the languages that the staff of `services` speak, each once and by its short name."""
    return dict.fromkeys(in_short(name) for cell in services["languages"] for name in cell.split(BETWEEN))


def _check(route, day, stale_after):
    if route["stated_on"] > day:
        return NOT_YET
    if pd.isna(route["verified_on"]) or route["verified_on"] > day:
        return NEVER
    return CHECKED if (day - route["verified_on"]).days <= stale_after else NOT_LATELY


def _drops(route, answering, onward, check):
    """Yield in words each place at which somebody who takes the route may be lost."""
    if route["kind"] == NO_SUCH_ROUTE:
        yield "there is none to take"
        return
    if check != CHECKED:
        yield {NOT_YET: "it was not known yet on this day"}.get(check, f"{check}: it may be gone")
    if answering.empty:
        yield "languages, hours and next steps are written down nowhere"
        return
    if list(spoken_by(answering)) == [in_short(ENGLISH)]:
        helped = answering["interpreters"].eq(YES).any()
        yield "English alone" + (", with an interpreter" if helped else " and no interpreter")
    if not answering["accepts_no_recourse"].eq(YES).any():
        yield "it does not say that it helps people with no recourse"
    if onward.empty:
        yield "it is not known whom it passes people on to"
