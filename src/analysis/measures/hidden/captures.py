"""The captures table, which lists people are on, and what a model of those lists is made of.

A captures table has a column of 0 and 1 for each list, then the count, one row for each combination. A
combination that is absent is nobody. This is all that an estimate of those never seen may be given: never a
row for a person.

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

from analysis.errors import InputError

# Every combination of ten lists is 1,023 cells and 45 pairs, which fits in a moment; of twenty, a million.
LISTS_AT_MOST = 10
HOLDS, NO_ESTIMATE, NOT_IDENTIFIABLE, NEITHER = 0, 1, 2, 3
REASONS = {
    NO_ESTIMATE: "no estimate exists: the fit runs away to zero or to infinity",
    NOT_IDENTIFIABLE: "the model cannot be identified: different numbers of people fit equally well",
    NEITHER: "no estimate exists, and the model could not be identified if it did",
}
# The programme is set on zeros and ones, so that its optimum is a ratio of small whole numbers or zero.
ABOVE_ZERO = 1e-6
RANK_TOLERANCE = 1e-9  # of a matrix of zeros and ones, whose smallest singular value is about one


@dataclass(frozen=True)
class Captures:
    """Lists by name, and `counts`: people on each combination, number k the bits of k + 1."""

    lists: tuple
    counts: np.ndarray

    @property
    def seen(self):
        """Return how many people are on at least one list."""
        return int(self.counts.sum())

    def joined(self, first, second):
        """Return the captures with two lists, given by their places, made one: people on either."""
        combinations = np.arange(1, 2 ** len(self.lists))
        either = ((combinations >> first) | (combinations >> second)) & 1
        rest = [at for at in range(len(self.lists)) if at not in (first, second)]
        new = sum(((combinations >> at) & 1) << place for place, at in enumerate(rest)) + (
            either << len(rest)
        )
        names = (*(self.lists[at] for at in rest), f"{self.lists[first]}+{self.lists[second]}")
        return Captures(names, np.bincount(new, weights=self.counts, minlength=2 ** len(names))[1:])


def read_captures(table):
    """Return the `Captures` of a table of counts: columns of 0 and 1 for three or more lists, last the count.

    Whether it is one, and not a file of persons, is looked at where the office's file is let in. Raises
    InputError for more lists than can be used, and for a list that nobody is on.
    """
    names, values = [str(name) for name in table.columns], table.to_numpy(dtype=float)
    if len(names) - 1 > LISTS_AT_MOST:
        raise InputError(
            f"Captures table: {len(names) - 1} lists, and at most {LISTS_AT_MOST} can be used. Join lists "
            "that pass people to each other."
        )
    members, counts = values[:, :-1], values[:, -1]
    for name, people in zip(names[:-1], counts @ members, strict=True):
        if people == 0:
            raise InputError(f'Captures table: nobody is on the list "{name}". Leave its column out.')
    every = np.zeros(2 ** members.shape[1])
    every[members.astype(np.int64) @ (1 << np.arange(members.shape[1]))] = counts
    return Captures(tuple(names[:-1]), every[1:])


def pair_names(lists):
    """Return the name of each pair, in the order of `geometry(…).pairs`.

    >>> pair_names(("police", "council", "charity"))
    ['police:council', 'police:charity', 'council:charity']
    """
    return [f"{lists[first]}:{lists[second]}" for first, second in geometry(len(lists)).pairs]


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
    return Geometry(pairs, effects, both)


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


def matrix_of(lists, model):
    """Return a model's matrix and which combinations its rows are (None where it has all of them)."""
    columns = [*range(1 + lists), *(1 + lists + pair for pair in model.fitted)]
    matrix = geometry(lists).effects[:, columns]
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
