"""Best places for outreach: never worse than any choice that can be tried, and honest about ties."""

import itertools

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.places.best_places import fewest_within, most_within, nearest_on_average
from analysis.measures.places.distances import straight_lines
from analysis.measures.places.programmes import still_possible


def town(seed, places=14, sites=7, missing=0.0):
    """Return invented places, sites and the metres between them, some pairs left out."""
    rng = np.random.default_rng(seed)
    where = pd.DataFrame(
        {"lsoa21_code": [f"p{n}" for n in range(places)], "people": rng.integers(0, 40, places)}
    )
    offered = pd.DataFrame({"site": [f"s{n}" for n in range(sites)]})
    rows = [
        (place, site, float(rng.integers(0, 90)))
        for place in where["lsoa21_code"]
        for site in offered["site"]
        if rng.random() >= missing
    ]
    return where, offered, pd.DataFrame(rows, columns=["lsoa21_code", "site", "metres"])


def tried(places, sites, costs, number, furthest=np.inf):
    """Yield people within and person-metres of every choice of `number` sites, by trying them all."""
    table = costs.pivot(index="lsoa21_code", columns="site", values="metres")
    table = table.reindex(index=places["lsoa21_code"], columns=sites["site"]).to_numpy()
    table = np.where(np.isnan(table) | (table > furthest), np.inf, table)
    people = places["people"].to_numpy(dtype=float)
    for chosen in itertools.combinations(range(len(sites)), number):
        least = table[:, chosen].min(axis=1)
        within = (people > 0) & np.isfinite(least)
        yield people[within].sum(), float(people[within] @ least[within])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("number", [1, 3, 7])
def test_the_p_median_is_the_best_of_all_choices(seed, number):
    places, sites, costs = town(seed)
    best = min(cost for _, cost in tried(places, sites, costs, number))
    (found,) = nearest_on_average(places, sites, costs, number).to_dict("records")
    assert found["person_metres"] == pytest.approx(best, rel=1e-12) and found["sites"] == number
    assert found["mean_metres"] == pytest.approx(best / places["people"].sum())
    alone = sum(cost == pytest.approx(best, rel=1e-9) for _, cost in tried(places, sites, costs, number)) == 1
    assert ("no other choice is as good" in found["method"]) == alone


@pytest.mark.parametrize("seed", range(6))
def test_the_fewest_that_reach_all_are_as_few_as_can_be_and_of_those_the_nearest(seed):
    places, sites, costs = town(seed, missing=0.1)
    (found,) = fewest_within(places, sites, costs, 45).to_dict("records")
    reachable = max(people for people, _ in tried(places, sites, costs, len(sites), 45))
    fewer = (
        [people for people, _ in tried(places, sites, costs, found["sites"] - 1, 45)]
        if found["sites"] > 1
        else [0]
    )
    assert max(fewer) < reachable == found["people_within"]
    best = min(
        cost for people, cost in tried(places, sites, costs, found["sites"], 45) if people == reachable
    )
    assert found["person_metres"] == pytest.approx(best)
    assert found["people"] == places["people"].sum() and found["furthest_metres"] <= 45


@pytest.mark.parametrize("seed", range(6))
def test_the_most_that_so_many_reach_is_the_most_of_all_choices(seed):
    places, sites, costs = town(seed, missing=0.2)
    found = most_within(places, sites, costs, 20, [1, 2, 4])
    for row in found.itertuples():
        assert row.people_within == max(people for people, _ in tried(places, sites, costs, row.sites, 20))
        assert row.share_pct == pytest.approx(100 * row.people_within / places["people"].sum())
    assert found["people_within"].is_monotonic_increasing


def test_a_site_at_the_distance_is_within_it_and_one_beyond_is_not():
    places = pd.DataFrame({"lsoa21_code": ["a", "b"], "people": [10, 5]})
    sites = pd.DataFrame({"site": ["x", "y"]})
    costs = pd.DataFrame({"lsoa21_code": ["a", "b"], "site": ["x", "y"], "metres": [500.0, 500.1]})
    assert most_within(places, sites, costs, 500, 2)["people_within"].tolist() == [10]
    (found,) = fewest_within(places, sites, costs, 500).to_dict("records")
    assert (found["chosen"], found["share_pct"]) == ("x", pytest.approx(200 / 3))


