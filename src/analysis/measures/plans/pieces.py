"""What the office's own test log says: pieces planned, tested, out and stale, and what each still needs."""

import numpy as np
import pandas as pd

from analysis.errors import how_many
from analysis.measures.languages.pages import NOT_PUBLISHED
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, require, text

__all__ = ["campaign_reach", "findings", "pieces_to_do"]

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


def campaign_reach(piece_tests, as_of):
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
    return counted.assign(fault=text(fault), method=OWN_LOG, status=SHOWN)


def pieces_to_do(piece_tests, as_of, placed=None):
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
