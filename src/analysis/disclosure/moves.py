"""Whole-number moves: the cheapest change of the parts that moves one cell by a given amount.

What it does: a linear programme looks for the change that costs least, where hiding one more cell is dear
and going through hidden cells is cheap. It is solved by the dual simplex method from the move of nothing,
which is where a short move is near: of a thousand moves in a row, a hundred times as fast as from the move
before. A solution in fractions is made whole step by step: the number nearest to its next whole number is
held to that, and the rest solved on. Where that fails all whole numbers are searched.

Why that is right: a change in whole numbers that leaves every shown cell as it is, and takes nothing below
what it is known to be, gives other counts that fit all that was published. So nobody can rule them out,
however the change was found. The price decides how many cells are hidden, not whether they are safe.

Without it: of 226 hidden cells of a three-way table (7 by 8 by 9) 136 can move in whole numbers. If
fractions were given up 120 moves would be found, and cells hidden for the other 16 in vain. Searching all
whole numbers from the start finds the same 136 in seven times the time (1.8 s, not 0.25 s).
"""

from collections.abc import Callable
from contextlib import contextmanager

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array, hstack, vstack

from analysis.disclosure.system import DOWN, NEAR, NODES, UP, loaded, solution, whole_solution

# Steps of the simplex method after which a move is given up: in earnest, and where there are others to try.
FAR, NEARBY = 200_000, 500
# A move in fractions is made whole step by step: the column nearest to its next whole number must reach it,
# and the rest is solved on from where it was. More than 20 steps are rarely needed.
STEPS = 100
# A move that comes out in fractions is taken up to so many times over, until it is whole.
TIMES = 60
# Steps of whole blocks can ask too much of a part together. So often are the programmes told of what.
TOLD = 4
# Dear steps at the price of others lead the simplex method astray. In five linked editions thirty searches
# took 9.5 s at that price and 2.2 s at 10 times it; of the longest thirty took 6.6 s at 10, 5.7 at 30.
DEAR = 30
# So many needs at a time have cells hidden for them by one move. A need for which that would take more than
# so much is left for a move of its own.
BATCH, WORTH = 100, 10
# Cells that are tried to be shown again, times cells that are hidden: each try searches through all of them.
TRIED = 1_000_000
# The other end of a step that appears in one sum only.
OUTSIDE = (-1, 0)


