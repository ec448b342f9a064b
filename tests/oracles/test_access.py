"""access 1.1.10 and spopt 0.7.0 (PySAL): catchments of three tracts, and stores of San Francisco.

Catchments agree to 1e-9, since both sides do the same few divisions. Of optima the objective agrees to one
part in 1e9, the solver's own gap being zero, and the sets of the p-median exactly, which are the only best.
"""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.measures.places.best_places import fewest_within, nearest_on_average
from analysis.measures.places.distances import catchment_access

STORES = {"place": "tract", "site": "site", "people": "demand", "cost": "distance"}


@pytest.fixture(scope="module")
def tracts(oracle):
    table = pd.read_csv(oracle("08_access/three_tracts.csv"), dtype={"geoid": "str"})
    costs = pd.read_csv(
        oracle("08_access/three_tracts_costs.csv"), dtype={"origin": "str", "destination": "str"}
    )
    return table, costs, json.loads(oracle("08_access/three_tracts_expected.json").read_text())


@pytest.fixture(scope="module")
def stores(oracle):
    rows = pd.read_csv(oracle("08_access/sf_distances.csv"), dtype={"tract": "str"})
    places = rows[["tract", "demand"]].drop_duplicates()
    return (
        places,
        rows[["site"]].drop_duplicates(),
        rows,
        json.loads(oracle("08_access/sf_expected.json").read_text()),
    )


@pytest.mark.parametrize("scenario", ["gridlock", "fast_in", "fast_out", "both_fast"])
def test_two_step_access_of_three_tracts(tracts, scenario):
    table, costs, wanted = tracts
    between = costs[costs["scenario"] == scenario].rename(
        columns={"origin": "geoid", "destination": "service"}
    )
    offered = table.rename(columns={"geoid": "service"})
    found = catchment_access(
        table, offered, between, wanted["catchment_max_cost"], place="geoid", people="pop", supply="supply",
        cost="cost",
    )  # fmt: skip
    np.testing.assert_allclose(found["access"], wanted["two_step_access"][scenario], rtol=0, atol=1e-9)
    total = float((found["pop"] * found["access"]).sum())
    assert abs(total - wanted["sum_population_times_access"]) <= 1e-9


def test_the_file_of_stores_is_the_one_that_was_solved(stores):
    places, sites, _, wanted = stores
    assert (len(places), len(sites)) == (wanted["tracts"], wanted["sites"])
    assert places["demand"].sum() == wanted["total_demand"]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_p_median_of_stores(stores, number):
    places, sites, rows, wanted = stores
    best = wanted["p_median"][str(number)]
    (found,) = nearest_on_average(places, sites, rows, number, **STORES).to_dict("records")
    assert abs(found["person_distance"] / best["objective"] - 1) <= 1e-9
    assert abs(found["mean_distance"] / best["mean_distance"] - 1) <= 1e-9
    assert set(found["chosen"].replace(" and ", ", ").split(", ")) == set(best["sites"])
    assert "no other choice is as good" in found["method"]


def test_fewest_stores_that_have_every_tract_within_eight_kilometres(stores):
    places, sites, rows, wanted = stores
    limit = wanted["set_cover"]["distance"]
    (found,) = fewest_within(places, sites, rows, limit, **STORES).to_dict("records")
    assert found["sites"] == wanted["set_cover"]["minimum_sites"]
    assert found["share_pct"] == 100 and found["furthest_distance"] <= limit
