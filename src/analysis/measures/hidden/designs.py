"""What a model of lists is made of: combinations, pairs, and the matrix that it fits.

A model has an effect for each list and one for each pair of lists that depend on each other. A pair on which
nobody is seen in common has its effect at minus infinity: the combinations that hold both lists are dropped
instead of being fitted (Chan, Silverman and Vincent 2021, doi 10.1080/01621459.2019.1708748).
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

RANK_TOLERANCE = 1e-9  # of a matrix of zeros and ones, whose smallest singular value is about one


@dataclass(frozen=True)
class Geometry:
    """The 2^t - 1 combinations of t lists, and the pairs of lists, each with its column.

    `effects` has a row for each combination: 1, the lists, the pairs. `pairs` holds the places of both lists.
    """

    lists: int
    pairs: tuple
    effects: np.ndarray
    both: np.ndarray


@cache
def geometry(lists):
    """Return the `Geometry` of a number of lists; combination k is that of the bits of k + 1."""
    combinations = np.arange(1, 2**lists)
    members = ((combinations[:, None] >> np.arange(lists)) & 1).astype(float)
    pairs = tuple((first, second) for second in range(lists) for first in range(second))
    both = np.column_stack([members[:, first] * members[:, second] for first, second in pairs])
    effects = np.column_stack([np.ones(len(combinations)), members, both])
    effects.flags.writeable = both.flags.writeable = False
    return Geometry(lists, pairs, effects, both)


@dataclass(frozen=True)
class Model:
    """Pairs of a model by number: those that are `fitted`, and those with nobody in common, `empty`."""

    fitted: tuple = ()
    empty: tuple = ()

    def with_pair(self, pair, overlap):
        """Return the model with one more pair, of which `overlap` people are on both lists."""
        if overlap:
            return Model((*self.fitted, pair), self.empty)
        return Model(self.fitted, (*self.empty, pair))

    @property
    def pairs(self):
        """Return the numbers of all pairs of the model."""
        return (*self.fitted, *self.empty)


def kept(lists, empty):
    """Return which combinations are left when those that hold both lists of an empty pair are dropped."""
    return geometry(lists).both[:, list(empty)].sum(axis=1) == 0


def columns_of(lists, fitted):
    """Return the columns of `effects` that a model fits: the constant, each list, each fitted pair."""
    return [*range(1 + lists), *(1 + lists + pair for pair in fitted)]


def matrix_of(lists, model):
    """Return a model's matrix and which combinations its rows are (None where it has all of them)."""
    matrix = geometry(lists).effects[:, columns_of(lists, model.fitted)]
    if not model.empty:
        return matrix, None
    rows = kept(lists, model.empty)
    return matrix[rows], rows


@lru_cache(maxsize=65_536)
def smallest_singular_value(lists, model):
    """Return the smallest singular value of a model's matrix, 0.0 where its columns are not independent.

    A model whose value is 0.0 cannot be identified: different effects give the same expected counts.
    """
    matrix, _ = matrix_of(lists, model)
    if matrix.shape[0] < matrix.shape[1]:
        return 0.0
    smallest = np.linalg.svd(matrix, compute_uv=False)[-1]
    return float(smallest) if smallest > RANK_TOLERANCE else 0.0
