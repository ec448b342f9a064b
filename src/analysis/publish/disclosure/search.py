"""Find moves of one cell after another: in blocks where that is quicker, else by single parts."""

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from analysis.publish.disclosure.blocks import in_blocks
from analysis.publish.disclosure.moves import Programme
from analysis.publish.disclosure.room import Room, room
from analysis.publish.disclosure.witnesses import Check


class Search:
    """Moves of the `open_` cells of a system that leave all its other cells as they are.

    `priced` cells bear a price of their own (`add_cost`); `asked` are those that may be asked to move.
    """

    def __init__(self, truth, open_, priced, asked, price):
        opened = np.flatnonzero(open_)
        lows = (truth.floors - truth.counts)[opened]
        shown = np.flatnonzero(~open_)
        fine = room(truth.matrix, truth.links, -truth.parts, shown, opened, lows)
        coarse = in_blocks(fine, truth.matrix, opened, lows)
        self._check = Check(truth, open_)
        self._levels = [
            _Programmes(left, truth.matrix, opened, lows, priced, asked, price)
            for left in (coarse, fine)
            if left is not None
        ]

    def add_cost(self, cells, costs):
        """Add to the price of each unit by which cells rise or fall."""
        for level in self._levels:
            level.each("add_cost", cells, costs)

    def hold(self, cell):
        """Let a cell move no more."""
        for level in self._levels:
            level.each("hold", [cell])

    def release(self, cell):
        """Let a cell that was held move again."""
        for level in self._levels:
            level.each("release", [cell])

    def move(self, cell, change, thorough=True):
        """Return a cheap whole-number move of `cell` by `change`, as parts and their changes, or None.

        Unless `thorough`, moves that are far to seek are given up.
        """
        for level in self._levels if thorough else self._levels[:1]:
            for found in level.moves(cell, change, thorough):
                if self._check.allows(*found, *self._check.touched(*found)):
                    return found
        return None


class _Programmes:
    """One programme for each part of a room that nothing joins to the others."""

    def __init__(self, left, matrix, opened, lows, priced, asked, price):
        binding = left.bind(matrix[opened], lows)
        kept = binding | priced[opened] | asked[opened]
        joins = csr_array(matrix[opened[binding | priced[opened]]] @ left.steps)
        labels = _joined(vstack([left.equal, joins]), len(left.low))
        self._programmes, self._places = [], {}
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
            part = Room(left.steps[:, columns], left.low[columns], left.high[columns], rows)
            for place, cell in enumerate(cells[own].tolist()):
                self._places.setdefault(cell, []).append((len(self._programmes), place))
            self._programmes.append(
                Programme(part, matrix[cells[own]], lows[kept][own], priced[cells[own]], price)
            )

    def each(self, verb, cells, *values):
        """Have every programme in which one of `cells` moves do something with it."""
        for place, cell in enumerate(cells):
            for programme, at in self._places.get(int(cell), ()):
                getattr(self._programmes[programme], verb)(at, *(one[place] for one in values))

    def moves(self, cell, change, thorough):
        for programme, place in self._places.get(int(cell), ()):
            found = self._programmes[programme].move(place, change, thorough)
            if found is not None:
                yield found


def _joined(rows, size):
    """Return the group of each step: steps of one row are in one."""
    places = csr_array(rows).tocoo()
    ends = (places.col, size + places.row)
    graph = csr_array((np.ones(len(places.col), dtype=np.int8), ends), shape=(size + rows.shape[0],) * 2)
    return np.unique(connected_components(graph, directed=False)[1][:size], return_inverse=True)[1]
