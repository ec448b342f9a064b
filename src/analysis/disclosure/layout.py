"""What would be published: every inner cell, its margins and the parents of hierarchies, and how they add up.

The order of cells is that of the names of the columns and of their labels, whatever the order of rows and of
`by`, so that everything decided from it is the same for the same counts.
"""

from __future__ import annotations

import functools
import graphlib
import math
import numbers
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, eye_array, hstack, kron, vstack

from analysis.disclosure.system import System
from analysis.disclosure.tabulation import TOTAL
from analysis.errors import InputError, nearest, refuse_unknown


@dataclass(frozen=True, eq=False)
class Dimension:
    """One column: `labels` are its leaves, then parents, each in canonical order, and `Total` last.

    `members` (labels x leaves) has a 1 where a leaf belongs to a label. `parent` is the position of each
    label's parent (-1 for `Total`), or None when some label has several parents. `sums` (rows x labels) has
    a row for each parent and `Total`: its children (where some have several parents, its leaves) less itself.
    """

    name: str
    labels: tuple
    leaves: int
    members: csr_array
    parent: np.ndarray | None

    @property
    def sums(self) -> csr_array:
        """Return how the labels above the leaves add up, one row each."""
        size, above = len(self.labels), np.arange(self.leaves, len(self.labels))
        if self.parent is None:
            below = hstack([self.members, csr_array((size, size - self.leaves), dtype=np.int64)]).tocsr()
        else:
            child = np.flatnonzero(self.parent >= 0)
            below = csr_array(
                (np.ones(len(child), dtype=np.int64), (self.parent[child], child)), (size, size)
            )
        return csr_array(below - self.every)[above]

    @property
    def every(self) -> csr_array:
        """Return a matrix that leaves labels as they are."""
        return csr_array(eye_array(len(self.labels), dtype=np.int64))


def in_order(labels: np.ndarray | set[str]) -> list:
    """Return labels in an order that does not depend on where they stood: numbers by size, then text."""

    def key(label):
        number = isinstance(label, numbers.Real)
        return (not number, label if number else 0, str(label))

    return sorted(labels, key=key)


def dimension(name: str, observed: np.ndarray, hierarchy: pd.DataFrame | None = None) -> Dimension:
    """Return the `Dimension` of a column whose cells have the labels `observed`.

    Children that no cell has, and parents without any such child, are left out: nothing is known of them.

    Raises InputError when the hierarchy has a cycle, or does not say where a label of the cells belongs.
    """
    leaves = in_order(observed)
    parents_of = {} if hierarchy is None else _parents(name, hierarchy, leaves)
    above = {leaf: _above(leaf, parents_of) for leaf in leaves}
    labels = (*leaves, *in_order(set().union(*above.values())), TOTAL)
    place = {label: position for position, label in enumerate(labels)}
    pairs = [(place[label], place[leaf]) for leaf in leaves for label in (leaf, *above[leaf], TOTAL)]
    rows, columns = np.array(pairs).T
    ones = np.ones(len(pairs), dtype=np.int32)
    members = csr_array((ones, (rows, columns)), shape=(len(labels), len(leaves)))
    return Dimension(name, labels, len(leaves), members, _tree(labels, place, parents_of))


def _tree(labels, place, parents_of):
    """Return the one parent of every label by position, or None where a label has more than one."""
    if any(len(parents_of.get(label, ())) > 1 for label in labels[:-1]):
        return None
    return np.array([place[next(iter(parents_of.get(label, (TOTAL,))))] for label in labels[:-1]] + [-1])


def _above(leaf, parents_of):
    """Return every label above a leaf, each once however many ways lead to it."""
    found, near = set(), set(parents_of.get(leaf, ()))
    while near:
        found |= near
        near = {above for label in near for above in parents_of.get(label, ())} - found
    return found


def _parents(name, hierarchy, leaves):
    """Return the parents of every child, having checked that the hierarchy has a place for each leaf."""
    parents_of = {}
    for child, parent in _pairs(name, hierarchy):
        parents_of.setdefault(child, {})[parent] = True
    try:
        graphlib.TopologicalSorter(parents_of).prepare()
    except graphlib.CycleError as error:
        circle = " in ".join(f'"{label}"' for label in error.args[1])
        raise InputError(
            f'The hierarchy of "{name}" goes round in a circle: {circle}. Take out the row that closes it.'
        ) from None
    parents = {parent for found in parents_of.values() for parent in found}
    for leaf in leaves:
        if leaf in parents:
            raise InputError(
                f'Column "{name}" has cells for "{leaf}", which is a parent in its hierarchy. '
                "Give cells of its children only: parents are added up from them."
            )
        if leaf not in parents_of:
            hint = nearest(leaf, [child for child in parents_of if child not in set(leaves)], suffix='". ')
            raise InputError(
                f'The hierarchy of "{name}" has no parent for "{leaf}", which cells have. '
                f"{hint}Add a row for it."
            )
    return parents_of


