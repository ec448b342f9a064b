"""How long it takes to say who can get to what: best places for outreach, and catchments of many services.

Places, people and sites are invented, seeded and of the size of a county. The exact choices are set beside
the rule of thumb (take the best next site, then exchange while that helps), which is quick and can miss the
best; catchments beside the same arithmetic on dense arrays. Seconds are of one processor, not of the clock. A
missed goal ends with exit code 1.
"""

import sys
from itertools import chain

import numpy as np
import pandas as pd
from measured import timed, told

from analysis.measures.places.best_places import fewest_within, most_within, nearest_on_average
from analysis.measures.places.distances import catchment_access, falling, straight_lines

AREAS, SITES, SERVICES, NUMBERS = 350, 60, 2_000, (3, 5, 8, 12)
WITHIN, SITING_GOAL, CATCHMENT_GOAL = 5_000.0, 10.0, 2.0
SHAPES = {"towns and country": 0, "even": 1}


def county(number, shape, services):
    """Return invented places and services as points, and the straight distances between them."""
    rng = np.random.default_rng(number)
    towns = rng.uniform(0, 50_000, (12, 2))
    points = rng.uniform(0, 50_000, (AREAS, 2))
    if shape == 0:
        points = towns[rng.integers(0, 12, AREAS)] + rng.normal(0, 2_500, (AREAS, 2))
    axes = ["easting_metres", "northing_metres"]
    places = pd.DataFrame(points, columns=axes).assign(
        lsoa21_code=[f"E01{at:06d}" for at in range(AREAS)], people=rng.poisson(60, AREAS)
    )
    offered = pd.DataFrame(rng.uniform(0, 50_000, (services, 2)), columns=axes).assign(
        site=[f"site {at}" for at in range(services)], places=rng.integers(1, 40, services)
    )
    return places, offered, straight_lines(places, offered, service="site")


def by_thumb(places, sites, costs, number):
    """Return the person-metres of taking the best next site, and then exchanging while that helps."""
    metres = costs["metres"].to_numpy().reshape(len(places), len(sites))
    people = places["people"].to_numpy(dtype=float)

    def worth(chosen):
        return float(people @ metres[:, chosen].min(axis=1))

    chosen = []
    for _ in range(number):
        chosen.append(min(set(range(len(sites))) - set(chosen), key=lambda site: worth([*chosen, site])))
    better = True
    while better:
        better = False
        for at in range(number):
            for site in set(range(len(sites))) - set(chosen):
                other = [*chosen[:at], site, *chosen[at + 1 :]]
                if worth(other) < worth(chosen) - 1e-6:
                    chosen, better = other, True
    return worth(chosen)


def siting():
    """Yield a line for each exact choice and one for the rule of thumb, and whether the goal is missed."""
    for name, shape in SHAPES.items():
        places, sites, costs = county(7 + shape, shape, SITES)
        for number in NUMBERS:
            best, seconds = timed(nearest_on_average, places, sites, costs, number)
            yield f"p-median, {name}, {number} of {SITES}", seconds, SITING_GOAL, seconds > SITING_GOAL
            thumb, others = timed(by_thumb, places, sites, costs, number)
            lost = 100 * (thumb / best["person_metres"].iloc[0] - 1)
            yield f"  rule of thumb: {lost:.2f} per cent further", others, "", lost < -1e-9
        furthest = float(costs.groupby("lsoa21_code")["metres"].min().max())
        _, seconds = timed(fewest_within, places, sites, costs, furthest)
        yield f"fewest sites, {name}, {furthest:,.0f} m", seconds, SITING_GOAL, seconds > SITING_GOAL
        _, seconds = timed(most_within, places, sites, costs, WITHIN, 8)
        yield f"most people, {name}, 8 of {SITES}", seconds, SITING_GOAL, seconds > SITING_GOAL


def dense(places, services, costs):
    """Return the same access on dense arrays, as the method is written down."""
    metres = costs["metres"].to_numpy().reshape(len(places), len(services))
    within = (metres <= WITHIN).astype(float)
    demand = within.T @ places["people"].to_numpy(dtype=float)
    supply = services["places"].to_numpy(dtype=float)
    return within @ np.where(demand > 0, supply / np.where(demand > 0, demand, 1), 0)


def catchments():
    """Yield a line for our catchments, plain and weighted, and for the dense arrays beside them."""
    places, services, costs = county(11, 0, SERVICES)
    how = {"service": "site"}
    found, seconds = timed(catchment_access, places, services, costs, WITHIN, **how)
    same = np.allclose(found["access"], dense(places, services, costs), rtol=1e-9)
    size = f"{AREAS} x {SERVICES:,}"
    yield f"catchments, {size}", seconds, CATCHMENT_GOAL, seconds > CATCHMENT_GOAL or not same
    _, seconds = timed(catchment_access, places, services, costs, WITHIN, weight=falling(WITHIN), **how)
    yield f"catchments, {size}, weighted", seconds, CATCHMENT_GOAL, seconds > CATCHMENT_GOAL
    _, others = timed(dense, places, services, costs)
    yield "  dense arrays, nothing checked", others, "", False


if __name__ == "__main__":
    sys.exit(told(chain(siting(), catchments())))
