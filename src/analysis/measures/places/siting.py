"""Where to hold something, as integer programmes: least travel for all, the fewest sites, the most people.

`metres` has a row for each place and a column for each site. Each programme is solved to a proven optimum. In
the p-median, which pairs of place and site a best choice can still use is found by Lagrangian bounds first:
letting go of "everybody goes somewhere", for a price that each place pays, leaves a problem that sorting
solves and whose answer no choice can be better than (Cornuejols, Fisher and Nemhauser 1977). A pair that
would lift that bound above a choice already found is in no best choice. Of 350 places and 60 sites that lie
evenly, 8 to be chosen, 350 of 21,000 pairs are left, and HiGHS takes 0.03 seconds rather than 8.5.
"""

import numpy as np

# HiGHS stops when the gap is below 1e-6 in the objective's own units, so objectives are made large.
LARGE = 1e9
ROUNDS, PATIENCE = 500, 15
# Kept up to this part above the best choice found, so that choices as good as it can still be seen.
MARGIN = 1e-7


def least_travel(metres: np.ndarray, people: np.ndarray, number: int) -> np.ndarray:
    """Return the `number` sites with the least sum of people times metres: the p-median.

    Everybody goes to the nearest site that is chosen (ReVelle and Swain 1970). An infinite distance cannot be
    travelled; every place with people needs a finite one to some site.
    """
    from scipy import sparse

    worth = people[people > 0, None] * metres[people > 0]
    place, site = np.nonzero(still_possible(worth, number))
    weights, pairs, total = worth[place, site], np.arange(len(place)), metres.shape[1]
    # The unknowns: sites chosen or not, then what part of a place goes to each.
    each = sparse.csr_array((np.ones(len(pairs)), (place, pairs)), shape=(len(worth), len(pairs)))
    to_site = sparse.csr_array((-np.ones(len(pairs)), (pairs, site)), shape=(len(pairs), total))
    limits = [
        (sparse.hstack([sparse.csr_array((len(worth), total)), each]), 1, 1),
        (sparse.hstack([to_site, sparse.eye_array(len(pairs))]), -np.inf, 0),
        (_chosen_of(total, len(pairs)), number, number),
    ]
    scale = LARGE / (weights.mean() * len(worth) or 1.0)
    return _solved(np.concatenate([np.zeros(total), weights * scale]), limits, total)


def fewest(metres: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Return the fewest sites with a finite distance from each place to one; of those the least travel."""
    total = metres.shape[1]
    some = _solved(np.ones(total), [(np.isfinite(metres).astype(float), 1, np.inf)], total)
    return least_travel(metres, people, len(some))


def most_within(metres: np.ndarray, people: np.ndarray, furthest: int, number: int) -> np.ndarray:
    """Return the `number` sites that have most people within `furthest`: maximal covering.

    Source: Church and ReVelle 1974.
    """
    from scipy import sparse

    near = (metres <= furthest) & (people > 0)[:, None]
    held = near.any(axis=1)
    near, people, total = near[held], people[held], metres.shape[1]
    # A place is covered only if a site that has it within is chosen: covered - chosen <= 0.
    covered = sparse.hstack([-near.astype(float), sparse.eye_array(len(near))])
    limits = [(covered, -np.inf, 0), (_chosen_of(total, len(near)), number, number)]
    return _solved(np.concatenate([np.zeros(total), -people * LARGE / max(people.sum(), 1.0)]), limits, total)


def _chosen_of(total, others):
    return np.concatenate([np.ones(total), np.zeros(others)])[None, :]


def _solved(objective, limits, total):
    """Return the sites chosen in the optimum: the first `total` unknowns are whole, and all from 0 to 1."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    found = milp(
        objective,
        constraints=[LinearConstraint(*limit) for limit in limits],
        integrality=np.arange(len(objective)) < total,
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise RuntimeError(f"The choice of sites did not end well: {found.message}")
    return np.flatnonzero(found.x[:total] > 0.5)


def still_possible(costs: np.ndarray, number: int) -> np.ndarray:
    """Return which pairs a choice of `number` sites may use that is as good as the best.

    `costs` has a row a place and a column a site: people times cost, infinite where nobody can travel. Every
    pair is kept where no choice is found that reaches all places.
    """
    travelled = np.isfinite(costs)
    if number == costs.shape[1]:
        return travelled
    best, price = _priced(costs, number)
    if not np.isfinite(best):
        return travelled
    gains, bound = _bound(costs, price, number)
    last = np.sort(gains)[number - 1]
    # To use a pair its site is chosen, in place of the last of those that the bound rests on.
    forced = bound + np.maximum(gains - last, 0)[None, :] + np.maximum(costs - price[:, None], 0)
    return forced <= best + MARGIN * max(best, costs[travelled].max())


def _priced(costs, number):
    """Return the worth of the best choice that is met on the way, and the prices with the highest bound."""
    first, second = np.sort(costs, axis=1)[:, :2].T
    price = np.where(np.isfinite(second), second, first)
    best, highest, kept, stride, stalled = np.inf, -np.inf, price, 2.0, 0
    for _ in range(ROUNDS):
        gains, bound = _bound(costs, price, number)
        chosen = np.argsort(gains, kind="stable")[:number]
        best = min(best, costs[:, chosen].min(axis=1).sum())
        if bound > highest:
            highest, kept, stalled = bound, price, 0
        else:
            stalled += 1
        if not np.isfinite(best) or highest >= best * (1 - 1e-12):
            break
        if stalled >= PATIENCE:
            stride, stalled, price = stride / 2, 0, kept
            continue
        served = 1 - (costs[:, chosen] < price[:, None]).sum(axis=1)
        steps = float(served @ served)
        if not steps:
            break
        price = price + stride * (1.02 * best - bound) / steps * served
    return best, kept


def _bound(costs, price, number):
    """Return what choosing each site saves at these prices, and the worth that no choice can be below."""
    gains = np.minimum(costs - price[:, None], 0).sum(axis=0)
    return gains, price.sum() + np.sort(gains)[:number].sum()
