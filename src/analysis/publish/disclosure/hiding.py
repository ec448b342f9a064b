"""Hide cells until every need is met: the cheapest move for one need after another, then a clearing up."""

import numpy as np

from analysis.publish.disclosure.exactness import protect_exactly
from analysis.publish.disclosure.proofs import meet
from analysis.publish.disclosure.search import Search
from analysis.publish.disclosure.sums import Protection, Truth
from analysis.publish.disclosure.witnesses import Witnesses

# What a step through a hidden cell costs beside hiding one more. Cheaper steps find long ways round that save
# few cells, come out in fractions and take twenty times as long (0.05: 0.13 s a move; 0.5: 0.007 s).
STEP = 0.5


def protect(
    system,
    parts,
    needs,
    *,
    floors,
    may_hide,
    hidden=None,
    cost=None,
    extra=None,
    criterion="informed",
    width=1,
):
    """Return the `Protection` of the cells marked in `needs`: which cells to hide so that none can be told.

    `parts` are the true counts; `floors` the least that each cell can be known to be once it is hidden;
    `may_hide` the cells that are free to be hidden and `hidden` those that are hidden anyway. Every need
    rises by `width` and falls by `width`, or to its floor. `cost` is the price of hiding a cell; without it
    the fewest cells are sought and of those the smaller. `extra` is added to it.
    """
    truth = Truth(system, parts, floors, width)
    needs = np.asarray(needs, dtype=bool)
    already = np.zeros(len(needs), dtype=bool) if hidden is None else np.asarray(hidden, dtype=bool)
    may_hide = np.asarray(may_hide, dtype=bool) & (truth.counts >= truth.floors)
    cost = _fewest(truth.counts) if cost is None else np.asarray(cost, dtype=float)
    cost = cost if extra is None else cost + np.asarray(extra, dtype=float)
    if criterion == "exact":
        return protect_exactly(truth, needs, may_hide, already, cost)
    start = already | (needs & may_hide)
    witnesses = Witnesses(truth, truth.needs(needs & start), start.copy())
    unmet = truth.needs(needs & ~start)
    unmet += _hide(truth, witnesses, needs, may_hide & ~start, cost)
    _clear(truth, witnesses, needs, np.flatnonzero(witnesses.hidden & ~start))
    moves = tuple((truth.first[moved], change) for moved, change in witnesses.moves())
    return Protection(witnesses.hidden, tuple(sorted(unmet)), moves=moves)


def _fewest(counts):
    return 1 + counts / (1 + np.abs(counts).sum())


def _hide(truth, witnesses, needs, may_hide, cost):
    """Hide cells until the needs are met; return those that cannot be."""
    if not witnesses.unmet:
        return []
    search = Search(truth, witnesses.hidden | may_hide, may_hide, needs, STEP)
    candidates = np.flatnonzero(may_hide)
    search.add_cost(candidates, cost[candidates])
    for place, level in enumerate(search.levels):
        if place:
            # Where a move takes long to find, what is hidden by now is often enough, and sooner searched.
            nothing = np.zeros_like(needs)
            meet(truth, witnesses, Search(truth, witnesses.hidden.copy(), nothing, needs, 1), level)
        for need in list(witnesses.unmet):
            if need not in witnesses.unmet:
                continue
            cell, side = need
            move = search.move(cell, side * truth.amount[side][cell], level)
            if move is None:
                continue
            cells, _ = witnesses.check.touched(*move)
            new = cells[~witnesses.hidden[cells]]
            witnesses.hidden[new] = True
            search.add_cost(new, -cost[new])
            witnesses.add(*move)
            if need in witnesses.unmet:
                raise AssertionError("a move does not stand up to its check: this is a mistake of ours")
        if not witnesses.unmet:
            break
    return list(witnesses.unmet)


def _clear(truth, witnesses, needs, added):
    """Show cells again that turned out not to be needed, the largest first."""
    if not len(added):
        return
    watched = needs.copy()
    watched[added] = True
    search = Search(truth, witnesses.hidden.copy(), np.zeros_like(needs), watched, 1)
    for cell in added[np.lexsort((added, -truth.counts[added]))]:
        search.hold(cell)
        witnesses.hidden[cell] = False
        if _met_without(truth, witnesses, search, cell):
            witnesses.drop(cell)
        else:
            witnesses.hidden[cell] = True
            search.release(cell)


def _met_without(truth, witnesses, search, cell):
    """Find other moves for the needs that only moves of `cell` meet; return whether there are."""
    for need in witnesses.relying_on(cell):
        if not witnesses.relies(need, cell):
            continue
        move = search.nearby(need[0], need[1] * truth.amount[need[1]][need[0]])
        if move is None:
            return False
        witnesses.add(*move)
        if witnesses.relies(need, cell):
            raise AssertionError("a move does not stand up to its check: this is a mistake of ours")
    return True
