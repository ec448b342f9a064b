"""What the office's own test log says: pieces planned, tested, out and stale, and what each still needs."""

import numpy as np
import pandas as pd

from analysis.errors import how_many
from analysis.measures.languages.pages import NOT_PUBLISHED
from analysis.measures.plans.readers import safe_routes
from analysis.measures.rates.status import require, text
from analysis.measures.services.directory import BETWEEN, YES
from analysis.measures.services.enforcement import IT_SHARES, MAY
from analysis.measures.services.reporting_routes import CHECKED, FIRST, NOT_STATED, routes_named
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["campaign_reach", "findings", "live_pieces", "pieces_to_do"]

ITEM = ("piece", "language", "area", "channel")
WHO = ("translator", "second_reader", "critical_friend")
PLANNED, PUBLISHED, WITHDRAWN = "planned", "published", "withdrawn"
NO_FAULT, NOTHING_CHANGED = "no fault found", "none needed"
OWN_LOG = "count of the office's own log, no sampling interval"
OUT, STALE, NOT_FIT, TAKEN_BACK = (
    "out, and in date",
    "out, and past its day of review",
    "not fit to publish yet",
    "withdrawn",
)


def pieces_now(piece_tests: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return the latest row of each piece in one language, area and channel, with `stale` and `days_overdue`.

    A published piece is stale from the day after `review_by`; `days_overdue` is how long it has been, and
    blank where it is not. A test after the day `as_of` is not known yet.
    """
    require(piece_tests, *ITEM, "stage", "tested_on", "review_by")
    day = pd.Timestamp(as_of)
    known = piece_tests[piece_tests["tested_on"].isna() | (piece_tests["tested_on"] <= day)]
    latest = (
        known.sort_values("tested_on", kind="stable", na_position="first")
        .drop_duplicates(list(ITEM), keep="last")
        .sort_values(list(ITEM))
    )
    overdue = (day - latest["review_by"]).dt.days
    stale = (latest["stage"] == PUBLISHED) & (overdue > 0)
    return latest.assign(stale=stale, days_overdue=overdue.where(stale)).reset_index(drop=True)


def campaign_reach(piece_tests: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return how far the pieces of each language are: M23, the share planned that is out and in date.

    `pieces` are all but those withdrawn; `translated`, `read_twice`, `tested` and `published` count how many
    came that far, `stale` the published ones past their review, `in_date` the rest of those, and `share_pct`
    is `in_date` of `pieces`. There is no interval: everything in the log is counted.
    """
    rows = pieces_now(piece_tests, as_of)
    kept, published = rows["stage"] != WITHDRAWN, rows["stage"] == PUBLISHED
    flags = {
        "pieces": kept,
        "translated": kept & (rows["stage"] != PLANNED),
        "read_twice": kept & rows["second_reader"].notna(),
        "tested": kept & rows["tested_on"].notna() & rows["critical_friend"].notna(),
        "published": published,
        "stale": rows["stale"],
        "in_date": published & ~rows["stale"],
        "withdrawn": ~kept,
    }
    counted = pd.DataFrame(flags).astype("int64").groupby(rows["language"]).sum().reset_index()
    some = counted["pieces"] > 0
    return counted.assign(
        share_pct=100 * counted["in_date"] / counted["pieces"].where(some),
        method=text(np.where(some, OWN_LOG, "not given: every piece was withdrawn")),
        status=text(np.where(some, SHOWN, NOT_AVAILABLE)),
    )


WITHDRAW, REWORD, RING, KEEP = "withdraw or cover now", "correct its words now", "telephone first", "keep"
COVER = "cover, and telephone the people who made it"
ACTIONS = (WITHDRAW, REWORD, COVER, RING, KEEP)  # the most urgent first
WORKING_DAYS = 5  # within which somebody has to telephone
NO_ROUTE_KNOWN = "no campaign names its route"
NAMES_A_REFUGE = "it is a refuge, which nothing outside may name"
WITHOUT_ROUTE = "999 in danger, 101 otherwise, and that the police may share what they are told"
WHOLE_AREA = "whole area"


def live_pieces(
    piece_tests: pd.DataFrame,
    campaigns: pd.DataFrame,
    doors: pd.DataFrame,
    services: pd.DataFrame,
    reference: pd.DataFrame,
    as_of: str,
) -> pd.DataFrame:
    """Return each piece that is out, the route that it sends readers to, and what to do about it now.

    A piece is out while its log says published, past its review as well. Its routes are those of the campaign
    of its own name, in its language, by its channel and in its area or the whole one: what another campaign
    names says nothing of it. What a route says of immigration enforcement is in `doors`, from
    `reporting_pathway`, or in the directory `services`. A piece is withdrawn or covered now where its route
    "shares", or is a refuge; where it "may" share, its words are corrected to say so now; where no campaign
    names its route, it is covered, and the people who made it are telephoned within five working days; where
    nobody knows what the route shares, nobody asked within a year, it is not among the routes that were
    checked, or details may go further on, the route is telephoned in that time. Only a piece whose route may
    be offered first is kept.

    `reference` is the table of languages: readers are given meanwhile what a brief for them may name.

    Columns: `piece`, `language`, `channel`, `route`, `sharing`, `action`, `by` (a day), `instead` (what its
    readers are given meanwhile), `past_review` ("yes" or "no"), `status`; the most urgent first. Where a
    piece hangs is left out: with its language it may tell where a community is.
    """
    require(campaigns, "campaign", "language", "channel", "route", "area")
    require(reference, "language", "kind")
    day = pd.Timestamp(as_of)
    known = routes_named(campaigns["route"], doors, services, as_of).set_index("key")
    languages = reference.set_index("language", drop=False)
    telephone = day + pd.offsets.BusinessDay(WORKING_DAYS)
    by = {WITHDRAW: day, REWORD: day, COVER: telephone, RING: telephone, KEEP: pd.NaT}
    rows = []
    for piece in pieces_now(piece_tests, as_of).query("stage == @PUBLISHED").itertuples():
        for route in _routes_of(piece, campaigns) or [None]:
            said = None if route is None else known.loc[route.casefold()]
            action = _action(said)
            instead = None if action == KEEP else _instead(doors, languages.loc[piece.language])
            late = "yes" if piece.stale else "no"
            named = [piece.piece, piece.language, piece.channel, route]
            rows.append([*named, _sharing(said), action, by[action], instead, late])
    columns = ["piece", "language", "channel", "route", "sharing", "action", "by", "instead", "past_review"]
    found = pd.DataFrame(rows, columns=columns).drop_duplicates(ignore_index=True)
    words = {name: text(found[name]) for name in columns if name != "by"}
    found = found.assign(**words, by=found["by"].astype("datetime64[us]"), status=SHOWN)
    return found.sort_values(
        "action", key=lambda names: names.map(ACTIONS.index), kind="stable", ignore_index=True
    )


def _routes_of(piece, campaigns):
    """Return the routes of the campaign that a piece belongs to, each once."""
    named = campaigns["campaign"].str.casefold().eq(piece.piece.casefold())
    own = campaigns[named & campaigns["language"].eq(piece.language)]
    areas = own["area"].str.casefold()
    here = areas.eq(piece.area.casefold()) | areas.eq(WHOLE_AREA) | (piece.area.casefold() == WHOLE_AREA)
    used = [piece.channel in cell.split(BETWEEN) for cell in own["channel"]]
    return list(dict.fromkeys(own[here & np.array(used, dtype=bool)]["route"]))


def _sharing(said):
    if said is None:
        return NO_ROUTE_KNOWN
    return f"{said['sharing']}; {NAMES_A_REFUGE}" if said["refuge"] == YES else said["sharing"]


def _action(said):
    if said is None:
        return COVER
    if said["answer"] == IT_SHARES or said["refuge"] == YES:
        return WITHDRAW
    if said["answer"] == MAY:
        return REWORD
    return KEEP if said["offer"] == FIRST and said["check"] == CHECKED else RING


def _instead(doors, language):
    """Return what readers are given in place of a route: one that a brief for them may name, and the police.

    With it stands what limits it: whom it passes people on to who may share, and when its money ends.
    """
    safe = safe_routes(doors, language)
    if not len(safe):
        return WITHOUT_ROUTE
    first = safe.iloc[0]
    _, *limits = first["sharing"].split(BETWEEN)
    limits += [first["money_ends"]] if first["money_ends"] != NOT_STATED else []
    named = f"{first['route']} ({BETWEEN.join(limits)})" if limits else first["route"]
    return f"{named}; {WITHOUT_ROUTE}"


def findings(piece_tests: pd.DataFrame) -> pd.DataFrame:
    """Return how many tests found each fault, most frequent first, and how many led to a change.

    `fault` is "no" in the row of the tests that found none.
    """
    require(piece_tests, "finding", "change_made")
    tested = piece_tests[piece_tests["finding"].notna()]
    changed = tested["change_made"].notna() & (tested["change_made"] != NOTHING_CHANGED)
    each = tested.assign(finding=tested["finding"].str.split("; "), changed=changed).explode("finding")
    counted = each.groupby("finding", sort=True, as_index=False).agg(
        tests=("finding", "size"), changed=("changed", "sum")
    )
    counted = counted.sort_values("tests", ascending=False, kind="stable", ignore_index=True)
    fault = np.where(counted["finding"] == NO_FAULT, "no", "yes")
    return counted.assign(fault=text(fault), method=OWN_LOG, status=SHOWN)


def pieces_to_do(piece_tests: pd.DataFrame, as_of: str, placed: list[str] | None = None) -> pd.DataFrame:
    """Return each piece as it stands on a day, what keeps it from being published, and the tests it had.

    Columns: those of `pieces_now` (with `overdue` in words for `days_overdue`), `state` in words, `wanting`
    (what it needs before it may go out, or, when it is past its review, that it must be looked at),
    `status`. What is to be done comes first. Who translated, read and tested a piece is left out: their names
    may tell a place. Where `placed` is given, the `area` of a piece in any other language is withheld (see
    `may_be_placed`).
    """
    now = pieces_now(piece_tests, as_of)
    fit = now["stage"] == PUBLISHED
    state = np.select([fit & now["stale"], fit, now["stage"] == WITHDRAWN], [STALE, OUT, TAKEN_BACK], NOT_FIT)
    wanting = [_wanting(row, what) for row, what in zip(now.itertuples(), state, strict=True)]
    overdue = [None if pd.isna(days) else how_many(int(days), "days") for days in now["days_overdue"]]
    if placed is not None:
        now["area"] = now["area"].where(now["language"].isin(placed), NOT_PUBLISHED)
    made = now.drop(columns=["days_overdue", *WHO]).assign(
        state=text(state), wanting=text(wanting), overdue=text(overdue), status=SHOWN
    )
    order = {STALE: 0, NOT_FIT: 1, OUT: 2, TAKEN_BACK: 3}
    return made.sort_values("state", key=lambda states: states.map(order), kind="stable", ignore_index=True)


def _wanting(row, state):
    if state == STALE:
        return "to be looked at again, or taken in"
    if state != NOT_FIT:
        return "nothing"
    steps = [
        ("a translation", row.stage == PLANNED or pd.isna(row.translator)),
        ("a second native reader", pd.isna(row.second_reader)),
        (
            "a test by a critical friend",
            pd.isna(row.critical_friend) or pd.isna(row.tested_on) or pd.isna(row.finding),
        ),
        ("a change that fixes what was found", _unfixed(row)),
        ("approval", row.approved != "yes"),
        ("a day of review", pd.isna(row.review_by)),
    ]
    return ", ".join(what for what, lacks in steps if lacks)


def _unfixed(row):
    found = pd.notna(row.finding) and row.finding != NO_FAULT
    return found and (pd.isna(row.change_made) or row.change_made == NOTHING_CHANGED)
