"""Sites for outreach: never worse than any choice that can be tried."""

import itertools

import numpy as np
import pytest

from analysis.measures.places.siting import fewest, least_travel, most_within, still_possible


def town(seed, missing=0.0):
    """Return invented metres of 14 places to 7 sites, some of them infinite, and the people of the places."""
    rng = np.random.default_rng(seed)
    metres = rng.integers(0, 90, (14, 7)).astype(float)
    metres[rng.random(metres.shape) < missing] = np.inf
    return metres, rng.integers(0, 40, 14).astype(float)


def worth(metres, people, chosen, furthest=np.inf):
    """Return the people within a distance of the sites `chosen`, and their person-metres."""
    least = metres[:, list(chosen)].min(axis=1)
    within = (people > 0) & np.isfinite(least) & (least <= furthest)
    return people[within].sum(), float(people[within] @ least[within])


def tried(metres, people, number, furthest=np.inf):
    """Return the worth of every choice of `number` sites."""
    every = itertools.combinations(range(metres.shape[1]), number)
    return [worth(metres, people, chosen, furthest) for chosen in every]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("number", [1, 3, 7])
def test_the_p_median_is_the_best_of_all_choices(seed, number):
    metres, people = town(seed)
    chosen = least_travel(metres, people, number)
    best = min(cost for _, cost in tried(metres, people, number))
    assert len(chosen) == number and worth(metres, people, chosen)[1] == pytest.approx(best, rel=1e-12)
    assert len(least_travel(0 * metres, people, number)) == number, "where places cost nothing"


@pytest.mark.parametrize("seed", range(4))
def test_the_fewest_that_reach_all_are_as_few_as_can_be_and_of_those_the_nearest(seed):
    metres, people = town(seed, missing=0.1)
    near = np.where(metres <= 45, metres, np.inf)
    held = (people > 0) & np.isfinite(near).any(axis=1)
    near, people = near[held], people[held]
    chosen = fewest(near, people)
    found, cost = worth(near, people, chosen)
    assert found == people.sum()
    if len(chosen) > 1:
        assert max(reached for reached, _ in tried(near, people, len(chosen) - 1)) < people.sum()
    alike = [other for reached, other in tried(near, people, len(chosen)) if reached == people.sum()]
    assert cost == pytest.approx(min(alike))


@pytest.mark.parametrize("seed", range(4))
def test_the_most_that_so_many_reach_is_the_most_of_all_choices(seed):
    metres, people = town(seed, missing=0.2)
    for number in (1, 2, 4):
        chosen = most_within(metres, people, 20, number)
        best = max(reached for reached, _ in tried(metres, people, number, 20))
        assert worth(metres, people, chosen, 20)[0] == best and len(chosen) == number


@pytest.mark.parametrize("seed", range(20))
def test_no_pair_that_a_best_choice_uses_is_left_out_by_its_bounds(seed):
    rng = np.random.default_rng(seed)
    costs = rng.integers(0, 30, (9, 6)).astype(float)
    costs[rng.random(costs.shape) < 0.15] = np.inf
    costs[np.isinf(costs).all(axis=1), 0] = 1.0
    for number in (1, 2, 4, 6):
        kept = still_possible(costs, number)
        sums = {
            chosen: costs[:, chosen].min(axis=1).sum() for chosen in itertools.combinations(range(6), number)
        }
        for chosen, sum_of_costs in sums.items():
            if sum_of_costs == min(sums.values()) < np.inf:
                used = np.array(chosen)[costs[:, chosen].argmin(axis=1)]
                assert kept[np.arange(len(costs)), used].all()
