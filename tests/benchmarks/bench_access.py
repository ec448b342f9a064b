"""How long it takes to say who can get to what: best places for outreach, and catchments of many services.

Places, people and sites are invented, seeded and of the size of a county. The exact choices are set beside
the rule of thumb (take the best next site, then exchange while that helps), which is quick and can miss the
best. Seconds are of one processor, not of the clock. A missed goal ends with exit code 1.
"""

import sys
from itertools import chain

import numpy as np
from measured import timed, told
from scipy.spatial.distance import cdist

from analysis.measures.places.access import catchment, falling
from analysis.measures.places.siting import fewest, least_travel, most_within

AREAS, SITES, SERVICES, NUMBERS = 350, 60, 2_000, (3, 5, 8, 12)
WITHIN, SITING_GOAL, CATCHMENT_GOAL = 5_000.0, 10.0, 2.0
SHAPES = {"towns and country": 0, "even": 1}


def county(number, shape, services):
    """Return the people of invented places, and the metres between them and invented sites."""
    rng = np.random.default_rng(number)
    towns = rng.uniform(0, 50_000, (12, 2))
    points = rng.uniform(0, 50_000, (AREAS, 2))
    if shape == 0:
        points = towns[rng.integers(0, 12, AREAS)] + rng.normal(0, 2_500, (AREAS, 2))
    people = rng.poisson(60, AREAS).astype(float)
    return people, cdist(points, rng.uniform(0, 50_000, (services, 2)))


def by_thumb(metres, people, number):
    """Return the person-metres of taking the best next site, and then exchanging while that helps."""

    def worth(chosen):
        return float(people @ metres[:, chosen].min(axis=1))

    chosen = []
    for _ in range(number):
        chosen.append(min(set(range(metres.shape[1])) - set(chosen), key=lambda site: worth([*chosen, site])))
    better = True
    while better:
        better = False
        for at in range(number):
            for site in set(range(metres.shape[1])) - set(chosen):
                other = [*chosen[:at], site, *chosen[at + 1 :]]
                if worth(other) < worth(chosen) - 1e-6:
                    chosen, better = other, True
    return worth(chosen)


def siting():
    """Yield a line for each exact choice and one for the rule of thumb, and whether the goal is missed."""
    for name, shape in SHAPES.items():
        people, metres = county(7 + shape, shape, SITES)
        for number in NUMBERS:
            best, seconds = timed(least_travel, metres, people, number)
            yield f"p-median, {name}, {number} of {SITES}", seconds, SITING_GOAL, seconds > SITING_GOAL
            thumb, others = timed(by_thumb, metres, people, number)
            lost = 100 * (thumb / float(people @ metres[:, best].min(axis=1)) - 1)
            yield f"  rule of thumb: {lost:.2f} per cent further", others, "", lost < -1e-9
        furthest = float(metres.min(axis=1).max())
        _, seconds = timed(fewest, np.where(metres <= furthest, metres, np.inf), people)
        yield f"fewest sites, {name}, {furthest:,.0f} m", seconds, SITING_GOAL, seconds > SITING_GOAL
        _, seconds = timed(most_within, metres, people, WITHIN, 8)
        yield f"most people, {name}, 8 of {SITES}", seconds, SITING_GOAL, seconds > SITING_GOAL


def catchments():
    """Yield a line for the catchments of many services."""
    people, metres = county(11, 0, SERVICES)
    supply = np.random.default_rng(12).integers(1, 40, SERVICES).astype(float)
    _, seconds = timed(lambda: catchment(falling(metres, WITHIN), people, supply))
    yield f"catchments, {AREAS} x {SERVICES:,}", seconds, CATCHMENT_GOAL, seconds > CATCHMENT_GOAL


if __name__ == "__main__":
    sys.exit(told(chain(siting(), catchments())))
