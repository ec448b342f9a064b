"""The safe reporting routes: which may be offered first, who answers, and where people may drop out."""

import pandas as pd

from analysis.measures.rates.status import in_day, phrase, require, text, two_quarters_after
from analysis.measures.services.directory import BETWEEN, ENGLISH, YES, in_short
from analysis.measures.services.enforcement import (
    ANSWERS,
    DAYS_A_CHECK_HOLDS,
    IT_SHARES,
    MAY,
    NOT_KNOWN,
    SAFE,
    SAID_ON,
    SHARES,
    least_safe,
    sharing_said,
)
from analysis.measures.services.network import FROM, TO
from analysis.states import SHOWN

__all__ = ["police_routes", "reporting_pathway", "routes_in_words"]

NO_SUCH_ROUTE = "no such route"
LOCAL, NATIONAL, UNSURE = "local", "national", "national, not known whether it serves the area"
REACHES = (LOCAL, NATIONAL, UNSURE)
CHECKED, NOT_LATELY, NEVER_CHECKED, NOT_YET = (
    "checked",
    "not checked for a year",
    "not checked since it was said",
    "said after this day",
)
# What may be done with a route, the best first
FIRST, NOT_FIRST, NOT_READY, WANTING = "may be offered first", "not first", "not yet", "does not exist"
OFFERS = (FIRST, NOT_FIRST, NOT_READY, WANTING)
NO_FIRST = "No route is known to be safe, so none may be offered first: ask before anybody is sent to one."
# What the map of who passes people on to whom says of a tie by which details may leave without consent
UNASKED = ("without asking, by law or policy", "unknown")
NO_DETAILS = "nothing: the person is told where to go"
HOPS = 2  # organisations on from a route, whose answers decide with its own
STATED_AS_DONE = "stated as done"  # a kind of commitment
FIRST_RESPONDER = "modern slavery first responder"
TO_HOME_OFFICE = "a referral to the National Referral Mechanism goes to the Home Office"
NOT_STATED, NOTHING, NOT_AMONG = "not stated", "nothing", "not among the routes"
NO_HOURS, NOT_ASKED = "unknown", "not asked for a year"
NOT_LISTED = f"{NOT_KNOWN} (it is not among the routes or services that are listed)"
WORDS = ["route", "kind", "reach", "offers", "answer", "sharing", "check", "offer", "to_do", "languages",
         "hours", "telephone", "interpreters", "channels", "passes_on_to", "where_it_drops", "money_ends",
         "seen", "refuge"]  # fmt: skip
DAYS = ["said_on", "checked_on"]
# What reaches the police everywhere, and is listed beside the routes whatever the office supplied
POLICE = {
    "999": ("Call in danger.", "yes, in danger"),
    "101, or any police officer": ("Call where nobody is in danger.", "yes, with what the police may share"),
}
ANY_LANGUAGE = "English; an interpreter on request"
NO_POLICY = "the force's own policy was not supplied for this edition"
PRINT_POLICY = "print the force's own policy, and its date, beside it"


