"""Outreach of teams beside the need in their areas."""

import numpy as np
import pandas as pd

from analysis import measures
from analysis.measures.plans.outreach import outreach_against_need


def outreach(**events):
    rows = [
        (pd.Timestamp(f"2026-0{month + 1}-01"), team, number)
        for team, numbers in events.items()
        for month, number in enumerate(numbers)
    ]
    return pd.DataFrame(rows, columns=["period_start", "neighbourhood_team", "events"])


def need(**people):
    return pd.DataFrame({"neighbourhood_team": list(people), "people_not_proficient": list(people.values())})


def against(events, people):
    return outreach_against_need(outreach(**events), need(**people)).set_index("neighbourhood_team")


def test_outreach_is_a_rate_with_limits_and_shares_stand_beside_those_of_need():
    found = against({"North": [9, 9], "South": [1, 1]}, {"North": 500, "South": 1500})
    assert list(found["share_of_events_pct"]) == [90, 10] and list(found["share_of_need_pct"]) == [25, 75]
    north = against({"North": [3, 4]}, {"North": 500}).loc["North"]
    assert (north["events"], north["rate_per_1000"], north["method"]) == (7, 14.0, "exact")
    assert north["lower"] < 14 < north["upper"]


def test_a_team_that_wrote_nothing_is_not_available_and_one_that_wrote_0_is_0():
    events = {"North": [0, 0], "South": [2], "Nroth": [2, 1]}
    found = against(events, {"North": 500, "South": 500, "West": 900})
    north, south, west, unknown = (found.loc[team] for team in ("North", "South", "West", "Nroth"))
    assert (north["rate_per_1000"], north["status"]) == (0, "shown")
    assert west["status"] == "not available" and "none written down" in west["method"]
    assert np.isnan([west["rate_per_1000"], west["share_of_need_pct"]]).all()
    assert found["share_of_need_pct"].sum() == 100
    # A team that no list knows keeps its row and says so, and fewer months than the others are noted.
    assert unknown["status"] == "not available" and "no team of this name" in unknown["method"]
    assert "fewer months" in south["method"] and "fewer months" not in north["method"]
    assert list(against({}, {"North": 500})["status"]) == ["not available"]


def test_a_suppressed_need_stays_suppressed():
    table = need(North=500).assign(status="suppressed", people_not_proficient=np.nan)
    assert outreach_against_need(outreach(North=[1]), table)["status"].iloc[0] == "suppressed"


SMALL = pd.DataFrame(
    {
        "lsoa21_code": ["E01000001", "E01000002", "E01000003"],
        "people_not_proficient": [10, 20, 70],
        "lower": np.nan,
        "upper": np.nan,
        "status": "shown",
    }
)
NAMES = pd.DataFrame({"lsoa21_code": SMALL["lsoa21_code"], "neighbourhood_team": ["A", "A", "B"]})
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
