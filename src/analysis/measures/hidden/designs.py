"""What a model of lists is made of: combinations, pairs, and the matrix that it fits.

A model has an effect for each list and one for each pair of lists that depend on each other. A pair on which
nobody is seen in common has its effect at minus infinity: the combinations that hold both lists are dropped
instead of being fitted (Chan, Silverman and Vincent 2021, doi 10.1080/01621459.2019.1708748).

Two checks come before any number. Existence: the maximum of the likelihood exists if and only if some table
without a zero has the totals of the counts (Fienberg and Rinaldo 2012, doi 10.1214/12-AOS986), which is a
linear programme. Identifiability: the columns of the matrix are independent. Both after the combinations of
empty pairs are dropped.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

HOLDS, NO_ESTIMATE, NOT_IDENTIFIABLE, NEITHER = 0, 1, 2, 3
REASONS = {
    HOLDS: "the estimate exists and is the only one",
    NO_ESTIMATE: "no estimate exists: the fit runs away to zero or to infinity",
    NOT_IDENTIFIABLE: "the model cannot be identified: different numbers of people fit equally well",
    NEITHER: "no estimate exists, and the model could not be identified if it did",
}
# The programme is set on zeros and ones, so that its optimum is a ratio of small whole numbers or zero.
ABOVE_ZERO = 1e-6
RANK_TOLERANCE = 1e-9  # of a matrix of zeros and ones, whose smallest singular value is about one


def code_of(lists, model, counts):
    """Return 0 where the estimate exists and is identifiable, 1, 2 or 3 as `REASONS` says."""
    identifiable = smallest_singular_value(lists, model) > 0
    exists = _exists(lists, Model(tuple(sorted(model.fitted)), model.empty), (counts > 0).tobytes())
    return (HOLDS if exists else NO_ESTIMATE) + (0 if identifiable else NOT_IDENTIFIABLE)


def is_certain(fit, counts, smallest):
    """Tell whether a fit itself proves that the estimate exists, with no linear programme.

    The means have the totals of the counts but for rounding. If moving them by that much (at most the
    difference over the `smallest` singular value) leaves none at zero, they are the table that is sought.
    """
    if not fit.converged:
        return False
    difference = fit.matrix.T @ (counts - fit.means)
    return bool(np.sqrt(difference @ difference) < 0.5 * smallest * fit.means.min())


@lru_cache(maxsize=65_536)
def _exists(lists, model, seen):
    """Tell whether an estimate exists; it hangs only on which combinations are seen, not on how often."""

    from scipy.optimize import linprog

    matrix, rows = matrix_of(lists, model)
    ones = np.frombuffer(seen, dtype=bool).astype(float)
    if rows is not None:
        ones = ones[rows]
    totals = matrix.T
    # The table is `least` everywhere plus what is not negative: how large may `least` be?
    equal = np.column_stack([totals, totals.sum(axis=1)])
    aim = np.zeros(matrix.shape[0] + 1)
    aim[-1] = -1.0
    found = linprog(aim, A_eq=equal, b_eq=totals @ ones, bounds=(0, None), method="highs")
    if found.status != 0:
        raise RuntimeError(f"The check that an estimate exists did not finish: {found.message}")
    return bool(-found.fun > ABOVE_ZERO)


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
