"""Sums of parts as rows of a sparse matrix, cut down to the parts that are used."""

import numpy as np
from scipy.sparse import csr_array


class Rows:
    """Makes matrices of rows over the parts that are `used`, renumbered."""

    def __init__(self, used):
        self.used = used
        self.width = int(used.sum())
        self._number = np.cumsum(used) - 1

    def matrix(self, rows, kind=np.int64):
        """Return a matrix of `rows`, pairs of parts and their weights (one number for all the same)."""
        parts, weights = [], []
        for numbers, weight in rows:
            keep = self.used[numbers]
            parts.append(self._number[numbers[keep]])
            weights.append(np.broadcast_to(weight, len(numbers))[keep])
        made = csr_array(
            (
                np.concatenate([*weights, np.empty(0)]).astype(kind),
                np.concatenate([*parts, np.empty(0)]).astype(np.int64),
                np.r_[0, np.cumsum([len(one) for one in parts])].astype(np.int64),
            ),
            shape=(len(rows), self.width),
        )
        made.sum_duplicates()
        return made
