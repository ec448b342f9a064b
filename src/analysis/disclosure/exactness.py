"""Criterion `exact`: cells that can be computed, and what to hide so that none can be.

A cell is safe when it could move at all, knowing that counts are not negative; by how much does not matter.
A count above 0 could move both ways by a little, so that only a part that is 0 is held from one side.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack

from analysis.disclosure.fewest import fewest, is_small
from analysis.disclosure.fields import PRIMES, SAMPLES, inverse, solutions
from analysis.disclosure.moves import BATCH, TRIED, WORTH, Programme
from analysis.disclosure.programmes import NEAR
from analysis.disclosure.room import room
from analysis.disclosure.sums import DOWN, EITHER, UP, Protection

# How far a count above 0 may fall: moves can be made as small as need be.
_FAR = 1_000_000


def computable(truth, hidden, cells):
    """Return which of `cells` (numbers of rows) can be computed from the cells that are not hidden."""
    left = _left(truth, hidden)
    moving = _moving(left)
    equal = left.equal[:, moving]
    rows = csr_array(truth.matrix[cells] @ left.steps)[:, moving]
    told = np.zeros(len(cells), dtype=bool)
    for prime in PRIMES:
        told |= ~((rows @ solutions(equal, prime)) % prime).any(axis=1)
    return told


def _left(truth, hidden):
    low = np.where(truth.parts > 0, -_FAR, 0)
    nothing = np.array([], dtype=np.int64)
    return room(truth.matrix, truth.links, low, np.flatnonzero(~hidden), nothing, nothing)


def _moving(left):
    """Return the places of the parts that are not 0 in every world: all but some of those that are 0."""
    zero = np.flatnonzero(left.low == 0)
    everything = np.arange(len(left.low))
    if not len(zero) or not left.equal.shape[0]:
        return everything
    # The greatest number of such parts can rise together: what does not rise here never can.
    count, size = len(left.low), len(zero)
    pick = csr_array((np.ones(size), (np.arange(size), zero)), shape=(size, count))
    solved = linprog(
        np.r_[np.zeros(count), -np.ones(size)],
        A_ub=hstack([-pick, eye_array(size)]),
        b_ub=np.zeros(size),
        A_eq=hstack([left.equal.astype(float), csr_array((left.equal.shape[0], size))]),
        b_eq=np.zeros(left.equal.shape[0]),
        bounds=[(None if low else 0, None) for low in left.low] + [(0, 1)] * size,
    )
    stuck = zero[solved.x[count:] < NEAR]
    return np.setdiff1d(everything, stuck)


def protect_exactly(truth, needs, may_hide, already, price):
    """Return the `Protection` under which no cell in `needs` can be computed."""
    start = already | (needs & may_hide)
    wanted = np.flatnonzero(needs & start)
    free = may_hide & ~start
    stuck = set(np.flatnonzero(needs & ~start).tolist())
    told = wanted[computable(truth, start, wanted)]
    hidden, bound = _proved(truth, start, wanted, told, free, price)
    if hidden is None:
        hidden = start.copy()
        cost = price + truth.counts / (1 + np.abs(truth.counts).sum())
        stuck |= _hide(truth, hidden, wanted, told, free, cost)
        left = np.array([cell for cell in wanted.tolist() if cell not in stuck], dtype=np.int64)
        _clear(truth, hidden, left, hidden & ~start)
    return Protection(hidden, tuple((cell, EITHER) for cell in sorted(stuck)), bound)


def _proved(truth, start, wanted, told, free, price):
    """Return (which cells a least hiding hides, or None; the least price of what must be hidden, or None)."""
    choices = np.flatnonzero(free)
    if not len(told):
        return start, 0.0
    if not is_small(len(choices), len(told)):
        return None, None
    needs = [(cell, EITHER) for cell in told.tolist()]
    counts = truth.counts[choices]
    chosen, bound = fewest(truth.far(_FAR), needs, start, choices, price[choices], counts)
    if chosen is None:
        return None, bound
    hidden = start.copy()
    hidden[chosen] = True
    return (None if computable(truth, hidden, wanted).any() else hidden), bound


def _hide(truth, hidden, wanted, told, candidates, cost):
    """Hide cells until none of `wanted` can be computed; return those for which nothing helps."""
    open_ = hidden | candidates
    hopeless = set(told[computable(truth, open_, told)].tolist())
    cells = np.flatnonzero(candidates | np.isin(np.arange(len(hidden)), told))
    place = np.full(len(hidden), -1)
    place[cells] = np.arange(len(cells))
    left = _left(truth, open_)
    lows = np.full(len(cells), -np.inf)
    programme = Programme(left, truth.matrix[cells], lows, candidates[cells], 0.5)
    priced = np.flatnonzero(candidates)
    for one in priced:
        programme.add_cost(place[one], cost[one])

    def hide(moved):
        new = np.flatnonzero(moved & ~hidden)
        hidden[new] = True
        for one in new:
            programme.add_cost(place[one], -cost[one])
        return set(np.flatnonzero(moved).tolist())

    met, sides = hopeless.copy(), np.random.default_rng(0)
    while len(unmet := [cell for cell in told.tolist() if cell not in met]) > BATCH:
        asked = sides.permutation(unmet)[:BATCH]
        wanted = zip(place[asked].tolist(), sides.choice([UP, DOWN], BATCH).tolist(), strict=True)
        for parts, change in programme.together(list(wanted), 1, WORTH, True):
            met |= hide(truth.matrix[:, parts] @ change != 0)
        if met.isdisjoint(unmet):
            break
    for cell in told.tolist():
        if cell in met:
            continue
        moved = _cheapest(programme, truth.matrix, place[cell], np.where(hidden, 0, cost))
        if moved is None:
            hopeless.add(cell)
            continue
        met |= hide(moved)
    return hopeless


def _cheapest(programme, matrix, place, cost):
    """Return which cells the cheaper of a rise and a fall moves, or None when there is neither."""
    moves = [programme.fraction(place, side) for side in (UP, DOWN)]
    moved = [np.abs(matrix @ move) > NEAR for move in moves if move is not None]
    return min(moved, key=lambda cells: cost[cells].sum(), default=None)


def _clear(truth, hidden, needs, added):
    """Show cells again that turned out not to be needed, the largest first; of very many the largest only."""
    cells = np.flatnonzero(added)
    if not len(cells) or not len(needs):
        hidden[cells] = False
        return
    order = cells[np.lexsort((cells, -truth.counts[cells]))][: 1 + TRIED // int(hidden.sum())]
    if (_left(truth, hidden).low == 0).any():
        # A part that is 0 may be held there by what is shown next, which no equation tells.
        for cell in order:
            hidden[cell] = False
            hidden[cell] = computable(truth, hidden, needs).any()
        return
    left = _left(truth, hidden)
    worlds = [_Solutions(left, truth, prime, order, needs) for prime in PRIMES]
    for place, cell in enumerate(order):
        if not any(one.tells_if_shown(place) for one in worlds):
            hidden[cell] = False
            for one in worlds:
                one.show(place)


class _Solutions:
    """Random moves modulo a prime, from which those that keep a cell fixed are made one cell at a time."""

    def __init__(self, left, truth, prime, cells, needs):
        # Each cell that is shown costs one of them.
        moves = solutions(left.equal, prime, samples=len(cells) + SAMPLES)
        self._prime = prime
        self._cells = truth.matrix[cells] @ left.steps @ moves % prime
        self._needs = truth.matrix[needs] @ left.steps @ moves % prime

    def tells_if_shown(self, place):
        """Tell whether a need could be computed if the cell at `place` were shown."""
        if not self._cells[place].any():
            return False
        return bool((~self._without(self._needs, place).any(axis=1)).any())

    def show(self, place):
        """Keep only moves that leave the cell at `place` as it is."""
        if self._cells[place].any():
            self._needs = self._without(self._needs, place)
            self._cells = self._without(self._cells, place)

    def _without(self, values, place):
        own = self._cells[place]
        pivot = int(np.flatnonzero(own)[0])
        factors = own * inverse(own[[pivot]], self._prime) % self._prime
        kept = (values - values[:, [pivot]] * factors) % self._prime
        return np.delete(kept, pivot, axis=1)
