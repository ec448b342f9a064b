"""Who lives far from help, what is within reach, and where outreach is best held."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import measures
from analysis.errors import InputError
from analysis.measures.places.access import catchment, falling, straight_lines

DAY, MONEY = "2026-06-30", "Finance and benefits"
PLACES = pd.DataFrame({
    "lsoa21_code": ["a", "b", "c"], "easting_metres": [0.0, 4_000.0, 20_000.0], "northing_metres": 0.0,
    "people": [30, 50, 20],
})  # fmt: skip
POINT = {
    "site": "Advice: desk", "what_for": MONEY, "places": 20, "easting_metres": 0.0,
    "northing_metres": 0.0, "verified_on": pd.Timestamp("2026-06-01"),
}  # fmt: skip
WARDS = pd.DataFrame({
    "site": ["West", "Middle", "East"], "easting_metres": [0.0, 4_000.0, 20_000.0], "northing_metres": 0.0,
})  # fmt: skip


def points(*changes):
    return pd.DataFrame([POINT | change for change in changes]).astype({"places": "Int64"})


@pytest.mark.parametrize(("furthest", "beyond"), [(3_999.9, 70), (4_000, 20), (20_000, 0)])
def test_who_lives_beyond_a_distance_is_counted_by_need_on_both_sides_of_it(furthest, beyond):
    rows = points({}, {"easting_metres": 20_000.0, "verified_on": pd.Timestamp("2025-01-01")})
    found = measures.places.far_from_help(PLACES, rows, DAY, furthest).set_index("what_for")
    money, drugs = found.loc[MONEY], found.loc["Drugs and alcohol"]
    assert money[["sites", "people_beyond", "people", "share_pct"]].tolist() == [1, beyond, 100, beyond]
    assert money["mean_km"] == pytest.approx((50 * 4 + 20 * 20) / 100)
    assert drugs["status"] == "not available" and pd.isna(drugs["people_beyond"]) and drugs["sites"] == 0


def test_without_homes_or_services_nothing_is_said_and_an_unknown_point_refused():
    none = PLACES.head(0)
    assert measures.places.far_from_help(none, points({}), DAY, 5_000).empty
    for homes, rows in ((PLACES, points({}).head(0)), (none, points({}))):
        assert measures.places.places_within_reach(homes, rows, DAY, 5_000, MONEY).empty
    for homes, wards in ((PLACES, WARDS.head(0)), (none, WARDS), (PLACES.assign(people=0), WARDS)):
        assert measures.places.outreach_places(homes, wards, 2, 5_000).empty
        assert measures.places.fewest_for_all(homes, wards, 5_000).empty
    with pytest.raises(InputError, match="A point is not known"):
        straight_lines(PLACES.assign(easting_metres=np.nan), WARDS)


def test_places_are_parted_among_those_who_can_get_to_them():
    """All 20 places go to whoever is within 5 km: people times access is what there is."""
    rows = points({}, {"site": "unsaid", "places": None}, {"site": "other", "what_for": "Drugs and alcohol"})
    found = measures.places.places_within_reach(PLACES, rows, DAY, 5_000, need=MONEY)
    assert (found["people"] * found["places_per_1000"] / 1_000).sum() == pytest.approx(20)
    assert found["services_within"].tolist() == [1, 1, 0] and found["places_per_1000"].iloc[2] == 0
    assert found["places_per_1000"].iloc[0] > found["places_per_1000"].iloc[1] > 0


def test_a_falling_weight_falls_from_one_to_zero():
    weights = falling(np.array([0.0, 1000.0, 2500.0, 4999.0, 5000.0, 6000.0]), 5000)
    assert weights[0] == 1 and weights[-1] == weights[-2] == 0
    assert (np.diff(weights[:-1]) < 0).all()
    assert weights[2] == pytest.approx((np.exp(-0.125) - np.exp(-0.5)) / (1 - np.exp(-0.5)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_people_times_access_is_the_supply_that_somebody_can_reach(seed):
    rng = np.random.default_rng(seed)
    people, supply = rng.integers(0, 50, 12).astype(float), rng.integers(0, 9, 5).astype(float)
    weights = falling(rng.uniform(0, 60, (12, 5)), 40.0)
    reached = supply[(weights[people > 0] > 0).any(axis=0)].sum()
    assert people @ catchment(weights, people, supply) == pytest.approx(reached, rel=1e-9)


def test_the_wards_that_have_people_travel_least_and_that_reach_most():
    found = measures.places.outreach_places(PLACES, WARDS, most=2, furthest=3_000)
    assert found["nearest"].tolist() == ["Middle", "Middle and East"]
    assert found["within"].tolist() == ["Middle", "West and Middle"]
    assert found["share_within_pct"].tolist() == [50, 80]
    assert found["mean_km"].tolist() == pytest.approx([(30 * 4 + 20 * 16) / 100, 30 * 4 / 100])
    assert found["furthest_km"].tolist() == [16, 4]
    every = measures.places.outreach_places(PLACES, WARDS, most=9, furthest=3_000)
    assert every["sites"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(("furthest", "sites"), [(3_999.9, 3), (4_000, 2), (0, 3)])
def test_the_fewest_wards_that_are_near_everybody_on_both_sides_of_the_distance(furthest, sites):
    found = measures.places.fewest_for_all(PLACES, WARDS, furthest=furthest).iloc[0]
    assert (found["sites"], found["people_within"]) == (sites, 100)
    alone = measures.places.fewest_for_all(PLACES, WARDS.head(1), furthest=furthest).iloc[0]
    assert (alone["sites"], alone["people"]) == (1, 100) and alone["people_within"] < 100
