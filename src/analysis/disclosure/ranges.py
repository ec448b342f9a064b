"""How far each hidden cell can range for somebody outside, who has no true counts to start from."""

import highspy
import numpy as np
import pandas as pd
from scipy.sparse import csr_array, eye_array, hstack, vstack

from analysis.disclosure.search import Check, Search
from analysis.disclosure.system import NEAR, NODES, Truth, Unsolvable, loaded, solution, whole_solution

# One world is sought once for a whole system, so that the search may be long.
WORLD_NODES = 20_000
# How many cells that do not fit are named.
NAMED = 8


def bounds(system, values, *, floors, cells=None, relations=None, width=None):
    """Return the least and greatest whole number that each hidden cell can be for somebody outside.

    `values` are the shown numbers, NaN where hidden; `floors` the least that each hidden cell can be known to
    be; `relations` are rows over parts with their lower and upper ends. Columns: `cell`, `lower`, `upper`
    and `exact`, whether nothing beyond them is possible; whole-number worlds reach them in any case, so that
    the range is never wider than the true one. They are NaN when no whole-number world was found.

    With `width` a cell is left as soon as it is seen to range over twice the width, or from its floor to the
    width above it: that proves it protected, and a large system is done in seconds.

    Raises `Unsolvable` when no whole-number world fits.
    """
    values = np.asarray(values, dtype=float)
    floors = np.broadcast_to(np.asarray(floors, dtype=np.int64), values.shape)
    hidden = np.isnan(values)
    asked = np.flatnonzero(hidden) if cells is None else np.asarray(cells, dtype=np.int64)
    outside = _Outside(system, values, floors, relations)
    seen = _Seen(outside, floors, width)
    world = outside.some_world()
    if world is None:
        nothing = np.full(len(asked), np.nan)
        return pd.DataFrame({"cell": asked, "lower": nothing, "upper": nothing, "exact": False})
    seen.add(world)
    if width is not None and relations is None:
        _range_by_moves(system, world, floors, hidden, asked, width, seen)
    exact = np.zeros((len(values), 2), dtype=bool)
    for cell in asked:
        for place, side in enumerate((-1, 1)):
            if not seen.is_enough(cell):
                exact[cell, place] = _reach(outside, seen, cell, side)
    return pd.DataFrame(
        {
            "cell": asked,
            "lower": seen.least[asked],
            "upper": seen.most[asked],
            "exact": exact[asked].all(axis=1),
        }
    )


class _Seen:
    """The least and the greatest number of each cell in the worlds seen so far."""

    def __init__(self, outside, floors, width):
        self._outside, self._floors, self._width = outside, floors, width
        self.least = np.full(len(floors), np.inf)
        self.most = np.full(len(floors), -np.inf)

    def add(self, world):
        counts = self._outside.matrix @ world
        np.minimum(self.least, counts, out=self.least)
        np.maximum(self.most, counts, out=self.most)

    def add_move(self, check, parts, change):
        """Take up the worlds that a move from the first world leads to, and its reverse."""
        cells, moved = check.touched(parts, change)
        for sign in (1, -1):
            if check.allows(parts, sign * change, cells, sign * moved):
                counts = check.counts[cells] + sign * moved
                self.least[cells] = np.minimum(self.least[cells], counts)
                self.most[cells] = np.maximum(self.most[cells], counts)

    def is_enough(self, cell):
        """Tell whether what was seen proves a cell protected by the width that was asked for."""
        if self._width is None:
            return False
        least, most, floor = self.least[cell], self.most[cell], self._floors[cell]
        return most - least >= 2 * self._width or (least <= floor and most >= floor + self._width)