def reporting_pathway(
    routes: pd.DataFrame, services: pd.DataFrame, network: pd.DataFrame, as_of: str
) -> pd.DataFrame:
    """Return each safe reporting route with what it says of immigration enforcement and who answers.

    Only a route that somebody checked up to a year before `as_of` counts as one. `offer` says what may be
    done with it: it "may be offered first" where, within that year, it said that it never shares details
    with immigration enforcement, or only with consent, and passes nobody on without asking, nor with details
    to somebody who may share them, two organisations on (`HOPS`); "not first" where it or one of these may
    share them, or nobody knows, and for a referral into the National Referral Mechanism, which goes to the
    Home Office; "not yet" where nobody checked it, or knows whether it serves
    the area; and "does not exist" where its source says that there is none. They come in this order.

    A route is found in the directory `services` by the name of a service or of an organisation, and in
    `network` by the latter's. The languages and hours that the office wrote down of the route itself count
    before the directory's. Where the directory's answer on immigration enforcement is less safe than the
    route's own, the directory's counts. What nobody wrote down is "not stated".

    Columns: `route`, `kind`, `reach` ("local", "national", or "national, not known whether it serves the
    area"), `offers`, `answer` (on immigration enforcement), `sharing` (the answer, who gave it and when, and
    what happens further on), `check`, `seen` (when it was checked, in words), `offer`, `to_do` (what has to
    be done before it is offered, "nothing" where nothing has), `languages`, `hours`, `telephone`,
    `interpreters`, `channels`, `passes_on_to` (with what is shared), `where_it_drops`, `money_ends` (in
    words, of each service whose funding ends within two quarters), `refuge` ("yes" or "no"), `said_on`,
    `checked_on`, `status`.

    >>> day = pd.to_datetime(["2026-05-20"])
    >>> said = {"shares_with_enforcement": "never", "sharing_said_by": "Manager", "sharing_said_on": day}
    >>> routes = pd.DataFrame({"route": ["Advice line"], "kind": "anonymous report", "reach": "local",
    ...     "offers": "It takes a report without a name.", "stated_on": day, "verified_on": day,
    ...     "languages": None, "hours": None, "telephone": None} | said)
    >>> services = pd.DataFrame({"organisation": "Advice", "service": ["Advice line"], "languages": "Polish",
    ...     "interpreters": "no", "channel": "telephone", "hours": "office hours",
    ...     "accepts_no_recourse": "yes", "funded_until": pd.NaT, "refuge": "no"} | said)
    >>> network = pd.DataFrame({"from_organisation": [], "to_organisation": [], "shared": []})
    >>> found = reporting_pathway(routes, services, network, "2026-06-30")
    >>> found[["sharing", "offer", "languages"]].values.tolist()
    [['never (Manager, 20 May 2026)', 'may be offered first', 'Polish']]
    """
    require(
        routes,
        "route",
        "kind",
        "reach",
        "offers",
        "stated_on",
        "verified_on",
        "languages",
        "hours",
        "telephone",
    )
    require(services, "organisation", "service", "languages", "interpreters", "channel", "hours")
    require(services, "accepts_no_recourse", "funded_until", "refuge")
    require(network, FROM, TO, "shared")
    day = pd.Timestamp(as_of)
    routes, services = sharing_said(routes, day), sharing_said(services, day)
    rows = [_row(route, services, network, day) for _, route in routes.iterrows()]
    found = pd.DataFrame(rows, columns=[*WORDS, *DAYS, "rank"])
    found = found.astype(dict.fromkeys(WORDS, "str") | dict.fromkeys(DAYS, "datetime64[us]"))
    found = found.sort_values("rank", kind="stable", ignore_index=True).drop(columns="rank")
    return found.assign(status=SHOWN)


def police_routes(commitments: pd.DataFrame) -> pd.DataFrame:
    """Return 999, and 101 with any officer, as rows of `reporting_pathway`: they are always there.

    Beside them stands what the force says of its policy on sharing details: its own first commitment to the
    first recommendation of the super-complaint, of `tables.registers.commitments`, with its day.

    >>> none = pd.DataFrame({"recommendations": [], "kind": [], "says": [], "body": [], "stated_on": []})
    >>> police_routes(none)[["route", "sharing"]].values.tolist()[0]
    ['999', "may (the force's own policy was not supplied for this edition)"]
    """
    require(commitments, "recommendations", "kind", "says", "body", "stated_on")
    first = commitments["recommendations"].astype("str").str.split(BETWEEN).str[0].eq("1")
    said = commitments[first & commitments["kind"].eq(STATED_AS_DONE)].head(1)
    policy = [f"{one.says.rstrip('.')} ({one.body}, {in_day(one.stated_on)})" for one in said.itertuples()]
    seen = [f"policy stated on {in_day(day)}" for day in said["stated_on"]]
    rows = [
        {
            "route": route,
            "kind": "police",
            "reach": NATIONAL,
            "offers": offers,
            "sharing": f"{MAY}. The force says: {policy[0]}" if policy else f"{MAY} ({NO_POLICY})",
            "check": NOT_STATED,
            "offer": offer,
            "to_do": PRINT_POLICY,
            "languages": ANY_LANGUAGE,
            "hours": "day and night",
            "passes_on_to": NOT_STATED,
            "where_it_drops": "people who fear what is passed on may not call",
            "seen": seen[0] if seen else NOT_STATED,
        }
        for route, (offers, offer) in POLICE.items()
    ]
    return pd.DataFrame(rows, dtype="str").assign(status=SHOWN)


