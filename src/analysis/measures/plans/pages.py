"""The communications plan as a page shows it: what to make, what to buy, where to send people."""

import numpy as np
import pandas as pd

from analysis.measures.languages.pages import NOT_PUBLISHED
from analysis.measures.places.location import in_larger_places
from analysis.measures.plans.logs import (
    NO_FAULT,
    NOTHING_CHANGED,
    PLANNED,
    PUBLISHED,
    WITHDRAWN,
    outreach_against_need,
    pieces_now,
)
from analysis.measures.plans.reach import best_choice
from analysis.measures.plans.spending import first_to_reach
from analysis.measures.rates.status import SHOWN, require, text
from analysis.measures.services.enforcement import NOBODY_SAID
from analysis.measures.services.reporting_routes import FIRST, NOT_AMONG

OUT, STALE, NOT_FIT, TAKEN_BACK = (
    "out, and in date",
    "out, and past its day of review",
    "not fit to publish yet",
    "withdrawn",
)
EVERYWHERE = "everywhere"
TO_MAKE = "to make first"
TEAM = "neighbourhood_team"


def pieces_to_do(piece_tests, as_of):
    """Return each piece as it stands on a day, what keeps it from being published, and the tests it had.

    Columns: those of `pieces_now` (with `overdue` in words for `days_overdue`), `state` in words, `wanting`
    (what it needs before it may go out, or, when it is past its review, that it must be looked at),
    `status`. What is to be done comes first.
    """
    now = pieces_now(piece_tests, as_of)
    fit = now["stage"] == PUBLISHED
    state = np.select([fit & now["stale"], fit, now["stage"] == WITHDRAWN], [STALE, OUT, TAKEN_BACK], NOT_FIT)
    wanting = [_wanting(row, what) for row, what in zip(now.itertuples(), state, strict=True)]
    overdue = [None if pd.isna(days) else _days(int(days)) for days in now["days_overdue"]]
    made = now.drop(columns="days_overdue").assign(
        state=text(state), wanting=text(wanting), overdue=text(overdue), status=text([SHOWN] * len(now))
    )
    order = {STALE: 0, NOT_FIT: 1, OUT: 2, TAKEN_BACK: 3}
    return made.sort_values("state", key=lambda states: states.map(order), kind="stable", ignore_index=True)


def _days(number):
    return f"{number:,} day{'' if number == 1 else 's'}"


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


def what_to_buy(need, channels, curve, area, part=2 / 3, **how):
    """Return the best choice for the smallest budget of a curve with which `part` of its reach is reached.

    A row for each language and channel, and for each language's material. Columns: `language`, `what` (the
    channel, or the material "to make first"), `where` (the places, or everywhere), `cost`, `people_reached`
    by it, `budget`, `status`. Without a curve it has no rows. A person who is reached by two rows is
    in both: people reached do not add up over rows. `how` goes to `best_choice`.
    """
    columns = ["language", "what", "where", "cost", "people_reached", "budget", "status"]
    if not len(curve):
        return pd.DataFrame(columns=columns)
    budget = float(first_to_reach(curve, part)["budget"].iloc[0])
    bought = best_choice(need, channels, budget, area, **how)
    made = bought["kind"] == "material"
    rows = bought.assign(
        what=bought["channel"].where(~made, bought["channel"] + f", {TO_MAKE}"),
        where=bought[area].where(bought[area].notna(), EVERYWHERE),
    )
    # Reached is blank for a material: it reaches nobody by itself.
    joined = rows.groupby(["language", "what"], sort=False, as_index=False).agg(
        where=("where", ", ".join),
        cost=("cost", "sum"),
        people_reached=("people_reached", lambda people: people.sum(min_count=1)),
        made=("kind", "first"),
    )
    order = {name: at for at, name in enumerate(dict.fromkeys(need["language"]))}
    joined = joined.sort_values(
        ["language", "made", "cost"],
        key=lambda values: values.map(order) if values.name == "language" else values,
        ascending=[True, False, False],
        ignore_index=True,
    )
    return joined.assign(
        people_reached=joined["people_reached"].round().astype("Int64"),
        cost=joined["cost"].round().astype("int64"),
        budget=budget,
        status=SHOWN,
    )[columns]