def _range_by_moves(system, world, floors, hidden, asked, width, seen):
    """Let cells range by moves from one world, as far as the width asks."""
    truth = Truth(system, world, floors, width)
    check = Check(truth, hidden)
    watched = np.zeros(len(hidden), dtype=bool)
    watched[asked] = True
    search = Search(truth, hidden, np.zeros_like(hidden), watched & hidden, 1)
    for level in search.levels:
        for cell in asked:
            below = truth.room_below[cell]
            for change in dict.fromkeys((width, -min(width, below), -min(2 * width, below), 2 * width)):
                if seen.is_enough(cell):
                    break
                move = search.move(cell, change, level) if change else None
                if move is not None:
                    seen.add_move(check, *move)
        if all(map(seen.is_enough, asked)):
            break


def _reach(outside, seen, cell, side):
    """Take a cell as far as it goes; return whether nothing beyond is possible."""
    end = seen.most if side > 0 else seen.least
    limit, world = outside.extreme(cell, side)
    if world is not None:
        seen.add(world)
    if np.isinf(limit):
        end[cell] = limit
        return True
    if end[cell] == limit:
        return True
    world, is_last = outside.whole_extreme(cell, side)
    if world is not None:
        seen.add(world)
    return is_last or end[cell] == limit


class _Outside:
    """All that is known about the parts, as programmes over those that what is shown leaves open."""

    def __init__(self, system, values, floors, relations):
        self.matrix = csr_array(system.matrix, dtype=np.int64)
        hidden = np.isnan(values)
        blocks = [(self.matrix, np.where(hidden, floors, values), np.where(hidden, np.inf, values))]
        if system.links is not None and system.links.shape[0]:
            nothing = np.zeros(system.links.shape[0])
            blocks.append((system.links, nothing, nothing))
        if relations is not None and relations[0].shape[0]:
            blocks.append(relations)
        rows = csr_array(vstack([csr_array(block, dtype=float) for block, _, _ in blocks]))
        rows.eliminate_zeros()
        low, high = (np.concatenate([block[end] for block in blocks]).astype(float) for end in (1, 2))
        self._all = rows, low, high
        self._known, self._free = _settled(rows, low, high)
        less = rows @ self._known
        rows = rows[:, self._free]
        kept = np.flatnonzero(np.diff(rows.indptr))
        empty = np.setdiff1d(np.arange(rows.shape[0]), kept)
        wrong = empty[(less[empty] < low[empty] - NEAR) | (less[empty] > high[empty] + NEAR)]
        if len(wrong):
            raise Unsolvable(_said(wrong[wrong < len(values)]))
        self._rows, self._low, self._high = rows[kept], (low - less)[kept], (high - less)[kept]
        self._place = kept
        self._model = self._programme(np.zeros(len(self._free)), solver="simplex")
        self._priced = np.array([], dtype=np.int32)

    def _programme(self, cost, rows=None, **options):
        size = len(self._free)
        rows = self._rows if rows is None else rows
        return loaded(rows, cost, (np.zeros(size), np.full(size, np.inf)), (self._low, self._high), **options)

    def some_world(self):
        """Return a whole-number world, or None when the search gives up."""
        if not len(self._free):
            return self._world(np.zeros(0))
        found = solution(self._model)
        if found is None:
            raise Unsolvable(_said(self._misfits()))
        return self._world(found) if _is_whole(found) else self._rounded(found)

    def _rounded(self, found):
        """Return a whole-number world: near one in fractions if there is one, else any."""
        near = np.rint(found)
        split = np.flatnonzero(np.abs(found - near) > NEAR)
        kept = np.setdiff1d(np.arange(len(found)), split)
        less = self._rows[:, kept] @ near[kept]
        size = len(split)
        bounds = (np.zeros(size), np.full(size, np.inf))
        rows = (self._low - less, self._high - less)
        some = whole_solution(
            loaded(self._rows[:, split], np.zeros(size), bounds, rows, whole=True, mip_max_nodes=NODES)
        )
        if some is not None:
            near[split] = some
            return self._world(near)
        model = self._programme(np.zeros(len(found)), whole=True, mip_max_nodes=WORLD_NODES)
        world = whole_solution(model)
        if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise Unsolvable("No whole-number counts fit what was published, though fractions do.")
        return None if world is None else self._world(world)

    def _world(self, values):
        """Return a world of all parts, checked against everything that is known."""
        world = np.rint(self._known).astype(np.int64)
        world[self._free] = np.rint(values).astype(np.int64)
        rows, low, high = self._all
        sums = rows @ world
        if (world < 0).any() or (sums < low - NEAR).any() or (sums > high + NEAR).any():
            return None
        return world

    def _objective(self, cell):
        row = self.matrix[[cell]].toarray()[0]
        return row[self._free].astype(float), float(row @ self._known)

    def extreme(self, cell, side):
        """Return the furthest whole number that fractions allow, and the world that reaches it or None."""
        row, known = self._objective(cell)
        if not row.any():
            return known, None
        changed = np.union1d(self._priced, np.flatnonzero(row)).astype(np.int32)
        self._model.changeColsCost(len(changed), changed, -side * row[changed])
        self._priced = np.flatnonzero(row).astype(np.int32)
        found = solution(self._model)
        if found is None:
            return side * np.inf, None
        value = known + row @ found
        limit = np.floor(value + NEAR) if side > 0 else np.ceil(value - NEAR)
        return limit, self._world(found) if _is_whole(found) else None

    def whole_extreme(self, cell, side):
        """Return the furthest whole-number world that was found, and whether there is none further."""
        row, _ = self._objective(cell)
        model = self._programme(-side * row, whole=True, mip_max_nodes=NODES)
        found = whole_solution(model)
        is_last = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return (None if found is None else self._world(found)), is_last

    def _misfits(self):
        """Return cells whose change by as few as possible would make counts fit."""
        count, width = self._rows.shape
        slack = eye_array(count)
        size = width + 2 * count
        model = self._programme_of_slack(hstack([self._rows, slack, -slack]), width, size)
        found = solution(model)
        if found is None:
            return np.array([], dtype=np.int64)
        change = found[width : width + count] + found[width + count :]
        rows = self._place[change > NEAR]
        return rows[rows < self.matrix.shape[0]]

    def _programme_of_slack(self, rows, width, size):
        cost = np.r_[np.zeros(width), np.ones(size - width)]
        return loaded(rows, cost, (np.zeros(size), np.full(size, np.inf)), (self._low, self._high))