def is_total(label: int | str) -> bool:
    """Tell whether a reader would take a label for the sum of all the others."""
    return isinstance(label, str) and label.strip().casefold() == TOTAL.casefold()


def _pairs(name, hierarchy):
    """Return the rows of a hierarchy as (child, parent), each label given and none of them `Total`."""
    pairs = hierarchy[["child", "parent"]].astype(object)
    blank = int(pairs.isna().any(axis=1).sum())
    if blank:
        raise InputError(
            f'The hierarchy of "{name}" has a blank child or parent in {blank} of its rows. '
            "Leave those out: a label at the top needs no row."
        )
    if any(is_total(label) for label in pairs.to_numpy().ravel()):
        raise InputError(
            f'The hierarchy of "{name}" names "{TOTAL}". Leave it out: {TOTAL} is added to every column.'
        )
    return list(pairs.itertuples(index=False, name=None))


STATUS, SHOWN = "status", "shown"


@dataclass(frozen=True, eq=False)
class Layout:
    """A table laid out: `table` has one row per published cell, in the order of the rows of `matrix`.

    `matrix` (published cells x inner cells) has a 1 where an inner cell is part of a published one; `inner`
    are the counts of the inner cells, zeros included, and `nonzero` how many parts of a published cell are
    not zero, which is the least an outsider who sees the zeros knows of it.
    `system` has each published cell as a part of its own, and the sums by which they hang together as links.
    """

    table: pd.DataFrame
    matrix: csr_array
    inner: np.ndarray
    nonzero: np.ndarray
    system: System
    count: str

    @property
    def counts(self) -> np.ndarray:
        """Return the counts of the published cells."""
        return self.table[self.count].to_numpy()


def lay_out(cells: pd.DataFrame, by: list[str] | str, count: str, hierarchies: dict | None = None) -> Layout:
    """Return the `Layout` of a table of inner cells, one row per combination of `by`.

    Combinations that are not listed are zero. `hierarchies` gives, for a column, a table with `child` and
    `parent`; a child may have several parents.

    Raises InputError for anything that is not a table of whole counts of each combination once.
    """
    by = _columns(cells, by, count)
    hierarchies = _known(hierarchies or {}, by)
    counts = _counts(cells, count)
    labels = {name: _labels(cells, name) for name in by}
    twice = int(cells.duplicated(by).sum())
    if twice:
        names = ", ".join(f'"{name}"' for name in by)
        raise InputError(
            f"The same combination of {names} appears in more than one row ({twice} too many). Add them up."
        )
    dimensions = tuple(
        dimension(name, labels[name].unique(), hierarchies.get(name)) for name in sorted(by, key=str)
    )
    inner = _inner(dimensions, labels, counts)
    matrix = functools.reduce(_cross, (one.members for one in dimensions))
    table = _table(dimensions, by, count, matrix @ inner)
    nonzero = matrix @ (inner > 0).astype(np.int64)
    return Layout(table, matrix, inner, nonzero, _system(dimensions), count)


def of_finished(
    table: pd.DataFrame, by: list[str], count: str, hierarchies: dict[str, pd.DataFrame] | None
) -> tuple[Layout, pd.DataFrame]:
    """Return the `Layout` of a finished table with its statuses, and its rows in the order of that.

    A finished table has its margins and parents. They are laid out again from its inner cells.

    Raises InputError for a table without statuses, and for one that has not each of its cells once.
    """
    if STATUS not in table.columns:
        raise InputError(f'The table has no column "{STATUS}". Give what suppress returned.')
    margin = pd.Series(False, index=table.index)
    for name in by:
        parents = set((hierarchies or {})[name]["parent"]) if name in (hierarchies or {}) else set()
        margin |= table[name].isin({TOTAL, *parents})
    layout = lay_out(table[~margin].drop(columns=STATUS), by, count, hierarchies)
    given = table.set_index(by)
    wanted = pd.MultiIndex.from_frame(layout.table[by]) if len(by) > 1 else pd.Index(layout.table[by[0]])
    if given.index.has_duplicates or len(given) != len(wanted) or not wanted.isin(given.index).all():
        raise InputError("The table does not have each of its cells, margins and parents once.")
    return layout, given.loc[wanted]


