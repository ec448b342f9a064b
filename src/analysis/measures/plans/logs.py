"""What the office's own logs say: pieces made, tested and out of date, and outreach against need."""

import numpy as np
import pandas as pd

from analysis.measures.rates.rates import rate
from analysis.measures.rates.status import (
    NOT_AVAILABLE,
    SHOWN,
    listed,
    numbers,
    refuse,
    require,
    statuses,
    text,
)

ITEM = ("piece", "language", "area", "channel")
PLANNED, PUBLISHED, WITHDRAWN = "planned", "published", "withdrawn"
NO_FAULT, NOTHING_CHANGED = "no fault found", "none needed"
OWN_LOG = "count of the office's own log, no sampling interval"
NOT_LOGGED = "not given: the log names no month of this team. No outreach, or none written down"
NO_SUCH_TEAM = "not given: the list of teams has no team of this name"


def pieces_now(piece_tests, as_of):
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


def campaign_reach(piece_tests, as_of, by="language"):
    """Return how far the pieces of each group of `by` are: M23, the share planned that is out and in date.

    `pieces` are all but those withdrawn; `translated`, `read_twice`, `tested` and `published` count how many
    came that far, `stale` the published ones past their review, `in_date` the rest of those, and `share_pct`
    is `in_date` of `pieces`. There is no interval: everything in the log is counted.
    """
    groups = listed(by)
    rows = pieces_now(piece_tests, as_of)
    require(rows, *groups)
    kept = rows["stage"] != WITHDRAWN
    published = rows["stage"] == PUBLISHED
    flags = pd.DataFrame(
        {
            "pieces": kept,
            "translated": kept & (rows["stage"] != PLANNED),
            "read_twice": kept & rows["second_reader"].notna(),
            "tested": kept & rows["tested_on"].notna() & rows["critical_friend"].notna(),
            "published": published,
            "stale": rows["stale"],
            "in_date": published & ~rows["stale"],
            "withdrawn": ~kept,
        }
    ).astype("int64")
    counted = pd.concat([rows[groups], flags], axis=1)
    if groups:
        counted = counted.groupby(groups, sort=True, as_index=False)[list(flags)].sum()
    else:
        counted = flags.sum().to_frame().T
    some = counted["pieces"].to_numpy() > 0
    pct = 100 * counted["in_date"].to_numpy() / np.where(some, counted["pieces"].to_numpy(), np.nan)
    return counted.assign(
        share_pct=pct,
        lower=np.nan,
        upper=np.nan,
        method=text(np.where(some, OWN_LOG, "not given: every piece was withdrawn")),
        status=text(np.where(some, SHOWN, NOT_AVAILABLE)),
    )


def findings(piece_tests):
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
    return counted.assign(
        fault=text(fault), method=text([OWN_LOG] * len(counted)), status=text([SHOWN] * len(counted))
    )


def outreach_against_need(outreach, need, team="neighbourhood_team", per=1_000):
    """Return outreach events for each neighbourhood team beside its need: M24.

    `need` has a row a team with `people_not_proficient`, of the census. `rate_per_1000` is events per 1,000
    of them in the whole time that the log covers, with the limits of `rate`. `share_of_events_pct` and
    `share_of_need_pct` set the two side by side over the teams that have both: where the second is much
    larger, outreach does not go where the need is. A team that the log does not name is not available and
    not zero: nobody wrote down that there was none. A team with fewer months than the log has a note.
    """
    require(outreach, "period_start", team, "events")
    require(need, team, "people_not_proficient")
    refuse(need, need.duplicated(team).to_numpy(), "Two rows for one team", "Add the two together first.")
    held = outreach.groupby(team, sort=True, as_index=False).agg(
        events=("events", "sum"), months_logged=("period_start", "nunique")
    )
    listed_need = need[[team, "people_not_proficient"]].assign(
        _need_status=statuses(need, numbers(need, "people_not_proficient")), _listed=True
    )
    joined = listed_need.merge(held, on=team, how="outer", sort=True)
    unlisted, unlogged = joined["_listed"].isna().to_numpy(), joined["events"].isna().to_numpy()
    status = joined["_need_status"].where(~unlisted, NOT_AVAILABLE).where(~unlogged, NOT_AVAILABLE)
    why = np.where(unlisted, NO_SUCH_TEAM, np.where(unlogged, NOT_LOGGED, None))
    rows = joined.drop(columns=["_need_status", "_listed"]).assign(status=text(status), method=text(why))
    found = rate(rows, "events", "people_not_proficient", per)
    months = outreach["period_start"].nunique()
    short = (found["status"] == SHOWN) & (found["months_logged"] < months)
    found["method"] = found["method"].where(
        ~short, found["method"] + "; logged in fewer months than others, so too low"
    )
    both = found["status"] == SHOWN
    for name, value in (("share_of_events_pct", "events"), ("share_of_need_pct", "people_not_proficient")):
        shown = found[value].where(both)
        total = shown.sum()
        found[name] = 100 * shown / total if total > 0 else np.nan
    return found
