"""Find moves of one cell after another, the quickest way first, and check and keep what was found.

What it does: there are up to three ways of searching. The first takes the steps of `blocks` without those
that join large parts of the system, the second all of them, the third single parts, which misses nothing
that `moves` can find. What no sum joins is searched apart. A move is kept with every need that it meets,
and its reverse, so that few needs are searched for.

Why that is right: every move is checked in whole numbers against all that is shown or known (`Check`), and
a need counts as met only by a move that was. A way that finds nothing proves nothing, and the next is
tried.

Without it: of 422 hidden cells of two overlapping years (6 by 7 by 8) the first way moves 270 in 0.3 s, the
second 333 in 0.6 s, the third 367 in 2.7 s. With the first alone, the third edition of three small linked
tables is refused as if nothing could protect it. A three-way table of 1,170 cells takes 0.4 s where what is
not joined is searched apart, and 14 s as one programme, which hides fewer.
"""

import functools
from collections.abc import Iterable, Iterator

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from analysis.disclosure.blocks import in_blocks
from analysis.disclosure.moves import Programme
from analysis.disclosure.system import DOWN, EITHER, UP, Room, room


class Check:
    """What a move changes, and whether everything that is shown or known allows it."""

    def __init__(self, truth, hidden):
        self._truth, self._hidden = truth, hidden
        self._by_part = csc_array(truth.matrix)
        self._links = None if truth.links is None else csc_array(truth.links)

    def touched(self, parts: np.ndarray, change: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the cells that a change of `parts` moves, and by how much."""
        moved = _sparse_sum(self._by_part, parts, change)
        cells = np.flatnonzero(moved)
        return cells, moved[cells]

    def broken(self, parts: np.ndarray, change: np.ndarray) -> tuple[csr_array, np.ndarray] | None:
        """Return what a move asks too much of: rows over all parts and the least change of each; or None."""
        cells, moved = self.touched(parts, change)
        if self.allows(parts, change, cells, moved):
            return None
        truth = self._truth
        below = parts[truth.parts[parts] + change < 0]
        under = cells[truth.counts[cells] + moved < truth.floors[cells]]
        alone = csr_array(
            (np.ones(len(below), dtype=np.int64), (np.arange(len(below)), below)),
            shape=(len(below), truth.matrix.shape[1]),
        )
        lows = np.concatenate([-truth.parts[below], (truth.floors - truth.counts)[under]])
        return csr_array(vstack([alone, truth.matrix[under]])), lows

    def allows(self, parts: np.ndarray, change: np.ndarray, cells: np.ndarray, moved: np.ndarray) -> bool:
        """Tell whether a change of `parts`, which moves `cells` by `moved`, leaves what is shown as it is."""
        truth = self._truth
        return bool(
            self._hidden[cells].all()
            and (truth.counts[cells] + moved >= truth.floors[cells]).all()
            and (truth.parts[parts] + change >= 0).all()
            and (self._links is None or not _sparse_sum(self._links, parts, change).any())
        )


class Witnesses:
    """The needs that are still to be met, and the moves that meet the others."""

    def __init__(self, truth, needs, hidden):
        self.hidden = hidden
        self.unmet = dict.fromkeys(needs)
        self.check = Check(truth, hidden)
        self._amount = truth.amount
        self._kept = []  # each move, the cells that it moves, the needs that it meets
        self._of_need = {need: [] for need in needs}
        self._of_cell = {}

    def add(self, parts: np.ndarray, change: np.ndarray) -> None:
        """Take a move up, and its reverse, where they are allowed."""
        cells, moved = self.check.touched(parts, change)
        for sign in (1, -1):
            if self.check.allows(parts, sign * change, cells, sign * moved):
                self._keep((parts, sign * change), cells, sign * moved)

    @property
    def met(self) -> list[tuple[int, int]]:
        """Return the needs that some move meets."""
        return [need for need in self._of_need if need not in self.unmet]

    def moves(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return moves, as parts and their changes, that together meet every need that is met."""
        chosen = {numbers[0] for numbers in self._of_need.values() if numbers}
        return [self._kept[number][0] for number in sorted(chosen)]

    def _keep(self, move, cells, moved):
        sides = np.where(moved > 0, UP, DOWN)
        amount = np.where(moved > 0, self._amount[UP][cells], self._amount[DOWN][cells])
        exactly = np.flatnonzero(np.abs(moved) == amount)
        met = [*zip(cells[exactly].tolist(), sides[exactly].tolist(), strict=True)]
        met += [(cell, EITHER) for cell in cells.tolist()]
        met = [need for need in met if need in self._of_need]
        if not met:
            return
        number = len(self._kept)
        self._kept.append((move, cells.tolist(), met))
        for need in met:
            self._of_need[need].append(number)
            self.unmet.pop(need, None)
        for cell in cells.tolist():
            self._of_cell.setdefault(cell, []).append(number)

    def relying_on(self, cell: int) -> list[tuple[int, int]]:
        """Return the needs that only moves of `cell` meet, in order."""
        through = {need for number in self._of_cell.get(cell, ()) for need in self._kept[number][2]}
        return sorted(need for need in through if self.relies(need, cell))

    def relies(self, need: tuple[int, int], cell: int) -> bool:
        """Tell whether all the moves that meet a need are moves of `cell`."""
        return not set(self._of_need[need]).difference(self._of_cell.get(cell, ()))

    def drop(self, cell: int) -> None:
        """Forget the moves that change `cell`: it is shown from now on."""
        self.hidden[cell] = False
        for number in self._of_cell.pop(cell, ()):
            _, cells, met = self._kept[number]
            for need in met:
                self._of_need[need].remove(number)
            for other in cells:
                if other != cell:
                    self._of_cell[other].remove(number)


def _sparse_sum(columns, parts, change):
    """Return the sum of some columns, each taken `change` times."""
    total = np.zeros(columns.shape[0], dtype=np.int64)
    for part, by in zip(parts.tolist(), change.tolist(), strict=True):
        span = slice(columns.indptr[part], columns.indptr[part + 1])
        total[columns.indices[span]] += by * columns.data[span]
    return total


class Search:
    """Moves of the `open_` cells of a system that leave all its other cells as they are.

    `priced` cells have a price of their own (`add_cost`); `asked` are those that may be asked to move.
    """

    def __init__(self, truth, open_, priced, asked, price):
        opened = np.flatnonzero(open_)
        lows = (truth.floors - truth.counts)[opened]
        shown = np.flatnonzero(~open_)
        fine = room(truth.matrix, truth.links, -truth.parts, shown, opened, lows)
        self._check, self._amount = Check(truth, open_), truth.amount
        self._said = []

        def programmes(left):
            how = (truth.matrix, opened, lows, priced, asked, price)
            return None if left is None else _Programmes(left, *how)

        @functools.cache
        def blocks():
            return in_blocks(fine, truth.matrix, opened, lows, priced[opened])

        self._made = (
            lambda: programmes(blocks() and blocks().without_dear()),
            lambda: programmes(blocks()),
            lambda: programmes(fine),
        )
        self._levels = {}

    def add_cost(self, cells: np.ndarray, costs: np.ndarray) -> None:
        """Add to the price of each unit by which cells rise or fall."""
        self._say("add_cost", cells, costs)

    def hold(self, cell: int, by: int) -> None:
        """Let a cell move no more (`by` 1), or one that was held move again (-1)."""
        self._say("hold", [cell], [by])

    def _say(self, *what):
        self._said.append(what)
        for level in self._levels.values():
            if level is not None:
                level.each(*what)

    def _level(self, number):
        """Return the programmes of a level, made when first asked and told what was said before; or None."""
        if number not in self._levels:
            level = self._levels[number] = self._made[number]()
            for what in self._said if level is not None else ():
                level.each(*what)
        return self._levels[number]

    @property
    def levels(self) -> Iterator:
        """Yield the ways of searching that there are, the quickest first; the last one misses nothing.

        Each is made when it is reached.
        """
        return (number for number in range(len(self._made)) if self._level(number) is not None)

    def together(self, needs: Iterable, most: int, worth: int, in_rounds: bool = False) -> Iterator:
        """Yield moves that together meet as many of `needs` as are worth it, the quickest way.

        No step is taken more than `most` times. `in_rounds`: each as short as can be.
        """
        level, grouped = self._level(next(self.levels)), {}
        for cell, side in needs:
            for programme, place in level.of(cell):
                grouped.setdefault(programme, []).append((place, side))
        for programme, wanted in grouped.items():
            for move in programme.together(wanted, most, worth, in_rounds):
                if self._check.broken(*move) is None:
                    yield move

    def move(self, need: tuple[int, int], level: int) -> tuple[np.ndarray, np.ndarray]:
        """Return a cheap whole-number move that meets `need`, as parts and their changes, or None."""
        return self._allowed(self._level(level), need, thorough=True)

    def nearby(self, need: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        """Return what `move` does by the quickest way of searching, giving up what is far to seek."""
        return self._allowed(self._level(next(self.levels)), need, thorough=False)

    def _allowed(self, programmes, need, thorough):
        cell, side = need
        for programme, place in programmes.of(cell) if programmes is not None else ():
            if side == EITHER:
                found = programme.either(place)
                found = None if found is None or self._check.broken(*found) else found
            else:
                found = programme.move(place, side * self._amount[side][cell], self._check.broken, thorough)
            if found is not None:
                return found
        return None


class _Programmes:
    """One programme for each part of a room that nothing joins to the others."""

    def __init__(self, left, matrix, opened, lows, priced, asked, price):
        binding = left.bind(matrix[opened], lows)
        kept = binding | priced[opened] | asked[opened]
        joins = csr_array(matrix[opened[binding | priced[opened]]] @ left.steps)
        labels = _joined(vstack([left.equal, joins]), len(left.low))
        self._places = {}
        cells = opened[kept]
        held = csc_array(matrix[cells] @ left.steps)
        equal = csc_array(left.equal)
        for label in range(labels.max(initial=-1) + 1):
            columns = np.flatnonzero(labels == label)
            own = np.flatnonzero(np.diff(csr_array(held[:, columns]).indptr))
            if not len(own):
                continue
            rows = csr_array(equal[:, columns])
            rows = rows[np.flatnonzero(np.diff(rows.indptr))]
            ends = left.low[columns], left.high[columns]
            part = Room(left.steps[:, columns], *ends, rows, left.dear[columns])
            programme = Programme(part, matrix[cells[own]], lows[kept][own], priced[cells[own]], price)
            for place, cell in enumerate(cells[own].tolist()):
                self._places.setdefault(cell, []).append((programme, place))

    def each(self, verb: str, cells: list[int] | np.ndarray, *values) -> None:
        """Have every programme in which one of `cells` moves do something with it."""
        for place, cell in enumerate(cells):
            for programme, at in self.of(cell):
                getattr(programme, verb)(at, *(one[place] for one in values))

    def of(self, cell: int) -> list[tuple[Programme, int]] | tuple[()]:
        """Return the programmes in which a cell moves, and its place in each."""
        return self._places.get(int(cell), ())


def _joined(rows, size):
    """Return the group of each step: steps of one row are in one."""
    places = csr_array(rows).tocoo()
    ends = (places.col, size + places.row)
    graph = csr_array((np.ones(len(places.col), dtype=np.int8), ends), shape=(size + rows.shape[0],) * 2)
    return np.unique(connected_components(graph, directed=False)[1][:size], return_inverse=True)[1]
