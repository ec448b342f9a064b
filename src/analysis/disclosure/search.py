"""Find moves of one cell after another: in blocks where that is quicker, else by single parts."""

import functools

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from analysis.disclosure.blocks import in_blocks
from analysis.disclosure.moves import Programme
from analysis.disclosure.room import Room, room
from analysis.disclosure.witnesses import Check


class Search:
    """Moves of the `open_` cells of a system that leave all its other cells as they are.

    `priced` cells have a price of their own (`add_cost`); `asked` are those that may be asked to move.
    """

    def __init__(self, truth, open_, priced, asked, price):
        opened = np.flatnonzero(open_)
        lows = (truth.floors - truth.counts)[opened]
        shown = np.flatnonzero(~open_)
        fine = room(truth.matrix, truth.links, -truth.parts, shown, opened, lows)
        self._check = Check(truth, open_)
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

    def add_cost(self, cells, costs):
        """Add to the price of each unit by which cells rise or fall."""
        self._say("add_cost", cells, costs)

    def hold(self, cell):
        """Let a cell move no more."""
        self._say("hold", [cell])

    def release(self, cell):
        """Let a cell that was held move again."""
        self._say("release", [cell])

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
    def levels(self):
        """Yield the ways of searching that there are, the quickest first; the last one misses nothing.

        Each is made when it is reached.
        """
        return (number for number in range(len(self._made)) if self._level(number) is not None)

    def together(self, needs, most, worth, in_rounds=False):
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

    def move(self, cell, change, level):
        """Return a cheap whole-number move of `cell` by `change`, as parts and their changes, or None."""
        return self._allowed(self._level(level), cell, change, thorough=True)

    def nearby(self, cell, change):
        """Return what `move` does by the quickest way of searching, giving up what is far to seek."""
        return self._allowed(self._level(next(self.levels)), cell, change, thorough=False)

    def _allowed(self, programmes, cell, change, thorough):
        for programme, place in programmes.of(cell) if programmes is not None else ():
            found = programme.move(place, change, self._check.broken, thorough)
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

    def each(self, verb, cells, *values):
        """Have every programme in which one of `cells` moves do something with it."""
        for place, cell in enumerate(cells):
            for programme, at in self.of(cell):
                getattr(programme, verb)(at, *(one[place] for one in values))

    def of(self, cell):
        """Return the programmes in which a cell moves, and its place in each."""
        return self._places.get(int(cell), ())


def _joined(rows, size):
    """Return the group of each step: steps of one row are in one."""
    places = csr_array(rows).tocoo()
    ends = (places.col, size + places.row)
    graph = csr_array((np.ones(len(places.col), dtype=np.int8), ends), shape=(size + rows.shape[0],) * 2)
    return np.unique(connected_components(graph, directed=False)[1][:size], return_inverse=True)[1]