class Programme:
    """A linear programme for the moves that a room leaves, asked for one cell after another.

    Each step of the room has a column for its rise and one for its fall, both at the price `price`, or `DEAR`
    times that. `cells` are rows over all parts: those that can be asked to move or that are `priced`, with
    a price of their own; `lows` are their lowest changes.
    """

    def __init__(self, room, cells, lows, priced, price):
        cells = csr_array(cells @ room.steps)
        cells.eliminate_zeros()
        cells.sort_indices()
        self._steps = room.steps
        self._equal = room.equal
        self._count = count = len(room.low)
        sizes = np.diff(cells.indptr)
        self._single = np.full(len(sizes), -1)
        alone = np.flatnonzero(sizes == 1)
        alone = alone[cells.data[cells.indptr[alone]] == 1]
        self._single[alone] = cells.indices[cells.indptr[alone]]
        wide = np.flatnonzero((sizes > 0) & (self._single < 0))
        self._row = np.full(len(sizes), -1)
        self._row[wide] = room.equal.shape[0] + np.arange(len(wide))
        levers = wide[np.asarray(priced)[wide]]
        self._lever = np.full(len(sizes), -1)
        self._lever[levers] = 2 * count + np.arange(len(levers))
        self._levers = len(levers)

        sums = vstack([room.equal, cells[wide]])
        lever = coo_array(
            (np.ones(len(levers), dtype=np.int64), (self._row[levers], np.arange(len(levers)))),
            shape=(sums.shape[0], len(levers)),
        )
        self._matrix = hstack([sums, -sums, -lever, lever]).tocsc()
        lows, is_lever = np.asarray(lows, dtype=float), self._lever[wide] >= 0
        nothing = np.zeros(room.equal.shape[0])
        self._low = np.concatenate([nothing, np.where(is_lever, 0, lows[wide])])
        self._high = np.concatenate([nothing, np.where(is_lever, 0, np.inf)])
        self._upper = np.concatenate(
            [room.high, -room.low.astype(float), np.full(len(levers), np.inf), -lows[levers]]
        )
        prices = np.where(room.dear, DEAR * price, price).astype(float)
        self._cost = np.concatenate([prices, prices, np.zeros(2 * len(levers))])
        self._own = np.array([self._low, self._high])
        self._own_upper, self._holds = self._upper.copy(), np.zeros(len(self._upper), dtype=int)
        self._model = loaded(
            self._matrix,
            self._cost,
            (np.zeros(len(self._upper)), self._upper),
            (self._low, self._high),
            solver="simplex",
            presolve="off",
        )

    def _columns(self, cell):
        """Return the columns of a cell's rise and fall, or None when it is held by bounds of its row."""
        if self._single[cell] >= 0:
            return int(self._single[cell]), int(self._single[cell]) + self._count
        if self._lever[cell] >= 0:
            return int(self._lever[cell]), int(self._lever[cell]) + self._levers
        return None

    def add_cost(self, cell: int, cost: float) -> None:
        """Add to the price of each unit by which a cell rises or falls."""
        for column in self._columns(cell) or ():
            self._cost[column] = max(self._cost[column] + cost, 0)
            self._model.changeColCost(column, self._cost[column])

    def hold(self, cell: int, by: int) -> None:
        """Let a cell move no more (`by` 1), or one that was held move again (-1)."""
        columns = self._columns(cell)
        if columns is not None:
            # One part can be all that is left of two cells.
            for column in columns:
                self._holds[column] += by
                self._upper[column] = 0 if self._holds[column] else self._own_upper[column]
                self._model.changeColBounds(column, 0.0, float(self._upper[column]))
        elif self._row[cell] >= 0:
            row = int(self._row[cell])
            self._low[row], self._high[row] = (0, 0) if by > 0 else self._own[:, row]
            self._model.changeRowBounds(row, self._low[row], self._high[row])

    def keep_above(self, rows: csr_array, lows: np.ndarray) -> None:
        """Keep sums, rows over all parts, from changing by less than `lows`, from now on."""
        rows = csr_array(rows @ self._steps)
        rows = csr_array(hstack([rows, -rows, csr_array((rows.shape[0], 2 * self._levers), dtype=np.int64)]))
        rows.eliminate_zeros()
        self._model.addRows(
            rows.shape[0],
            np.asarray(lows, dtype=float),
            np.full(rows.shape[0], np.inf),
            rows.nnz,
            rows.indptr[:-1].astype(np.int32),
            rows.indices.astype(np.int32),
            rows.data.astype(float),
        )
        self._matrix = vstack([self._matrix, rows]).tocsc()
        self._low = np.concatenate([self._low, lows])
        self._high = np.concatenate([self._high, np.full(len(lows), np.inf)])

    def move(
        self, cell: int, change: int, broken: Callable, thorough: bool = True
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """Return a cheap whole-number move of `cell` by `change`, as parts and their changes, or None.

        `broken` returns what a move asks too much of, as `keep_above` takes it, or None where it is allowed.
        What it returns is kept from then on, and the move solved on from where it stood. Unless `thorough`,
        moves that are far to seek are given up.
        """
        self._model.setOptionValue("simplex_iteration_limit", FAR if thorough else NEARBY)
        self._model.clearSolver()
        with self._asked(cell, change) as can_be:
            for _ in range(TOLD):
                found = solution(self._model) if can_be else None
                if found is None:
                    return None
                whole = self._whole(found)
                if whole is None:
                    break
                move = self._in_parts(whole)
                told = broken(*move)
                if told is None:
                    return move
                self.keep_above(*told)
            else:
                return None
        whole = self._whole_search(cell, change) if thorough else None
        move = None if whole is None else self._in_parts(whole)
        return move if move is not None and broken(*move) is None else None

    def together(
        self, wanted: list[tuple[int, int]], most: int, worth: int, in_rounds: bool
    ) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return a whole-number move, or its rounds, that meets as many of `wanted` as are worth it.

        Those are (cell, side). No step is taken more than `most` times; a need is met where that costs no
        more than `worth`.
        """
        cost, rows = self._cost.copy(), csr_array(self._matrix)
        asked = np.zeros(len(cost))
        for cell, side in wanted:
            columns = self._columns(cell)
            if columns is not None:
                asked[list(columns)] -= np.array([side, -side])
            elif self._row[cell] >= 0:
                row = rows[[int(self._row[cell])]]
                asked[row.indices] -= side * row.data
        every = np.arange(len(cost), dtype=np.int32)
        upper = np.minimum(self._upper, most)
        self._model.changeColsCost(len(cost), every, cost + worth * asked)
        self._model.changeColsBounds(len(cost), every, np.zeros(len(cost)), upper)
        self._model.setOptionValue("simplex_iteration_limit", FAR)
        self._model.clearSolver()
        found = solution(self._model)
        self._model.changeColsCost(len(cost), every, cost)
        self._model.changeColsBounds(len(cost), every, np.zeros(len(cost)), self._upper)
        if found is None or _is_split(found).any():
            return []
        taken = np.rint(found).astype(np.int64)
        taken = taken[: self._count] - taken[self._count : 2 * self._count]
        found = rounds(csc_array(self._equal), taken) if in_rounds else [np.flatnonzero(taken)]
        return [_nonzero(self._steps[:, one] @ taken[one]) for one in found]

    def _in_parts(self, whole):
        """Return a whole-number solution as parts and their changes."""
        taken = np.rint(whole).astype(np.int64)
        return _nonzero(self._steps @ (taken[: self._count] - taken[self._count : 2 * self._count]))

    def either(self, cell: int) -> tuple[np.ndarray, np.ndarray] | None:
        """Return a cheap whole-number move of `cell` up, or else down, by whatever it takes, or None."""
        self._model.setOptionValue("simplex_iteration_limit", FAR)
        for change in (UP, DOWN):
            self._model.clearSolver()
            with self._asked(cell, change) as can_be:
                found = solution(self._model) if can_be else None
            if found is None:
                continue
            for times in range(1, TIMES + 1):
                if not _is_split(times * found).any():
                    return self._in_parts(times * found)
        return None

    @contextmanager
    def _asked(self, cell, change):
        """Have the model move `cell` by `change`, and tell whether its own bounds allow that."""
        columns = self._columns(cell)
        if columns is None:
            row = int(self._row[cell])
            if row < 0 or change < self._low[row] or change > self._high[row]:
                yield False
                return
            self._model.changeRowBounds(row, float(change), float(change))
            yield True
            self._model.changeRowBounds(row, self._low[row], self._high[row])
            return
        rise, fall = columns if change > 0 else columns[::-1]
        if abs(change) > self._upper[rise]:
            yield False
            return
        self._model.changeColBounds(rise, float(abs(change)), float(abs(change)))
        self._model.changeColBounds(fall, 0.0, 0.0)
        yield True
        for column in columns:
            self._model.changeColBounds(column, 0.0, float(self._upper[column]))

    def _whole(self, found):
        """Return a whole-number solution of the model as it is asked, one step after another, or None."""
        ends = {}
        for _ in range(STEPS):
            split = np.flatnonzero(_is_split(found))
            if not len(split):
                break
            column = int(split[np.argmax(found[split] % 1)])
            low, high = ends.get(column, (0.0, float(self._upper[column])))
            below = float(np.floor(found[column]))
            ends[column] = (below + 1, high)
            self._model.changeColBounds(column, *ends[column])
            found = solution(self._model)
            if found is None:
                ends[column] = (low, below)
                self._model.changeColBounds(column, *ends[column])
                found = solution(self._model)
            if found is None:
                break
        for column in ends:
            self._model.changeColBounds(column, 0.0, float(self._upper[column]))
        return None if found is None or _is_split(found).any() else found

    def _whole_search(self, cell, change):
        low, high, upper = self._low.copy(), self._high.copy(), self._upper.copy()
        lower = np.zeros(len(upper))
        own = self._columns(cell)
        if own is None:
            low[self._row[cell]] = high[self._row[cell]] = change
        else:
            rise, fall = own if change > 0 else own[::-1]
            lower[rise] = upper[rise] = abs(change)
            upper[fall] = 0
        return whole_solution(
            loaded(self._matrix, self._cost, (lower, upper), (low, high), whole=True, mip_max_nodes=NODES)
        )


def _nonzero(change):
    parts = np.flatnonzero(change)
    return parts, change[parts]


def _is_split(found):
    """Tell which values are not whole numbers."""
    return np.abs(found - np.rint(found)) >= NEAR


def rounds(equal: csc_array, taken: np.ndarray) -> list[np.ndarray]:
    """Return the steps of rounds, each as short as can be, of which a move consists.

    Where every step appears in one or two sums a move goes from sum to sum and comes back: at each sum what
    one step adds another takes. `taken` says how often each step is taken, `equal` (csc) are the sums that
    stay. Another move is one round.
    """
    steps = np.flatnonzero(taken)
    if (np.abs(taken[steps]) != 1).any() or (np.diff(equal.indptr)[steps] > 2).any():
        return [steps]
    ends, waiting = {}, {}
    for step in steps.tolist():
        span = slice(equal.indptr[step], equal.indptr[step + 1])
        adds = (equal.data[span] * taken[step]).tolist()
        ends[step] = [*zip(equal.indices[span].tolist(), adds, strict=True), *[OUTSIDE] * (2 - len(adds))]
        for end in ends[step]:
            waiting.setdefault(end, []).append(step)
    found, done = [], set()
    for first in sorted(waiting, key=OUTSIDE.__ne__):
        states, trail = {first: 0}, []
        at = first
        while True:
            left = waiting.get(at, [])
            while left and left[-1] in done:
                left.pop()
            if not left:
                break
            step = left.pop()
            done.add(step)
            trail.append(step)
            row, adds = ends[step][1] if ends[step][0] == at else ends[step][0]
            at = (row, -adds)
            if at in states:
                found.append(np.array(trail[states[at] :]))
                del trail[states[at] :]
                states = {state: place for state, place in states.items() if place <= len(trail)}
            else:
                states[at] = len(trail)
        if trail:
            return [steps]
    return found
