"""The pages on access: who lives far from help, what is within reach, where outreach is best held."""

import pandas as pd
import pytest

from analysis import measures

DAY = "2026-06-30"
PLACES = pd.DataFrame({
    "lsoa21_code": ["a", "b", "c"], "easting_metres": [0.0, 4_000.0, 20_000.0], "northing_metres": 0.0,
    "people": [30, 50, 20],
})  # fmt: skip
POINT = {
    "site": "Advice: desk", "what_for": "Finance and benefits", "places": 20, "easting_metres": 0.0,
    "northing_metres": 0.0, "verified_on": pd.Timestamp("2026-06-01"),
}  # fmt: skip
WARDS = pd.DataFrame({
    "site": ["West", "Middle", "East"], "easting_metres": [0.0, 4_000.0, 20_000.0], "northing_metres": 0.0,
})  # fmt: skip


def points(*changes):
    return pd.DataFrame([POINT | change for change in changes]).astype({"places": "Int64"})


def test_people_stand_at_the_point_of_their_small_area_and_those_unknown_are_left_out():
    people = pd.DataFrame(
        {"lsoa21_code": ["a", "b"], "need": [3, None], "status": ["shown", "not available"]}
    )
    found = measures.places.people_at_points(PLACES.drop(columns="people"), people, "need")
    assert found[["lsoa21_code", "people"]].values.tolist() == [["a", 3.0]]


def test_who_lives_further_than_five_kilometres_is_counted_for_each_need():
    rows = points(
        {}, {"site": "stale", "easting_metres": 20_000.0, "verified_on": pd.Timestamp("2025-01-01")}
    )
    found = measures.places.far_from_help(PLACES, rows, DAY, furthest=5_000).set_index("what_for")
    money = found.loc["Finance and benefits"]
    assert (money["sites"], money["people_beyond"], money["people"], money["share_pct"]) == (1, 20, 100, 20)
    assert money["mean_km"] == pytest.approx((50 * 4 + 20 * 20) / 100)
    drugs = found.loc["Drugs and alcohol"]
    assert drugs["status"] == "not available" and pd.isna(drugs["people_beyond"]) and drugs["sites"] == 0


def test_without_homes_or_services_nothing_is_said():
    assert measures.places.far_from_help(PLACES.head(0), points({}), DAY, 5_000).empty
    need = dict(need="Finance and benefits")
    assert measures.places.places_within_reach(PLACES, points({}).head(0), DAY, 5_000, **need).empty
    assert measures.places.outreach_places(PLACES.head(0), WARDS, 2, 5_000).empty
    assert measures.places.fewest_for_all(PLACES, WARDS.head(0), 5_000).empty


def test_places_are_parted_among_those_who_can_get_to_them():
    """All 20 places go to whoever is within 5 km: people times access is what there is."""
    rows = points({}, {"site": "unsaid", "places": None}, {"site": "other", "what_for": "Drugs and alcohol"})
    found = measures.places.places_within_reach(PLACES, rows, DAY, 5_000, need="Finance and benefits")
    assert (found["people"] * found["places_per_1000"] / 1_000).sum() == pytest.approx(20)
    assert found["services_within"].tolist() == [1, 1, 0] and found["places_per_1000"].iloc[2] == 0
    assert found["places_per_1000"].iloc[0] > found["places_per_1000"].iloc[1] > 0


def test_the_wards_that_have_people_travel_least_and_that_reach_most():
    found = measures.places.outreach_places(PLACES, WARDS, most=2, furthest=3_000)
    assert found["nearest"].tolist() == ["Middle", "Middle and East"]
    assert found["within"].tolist() == ["Middle", "West and Middle"]
    assert found["share_within_pct"].tolist() == [50, 80]
    assert found["mean_km"].tolist() == pytest.approx([(30 * 4 + 20 * 16) / 100, 30 * 4 / 100])
    assert measures.places.outreach_places(PLACES, WARDS, most=9, furthest=3_000)["sites"].tolist() == [
        1,
        2,
        3,
    ]


def test_the_fewest_wards_that_are_near_everybody():
    found = measures.places.fewest_for_all(PLACES, WARDS, furthest=4_000).iloc[0]
    assert (found["sites"], found["people_within"]) == (2, 100)
