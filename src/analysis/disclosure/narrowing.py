"""How closely somebody outside can tell each hidden cell, and which figures tell it.

What somebody outside knows: every figure and every marker of every edition, the policies, that counts are
whole and not negative, that zeros are shown, and the rounded relations that rates and shares state. One world
of whole counts that fits all that says something about every cell at once, so that a few hundred worlds show
how far most cells can range. What they leave in doubt is bounded cell by cell.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from analysis.disclosure.ranges import bounds
from analysis.disclosure.regions import Cell
from analysis.disclosure.system import NEAR, Unsolvable, loaded


class Outsider:
    """A linear programme over the parts of a `Linked` system, as somebody outside would set it up."""

    def __init__(self, linked):
        self.matrix = csr_array(linked.system.matrix, dtype=np.int64)
        fixed = ~linked.virtual
        hidden = linked.hidden
        blocks = [self.matrix[np.flatnonzero(fixed)]]
        lower = [np.where(hidden, linked.floors, linked.low)[fixed]]
        upper = [np.where(hidden, np.inf, linked.high)[fixed]]
        if linked.system.links is not None and linked.system.links.shape[0]:
            blocks.append(linked.system.links)
            lower.append(np.zeros(linked.system.links.shape[0]))
            upper.append(np.zeros(linked.system.links.shape[0]))
        self.stated = sum(block.shape[0] for block in blocks)
        rows, low, high, _ = linked.relations
        if rows.shape[0]:
            blocks.append(rows)
            lower.append(low)
            upper.append(high)
        self.rows = csr_array(vstack([csr_array(block, dtype=float) for block in blocks]))
        self.lower, self.upper = np.concatenate(lower), np.concatenate(upper)
        # Where nothing shown limits a count, a bound far above all that is shown stands for no limit.
        self.limit = float(10 * np.nansum(np.where(hidden, 0, linked.high)) + 10_000)
        self.known = np.flatnonzero(fixed)
        width = self.rows.shape[1]
        columns = np.zeros(width), np.full(width, self.limit)
        self._solver = loaded(self.rows, np.zeros(width), columns, (self.lower, self.upper))
        self._priced = np.empty(0, dtype=np.int32)
        self.worlds = 0
        self.least = np.full(self.matrix.shape[0], np.inf)
        self.most = np.full(self.matrix.shape[0], -np.inf)

    def end(self, cell, side):
        """Return how far `cell` goes up (side 1) or down (-1), in fractions if need be.

        `least` and `most` keep how far each cell went in the worlds of whole counts that this came upon.
        Raises `Unsolvable` when no counts, not even fractions, fit what was published.
        """
        value, world, _ = self._solved(self.matrix[[cell]], side)
        whole = self._whole(world)
        if whole is not None:
            self.worlds += 1
            counts = self.matrix @ whole
            np.minimum(self.least, counts, out=self.least)
            np.maximum(self.most, np.where(counts > self.limit / 2, np.inf, counts), out=self.most)
        return value

    def reasons(self, cell, side):
        """Return the places of the printed cells and of the relations that keep `cell` from going further."""
        _, _, duals = self._solved(self.matrix[[cell]], side)
        held = np.flatnonzero(np.abs(duals) > NEAR)
        cells = [int(self.known[row]) for row in held if row < len(self.known)]
        return cells, [int(row - self.stated) for row in held if row >= self.stated]

    def _solved(self, row, side):
        if len(self._priced):
            self._solver.changeColsCost(len(self._priced), self._priced, np.zeros(len(self._priced)))
        self._priced = row.indices.astype(np.int32)
        self._solver.changeColsCost(len(self._priced), self._priced, -side * row.data.astype(float))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Unsolvable("No counts fit what was published.")
        solution = self._solver.getSolution()
        world = np.array(solution.col_value)
        value = float(row.data @ world[row.indices])
        return (np.inf if value > self.limit / 2 else value), world, np.array(solution.row_dual)

    def _whole(self, world):
        """Return a world as whole counts if it is one and fits, else None."""
        near = np.rint(world)
        if np.abs(near - world).max(initial=0) > NEAR:
            return None
        sums = self.rows @ near
        # The relations alone have fractions.
        fits = (sums >= self.lower - NEAR).all() and (sums <= self.upper + NEAR).all()
        return near.astype(np.int64) if fits and (near >= 0).all() else None


# How many of the figures that pin a cell down are named.
NAMED = 8


@dataclass(frozen=True)
class Narrowed:
    """A hidden cell that can be told to lie from `lower` to `upper`, and the figures that tell it."""

    tabulation: str
    period: str
    labels: tuple
    lower: float
    upper: float
    because: tuple = ()

    def __str__(self):
        range_ = (
            f"exactly {self.lower:.0f}"
            if self.lower == self.upper
            else f"{self.lower:.0f} to {self.upper:.0f}"
        )
        told = f" By: {'; '.join(self.because)}." if self.because else ""
        return f"{self.tabulation}, {self.period}, {' · '.join(self.labels)}: {range_}.{told}"


def is_safe(cell: Cell, floor, lower, upper):
    """Tell whether a hidden cell that lies from `lower` to `upper` is hidden as its policy asks."""
    if lower >= cell.policy.hide_below or _ranges(cell, floor, lower, upper):
        return True
    # What no table prints and is zero points at nobody, where zeros are shown.
    return cell.virtual and upper == 0 and cell.policy.show_zeros


def _ranges(cell, floor, lower, upper):
    """Tell whether a cell that may lie anywhere from `lower` to `upper` ranges as far as its policy asks."""
    width = cell.policy.protection_width
    if cell.policy.criterion == "exact":
        return upper > lower
    return (lower <= floor and upper >= floor + width) or upper - lower >= 2 * width


def least_by_markers(system, cells):
    """Return the least that each of `cells` can be by all zeros and markers alone, if no figure were shown.

    A hidden count that is as small as that cannot be smaller, whatever is hidden besides: a year in which two
    quarters are marked is 2 or more.
    """
    found = bounds(
        system.system,
        np.where(system.high == 0, 0, np.nan),
        floors=np.where(system.virtual, 0, system.floors),
        cells=np.asarray(cells),
    )["lower"].to_numpy()
    return np.fmax(found, system.floors[cells]).astype(np.int64)


def narrowed(system):
    """Return (cell, lower, upper) for each hidden cell of a `Linked` that is not safe.

    Raises `Unsolvable` when no whole counts fit.
    """
    outside = Outsider(system)
    found, doubtful = [], []
    for place in np.flatnonzero(system.hidden):
        cell, floor = system.cells[place], system.floors[place]
        # A range that whole worlds span is real. That a count is large is only known from its bound.
        if _ranges(cell, floor, outside.least[place], outside.most[place]):
            continue
        lower = np.ceil(outside.end(place, -1) - NEAR)
        if lower >= cell.policy.hide_below:
            continue
        upper = np.floor(outside.end(place, 1) + NEAR)
        ends = outside.least[place], outside.most[place]
        if _ranges(cell, floor, *ends):
            continue
        if ends != (lower, upper):
            doubtful.append(place)
        elif not is_safe(cell, floor, lower, upper):
            found.append((int(place), lower, upper))
    if not outside.worlds:
        _whole_world(system, outside)
    return _above_their_least(system, sorted([*found, *_bounded(system, doubtful)]))


def narrowest(system, groups):
    """Return {name: (lower, upper, how many)} of the cells of each group that can be told most closely.

    `groups` are {name: rows of a `Linked`}. Only cells that may be as small as what their policy hides take
    part; a group without one is left out. Of ranges of one width the lowest is taken.
    """
    outside = Outsider(system)
    found = {name: _closest(system, outside, {int(cell) for cell in cells}) for name, cells in groups.items()}
    return {name: told for name, told in found.items() if told is not None}


def _closest(system, outside, asked):
    known = {}
    while asked:
        cell = min(asked, key=lambda one: (outside.most[one] - outside.least[one], one))
        # No world ranges a cell further than it goes: the others are no narrower than what is known.
        if outside.most[cell] - outside.least[cell] > min(map(_width, known.values()), default=np.inf):
            break
        asked.remove(cell)
        lower, upper = _ends(system, outside, cell)
        if lower < system.cells[cell].policy.hide_below:
            known[cell] = lower, upper
    if not known:
        return None
    closest = min(known.values(), key=lambda ends: (_width(ends), ends[0]))
    return *closest, sum(ends == closest for ends in known.values())


def _width(ends):
    return ends[1] - ends[0]


def _ends(system, outside, cell):
    """Return the least and the greatest that a cell can be, in whole numbers."""
    lower = np.ceil(outside.end(cell, -1) - NEAR)
    upper = np.floor(outside.end(cell, 1) + NEAR)
    if (outside.least[cell], outside.most[cell]) == (lower, upper):
        return lower, upper
    found = _whole_bounds(system, [cell])
    return found["lower"].iloc[0], found["upper"].iloc[0]


def _above_their_least(system, found):
    """Return those of (cell, lower, upper) that are not safe either where all markers are taken together."""
    if not found:
        return []
    floors = least_by_markers(system, [cell for cell, _, _ in found])
    return [
        one
        for one, floor in zip(found, floors, strict=True)
        if not is_safe(system.cells[one[0]], floor, one[1], one[2])
    ]


def _bounded(system, cells):
    """Return (cell, lower, upper) for those of `cells` that whole-number programmes find not safe."""
    if not cells:
        return []
    found = _whole_bounds(system, cells)
    return [
        (int(cell), lower, upper)
        for cell, lower, upper in found[["cell", "lower", "upper"]].itertuples(index=False)
        if not is_safe(system.cells[int(cell)], system.floors[int(cell)], lower, upper)
    ]


def _whole_bounds(system, cells):
    # A difference that no table prints has no marker, and so no least value of its own.
    return bounds(
        system.system,
        system.values,
        floors=np.where(system.virtual, 0, system.floors),
        cells=np.array(cells),
        relations=system.all_relations(),
    )


def _whole_world(system, outside):
    """Raise `Unsolvable` if no whole counts fit, where no world was seen yet."""
    filled = np.flatnonzero(np.diff(system.system.matrix.indptr))
    if not len(filled):
        if ((system.floors > 0) & system.hidden & ~system.virtual).any():
            raise Unsolvable("A marker appears where everything is zero.")
        return
    outside.end(filled[0], 1)
    hidden = np.flatnonzero(system.hidden)
    if not outside.worlds and len(hidden):
        _whole_bounds(system, hidden[:1])


def explained(system, found):
    """Return a `Narrowed` for each (cell, lower, upper), with the figures that tell it."""
    if not found:
        return ()
    outside = Outsider(system)
    made = []
    for cell, lower, upper in found:
        reasons = []
        for side in (-1, 1):
            cells, relations = outside.reasons(cell, side)
            reasons += [_said(system, one) for one in cells if one != cell]
            reasons += [system.relations[3][one] for one in relations]
        one = system.cells[cell]
        because = tuple(dict.fromkeys(reasons))[:NAMED]
        made.append(Narrowed(one.tabulation, one.period, one.labels, lower, upper, because))
    return tuple(made)


def _said(system, cell):
    low, high = system.low[cell], system.high[cell]
    if np.isnan(low):
        return f"{system.cells[cell]} (hidden, at least {system.floors[cell]})"
    return (
        f"{system.cells[cell]} = {low:.0f}"
        if low == high
        else f"{system.cells[cell]} = {low:.0f} to {high:.0f}"
    )


def conflict(system):
    """Return the figures that would have to be others for any counts to fit, the fewest people changed."""
    shown = np.flatnonzero(~system.hidden)
    hidden = np.flatnonzero(system.hidden & ~system.virtual)
    matrix = csr_array(system.system.matrix, dtype=float)
    size, width = len(shown), matrix.shape[1]
    slack = eye_array(size)
    equal = [hstack([matrix[shown], slack, -slack])]
    if system.system.links is not None:
        equal.append(hstack([system.system.links, csr_array((system.system.links.shape[0], 2 * size))]))
    goal = np.concatenate([system.low[shown], np.zeros(sum(block.shape[0] for block in equal[1:]))])
    least = hstack([-matrix[hidden], csr_array((len(hidden), 2 * size))])
    solved = linprog(
        np.r_[np.zeros(width), np.ones(2 * size)],
        A_eq=vstack(equal),
        b_eq=goal,
        A_ub=least if len(hidden) else None,
        b_ub=-system.floors[hidden] if len(hidden) else None,
    )
    if solved.x is None:
        return "A marker appears where what is shown leaves nothing."
    change = solved.x[width : width + size] + solved.x[width + size :]
    wrong = [str(system.cells[shown[place]]) for place in np.flatnonzero(change > NEAR)[:NAMED]]
    return f"What does not fit: {'; '.join(wrong)}." if wrong else "Not in whole numbers."
