"""The labels of one column of a table: its leaves, the parents a hierarchy adds, and `Total`."""

import graphlib
import numbers
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, eye_array, hstack

from analysis.errors import InputError, nearest

TOTAL = "Total"


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
    def sums(self):
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
    def every(self):
        """Return a matrix that leaves labels as they are."""
        return csr_array(eye_array(len(self.labels), dtype=np.int64))

    @property
    def has_parents(self):
        """Return whether a hierarchy adds labels between the leaves and `Total`."""
        return len(self.labels) > self.leaves + 1


def in_order(labels):
    """Return labels in an order that does not depend on where they stood: numbers by size, then text."""

    def key(label):
        number = isinstance(label, numbers.Real)
        return (not number, label if number else 0, str(label))

    return sorted(labels, key=key)


def dimension(name, observed, hierarchy=None):
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
    found, waiting = {}, list(parents_of.get(leaf, ()))
    while waiting:
        label = waiting.pop()
        if label not in found:
            found[label] = True
            waiting.extend(parents_of.get(label, ()))
    return list(found)


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


def is_total(label):
    """Tell whether a reader would take a label for the sum of all the others."""
    return isinstance(label, str) and label.strip().casefold() == TOTAL.casefold()


def _pairs(name, hierarchy):
    """Return the rows of a hierarchy as (child, parent), each label given and none of them `Total`."""
    if not isinstance(hierarchy, pd.DataFrame) or not {"child", "parent"} <= set(hierarchy.columns):
        raise InputError(
            f'The hierarchy of "{name}" is not a table with the columns "child" and "parent". '
            "Give one row per child and parent."
        )
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
