"""Worlds that somebody outside can imagine: whole counts that fit every figure and every marker.

One world says something about every cell at once, so that a few hundred worlds show how far most cells can
range. What they leave in doubt is bounded cell by cell.
"""

import highspy
import numpy as np
from scipy.sparse import csr_array, vstack

from analysis.disclosure.programmes import NEAR, loaded
from analysis.disclosure.systems import Unsolvable


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
