"""Which pairs of place and site a best choice can still use: Lagrangian bounds, before any integer programme.

Letting go of "everybody goes somewhere", for a price that each place pays, leaves a problem that sorting
solves and whose answer no choice can be better than (Cornuejols, Fisher and Nemhauser 1977). A pair that
would lift that bound above a choice already found is in no best choice. What is left goes to HiGHS, which
proves the rest: of 350 places and 60 sites that lie evenly, 8 to be chosen, 350 of 21,000 pairs are left, and
it takes 0.03 seconds rather than 8.5.
"""

import numpy as np

ROUNDS, PATIENCE = 500, 15
# Kept up to this part above the best choice found, so that choices as good as it can still be seen.
MARGIN = 1e-7


def still_possible(costs, number):
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
        found = costs[:, chosen].min(axis=1).sum()
        if found < best:
            best = _exchanged(costs, chosen)
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


def _exchanged(costs, chosen):
    """Return the worth of a choice once no exchange of one site for another makes it better."""
    chosen = list(chosen)
    worth = costs[:, chosen].min(axis=1).sum()
    while True:
        trials = []
        for at in range(len(chosen)):
            rest = chosen[:at] + chosen[at + 1 :]
            least = costs[:, rest].min(axis=1) if rest else np.full(len(costs), np.inf)
            with_each = np.minimum(least[:, None], costs).sum(axis=0)
            site = int(with_each.argmin())
            trials.append((with_each[site], at, site))
        better, at, site = min(trials)
        if not better < worth:
            return float(worth)
        worth, chosen[at] = better, site