def not_bought(bought, chosen):
    """Return how many of the languages `chosen` get nothing of what is `bought`, and which: one row.

    Without a purchase there is no row. Columns: `languages`, `all_languages`, `named`, `status`.
    """
    columns = ["languages", "all_languages", "named", "status"]
    if not len(bought):
        return pd.DataFrame(columns=columns)
    lacking = [name for name in chosen if name not in set(bought["language"])]
    row = [len(lacking), len(chosen), ", ".join(lacking) or "none", SHOWN]
    return pd.DataFrame([row], columns=columns)


def need_by_team(not_proficient, places):
    """Return the people not proficient in English of each team's area, added up from small areas.

    `not_proficient` has a row for each `lsoa21_code`, `places` names its team. Without a list of teams there
    are not rows.
    """
    require(places, "lsoa21_code", TEAM)
    if not len(places) or places[TEAM].isna().all():
        return pd.DataFrame(
            {TEAM: pd.Series(dtype="str"), "people_not_proficient": pd.Series(dtype="float64")}
        )
    counted = not_proficient.drop(columns=["lower", "upper"], errors="ignore")
    return in_larger_places(
        counted, places, "lsoa21_code", TEAM, by=None, value="people_not_proficient"
    ).drop(columns=["lower", "upper"])


def outreach_page(outreach, need):
    """Return `outreach_against_need`, the team with most need first, with `gap_points`.

    `gap_points` is by how many points of 100 a team's share of the need is larger than its share of the
    events; it is blank where there is no share. Teams without a row in the log come last.
    """
    if not len(need) or not len(outreach):
        columns = [TEAM, "people_not_proficient", "events", "rate_per_1000", "gap_points", "status"]
        return pd.DataFrame(columns=columns)
    found = outreach_against_need(outreach, need)
    gap = found["share_of_need_pct"] - found["share_of_events_pct"]
    ranked = found.assign(gap_points=gap, _silent=gap.isna())
    ranked = ranked.sort_values(
        ["_silent", "people_not_proficient"], ascending=[True, False], kind="stable", ignore_index=True
    ).drop(columns="_silent")
    whole = ranked[["people_not_proficient", "events"]].round().astype("Int64")
    return ranked.assign(**{name: whole[name] for name in whole})


def shares_side_by_side(page, most=12):
    """Return the shares of need and of events of the teams with most need: a row for each team and `what`."""
    columns = [TEAM, "what", "share_pct", "status"]
    if not len(page):
        return pd.DataFrame(columns=columns)
    kept = page[page["status"] == SHOWN].nlargest(most, "people_not_proficient")
    names = {"share_of_need_pct": "share of the need", "share_of_events_pct": "share of the events"}
    long = kept.melt([TEAM], list(names), var_name="what", value_name="share_pct")
    order = {team: at for at, team in enumerate(kept[TEAM])}
    long = long.sort_values(TEAM, key=lambda teams: teams.map(order), kind="stable", ignore_index=True)
    return long.assign(what=long["what"].map(names), status=SHOWN)[columns]


def places_withheld(rows, placed, column):
    """Return `rows` by `language` with `column`, a place, withheld where the language is not in `placed`."""
    require(rows, "language", column)
    return rows.assign(**{column: rows[column].where(rows["language"].isin(placed), NOT_PUBLISHED)})


def campaign_routes(campaigns, doors):
    """Return each campaign with the route that it sends people to, and whether that may be offered first.

    Columns: `campaign`, `route`, `sharing`, `check`, `offer` ("not among the routes" where `doors`, from
    `reporting_pathway`, has no route of that name), `status`.
    """
    require(campaigns, "campaign", "route")
    known = doors[["route", "sharing", "check", "offer"]].assign(key=doors["route"].str.casefold())
    rows = campaigns[["campaign", "route"]].assign(key=campaigns["route"].str.casefold())
    found = rows.merge(known.drop(columns="route"), on="key", how="left", validate="many_to_one")
    blank = {"sharing": NOBODY_SAID, "check": NOT_AMONG, "offer": NOT_AMONG}
    found = found.drop(columns="key").fillna(blank).astype("str")
    return found.assign(status=text([SHOWN] * len(found)))


def campaign_routes_in_words(sent):
    """Return in a sentence, `says`, how many campaigns of `campaign_routes` sent people to a safe route."""
    first, every = int((sent["offer"] == FIRST).sum()), len(sent)
    to = "sent people to a route that is safe to offer first"
    says = f"{first} of {every} campaigns {to}"
    if not first:
        says = f"No campaign {to}"
    elif first == every:
        says = f"The one campaign {to}" if every == 1 else f"All {every} campaigns {to}"
    return pd.DataFrame({"says": text([says]), "status": text([SHOWN])})