def routes_named(names: pd.Series, doors: pd.DataFrame, services: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return what is known of each route that somebody names: of the list of routes, else of the directory.

    `doors` is from `reporting_pathway`. A service or an organisation that is in the directory alone was not
    checked as a route, but what it said of immigration enforcement is known. Columns: `key` (the name in
    small letters), `answer`, `sharing`, `check` and `offer` ("not among the routes" for what is not in
    `doors`), `refuge`.
    """
    columns = ["key", "answer", "sharing", "check", "offer", "refuge"]
    require(doors, "route", *columns[1:])
    said = sharing_said(services, as_of)
    listed = {row.route.casefold(): row for row in doors.itertuples()}
    rows = []
    for key in dict.fromkeys(name.casefold() for name in names):
        answering = answering_to(key, said)
        if key in listed:
            rows.append([key, *(getattr(listed[key], name) for name in columns[1:])])
        elif len(answering):
            worst = least_safe(answering)
            refuge = _is_refuge(key, answering)
            rows.append([key, worst[SHARES], worst["sharing"], NOT_AMONG, NOT_AMONG, refuge])
        else:
            rows.append([key, NOT_KNOWN, NOT_LISTED, NOT_AMONG, NOT_AMONG, "no"])
    return pd.DataFrame(rows, columns=columns, dtype="str")


def answering_to(name: str, services: pd.DataFrame) -> pd.DataFrame:
    """Return the services of a name, and those of an organisation of it."""
    named = services[["service", "organisation"]].apply(lambda names: names.str.casefold())
    return services[named.eq(name.casefold()).any(axis=1)]


def _is_refuge(name, answering):
    """Return "yes" where a name is that of a refuge, or of an organisation that has nothing else."""
    refuge = answering["refuge"].eq(YES)
    own = refuge & answering["service"].str.casefold().eq(name.casefold())
    return YES if own.any() or (len(refuge) and refuge.all()) else "no"


def routes_in_words(doors: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return in sentences how many routes were checked, which do not exist, and who answers.

    `own` is `tables.office.reporting_routes`: where the office supplied no list of its own, nothing is known
    of who checked a route and who answers there. What does not exist is not a route, and neither is one of
    which nobody had said by then. Columns: `local`, `others` (national routes, and those that do not exist),
    `answered`, `status`.

    >>> names = ["route", "kind", "reach", "check", "offer", "languages", "said_on", "checked_on"]
    >>> routes_in_words(pd.DataFrame(columns=names), pd.DataFrame())["local"].tolist()
    ['No local reporting route is recorded']
    """
    require(doors, "kind", "reach", "check", "offer", "languages", "said_on", "checked_on")
    rows = doors[(doors["kind"] != NO_SUCH_ROUTE) & (doors["check"] != NOT_YET)]
    not_looked_up = doors["reach"].eq(NATIONAL) & doors["check"].eq(NOT_YET)
    here, serving, supplied = rows[rows["reach"] == LOCAL], rows[rows["reach"] == NATIONAL], len(own) > 0
    checked, far = (int(part["check"].eq(CHECKED).sum()) for part in (here, serving))
    last = here[["said_on", "checked_on"]].max().max() if len(here) else None
    others = [
        *([] if len(rows) == 0 or rows["offer"].eq(FIRST).any() else [NO_FIRST]),
        *_national(len(serving), far, int(rows["reach"].eq(UNSURE).sum()), bool(not_looked_up.any())),
        *_not_there(doors[doors["offer"] == WANTING]),
    ]
    return pd.DataFrame(
        {
            "local": text([_local(len(here), checked, int(here["offer"].eq(FIRST).sum()), last, supplied)]),
            "others": text([" ".join(others) or "No national route is listed for this edition."]),
            "answered": text([_answered(len(rows), rows["languages"].eq(NOT_STATED).sum(), supplied)]),
            "status": text([SHOWN]),
        }
    )


def _local(routes, checked, first, last, supplied):
    if not routes:
        return "No local reporting route is recorded"
    if not checked and not supplied:
        were = "1 local reporting route was" if routes == 1 else f"{routes} local reporting routes were"
        return f"{were} named by {last:%B %Y}; no list of checked routes was supplied for this edition"
    if not checked:
        return f"No local reporting route has been checked since {last:%B %Y}"
    if routes == 1:
        safe = "may be offered first" if first else "is not known to be safe"
        return f"The only local reporting route was checked within a year and {safe}"
    were = "was" if checked == 1 else "were"
    start = f"{checked} of {routes} local reporting routes {were} checked within a year"
    if not first:
        return f"{start}; {'it is not' if checked == 1 else 'no route is'} known to be safe"
    return f"{start}; {first} may be offered first"


def _national(routes, checked, unsure, not_looked_up):
    """Yield sentences on the national routes that serve an area, and those of which nobody has said."""
    if not routes:
        if not_looked_up:
            yield "Which national routes serve this area was looked up after the day of this edition."
    elif routes == 1:
        when = "was checked within a year" if checked else "has not been checked within a year"
        yield f"One national route serves this area; it {when}."
    else:
        when = f"{checked or 'no route'} {'were' if checked > 1 else 'was'} checked within a year"
        yield f"{routes} national routes serve this area; {when}."
    if unsure:
        more = "one more national route serves" if unsure == 1 else f"{unsure} more national routes serve"
        yield f"Nobody has said whether {more} it."


def _not_there(rows):
    """Yield a sentence on the routes that are said not to exist."""
    if len(rows):
        named = BETWEEN.join(f"{row.route} (said on {in_day(row.said_on)})" for row in rows.itertuples())
        yield f"Not to be promised, because it is said not to exist: {named}."


def _answered(routes, silent, supplied):
    if not supplied and silent == routes:
        return "What each route offers; no list of who answers was supplied for this edition"
    if not silent:
        return "Each route, who answers there, and where people may drop out"
    if silent == routes:
        return "For no route is it written down who answers in which language"
    each = "route" if silent == 1 else "routes"
    return f"For {silent} {each} of {routes} it is not written down who answers in which language"


def _row(route, services, network, day):
    """Return a route's row of `reporting_pathway`, with its `rank` among the others."""
    answering = answering_to(route["route"], services)
    onward = network[network[FROM].isin(answering["organisation"])]
    check = _check(route, day)
    said = least_safe(pd.concat([route.to_frame().T, answering])[[SHARES, SAID_ON, "sharing", "safe"]])
    unasked = onward["shared"].isin(UNASKED).any()
    safe = said["safe"] == YES
    after = _unsafe_after(onward[TO], services) if safe else []
    unsafe, beyond = _unsafe_beyond(onward, services, network) if safe else (False, [])
    referred = route["kind"] == FIRST_RESPONDER
    alone = safe and not unasked and not unsafe and not referred
    offer = _offer(route["kind"], route["reach"], check, alone)
    ends = list(_money_ends(route, answering, day))
    channels = dict.fromkeys(way for cell in answering["channel"] for way in cell.split(BETWEEN))
    passed_on = [f"{row[TO]} ({row['shared']})" for _, row in onward.iterrows()]
    return {
        "route": route["route"],
        "kind": route["kind"],
        "reach": route["reach"],
        "offers": route["offers"],
        "answer": said[SHARES],
        "sharing": BETWEEN.join([said["sharing"], *([TO_HOME_OFFICE] if referred else []), *after, *beyond]),
        "check": check,
        "offer": offer,
        "to_do": BETWEEN.join(_to_do(offer, route["reach"], check, said, unasked, after, unsafe)) or NOTHING,
        "languages": BETWEEN.join(_spoken(route, answering)) or NOT_STATED,
        "hours": BETWEEN.join(_hours(route, answering)) or NOT_STATED,
        "telephone": NOT_STATED if pd.isna(route["telephone"]) else route["telephone"],
        "interpreters": _any(answering["interpreters"]),
        "channels": BETWEEN.join(channels) or NOT_STATED,
        "passes_on_to": BETWEEN.join(passed_on) or NOT_STATED,
        "where_it_drops": BETWEEN.join([*_drops(route, answering, onward, check), *ends]) or "nowhere known",
        "money_ends": BETWEEN.join(ends) or NOT_STATED,
        "seen": _seen(route, check),
        "refuge": _is_refuge(route["route"], answering),
        "said_on": route["stated_on"],
        "checked_on": route["verified_on"],
        "rank": (OFFERS.index(offer), REACHES.index(route["reach"]), ANSWERS.index(said[SHARES])),
    }


def _unsafe_beyond(onward, services, network):
    """Return whether a person's details may go to somebody who may share them, and beyond the next in words.

    They are looked for in the organisations that `HOPS` steps reach. A person who is only told where to go
    takes no details along: what the next one shares is told (`_unsafe_after`), and is the person's to decide.
    """
    unsafe, words, at = False, [], onward[onward["shared"] != NO_DETAILS]
    for hop in range(HOPS):
        for name in dict.fromkeys(at[TO]):
            rows = services[services["organisation"] == name]
            if not len(rows) or rows["safe"].ne(YES).any():
                unsafe = True
                words += [_shares_further_on(name, rows)] if hop else []
        following = network[network[FROM].isin(at[TO]) & (network["shared"] != NO_DETAILS)]
        if hop + 1 < HOPS:
            unasked = following[following["shared"].isin(UNASKED)]
            unsafe |= len(unasked) > 0
            words += [
                f"{row[FROM]} passes people on to {row[TO]} without asking" for _, row in unasked.iterrows()
            ]
        at = following
    return unsafe, list(dict.fromkeys(words))


def _shares_further_on(name, services):
    """Return in words that an organisation two steps on may share details, or that nobody knows."""
    unsafe = services[services["safe"] != YES]
    answer = least_safe(unsafe)[SHARES] if len(unsafe) else NOT_KNOWN
    if answer in (MAY, IT_SHARES):
        return f"{name}, further on, {'may share' if answer == MAY else 'shares'} what it is told"
    lately = " within a year" if answer in SAFE else ""
    return f"nobody has said{lately} whether {name}, further on, shares what it is told"


def _money_ends(route, answering, day):
    """Yield in words when the money of each service that answers ends, where that is within two quarters."""
    ending = answering[answering["funded_until"] <= two_quarters_after(day)].sort_values("funded_until")
    for _, service in ending.iterrows():
        own = service["service"].casefold() == route["route"].casefold()
        whose = "its money" if own or len(answering) == 1 else f"the money of its “{service['service']}”"
        last = service["funded_until"]
        yield f"{whose} {'ends' if last >= day else 'ended'} on {in_day(last)}"


def _unsafe_after(organisations, services):
    """Return in words, if any, those organisations that are not known to be safe, each with its answer."""
    named = []
    for name in dict.fromkeys(organisations):
        rows = services[services["organisation"] == name]
        unsafe = rows[rows["safe"] != YES]
        if len(unsafe) or not len(rows):
            answer = least_safe(unsafe)[SHARES] if len(unsafe) else NOT_KNOWN
            named.append(f"{name} ({NOT_ASKED if answer in SAFE else answer})")
    return [f"passes people on to {phrase(named)}"] if named else []


def _spoken(route, services):
    """Return the languages of those who answer, each once and by its short name."""
    cells = services["languages"] if pd.isna(route["languages"]) else [route["languages"]]
    return dict.fromkeys(in_short(name) for cell in cells for name in cell.split(BETWEEN))


def _hours(route, services):
    """Return when a route can be reached, where somebody wrote it down."""
    known = services["hours"] if pd.isna(route["hours"]) else [route["hours"]]
    return dict.fromkeys(hours for hours in known if hours != NO_HOURS)


def _any(answers):
    """Return "yes" where one of the answers is, else the first; not stated where there is none."""
    given = list(answers)
    return YES if YES in given else given[0] if given else NOT_STATED


def _check(route, day):
    if route["stated_on"] > day:
        return NOT_YET
    if pd.isna(route["verified_on"]) or route["verified_on"] > day:
        return NEVER_CHECKED
    return CHECKED if (day - route["verified_on"]).days <= DAYS_A_CHECK_HOLDS else NOT_LATELY


def _seen(route, check):
    """Return in words when a route was last checked, or said to be there."""
    if check in (CHECKED, NOT_LATELY):
        return f"{'checked' if check == CHECKED else 'last checked'} on {in_day(route['verified_on'])}"
    return f"said on {in_day(route['stated_on'])}{'' if check == NOT_YET else ', not checked since'}"


def _offer(kind, reach, check, safe):
    if kind == NO_SUCH_ROUTE:
        return WANTING
    if check != CHECKED or reach == UNSURE:
        return NOT_READY
    return FIRST if safe else NOT_FIRST


def _to_do(offer, reach, check, said, unasked, after, unsafe):
    """Yield what somebody has to do before a route is offered, first or at all."""
    if offer == WANTING:
        yield "find somebody to run it"
        return
    if check != CHECKED:
        yield "check that it is still there"
    if reach == UNSURE:
        yield "ask whether it serves this area"
    if said[SHARES] in (MAY, IT_SHARES):
        yield "agree that it shares nothing without consent"
    elif said["safe"] != YES:
        again = "again " if said[SHARES] in SAFE else ""
        yield f"ask {again}whether it shares details with immigration enforcement"
    if unasked:
        yield "agree that it passes nobody on without asking"
    elif unsafe:
        yield "agree with those that it passes details on to that they share nothing without consent"
    elif after:
        yield "tell people what the next organisation may share, before they are passed on"


def _drops(route, answering, onward, check):
    """Yield in words each place at which somebody who takes the route may be lost."""
    if route["kind"] == NO_SUCH_ROUTE:
        yield "there is none to take"
        return
    if check != CHECKED:
        yield {NOT_YET: "it was not known yet on this day"}.get(check, f"{check}: it may be gone")
    spoken = list(_spoken(route, answering))
    if answering.empty:
        steps = "next steps" if spoken else "languages, hours and next steps"
        yield f"its {steps} were not supplied for this edition"
    if spoken == [in_short(ENGLISH)]:
        helped = answering["interpreters"].eq(YES).any()
        aided = ", with an interpreter" if helped else " and no interpreter"
        yield "English alone" + ("" if answering.empty else aided)
    if answering.empty:
        return
    if not answering["accepts_no_recourse"].eq(YES).any():
        yield "it does not say that it helps people with no recourse"
    if onward.empty:
        yield "it is not known whom it passes people on to"
