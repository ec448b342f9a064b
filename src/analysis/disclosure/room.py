"""Which parts can move at all, given what is shown: the small system that is left to be solved."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack


@dataclass(frozen=True, eq=False)
class Room:
    """The steps of which moves are made, how often each can be taken, and the sums of them that must be 0.

    A step is a change of parts (a column of `steps`), at first of one part by 1. It can be taken `low` times,
    which is 0 or less, to `high` times. `dear` are those that should be taken where nothing else will do.
    """

    steps: csr_array
    low: np.ndarray
    high: np.ndarray
    equal: csr_array
    dear: np.ndarray

    def without_dear(self):
        """Return the room without its dear steps."""
        kept = np.flatnonzero(~self.dear)
        equal = distinct(self.equal[:, kept])
        return Room(self.steps[:, kept], self.low[kept], self.high[kept], equal, self.dear[kept])

    def bind(self, cells, lows):
        """Tell which of `cells`, rows over all parts, the ends of the steps do not keep above `lows`."""
        held = csr_array(cells @ self.steps)
        rising, falling = held.copy(), held.copy()
        rising.data, falling.data = np.maximum(held.data, 0), np.minimum(held.data, 0)
        for one in (rising, falling):
            one.eliminate_zeros()
        # A step without an end, taken in the direction that lowers a cell, leaves it no least value.
        high = np.where(np.isinf(self.high), -np.iinfo(np.int32).min, self.high)
        return rising @ self.low.astype(float) + falling @ high.astype(float) < lows


def room(matrix, links, low_parts, shown, hidden, low_hidden):
    """Return the `Room` that is left by the shown cells, the hidden ones' least values and the links.

    `low_parts`: the lowest change of each part. `shown`, `hidden`: row numbers of `matrix`; `low_hidden`: the
    lowest change of each hidden cell. Cells in neither do not hold anything.
    """
    equal = matrix[shown] if links is None else vstack([matrix[shown], links]).tocsr()
    least = matrix[hidden]
    low = np.asarray(low_parts, dtype=np.int64).copy()
    low_hidden = np.asarray(low_hidden, dtype=np.int64)
    free = np.ones(matrix.shape[1], dtype=bool)
    rises, falls = csr_array(equal > 0, dtype=np.int64), csr_array(equal < 0, dtype=np.int64)
    touched = csr_array((rises + falls).T)
    held = csr_array(least != 0, dtype=np.int64)
    while True:
        before = free.sum()
        _raise_lows(least, held, low_hidden, free, low)
        open_low = (free & (low < 0)).astype(np.int64)
        moving = free.astype(np.int64)
        up = rises @ moving + falls @ open_low
        down = rises @ open_low + falls @ moving
        count = rises @ moving + falls @ moving
        known = (count > 0) & ((up == 0) | (down == 0) | (count == 1))
        free &= (touched @ known.astype(np.int64)) == 0
        if free.sum() == before:
            break
    parts = np.flatnonzero(free)
    size = len(parts)
    steps = csr_array((np.ones(size, dtype=np.int64), (parts, np.arange(size))), shape=(len(free), size))
    dear = np.zeros(size, dtype=bool)
    return Room(steps, low[parts], np.full(size, np.inf), distinct(equal[:, parts]), dear)


def _raise_lows(least, held, low_hidden, free, low):
    """Give a part the least value of a hidden cell that consists of nothing else that can move."""
    single = np.flatnonzero((held @ free.astype(np.int64)) == 1)
    if not len(single):
        return
    rows = least[single][:, np.flatnonzero(free)].tocoo()
    keep = rows.data > 0
    part = np.flatnonzero(free)[rows.col[keep]]
    value = -((-low_hidden[single[rows.row[keep]]]) // rows.data[keep])
    np.maximum.at(low, part, value)


def distinct(rows):
    """Return `rows` without empty ones and repeats."""
    rows = csr_array(rows)
    rows.eliminate_zeros()
    rows.sort_indices()
    seen, kept = set(), []
    for row in range(rows.shape[0]):
        span = slice(rows.indptr[row], rows.indptr[row + 1])
        key = rows.indices[span].tobytes() + rows.data[span].tobytes()
        if span.start < span.stop and key not in seen:
            seen.add(key)
            kept.append(row)
    return rows[kept]