def _system(dimensions):
    """Return the `System` of the published cells: no sum follows from the others, so that few hold a cell."""
    # Those with parents between the leaves and `Total` come last.
    last = sorted(
        range(len(dimensions)), key=lambda at: len(dimensions[at].labels) > dimensions[at].leaves + 1
    )
    links = []
    for number, place in enumerate(last):
        # Sums over one column stand for every label of those before it, and for the leaves of those after.
        over = [
            one.sums if other == place else one.every if other in last[:number] else one.every[: one.leaves]
            for other, one in enumerate(dimensions)
        ]
        links.append(functools.reduce(_cross, over))
    cells = math.prod(len(one.labels) for one in dimensions)
    return System(csr_array(eye_array(cells, dtype=np.int64)), csr_array(vstack(links)))


def _cross(left, right):
    return csr_array(kron(left, right, format="csr"))


def _inner(dimensions, labels, counts):
    """Return the counts of all combinations of leaves, in canonical order."""
    inner = np.zeros([one.leaves for one in dimensions], dtype=np.int64)
    places = [pd.Index(one.labels[: one.leaves]).get_indexer(labels[one.name]) for one in dimensions]
    inner[tuple(places)] = counts
    return inner.ravel()


def _table(dimensions, by, count, counts):
    """Return the published cells: every label of a column with every label of the others."""
    table = pd.DataFrame(product(*(one.labels for one in dimensions)), dtype=object)
    table.columns = [one.name for one in dimensions]
    texts = [one.name for one in dimensions if all(isinstance(label, str) for label in one.labels)]
    table = table.astype(dict.fromkeys(texts, "str"))[by]
    table[count] = counts
    return table


def _columns(cells, by, count):
    """Return `by` as a list, having checked that the table has what it and `count` name."""
    by = [by] if isinstance(by, str) else list(by or ())
    if not by:
        raise InputError('"by" names no column. Name the columns whose combinations are the cells.')
    for name in [*by, count]:
        refuse_unknown(name, cells.columns, f'The cells have no column "{name}".')
        if [*by, count].count(name) > 1 or (cells.columns == name).sum() > 1:
            raise InputError(f'The column "{name}" is named or held twice. Name and hold each column once.')
        if name == STATUS:
            raise InputError(f'A column is named "{STATUS}", which is what the result adds. Rename it.')
    if cells.empty:
        raise InputError("The table has no cells. Give at least one row: a zero is a count too.")
    return by


def _known(hierarchies, by):
    for name in hierarchies:
        refuse_unknown(name, by, f'There is a hierarchy of "{name}", not one of the columns.')
    return hierarchies


def _labels(cells, name):
    """Return the labels of a column, each given and none of them `Total`."""
    labels = cells[name].astype(object).reset_index(drop=True)
    blank = int(labels.isna().sum())
    if blank:
        raise InputError(
            f'Column "{name}": {blank} cells have no label. Name what is not known, for instance "Unknown".'
        )
    totals = [label for label in labels.unique() if is_total(label)]
    if totals:
        raise InputError(
            f'Column "{name}" has cells labelled "{totals[0]}". Give the inner cells only: '
            f"{TOTAL} is added up from them."
        )
    return labels


def _counts(cells, count):
    """Return the counts as whole numbers, refusing what is not one: the message gives how many rows."""
    given, text = cells[count], np.array([not _is_number(one) for one in cells[count]])
    values = given.mask(text, 0).to_numpy(dtype=float, na_value=np.nan)
    rules = [
        (given.isna(), "is missing", "A count that is not known is not zero."),
        (text, "is not a number", "Counts are read as numbers, never as text."),
        (~np.isfinite(values) | (values != np.floor(values)), "is not a whole number", "Count people."),
        (values < 0, "is negative", "A count of people is zero or more."),
        (values >= 2**53, "is too large", "Counts are exact up to 9,007,199,254,740,991."),
    ]
    for broken, what, advice in rules:
        if broken.any():
            raise InputError(f'Column "{count}": {what} in {broken.sum()} of {len(given)} rows. {advice}')
    return values.astype(np.int64)


def _is_number(one):
    truth = isinstance(one, bool | np.bool_)
    return one is pd.NA or (isinstance(one, numbers.Real | np.number) and not truth)
