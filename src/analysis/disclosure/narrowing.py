"""How closely somebody outside can tell each hidden cell, and which figures tell it.

What somebody outside knows: every figure and every marker of every edition, the policies, that counts are
whole and not negative, and that zeros are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.disclosure.ranges import Outsider
from analysis.disclosure.regions import Cell
from analysis.disclosure.system import NEAR

if TYPE_CHECKING:
    from analysis.disclosure.linking import Linked


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
        exactly = "exactly " if self.lower == self.upper else ""
        told = f" By: {'; '.join(self.because)}." if self.because else ""
        where = f"{self.tabulation}, {self.period}, {' · '.join(self.labels)}"
        return f"{where}: {exactly}{_range(self.lower, self.upper)}.{told}"


def _range(low, high):
    return f"{low:.0f}" if low == high else f"{low:.0f} to {high:.0f}"


def is_safe(cell: Cell, floor: int, lower: float, upper: float) -> bool:
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


def least_by_markers(system: Linked, cells: list[int]) -> np.ndarray:
    """Return the least that each of `cells` can be by all zeros and markers alone, if no figure were shown.

    A hidden count that is as small as that cannot be smaller, whatever is hidden besides: a year in which two
    quarters are marked is 2 or more.
    """
    zero = system.high == 0
    low = np.where(zero | system.virtual, 0, system.floors)
    outside = Outsider(system.system, low, np.where(zero, 0, np.inf))
    outside.some_world()
    found = [outside.whole_ends(cell)[0] for cell in cells]
    return np.fmax(found, system.floors[cells]).astype(np.int64)


def narrowed(system: Linked) -> list[tuple[int, float, float]]:
    """Return (cell, lower, upper) for each hidden cell of a `Linked` that is not safe.

    Raises `Unsolvable` when no whole counts fit.
    """
    outside = Outsider(system.system, *system.known())
    found = []
    for place in np.flatnonzero(system.hidden).tolist():
        cell, floor = system.cells[place], system.floors[place]
        # A range that whole worlds span is real. That a count is large is only known from its bound.
        if _ranges(cell, floor, outside.least[place], outside.most[place]):
            continue
        lower = np.ceil(outside.end(place, -1) - NEAR)
        if lower >= cell.policy.hide_below:
            continue
        upper = np.floor(outside.end(place, 1) + NEAR)
        if _ranges(cell, floor, outside.least[place], outside.most[place]):
            continue
        if (outside.least[place], outside.most[place]) != (lower, upper):
            lower, upper = outside.whole_ends(place)
        if not is_safe(cell, floor, lower, upper):
            found.append((int(place), lower, upper))
    outside.some_world()
    if not found:
        return []
    # Those that are not safe either where all markers are taken together.
    floors = least_by_markers(system, [cell for cell, _, _ in found])
    return [
        one
        for one, floor in zip(found, floors, strict=True)
        if not is_safe(system.cells[one[0]], floor, *one[1:])
    ]


def narrowest(system: Linked, groups: dict[str, set[int]]) -> dict:
    """Return {name: (lower, upper, how many)} of the cells of each group that can be told most closely.

    `groups` are {name: rows of a `Linked`}. Only cells that may be as small as what their policy hides take
    part; a group without one is left out. Of ranges of one width the lowest is taken.
    """
    outside = Outsider(system.system, *system.known())
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
        lower, upper = outside.whole_ends(cell)
        if lower < system.cells[cell].policy.hide_below:
            known[cell] = lower, upper
    if not known:
        return None
    closest = min(known.values(), key=lambda ends: (_width(ends), ends[0]))
    return *closest, sum(ends == closest for ends in known.values())


def _width(ends):
    return ends[1] - ends[0]


def explained(system: Linked, found: list[tuple[int, float, float]]) -> tuple[Narrowed, ...]:
    """Return a `Narrowed` for each (cell, lower, upper), with the figures that tell it."""
    if not found:
        return ()
    outside = Outsider(system.system, *system.known())
    made = []
    for cell, lower, upper in found:
        told = (one for side in (-1, 1) for one in outside.reasons(cell, side))
        because = tuple(dict.fromkeys(_said(system, one) for one in told if one != cell))[:NAMED]
        one = system.cells[cell]
        made.append(Narrowed(one.tabulation, one.period, one.labels, lower, upper, because))
    return tuple(made)


def _said(system, cell):
    low, high = system.low[cell], system.high[cell]
    if np.isnan(low):
        return f"{system.cells[cell]} (hidden, at least {system.floors[cell]})"
    return f"{system.cells[cell]} = {_range(low, high)}"


def conflict(system: Linked) -> str:
    """Return the figures that would have to be others for any counts to fit, the fewest people changed."""
    wrong = Outsider(system.system, *system.known()).misfits(np.flatnonzero(~system.hidden))
    if wrong is None:
        return "A marker appears where what is shown leaves nothing."
    named = "; ".join(str(system.cells[cell]) for cell in wrong[:NAMED])
    return f"What does not fit: {named}." if named else "Not in whole numbers."