def test_a_tie_is_said_to_be_one():
    places = pd.DataFrame({"lsoa21_code": ["a", "b"], "people": [10, 10]})
    sites = pd.DataFrame({"site": ["x", "y"]})
    costs = straight_lines(
        places.assign(easting_metres=[0.0, 10.0], northing_metres=0.0),
        sites.assign(easting_metres=[0.0, 10.0], northing_metres=0.0),
        service="site",
    )
    assert "another choice is as good" in nearest_on_average(places, sites, costs, 1)["method"].iloc[0]
    assert "another choice is as good" in most_within(places, sites, costs, 5, 1)["method"].iloc[0]


@pytest.mark.parametrize("seed", range(20))
def test_no_pair_that_a_best_choice_uses_is_left_out_by_its_bounds(seed):
    rng = np.random.default_rng(seed)
    costs = rng.integers(0, 30, (9, 6)).astype(float)
    costs[rng.random(costs.shape) < 0.15] = np.inf
    costs[np.isinf(costs).all(axis=1), 0] = 1.0
    for number in (1, 2, 4, 6):
        kept = still_possible(costs, number)
        worth = {
            chosen: costs[:, chosen].min(axis=1).sum() for chosen in itertools.combinations(range(6), number)
        }
        for chosen, sum_of_costs in worth.items():
            if sum_of_costs == min(worth.values()) < np.inf:
                used = np.array(chosen)[costs[:, chosen].argmin(axis=1)]
                assert kept[np.arange(len(costs)), used].all()


def test_one_site_alone_and_a_place_that_costs_nothing():
    places = pd.DataFrame({"lsoa21_code": ["a", "b"], "people": [3, 4]})
    costs = pd.DataFrame({"lsoa21_code": ["a", "b"], "site": "x", "metres": 0.0})
    (one,) = nearest_on_average(places, pd.DataFrame({"site": ["x"]}), costs, 1).to_dict("records")
    assert (one["chosen"], one["person_metres"]) == ("x", 0.0) and "no other choice" in one["method"]
    both = pd.concat([costs, costs.assign(site="y")])
    (tied,) = nearest_on_average(places, pd.DataFrame({"site": ["x", "y"]}), both, 1).to_dict("records")
    assert tied["person_metres"] == 0.0 and "another choice is as good" in tied["method"]


def test_the_same_choice_every_time():
    places, sites, costs = town(3, places=40, sites=15)
    first = nearest_on_average(places, sites, costs, [2, 5])
    pd.testing.assert_frame_equal(first, nearest_on_average(places, sites, costs, [2, 5]))


def test_what_cannot_be_chosen_is_refused():
    places, sites, costs = town(0)
    for number in (0, 8, 1.5):
        with pytest.raises(InputError, match="Ask for 1 to 7"):
            nearest_on_average(places, sites, costs, number)
    with pytest.raises(InputError, match="Nobody lives within"):
        fewest_within(places, sites, costs.assign(metres=100.0), 45)
    with pytest.raises(InputError, match="Nobody lives in any place"):
        nearest_on_average(places.assign(people=0), sites, costs, 1)
    lived_in = places.loc[places["people"] > 0, "lsoa21_code"].iloc[0]
    with pytest.raises(InputError, match=f"From {lived_in} no site can be travelled to; 1 in all"):
        nearest_on_average(places, sites, costs[costs["lsoa21_code"] != lived_in], 1)
    thin = costs[costs["site"].eq("s0") | costs["lsoa21_code"].eq("p1")]
    thin = thin[~(thin["lsoa21_code"].eq("p1") & thin["site"].eq("s0"))]
    with pytest.raises(InputError, match="No choice of so many sites has everybody within reach"):
        nearest_on_average(places.assign(people=1), sites, thin, 1)
