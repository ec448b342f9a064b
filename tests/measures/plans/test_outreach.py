"""Outreach of teams beside the need in their areas."""

import numpy as np
import pandas as pd

from analysis import measures
from analysis.measures.plans.outreach import outreach_against_need


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
    found = outreach_against_need(outreach(North=[3, 4]), need(North=500)).iloc[0]
    assert (found["events"], found["rate_per_1000"], found["method"]) == (7, 14.0, "exact")
    assert found["lower"] < 14 < found["upper"]


def test_shares_of_events_and_of_need_stand_side_by_side():
    found = outreach_against_need(outreach(North=[9, 9], South=[1, 1]), need(North=500, South=1500))
    found = found.set_index("neighbourhood_team")
    assert list(found["share_of_events_pct"]) == [90, 10] and list(found["share_of_need_pct"]) == [25, 75]


def test_a_team_that_wrote_nothing_is_not_available_and_one_that_wrote_0_is_0():
    found = outreach_against_need(
        outreach(North=[0, 0], South=[2, 1]), need(North=500, South=500, West=900)
    ).set_index("neighbourhood_team")
    assert (found.loc["North", "rate_per_1000"], found.loc["North", "status"]) == (0, "shown")
    assert found.loc["West", "status"] == "not available" and np.isnan(found.loc["West", "rate_per_1000"])
    assert "none written down" in found.loc["West", "method"]
    assert np.isnan(found.loc["West", "share_of_need_pct"]) and found["share_of_need_pct"].sum() == 100


def test_a_team_that_no_list_knows_keeps_its_row_and_says_so():
    found = outreach_against_need(outreach(North=[1], Nroth=[2]), need(North=500))
    assert list(found["neighbourhood_team"]) == ["North", "Nroth"]
    assert found["status"].iloc[1] == "not available" and "no team of this name" in found["method"].iloc[1]


def test_a_suppressed_need_stays_suppressed():
    table = need(North=500).assign(status="suppressed", people_not_proficient=np.nan)
    assert outreach_against_need(outreach(North=[1]), table)["status"].iloc[0] == "suppressed"


def test_fewer_months_than_the_others_are_noted():
    found = outreach_against_need(outreach(North=[1, 1], South=[1]), need(North=500, South=500))
    assert "fewer months" not in found["method"].iloc[0] and "fewer months" in found["method"].iloc[1]


def test_no_outreach_at_all_leaves_every_team_not_available():
    found = outreach_against_need(outreach(North=[1]).iloc[:0], need(North=500))
    assert list(found["status"]) == ["not available"]


SMALL = pd.DataFrame(
    {
        "lsoa21_code": ["E01000001", "E01000002", "E01000003"],
        "people_not_proficient": [10, 20, 70],
        "lower": np.nan,
        "upper": np.nan,
        "status": "shown",
    }
)
NAMES = pd.DataFrame(
    {"lsoa21_code": ["E01000001", "E01000002", "E01000003"], "neighbourhood_team": ["A", "A", "B"]}
)
OUTREACH = pd.DataFrame(
    {"period_start": pd.Timestamp("2026-05-01"), "neighbourhood_team": ["A", "B"], "events": [9, 1]}
)


def test_the_team_with_most_need_for_its_events_comes_first():
    page = measures.plans.outreach_page(OUTREACH, SMALL, NAMES)
    assert list(page["neighbourhood_team"]) == ["B", "A"]
    assert list(page["people_not_proficient"]) == [70, 30]
    assert page["gap_points"].round(1).tolist() == [60.0, -60.0]
    silent = measures.plans.outreach_page(OUTREACH.iloc[:1], SMALL, NAMES)
    assert page["people_not_proficient"].is_monotonic_decreasing
    assert list(silent["neighbourhood_team"]) == ["A", "B"] and silent["status"].iloc[1] == "not available"


def test_without_a_log_or_teams_there_is_no_page():
    nowhere = NAMES.assign(neighbourhood_team=None)
    for events, names in ((OUTREACH.iloc[:0], NAMES), (OUTREACH, nowhere)):
        page = measures.plans.outreach_page(events, SMALL, names)
        assert not len(page) and "share_of_need_pct" in page
