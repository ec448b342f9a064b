"""Reach of pieces, what is out of date, and outreach beside need."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.plans import logs as reach_log

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
    ("review", "stale", "overdue"),
    [("2026-06-30", False, None), ("2026-06-29", True, 1), ("2026-05-31", True, 30)],
)
def test_a_piece_is_stale_from_the_day_after_its_review(review, stale, overdue):
    found = reach_log.pieces_now(pieces({"review_by": review}), DAY).iloc[0]
    assert found["stale"] == stale
    assert (pd.isna(found["days_overdue"]) and overdue is None) or found["days_overdue"] == overdue


def test_a_piece_that_is_not_out_is_not_stale():
    found = reach_log.pieces_now(pieces({"stage": "in test", "review_by": "2020-01-01"}), DAY).iloc[0]
    assert not found["stale"] and pd.isna(found["days_overdue"])


def test_the_latest_test_says_how_far_a_piece_is():
    table = pieces({"stage": "in test", "tested_on": "2025-12-01"}, {}, {"stage": "planned", **NOT_YET})
    found = reach_log.pieces_now(table, DAY)
    assert list(found["stage"]) == ["published"]
    assert list(reach_log.pieces_now(table, "2025-12-31")["stage"]) == ["in test"]
    assert list(reach_log.pieces_now(table, "2025-11-30")["stage"]) == ["planned"]


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
    assert dict(polish[["pieces", "translated", "read_twice", "tested", "published", "stale", "in_date",
    "withdrawn"]]) == {
        "pieces": 4, "translated": 3, "read_twice": 2, "tested": 2, "published": 2, "stale": 1, "in_date": 1,
        "withdrawn": 1,
    }  # fmt: skip
    assert (
        polish["share_pct"] == 25 and np.isnan(polish["lower"]) and "no sampling interval" in polish["method"]
    )
    assert found.loc["Arabic", "status"] == "not available" and np.isnan(found.loc["Arabic", "share_pct"])


def test_reach_by_several_columns_and_by_none():
    table = pieces({}, {"area": "Quarrowby"}, {"language": "Dari", "stage": "planned", **NOT_YET})
    assert len(measures.plans.campaign_reach(table, DAY, ["language", "area"])) == 3
    whole = measures.plans.campaign_reach(table, DAY, None)
    assert list(whole["pieces"]) == [3] and whole["share_pct"].iloc[0] == pytest.approx(200 / 3)


def test_an_empty_log_has_no_rows():
    assert not len(measures.plans.campaign_reach(pieces({}).iloc[:0], DAY))


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


# Outreach beside need


def outreach(**events):
    rows = [
        {"period_start": pd.Timestamp(f"2026-0{month + 1}-01"), "neighbourhood_team": team, "events": number}
        for team, numbers in events.items()
        for month, number in enumerate(numbers)
    ]
    return pd.DataFrame(rows)


def need(**people):
    return pd.DataFrame({"neighbourhood_team": list(people), "people_not_proficient": list(people.values())})


def test_outreach_is_a_rate_with_the_limits_of_a_count():
    found = reach_log.outreach_against_need(outreach(North=[3, 4]), need(North=500)).iloc[0]
    assert (found["events"], found["rate_per_1000"], found["method"]) == (7, 14.0, "exact")
    assert found["lower"] < 14 < found["upper"]


def test_shares_of_events_and_of_need_stand_side_by_side():
    found = reach_log.outreach_against_need(outreach(North=[9, 9], South=[1, 1]), need(North=500, South=1500))
    found = found.set_index("neighbourhood_team")
    assert list(found["share_of_events_pct"]) == [90, 10] and list(found["share_of_need_pct"]) == [25, 75]


def test_a_team_that_wrote_nothing_is_not_available_and_one_that_wrote_0_is_0():
    found = reach_log.outreach_against_need(
        outreach(North=[0, 0], South=[2, 1]), need(North=500, South=500, West=900)
    ).set_index("neighbourhood_team")
    assert (found.loc["North", "rate_per_1000"], found.loc["North", "status"]) == (0, "shown")
    assert found.loc["West", "status"] == "not available" and np.isnan(found.loc["West", "rate_per_1000"])
    assert "none written down" in found.loc["West", "method"]
    assert np.isnan(found.loc["West", "share_of_need_pct"]) and found["share_of_need_pct"].sum() == 100


def test_a_team_that_no_list_knows_keeps_its_row_and_says_so():
    found = reach_log.outreach_against_need(outreach(North=[1], Nroth=[2]), need(North=500))
    assert list(found["neighbourhood_team"]) == ["North", "Nroth"]
    assert found["status"].iloc[1] == "not available" and "no team of this name" in found["method"].iloc[1]


def test_a_suppressed_need_stays_suppressed():
    table = need(North=500).assign(status="suppressed", people_not_proficient=np.nan)
    assert reach_log.outreach_against_need(outreach(North=[1]), table)["status"].iloc[0] == "suppressed"


def test_fewer_months_than_the_others_are_noted():
    found = reach_log.outreach_against_need(outreach(North=[1, 1], South=[1]), need(North=500, South=500))
    assert "fewer months" not in found["method"].iloc[0] and "fewer months" in found["method"].iloc[1]


def test_no_outreach_at_all_leaves_every_team_not_available():
    found = reach_log.outreach_against_need(outreach(North=[1]).iloc[:0], need(North=500))
    assert list(found["status"]) == ["not available"]


def test_two_rows_of_need_for_a_team_are_refused():
    twice = pd.concat([need(North=500), need(North=200)])
    with pytest.raises(InputError, match="Two rows for one team"):
        reach_log.outreach_against_need(outreach(North=[1]), twice)
