"""access 1.1.10 and spopt 0.7.0 (PySAL): catchments of three tracts, and stores of San Francisco.

Catchments agree to 1e-9, since both sides do the same few divisions. Of optima the objective agrees to one
part in 1e9, the solver's own gap being zero, and the sets of the p-median exactly, which are the only best.
"""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.measures.places import access, siting


@pytest.fixture(scope="module")
def tracts(oracle):
    table = pd.read_csv(oracle("08_access/three_tracts.csv"), dtype={"geoid": "str"})
    costs = pd.read_csv(
        oracle("08_access/three_tracts_costs.csv"), dtype={"origin": "str", "destination": "str"}
    )
    return table, costs, json.loads(oracle("08_access/three_tracts_expected.json").read_text())


@pytest.fixture(scope="module")
def stores(oracle):
    """Return the distances of tracts to sites, what is wanted of the tracts, the sites, what was solved."""
    rows = pd.read_csv(oracle("08_access/sf_distances.csv"), dtype={"tract": "str"})
    demand = rows.drop_duplicates("tract").set_index("tract")["demand"].astype(float)
    metres = rows.pivot(index="tract", columns="site", values="distance").loc[demand.index]
    assert not metres.isna().any(axis=None)
    wanted = json.loads(oracle("08_access/sf_expected.json").read_text())
    return metres.to_numpy(), demand.to_numpy(), metres.columns, wanted


@pytest.mark.parametrize("scenario", ["gridlock", "fast_in", "fast_out", "both_fast"])
def test_two_step_access_of_three_tracts(tracts, scenario):
    table, costs, wanted = tracts
    rows = costs[costs["scenario"] == scenario]
    between = rows.pivot(index="origin", columns="destination", values="cost")
    between = between.reindex(index=table["geoid"], columns=table["geoid"]).to_numpy()
    within = (between <= wanted["catchment_max_cost"]).astype(float)
    people = table["pop"].to_numpy(dtype=float)
    found = access.catchment(within, people, table["supply"].to_numpy(dtype=float))
    np.testing.assert_allclose(found, wanted["two_step_access"][scenario], rtol=0, atol=1e-9)
    assert abs(float(people @ found) - wanted["sum_population_times_access"]) <= 1e-9


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_p_median_of_stores(stores, number):
    metres, demand, sites, wanted = stores
    best = wanted["p_median"][str(number)]
    chosen = siting.least_travel(metres, demand, number)
    cost = float(demand @ metres[:, chosen].min(axis=1))
    assert abs(cost / best["objective"] - 1) <= 1e-9
    assert abs(cost / demand.sum() / best["mean_distance"] - 1) <= 1e-9
    assert set(sites[chosen]) == set(best["sites"])


def test_fewest_stores_that_have_every_tract_within_eight_kilometres(stores):
    metres, demand, _, wanted = stores
    assert metres.shape == (wanted["tracts"], wanted["sites"]), "the file is the one that was solved"
    assert demand.sum() == wanted["total_demand"]
    limit = wanted["set_cover"]["distance"]
    chosen = siting.fewest(np.where(metres <= limit, metres, np.inf), demand)
    assert len(chosen) == wanted["set_cover"]["minimum_sites"]
    assert metres[:, chosen].min(axis=1).max() <= limit