def _settled(rows, low, high):
    """Return the values of the parts that single sums decide, and which parts are left.

    Raises `Unsolvable` where such a value is not a whole number or below 0.
    """
    value = np.zeros(rows.shape[1])
    free = np.ones(rows.shape[1], dtype=bool)
    equal = np.flatnonzero(low == high)
    rows, goal = rows[equal], low[equal]
    present = csr_array(rows != 0, dtype=np.int64)
    falling = csr_array(rows < 0, dtype=np.int64)
    by_part = csr_array(present.T)
    while True:
        moving = free.astype(np.int64)
        count = present @ moving
        rest = goal - rows @ value
        zero = (count > 0) & (np.abs(rest) < NEAR) & (falling @ moving == 0)
        gone = free & (by_part @ zero.astype(np.int64) > 0)
        free[gone] = False
        single = np.flatnonzero((present @ free.astype(np.int64)) == 1)
        left = rows[single][:, np.flatnonzero(free)].tocoo()
        parts = np.flatnonzero(free)[left.col]
        found = rest[single[left.row]] / left.data
        wrong = (found < -NEAR) | (np.abs(found - np.rint(found)) > NEAR)
        if wrong.any():
            raise Unsolvable(_said(equal[single[left.row[wrong]]]))
        value[parts] = np.rint(found)
        free[parts] = False
        if not gone.any() and not len(parts):
            return value, np.flatnonzero(free)


def _is_whole(values):
    return np.abs(values - np.rint(values)).max(initial=0) < NEAR


def _said(cells):
    named = ", ".join(str(cell) for cell in cells[:NAMED])
    return "No counts fit what was published." + (f" Rows that do not fit: {named}." if named else "")
