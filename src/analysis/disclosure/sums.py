"""Cells as sums of parts: what every module that hides, proves or attacks in any system of sums shares."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from analysis.errors import InputError

UP, DOWN, EITHER = 1, -1, 0


class Unsolvable(InputError):  # noqa: N818
    """No whole-number world fits what was published."""


@dataclass(frozen=True, eq=False)
class System:
    """Cells as whole-number sums of parts, and sums of parts (`links`) that are 0 in every possible world."""

    matrix: csr_array
    links: csr_array | None = None


@dataclass(frozen=True, eq=False)
class Protection:
    """The cells to hide, the needs (cell, direction) that no hiding can meet, and what is known of the least.

    `bound` is the least price of the cells that have to be hidden beside those that are small or hidden
    anyway, one for each unless some cost more; None where it was not worked out. `moves` are whole-number
    moves (parts, their changes) that meet every other need, by which `unprotected` can check it; of parts
    that no sum distinguishes the first stands for all.
    """

    hidden: np.ndarray
    unmet: tuple
    bound: float | None = None
    moves: tuple = ()


class Truth:
    """A system with its true counts, all in int64, and how far each need has to move.

    `width` is one for all cells, or one for each.
    """

    def __init__(self, system, parts, floors, width):
        matrix, links = csr_array(system.matrix, dtype=np.int64), system.links
        links = None if links is None or not links.shape[0] else csr_array(links, dtype=np.int64)
        # Parts that no sum distinguishes move as one: a change of their sum can be shared out among them.
        self.first, self.alike = _alike(matrix if links is None else vstack([matrix, links]))
        self.parts = np.zeros(len(self.first), dtype=np.int64)
        np.add.at(self.parts, self.alike, np.asarray(parts, dtype=np.int64))
        self.matrix = csr_array(matrix[:, self.first])
        self.links = None if links is None else csr_array(links[:, self.first])
        self.counts = self.matrix @ self.parts
        self.floors = np.broadcast_to(np.asarray(floors, dtype=np.int64), self.counts.shape)
        self.room_below = np.maximum(self.counts - self.floors, 0)
        width = np.broadcast_to(np.asarray(width, dtype=np.int64), self.counts.shape)
        self.amount = {UP: width, DOWN: np.minimum(self.room_below, width)}
        self.widest = int(width.max(initial=0))

    def far(self, room):
        """Return the same where every part but 0 has so much room to fall, and no cell a least value."""
        system = System(self.matrix, self.links)
        return Truth(system, np.where(self.parts > 0, room, 0), 0, 1)

    def needs(self, cells):
        """Return the needs (cell, direction) of the cells marked, those to fall from the floor left out."""
        marked = np.flatnonzero(cells).tolist()
        return [(one, side) for one in marked for side in (UP, DOWN) if self.amount[side][one]]


def _alike(rows):
    """Return the first column of each kind, and the kind of every column."""
    columns = csc_array(rows)
    columns.sort_indices()
    kinds, first, alike = {}, [], np.empty(columns.shape[1], dtype=np.int64)
    for column in range(columns.shape[1]):
        span = slice(columns.indptr[column], columns.indptr[column + 1])
        key = columns.indices[span].tobytes() + columns.data[span].tobytes()
        if key not in kinds:
            kinds[key] = len(first)
            first.append(column)
        alike[column] = kinds[key]
    return np.array(first, dtype=np.int64), alike
