"""How closely somebody outside can tell each hidden cell, and which figures tell it.

What somebody outside knows: every figure and every marker of every edition, the policies, that counts are
whole and not negative, that zeros are shown, and the rounded relations that rates and shares state.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from analysis.disclosure.findings import Narrowed
from analysis.disclosure.linking import Cell
from analysis.disclosure.systems import Unsolvable, bounds
from analysis.disclosure.worlds import NEAR, Outsider

# How many of the figures that pin a cell down are named.
NAMED = 8


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
