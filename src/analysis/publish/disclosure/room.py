"""Which parts can move at all, given what is shown: the small system that is left to be solved."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack


@dataclass(frozen=True, eq=False)
class Room:
    """The parts that can move (`free`), the lowest change of each, and the sums of them that must stay."""

    free: np.ndarray
    low: np.ndarray
    equal: csr_array

    def bind(self, cells, lows):
        """Tell which of `cells`, rows over all parts, the lows of the parts do not keep above `lows`."""
        held = cells[:, self.free]
        # A sum with a falling term has no least value of its own, so it is kept.
        falling = csr_array(held < 0, dtype=np.int64).sum(axis=1) > 0
        return falling | (held @ self.low < lows)


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
        settled = (count > 0) & ((up == 0) | (down == 0) | (count == 1))
        free &= (touched @ settled.astype(np.int64)) == 0
        if free.sum() == before:
            break
    columns = np.flatnonzero(free)
    return Room(columns, low[columns], _distinct(equal[:, columns]))


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


def _distinct(rows):
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
