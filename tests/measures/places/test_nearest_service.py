"""The nearest service, how far it is, and who lives further than that."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.places.distances import distance_to_nearest, people_beyond, straight_lines

PLACES = pd.DataFrame(
    {
        "lsoa21_code": ["a", "b", "c"],
        "area_name": ["Wick", "Wick", "Larkmere"],
        "people": [100, 300, 50],
        "easting_metres": [0.0, 0.0, 9000.0],
        "northing_metres": [0.0, 3000.0, 0.0],
    }
)
SERVICES = pd.DataFrame(
    {"service": ["first", "second"], "easting_metres": [3000.0, -3000.0], "northing_metres": [4000.0, 4000.0]}
)


def test_straight_lines_are_those_of_pythagoras():
    found = straight_lines(PLACES, SERVICES)
    assert found["metres"].tolist()[:2] == [5000.0, 5000.0] and len(found) == 6
    assert found["metres"].iloc[2] == pytest.approx(np.hypot(3000, 1000))


def test_a_point_that_is_not_known_is_refused():
    with pytest.raises(InputError, match="A point is not known"):
        straight_lines(PLACES.assign(easting_metres=np.nan), SERVICES)


def test_of_two_as_near_the_first_is_named_and_a_place_without_any_keeps_its_row():
    costs = straight_lines(PLACES, SERVICES)
    found = distance_to_nearest(PLACES, SERVICES, costs[costs["lsoa21_code"] != "c"])
    assert found["nearest"].tolist()[:2] == ["first", "first"] and pd.isna(found["nearest"].iloc[2])
    assert found["status"].tolist() == ["shown", "shown", "not available"]
    assert found["metres"].iloc[0] == 5000.0 and np.isnan(found["metres"].iloc[2])
    turned = distance_to_nearest(PLACES, SERVICES.iloc[::-1], costs)
    assert turned["nearest"].iloc[0] == "second"


@pytest.mark.parametrize(("furthest", "people"), [(4999.9, 150), (5000.0, 50), (10_000, 50)])
def test_people_beyond_a_distance_on_both_sides_of_it(furthest, people):
    costs = straight_lines(PLACES, SERVICES)
    near = distance_to_nearest(PLACES, SERVICES, costs[costs["lsoa21_code"] != "c"])
    (found,) = people_beyond(near, furthest).to_dict("records")
    assert (found["people_beyond"], found["people"]) == (people, 450)
    assert found["share_pct"] == pytest.approx(100 * people / 450)


def test_districts_are_counted_apart_and_one_without_people_has_no_share():
    costs = straight_lines(PLACES, SERVICES)
    near = distance_to_nearest(PLACES.assign(people=[100, 300, 0]), SERVICES, costs)
    found = people_beyond(near, [4000, 6000], by="area_name").set_index(["area_name", "furthest"])
    assert found.loc[("Wick", 4000.0), "people_beyond"] == 100
    assert found.loc[("Wick", 6000.0), "people_beyond"] == 0
    assert found.loc[("Larkmere", 4000.0), "status"] == "not available"
    assert np.isnan(found.loc[("Larkmere", 4000.0), "share_pct"])
