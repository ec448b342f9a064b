"""Moves that were found, each checked in whole numbers against everything that is shown or known."""

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from analysis.disclosure.sums import DOWN, UP


class Check:
    """What a move changes, and whether everything that is shown or known allows it."""

    def __init__(self, truth, hidden):
        self._truth, self._hidden = truth, hidden
        self.counts = truth.counts
        self._by_part = csc_array(truth.matrix)
        self._links = None if truth.links is None else csc_array(truth.links)

    def touched(self, parts, change):
        """Return the cells that a change of `parts` moves, and by how much."""
        moved = _sparse_sum(self._by_part, parts, change)
        cells = np.flatnonzero(moved)
        return cells, moved[cells]

    def broken(self, parts, change):
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

    def allows(self, parts, change, cells, moved):
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
        self._moves = []
        self._moved = []
        self._meets = []
        self._of_need = {need: [] for need in needs}
        self._of_cell = {}

    def add(self, parts, change):
        """Take a move up, and its reverse, where they are allowed."""
        cells, moved = self.check.touched(parts, change)
        for sign in (1, -1):
            if self.check.allows(parts, sign * change, cells, sign * moved):
                self._keep((parts, sign * change), cells, sign * moved)

    @property
    def met(self):
        """Return the needs that some move meets."""
        return [need for need in self._of_need if need not in self.unmet]

    def moves(self):
        """Return moves, as parts and their changes, that together meet every need that is met."""
        chosen = {numbers[0] for numbers in self._of_need.values() if numbers}
        return [self._moves[number] for number in sorted(chosen)]

    def _keep(self, move, cells, moved):
        sides = np.where(moved > 0, UP, DOWN)
        amount = np.where(moved > 0, self._amount[UP][cells], self._amount[DOWN][cells])
        exactly = np.flatnonzero(np.abs(moved) == amount)
        met = zip(cells[exactly].tolist(), sides[exactly].tolist(), strict=True)
        met = [need for need in met if need in self._of_need]
        if not met:
            return
        number = len(self._moved)
        self._moves.append(move)
        self._moved.append(cells)
        self._meets.append(met)
        for need in met:
            self._of_need[need].append(number)
            self.unmet.pop(need, None)
        for cell in cells.tolist():
            self._of_cell.setdefault(cell, []).append(number)

    def relying_on(self, cell):
        """Return the needs that only moves of `cell` meet, in order."""
        through = {need for number in self._of_cell.get(cell, ()) for need in self._meets[number]}
        return sorted(need for need in through if self.relies(need, cell))

    def relies(self, need, cell):
        """Tell whether all the moves that meet a need are moves of `cell`."""
        return not set(self._of_need[need]).difference(self._of_cell.get(cell, ()))

    def drop(self, cell):
        """Forget the moves that change `cell`: it is shown from now on."""
        self.hidden[cell] = False
        for number in self._of_cell.pop(cell, ()):
            for need in self._meets[number]:
                self._of_need[need].remove(number)
            for other in self._moved[number].tolist():
                if other != cell:
                    self._of_cell[other].remove(number)


def _sparse_sum(columns, parts, change):
    """Return the sum of some columns, each taken `change` times."""
    total = np.zeros(columns.shape[0], dtype=np.int64)
    for part, by in zip(parts.tolist(), change.tolist(), strict=True):
        span = slice(columns.indptr[part], columns.indptr[part + 1])
        total[columns.indices[span]] += by * columns.data[span]
    return total
