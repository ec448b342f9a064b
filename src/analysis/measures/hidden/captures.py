"""The captures table: which lists people are on, and how many people are on just those lists.

A column of 0 and 1 for each list, then the count, one row for each combination. A combination that is absent
is nobody. This is all that an estimate of those never seen may be given: never a row for a person.
"""

from dataclasses import dataclass

import numpy as np

from analysis.errors import InputError
from analysis.measures.hidden.designs import geometry

# Every combination of ten lists is 1,023 cells and 45 pairs, which fits in a moment; of twenty, a million.
LISTS_AT_MOST = 10


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
