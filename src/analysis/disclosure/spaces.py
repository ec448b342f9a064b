"""The parts of a source: the cells of the cliques of its junction tree, for each atom of quarters.

Columns are joined when a table has both. The graph is filled in until it has no hole (min-fill), its
greatest cliques are taken, and they are joined into a tree by their largest overlaps, the separators. One
table over each clique, agreeing with its neighbours on the separators, says all that the full table over
every column can say about tables whose columns lie within a clique. This is exact for whole numbers:
tables over the cliques of such a graph that agree on the separators always come from a full table of whole
numbers that are 0 or more, because one clique after another can be joined to what is there by filling each
separator's cell on its own.

An atom is a set of quarters that no published period distinguishes. It is in every clique, so that the tree
is the same for each atom. Quarters that were recounted are atoms of their own, cut as those of the counts
before: each has its counterpart, with which it can be compared.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
from scipy.cluster.hierarchy import DisjointSet

from analysis.disclosure.periods import plain


def cliques(groups: list) -> list:
    """Return the greatest cliques of the filled-in graph that joins the columns of each group, sorted.

    >>> cliques([("offence", "district"), ("district", "ethnic")])
    [('district', 'ethnic'), ('district', 'offence')]
    """
    joined = {column: set() for group in groups for column in group}
    for group in groups:
        for one, other in combinations(group, 2):
            joined[one].add(other)
            joined[other].add(one)
    found = []
    while joined:
        # The fewest new edges first; ties go to the fewest columns, then to the name.
        column = min(joined, key=lambda one: (_missing(joined, one), len(joined[one]), one))
        around = joined.pop(column)
        for one, other in combinations(around, 2):
            joined[one].add(other)
            joined[other].add(one)
        for one in around:
            joined[one].discard(column)
        found.append(frozenset({column, *around}))
    greatest = {one for one in found if not any(one < other for other in found)}
    return sorted(tuple(sorted(one)) for one in greatest) or [()]


def _missing(joined, column):
    return sum(other not in joined[one] for one, other in combinations(joined[column], 2))


def tree(found: list) -> list[tuple[int, int, tuple]]:
    """Return the edges of a junction tree over `found` cliques: (clique, clique, separator), by their places.

    Cliques that share no column are joined too: their tables still have the same total.
    """
    edges = [
        (one, other, tuple(sorted(set(found[one]) & set(found[other]))))
        for one, other in combinations(range(len(found)), 2)
    ]
    edges.sort(key=lambda edge: (-len(edge[2]), edge[0], edge[1]))
    joined = DisjointSet(range(len(found)))
    return [edge for edge in edges if joined.merge(*edge[:2])]


# Every column has this label for what no table lists: the rest, where a table filters on one label.
OTHERS = "all others"


class Space:
    """The parts of a source, by number: which of them a region holds, and how cliques agree."""

    def __init__(self, tables):
        self.labels = _labels(tables)
        self.atoms = _atoms(tables)
        columns = [{*table.by, *(column for column, _ in table.where)} for table in tables]
        self.cliques = cliques(columns)
        self.tree = tree(self.cliques)
        self.numbers, self.size = [], 0
        for clique in self.cliques:
            shape = (*(len(self.labels[column]) for column in clique), len(self.atoms))
            self.numbers.append(self.size + np.arange(math.prod(shape)).reshape(shape))
            self.size += math.prod(shape)
        self._place = {
            column: {label: place for place, label in enumerate(labels)}
            for column, labels in self.labels.items()
        }
        self._clique_of = {}

    def clique_of(self, columns: dict | set[str]) -> int:
        """Return the place of the smallest clique that holds `columns`."""
        columns = frozenset(columns)
        if columns not in self._clique_of:
            fits = [place for place, clique in enumerate(self.cliques) if columns <= set(clique)]
            self._clique_of[columns] = min(fits, key=lambda place: (self.numbers[place].size, place))
        return self._clique_of[columns]

    def parts_of(
        self,
        fixed: dict | frozenset[tuple[str, str]] | set[tuple[str, str]],
        quarters: frozenset[str],
        clique: int | None = None,
    ) -> np.ndarray:
        """Return the numbers of the parts that the region with `fixed` labels in `quarters` is the sum of."""
        fixed = dict(fixed)
        clique = self.clique_of(fixed) if clique is None else clique
        chosen = [
            [self._place[column][fixed[column]]] if column in fixed else range(len(self.labels[column]))
            for column in self.cliques[clique]
        ]
        atoms = [place for place, atom in enumerate(self.atoms) if atom <= quarters]
        return self.numbers[clique][np.ix_(*chosen, atoms)].ravel()

    def named(self) -> list[tuple[tuple, frozenset, list]]:
        """Return (clique, atom, labels) for each part, in the order of their numbers."""
        return [
            (clique, atom, labels)
            for clique in self.cliques
            for *labels, atom in product(*(self.labels[column] for column in clique), self.atoms)
        ]

    def links(self) -> Iterator:
        """Yield (parts of one clique, parts of its neighbour) whose sums are equal in every world."""
        for one, other, separator in self.tree:
            for labels in product(*(self.labels[column] for column in separator)):
                fixed = dict(zip(separator, labels, strict=True))
                for atom in self.atoms:
                    yield self.parts_of(fixed, atom, one), self.parts_of(fixed, atom, other)


def _labels(tables):
    found = defaultdict(lambda: {OTHERS})
    for table in tables:
        for column, listed in zip(table.by, table.labels, strict=True):
            found[column].update(listed)
        for column, value in table.where:
            found[column].add(value)
    return {column: sorted(labels) for column, labels in sorted(found.items())}


def _atoms(tables):
    spans = sorted({frozenset(map(plain, table.quarters)) for table in tables}, key=sorted)
    names = defaultdict(set)
    for quarter in frozenset().union(*(table.quarters for table in tables)):
        names[plain(quarter)].add(quarter)
    together = defaultdict(set)
    for quarter, own in names.items():
        editions = sorted(one.removeprefix(quarter) for one in own)
        for edition in editions:
            told = tuple(quarter in span for span in spans)
            together[told, tuple(editions), edition].add(f"{quarter}{edition}")
    return sorted((frozenset(quarters) for quarters in together.values()), key=sorted)
