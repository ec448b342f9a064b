"""How far each cell can range for somebody outside, who has no true counts to start from.

One world of whole counts that fits all that is known says something about every cell at once, so that a few
hundred worlds show how far most cells can range. What they leave in doubt is bounded cell by cell.
"""

import highspy
import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from analysis.disclosure.system import NEAR, NODES, Unsolvable, loaded, solution, whole_solution

# One world is sought once for a whole system, so that the search may be long.
WORLD_NODES = 20_000


class Outsider:
    """All that somebody outside knows of a system, as a programme over its parts.

    `low` and `high` are the least and the greatest number that each cell can be by what is shown of it.
    `least` and `most` keep how far each cell went in the `worlds` of whole counts that this came upon.
    """

    def __init__(self, system, low, high):
        self.matrix = csr_array(system.matrix, dtype=np.int64)
        self.known = np.flatnonzero((low > 0) | (high < np.inf))
        blocks, ends = [self.matrix[self.known]], [(low[self.known], high[self.known])]
        if system.links is not None and system.links.shape[0]:
            nothing = np.zeros(system.links.shape[0])
            blocks.append(system.links)
            ends.append((nothing, nothing))
        self._rows = csr_array(vstack(blocks), dtype=float)
        self._low, self._high = (np.concatenate(one).astype(float) for one in zip(*ends, strict=True))
        # Where nothing shown limits a count, a bound far above all that is shown stands for no limit.
        self._limit = float(10 * high[np.isfinite(high)].sum() + 10_000)
        self._model = self._programme(np.zeros(self._rows.shape[1]))
        self._priced = np.empty(0, dtype=np.int32)
        self.worlds = 0
        self.least = np.full(self.matrix.shape[0], np.inf)
        self.most = np.full(self.matrix.shape[0], -np.inf)

    def _programme(self, cost, **options):
        columns = np.zeros(len(cost)), np.full(len(cost), self._limit)
        return loaded(self._rows, cost, columns, (self._low, self._high), **options)

    def end(self, cell: int, side: int) -> float:
        """Return how far `cell` goes up (side 1) or down (-1), in fractions if need be.

        Raises `Unsolvable` when no counts, not even fractions, fit what was published.
        """
        value, world, _ = self._solved(cell, side)
        self._take(world)
        return value

    def whole_ends(self, cell: int) -> tuple[float, float]:
        """Return the least and the greatest whole number that `cell` can be.

        Whole worlds reach them in any case, so that the range is never wider than the true one, also where
        the search gives up. They are NaN when no such world was found.
        """
        for side in (-1, 1):
            self._reach(cell, side)
        lower, upper = self.least[cell], self.most[cell]
        return (lower, upper) if lower <= upper else (np.nan, np.nan)

    def _reach(self, cell, side):
        end, value = (self.most if side > 0 else self.least), self.end(cell, side)
        if np.isinf(value) and self.worlds:
            end[cell] = value
        if end[cell] == (np.floor(value + NEAR) if side > 0 else np.ceil(value - NEAR)):
            return
        cost, row = np.zeros(self.matrix.shape[1]), self.matrix[[cell]]
        cost[row.indices] = -side * row.data
        found = whole_solution(self._programme(cost, whole=True, mip_max_nodes=NODES))
        if found is not None:
            self._take(found)

    def some_world(self) -> None:
        """Come upon a world of whole counts, if the search does not give up.

        Raises `Unsolvable` when there is none.
        """
        if self.worlds:
            return
        if not self.matrix.shape[1]:
            if (self._low > 0).any():
                raise Unsolvable("A marker appears where everything is zero.")
            return
        model = self._programme(np.zeros(self.matrix.shape[1]), whole=True, mip_max_nodes=WORLD_NODES)
        found = whole_solution(model)
        if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise Unsolvable("No counts fit what was published, in whole numbers.")
        if found is not None:
            self._take(found)

    def reasons(self, cell: int, side: int) -> list[int]:
        """Return the cells of which what is known keeps `cell` from going further."""
        _, _, duals = self._solved(cell, side)
        return self.known[np.abs(duals[: len(self.known)]) > NEAR].tolist()

    def misfits(self, cells: np.ndarray) -> np.ndarray | None:
        """Return those of `cells` that have to be others for any counts to fit, the fewest people changed.

        None where nothing that is known of them could be put right so.
        """
        rows = np.flatnonzero(np.isin(self.known, cells))
        size, width = len(rows), self._rows.shape[1]
        slack = csr_array((np.ones(size), (rows, np.arange(size))), shape=(self._rows.shape[0], size))
        columns = np.zeros(width + 2 * size), np.full(width + 2 * size, self._limit)
        cost = np.r_[np.zeros(width), np.ones(2 * size)]
        found = solution(loaded(hstack([self._rows, slack, -slack]), cost, columns, (self._low, self._high)))
        if found is None:
            return None
        change = found[width : width + size] + found[width + size :]
        return self.known[rows[change > NEAR]]

    def _solved(self, cell, side):
        row = self.matrix[[cell]]
        if len(self._priced):
            self._model.changeColsCost(len(self._priced), self._priced, np.zeros(len(self._priced)))
        self._priced = row.indices.astype(np.int32)
        self._model.changeColsCost(len(self._priced), self._priced, -side * row.data.astype(float))
        self._model.run()
        if self._model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Unsolvable("No counts fit what was published.")
        solution = self._model.getSolution()
        world = np.array(solution.col_value)
        value = float(row.data @ world[row.indices])
        return (np.inf if value > self._limit / 2 else value), world, np.array(solution.row_dual)

    def _take(self, world):
        """Keep how far each cell goes in a world, if it is one of whole counts and fits."""
        near = np.rint(world)
        sums = self._rows @ near
        fits = (np.abs(near - world) <= NEAR).all() and (near >= 0).all()
        if fits and (sums >= self._low).all() and (sums <= self._high).all():
            self.worlds += 1
            counts = self.matrix @ near.astype(np.int64)
            np.minimum(self.least, counts, out=self.least)
            np.maximum(self.most, np.where(counts > self._limit / 2, np.inf, counts), out=self.most)
