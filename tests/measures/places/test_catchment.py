"""Catchments: supply is parted among those within reach, and what somebody can reach is never lost."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.measures.places.distances import catchment_access, falling

PLACES = pd.DataFrame({"lsoa21_code": ["a", "b", "c"], "people": [100, 300, 0]})
SERVICES = pd.DataFrame({"service": ["advice", "line"], "places": [20, 6]})
COSTS = pd.DataFrame(
    {
        "lsoa21_code": ["a", "b", "a", "b", "c"],
        "service": ["advice", "advice", "line", "line", "line"],
        "metres": [900.0, 5000.0, 5000.1, 100.0, 10.0],
    }
)


def test_a_service_is_parted_among_those_within_its_catchment_and_both_steps_share_the_edge():
    found = catchment_access(PLACES, SERVICES, COSTS, furthest=5000)
    # advice: 20 places for 400 people; line: 6 for the 300 of b, for a lies just beyond.
    assert found["access"].tolist() == pytest.approx([0.05, 0.05 + 0.02, 0.02])
    assert found["services_within"].tolist() == [1, 2, 1]
    assert found["status"].eq("shown").all() and found["lower"].isna().all()


def test_weights_count_in_both_steps_by_hand():

    def weight(costs):
        return np.where(costs <= 1000, 1.0, 0.5)

    found = catchment_access(PLACES, SERVICES, COSTS, furthest=5000, weight=weight)
    advice = 20 / (100 * 1.0 + 300 * 0.5)
    assert found["access"].tolist() == pytest.approx([advice, 0.5 * advice + 6 / 300, 6 / 300])
    assert "weighted" in found["method"].iloc[0]


def test_a_service_that_nobody_lives_near_helps_nobody():
    far = COSTS[COSTS["lsoa21_code"].eq("c") | COSTS["service"].eq("advice")]
    found = catchment_access(PLACES, SERVICES, far, furthest=5000)
    assert found["access"].tolist() == pytest.approx([0.05, 0.05, 0.0])


def test_a_falling_weight_falls_from_one_to_zero():
    weights = falling(5000)(np.array([0.0, 1000.0, 2500.0, 4999.0, 5000.0, 6000.0]))
    assert weights[0] == 1 and weights[-1] == weights[-2] == 0
    assert (np.diff(weights[:-1]) < 0).all()
    assert weights[2] == pytest.approx((np.exp(-0.125) - np.exp(-0.5)) / (1 - np.exp(-0.5)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([None, falling(40.0)]))
def test_people_times_access_is_the_supply_that_somebody_can_reach(seed, weight):
    rng = np.random.default_rng(seed)
    places = pd.DataFrame({"lsoa21_code": range(12), "people": rng.integers(0, 50, 12)})
    services = pd.DataFrame({"service": range(5), "places": rng.integers(0, 9, 5)})
    costs = pd.DataFrame(
        [
            (place, service, rng.uniform(0, 60))
            for place in range(12)
            for service in range(5)
            if rng.random() < 0.8
        ],
        columns=["lsoa21_code", "service", "metres"],
    )
    found = catchment_access(places, services, costs, furthest=40, weight=weight)
    weights = np.ones(len(costs)) if weight is None else weight(costs["metres"].to_numpy())
    near = (
        costs[(costs["metres"] <= 40) & (weights > 0)].merge(places).query("people > 0")["service"].unique()
    )
    reached = services.loc[services["service"].isin(near), "places"].sum()
    assert float((found["people"] * found["access"]).sum()) == pytest.approx(reached, rel=1e-9)


REFUSED = {
    "an unknown service": (COSTS.assign(service="advise"), "which is not in the table of them"),
    "a negative cost": (COSTS.assign(metres=-1.0), '"metres" is negative'),
    "a blank cost": (COSTS.assign(metres=np.nan), '"metres" is blank'),
    "a pair twice": (
        pd.concat([COSTS, COSTS.head(1)]),
        'Two rows for one "lsoa21_code" and "service"',
    ),
    "no column": (COSTS.drop(columns="metres"), 'Column "metres" is not in the table'),
}


@pytest.mark.parametrize("case", REFUSED)
def test_costs_that_cannot_be_right_are_refused(case):
    costs, rule = REFUSED[case]
    with pytest.raises(InputError, match=rule):
        catchment_access(PLACES, SERVICES, costs, furthest=5000)


def test_places_people_supply_and_weights_that_cannot_be_right_are_refused():
    with pytest.raises(InputError, match='Two rows for one "lsoa21_code"'):
        catchment_access(PLACES.assign(lsoa21_code="a"), SERVICES, COSTS, furthest=5000)
    with pytest.raises(InputError, match='"people" is negative'):
        catchment_access(PLACES.assign(people=-1), SERVICES, COSTS, furthest=5000)
    with pytest.raises(InputError, match='"people" is blank'):
        catchment_access(PLACES.assign(people=np.nan), SERVICES, COSTS, furthest=5000)
    with pytest.raises(InputError, match='"places" is blank or negative'):
        catchment_access(PLACES, SERVICES.assign(places=np.nan), COSTS, furthest=5000)
