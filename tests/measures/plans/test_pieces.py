"""Pieces: what is out, what is out of date, what tests found, and what keeps a piece back."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.languages.pages import NOT_PUBLISHED
from analysis.measures.plans import pieces as log
from analysis.measures.plans.pieces import pieces_now

DAY = "2026-06-30"


def piece(**changes):
    row = {
        "piece": "You can ask", "language": "Polish", "area": "Larkmere", "channel": "leaflet",
        "format": "text", "stage": "published", "translator": "Translators", "second_reader": "School",
        "critical_friend": "Advisory group", "tested_on": pd.Timestamp("2026-01-10"),
        "finding": "no fault found", "change_made": "none needed", "approved": "yes",
        "review_by": pd.Timestamp("2027-01-10"),
    }  # fmt: skip
    return row | changes


def pieces(*rows):
    table = pd.DataFrame([piece(**row) for row in rows])
    for name in ("tested_on", "review_by"):
        table[name] = pd.to_datetime(table[name])
    return table


NOT_YET = {
    "second_reader": None, "critical_friend": None, "tested_on": None, "finding": None, "change_made": None,
    "review_by": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "stale", "overdue"),
    [
        ({"review_by": "2026-06-30"}, False, None),
        ({"review_by": "2026-06-29"}, True, 1),
        ({"review_by": "2026-05-31"}, True, 30),
        ({"review_by": "2020-01-01", "stage": "in test"}, False, None),  # it is not out
    ],
)
def test_a_piece_that_is_out_is_stale_from_the_day_after_its_review(changes, stale, overdue):
    found = pieces_now(pieces(changes), DAY).iloc[0]
    assert found["stale"] == stale
    assert (None if pd.isna(found["days_overdue"]) else found["days_overdue"]) == overdue


@pytest.mark.parametrize(
    ("day", "stage"), [(DAY, "published"), ("2025-12-31", "in test"), ("2025-11-30", "planned")]
)
def test_the_latest_test_says_how_far_a_piece_is(day, stage):
    table = pieces({"stage": "in test", "tested_on": "2025-12-01"}, {}, {"stage": "planned", **NOT_YET})
    assert list(pieces_now(table, day)["stage"]) == [stage]


def test_reach_is_what_is_out_and_in_date_of_what_was_planned():
    table = pieces(
        {},
        {"channel": "radio", "review_by": "2026-01-31"},
        {"channel": "poster", "stage": "translated", **NOT_YET},
        {"channel": "card", "stage": "planned", **NOT_YET},
        {"channel": "web page", "stage": "withdrawn"},
        {"language": "Arabic", "stage": "withdrawn"},
    )
    found = measures.plans.campaign_reach(table, DAY).set_index("language")
    polish = found.loc["Polish"]
    came_so_far = ["pieces", "translated", "read_twice", "tested", "published", "stale", "in_date"]
    assert polish[[*came_so_far, "withdrawn"]].tolist() == [4, 3, 2, 2, 2, 1, 1, 1]
    assert polish["share_pct"] == 25 and "no sampling interval" in polish["method"]
    assert found.loc["Arabic", "status"] == "not available" and np.isnan(found.loc["Arabic", "share_pct"])


def test_findings_are_counted_one_by_one_with_what_was_changed():
    table = pieces(
        {"finding": "not understood; tone or stigma", "change_made": "words changed"},
        {"channel": "radio", "finding": "tone or stigma", "change_made": None},
        {"channel": "card"},
        {"channel": "poster", "stage": "planned", **NOT_YET},
    )
    found = measures.plans.findings(table)
    assert list(found[["finding", "tests", "changed"]].itertuples(index=False, name=None)) == [
        ("tone or stigma", 2, 1),
        ("no fault found", 1, 0),
        ("not understood", 1, 1),
    ]


def wanting(**changes):
    """Return what one piece in test needs, and its state."""
    (row,) = measures.plans.pieces_to_do(pieces({"stage": "in test"} | changes), DAY).itertuples()
    return row.wanting, row.state


@pytest.mark.parametrize(
    ("changes", "wants"),
    [
        ({"translator": None}, "a translation"),
        ({"stage": "planned"}, "a translation"),
        ({"second_reader": None}, "a second native reader"),
        ({"critical_friend": None}, "a test by a critical friend"),
        ({"finding": None}, "a test by a critical friend"),
        ({"finding": "tone or stigma"}, "a change that fixes what was found"),
        ({"finding": "tone or stigma", "change_made": None}, "a change that fixes what was found"),
        ({"approved": "no"}, "approval"),
        ({"approved": None}, "approval"),
        ({"review_by": None}, "a day of review"),
        ({"finding": "tone or stigma", "change_made": "words changed"}, ""),
        ({}, ""),
    ],
)
def test_a_piece_says_what_it_wants_before_it_may_go_out(changes, wants):
    assert wanting(**changes) == (wants, log.NOT_FIT)


def test_what_is_out_wants_nothing_until_its_review_is_past():
    assert wanting(stage="published", review_by="2026-06-30") == ("nothing", log.OUT)
    stale = measures.plans.pieces_to_do(pieces({"review_by": "2026-06-29"}), DAY).iloc[0]
    assert (stale["state"], stale["overdue"]) == (log.STALE, "1 day")
    assert wanting(stage="withdrawn") == ("nothing", log.TAKEN_BACK)


def test_what_is_to_be_done_comes_first():
    table = pieces(
        {},
        {"channel": "radio", "stage": "withdrawn"},
        {"channel": "poster", "stage": "in test"},
        {"channel": "card", "review_by": "2025-12-31"},
    )
    states = [log.STALE, log.NOT_FIT, log.OUT, log.TAKEN_BACK]
    assert list(measures.plans.pieces_to_do(table, DAY)["state"]) == states
    # An empty log has no rows.
    for verb in (measures.plans.pieces_to_do, measures.plans.campaign_reach):
        assert verb(table.iloc[:0], DAY).empty


def test_the_place_of_a_piece_is_withheld_where_its_language_may_not_be_placed():
    table = pieces({}, {"language": "Tigrinya", "area": "Quarrowby"})
    found = measures.plans.pieces_to_do(table, DAY, ["Polish"]).set_index("language")
    assert not {"translator", "second_reader", "critical_friend"} & set(found.columns)
    found = found["area"]
    assert found.to_dict() == {"Polish": "Larkmere", "Tigrinya": NOT_PUBLISHED}
