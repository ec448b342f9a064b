"""Criterion `exact`: cells that can be computed, and what to hide so that none can be.

A cell is safe when it could move at all, knowing that counts are not negative; by how much does not matter.
A count above 0 could move both ways by a little, so that only a part that is 0 is held from one side.

Which sums can change at all is found over a finite field: over the whole numbers, elimination would make
numbers of hundreds of digits; modulo a prime they stay small. A sum that is not 0 on a random solution is not
a combination of the equations. One that is 0 on two random solutions, modulo either of two primes, is taken
for one: by chance that happens once in 10^13.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack

from analysis.disclosure.fewest import fewest, is_small
from analysis.disclosure.moves import BATCH, TRIED, WORTH, Programme
from analysis.disclosure.system import DOWN, EITHER, NEAR, UP, Protection, room

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


# Below 2^22, so that a sum of a panel's products of two residues is exact in a double.
PRIMES = (4_194_301, 4_194_287)
SAMPLES = 2
PANEL = 64


def solutions(equations, prime, samples=SAMPLES):
    """Return random solutions of `equations` @ v = 0 modulo `prime`, one a column, the same every time."""
    rest = _balanced(csr_array(equations, dtype=np.int64), prime)
    rest = rest[np.flatnonzero(np.diff(rest.indptr))]
    alive = np.arange(rest.shape[1])
    steps = []
    while rest.shape[0]:
        rows, columns = _independent_pivots(rest)
        if len(rows) < max(8, rest.shape[0] // 20):
            break
        pivots = rest[rows]
        pivot = np.asarray(pivots[np.arange(len(rows)), columns]).ravel()
        keep = np.ones(rest.shape[1], dtype=bool)
        keep[columns] = False
        scaled = _balanced(_scaled(pivots[:, np.flatnonzero(keep)], inverse(pivot, prime)), prime)
        steps.append((alive[columns], alive[keep], scaled))
        others = np.ones(rest.shape[0], dtype=bool)
        others[rows] = False
        below = rest[np.flatnonzero(others)]
        rest = below[:, np.flatnonzero(keep)] - _balanced(below[:, columns], prime) @ scaled
        rest = _balanced(csr_array(rest), prime)
        rest = rest[np.flatnonzero(np.diff(rest.indptr))]
        alive = alive[keep]
    values = np.zeros((equations.shape[1], samples), dtype=np.int64)
    values[alive] = _dense_solutions(rest.toarray(), prime, samples)
    for columns, others, scaled in reversed(steps):
        values[columns] = -(scaled @ values[others]) % prime
    return values


def _balanced(matrix, prime):
    """Return a sparse matrix with its residues between -prime / 2 and prime / 2, zeros left out."""
    matrix = csr_array(matrix)
    matrix.data %= prime
    matrix.data[matrix.data > prime // 2] -= prime
    matrix.eliminate_zeros()
    return matrix


def _scaled(matrix, factors):
    matrix = csr_array(matrix)
    matrix.data = matrix.data * np.repeat(factors, np.diff(matrix.indptr))
    return matrix


def inverse(values, prime):
    """Return the inverses of residues, by Fermat's little theorem."""
    base, result, power = np.asarray(values, dtype=np.int64) % prime, np.ones_like(values), prime - 2
    while power:
        if power & 1:
            result = result * base % prime
        base = base * base % prime
        power >>= 1
    return result


def _independent_pivots(matrix):
    """Return rows and columns of pivots of which no one's row holds another's column, the sparsest first."""
    weight = np.bincount(matrix.indices, minlength=matrix.shape[1])
    sizes = np.diff(matrix.indptr)
    lightest = np.minimum.reduceat(weight[matrix.indices], matrix.indptr[:-1])
    order = np.lexsort((np.arange(len(sizes)), (sizes - 1) * (lightest - 1)))
    is_pivot = np.zeros(matrix.shape[1], dtype=bool)
    is_used = np.zeros(matrix.shape[1], dtype=bool)
    rows, columns = [], []
    for row in order.tolist():
        span = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        if is_pivot[span].any():
            continue
        fresh = span[~is_used[span]]
        if not len(fresh):
            continue
        column = fresh[np.argmin(weight[fresh])]
        is_pivot[column] = True
        is_used[span] = True
        rows.append(row)
        columns.append(column)
    return np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64)


def _dense_solutions(matrix, prime, samples):
    """Return random solutions of a small dense system, eliminated a panel of columns at a time."""
    height, width = matrix.shape
    work = (matrix % prime).astype(float)
    pivots, top = [], 0
    for first in range(0, width, PANEL):
        if top == height:
            break
        rows = work[top:]
        order, found = _panel_pivots(rows[:, first : first + PANEL], prime)
        if not found:
            continue
        rows, columns = rows[order], first + np.array(found)
        head, tail = rows[: len(found)], rows[len(found) :]
        head = _dense_inverse(head[:, columns], prime) @ head % prime
        work[top:] = np.vstack([head, (tail - tail[:, columns] @ head) % prime])
        pivots += [(top + place, column) for place, column in enumerate(columns)]
        top += len(found)
    values = np.random.default_rng(prime).integers(1, prime, size=(width, samples))
    values[[column for _, column in pivots]] = 0
    for row, column in reversed(pivots):
        values[column] = -(work[row].astype(np.int64) @ values) % prime
    return values


def _panel_pivots(panel, prime):
    """Return an order of rows and the columns of a panel such that the first rows have pivots there."""
    panel, order, found = panel.copy(), np.arange(len(panel)), []
    for column in range(panel.shape[1]):
        here = len(found)
        nonzero = np.flatnonzero(panel[here:, column])
        if not len(nonzero):
            continue
        swap, back = [here, here + nonzero[0]], [here + nonzero[0], here]
        panel[swap], order[swap] = panel[back], order[back]
        panel[here] = panel[here] * inverse(panel[here, [column]].astype(np.int64), prime) % prime
        multiple = panel[here + 1 :, column]
        panel[here + 1 :] = (panel[here + 1 :] - np.outer(multiple, panel[here])) % prime
        found.append(column)
    return order, found


def _dense_inverse(block, prime):
    size = len(block)
    work = np.hstack([block, np.eye(size)])
    for column in range(size):
        row = column + np.flatnonzero(work[column:, column])[0]
        work[[column, row]] = work[[row, column]]
        work[column] = work[column] * inverse(work[column, [column]].astype(np.int64), prime) % prime
        multiple = work[:, column].copy()
        multiple[column] = 0
        work = (work - np.outer(multiple, work[column])) % prime
    return work[:, size:]
