"""Random tables, hierarchies, linked tabulations and successive editions, small enough to be attacked.

One recipe serves both ways of choosing: a seeded generator, for thousands of systems, and hypothesis, which
makes a failing system smaller.
"""

from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from .small_releases import policy, tabulation

CRITERIA = ("informed", "informed", "informed", "interval", "exact")
WAYS = ("one way", "two ways", "three ways")
KINDS = (*WAYS, "tree", "deep tree", "overlapping", "two hierarchies", "crossed tree")


def seeds(few, many):
    """Return seeds as cases of a test: a few, and the others under `slow`."""
    return [pytest.param(one, marks=[pytest.mark.slow] * (one >= few)) for one in range(many)]


class Seeded:
    """Choices by a seeded generator."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def whole(self, low, high):
        """Return a whole number, both ends included."""
        return int(self.rng.integers(low, high + 1))

    def one_of(self, options):
        """Return one of some options."""
        return options[self.whole(0, len(options) - 1)]


class Drawn:
    """Choices by hypothesis: the first options and the smallest numbers are the simplest."""

    def __init__(self, draw):
        self.draw = draw

    def whole(self, low, high):
        """Return a whole number, both ends included."""
        return self.draw(st.integers(low, high))

    def one_of(self, options):
        """Return one of some options."""
        return self.draw(st.sampled_from(options))


@dataclass(frozen=True, eq=False)
class OneTable:
    """What `suppress` is asked, and the kind of system that it is."""

    kind: str
    cells: pd.DataFrame
    by: list
    threshold: int
    criterion: str
    protect_zeros: bool = False
    hierarchies: dict = field(default_factory=dict)

    @property
    def zeros_shown(self):
        """Return whether the attacker may take a hidden finest cell to be at least 1."""
        return self.criterion == "informed" and not self.protect_zeros

    def asked(self):
        """Return the arguments of `suppress`."""
        return {
            "cells": self.cells,
            "by": self.by,
            "count": "victims",
            "threshold": self.threshold,
            "hierarchies": self.hierarchies or None,
            "protect_zeros": self.protect_zeros,
            "criterion": self.criterion,
        }


def counts(choose, number):
    """Return counts of a style: share of zeros, mostly small or of every size."""
    zeros_in_ten = choose.one_of([0, 3, 5, 8])
    largest = choose.one_of([2, 4, 9, 14, 60])
    return [
        0 if choose.whole(0, 9) < zeros_in_ten else choose.whole(1, largest if choose.whole(0, 3) else 12)
        for _ in range(number)
    ]


def labels(letter, number):
    """Return labels of a column."""
    return [f"{letter}{place + 1}" for place in range(number)]


def pairs(rows):
    """Return a hierarchy from (child, parent) pairs."""
    return pd.DataFrame(rows, columns=["child", "parent"])


def tree(choose, children, depth=1):
    """Return a tree over children: every one has one parent, and at depth 2 every parent has one above it."""
    parents = [f"{children[0][0]}{name}" for name in "PQR"[: choose.whole(1, min(3, len(children)))]]
    rows = [(child, choose.one_of(parents)) for child in children]
    if depth == 2:
        above = [f"{children[0][0]}{name}" for name in "YZ"[: choose.whole(1, 2)]]
        rows += [(parent, choose.one_of(above)) for parent in sorted({parent for _, parent in rows})]
    return pairs(rows)


def overlapping(choose, children):
    """Return two groupings of the same children, so that a child has several parents."""
    first, second = [f"{children[0][0]}{name}" for name in "PQ"], [f"{children[0][0]}{name}" for name in "UV"]
    rows = [(child, choose.one_of(first)) for child in children]
    rows += [(child, choose.one_of(second)) for child in children if choose.whole(0, 4)]
    return pairs(rows)


def one_table(choose, kind=None, criterion=None):
    """Return a random table of a kind, of at most some 40 finest cells."""
    kind = kind or choose.one_of(KINDS)
    ways = {"one way": 1, "three ways": 3, "crossed tree": 3, "tree": 0, "deep tree": 0}.get(kind, 2)
    ways = ways or choose.whole(1, 2)
    largest = {1: 8, 2: 5, 3: 3}[ways]
    sizes = [choose.whole(2 if ways < 3 else 1, largest) for _ in range(ways)]
    names = ["district", "offence", "sex"][:ways]
    categories = [labels(name[0], size) for name, size in zip(names, sizes, strict=True)]
    hierarchies = {}
    if kind == "overlapping":
        hierarchies["district"] = overlapping(choose, categories[0])
    elif kind not in WAYS:
        hierarchies["district"] = tree(choose, categories[0], depth=1 + (kind == "deep tree"))
    if kind == "two hierarchies":
        hierarchies["offence"] = choose.one_of([tree, overlapping])(choose, categories[1])
    combinations = list(product(*categories))
    numbers = counts(choose, len(combinations))
    kept = [(*labels, number) for labels, number in zip(combinations, numbers, strict=True) if number]
    kept = kept or [(*combinations[0], 1)]
    observed = {name: {row[at] for row in kept} for at, name in enumerate(names)}
    return OneTable(
        kind=kind,
        cells=pd.DataFrame(kept, columns=[*names, "victims"]),
        by=names,
        threshold=choose.whole(3, 10),
        criterion=criterion or choose.one_of(CRITERIA),
        protect_zeros=choose.whole(0, 5) == 5,
        hierarchies=_of_observed(hierarchies, observed),
    )


def _of_observed(hierarchies, observed):
    """Return hierarchies without the children that no row has, and the parents that are left without any."""
    kept = {}
    for column, hierarchy in hierarchies.items():
        there = observed[column]
        while True:
            parents = set(hierarchy["parent"])
            alive = hierarchy[[child in there or child in parents for child in hierarchy["child"]]]
            if len(alive) == len(hierarchy):
                break
            hierarchy = alive
        kept[column] = hierarchy.reset_index(drop=True)
    return kept


@st.composite
def tables(draw, kind=None, criterion=None):
    """Hypothesis: random tables."""
    return one_table(Drawn(draw), kind, criterion)


# Linked tables and editions ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Linked:
    """Counts by quarter of one source, tabulations of it, and the quarters as of which they are published."""

    fields: dict
    victims: pd.DataFrame
    tabulations: dict
    quarters: list
    editions: list
    policies: dict


def quarters(number, year=2024):
    """Return the names of successive quarters."""
    return [f"{year + place // 4}-Q{place % 4 + 1}" for place in range(number)]


LINKED_FIELDS = {
    "district": ["Larkmere", "Quarrowby", "North Larkmere"],
    "sex": ["Female", "Male", "Unknown"],
    "domestic_abuse": ["yes", "no"],
}
COLUMNS = (
    ("district",),
    ("sex",),
    ("district", "sex"),
    ("domestic_abuse",),
    ("district", "domestic_abuse"),
)


def rules(choose, name):
    """Return rules of publication."""
    return policy(
        name,
        hide_below=choose.whole(3, 10),
        show_zeros=choose.whole(0, 5) != 5,
        protection_width=choose.one_of([1, 1, 1, 2]),
        rounding=choose.one_of([1] * 9 + [5]),
        criterion=choose.one_of(["informed"] * 5 + ["interval"]),
    )


def linked(choose, editions=None, tables=None, most_quarters=7):
    """Return a random system of up to four tabulations over up to six editions, with rolling years."""
    fields = {
        "district": LINKED_FIELDS["district"][: choose.whole(2, 3)],
        "sex": LINKED_FIELDS["sex"][: choose.whole(2, 3)],
        "domestic_abuse": LINKED_FIELDS["domestic_abuse"],
    }
    editions = editions or choose.one_of([1, 1, 1, 2, 2, 2, 3, 3, 4, 6])
    known = quarters(max(choose.whole(4, most_quarters), editions + 2))
    rows = []
    combinations = list(product(*fields.values()))
    for quarter in known:
        numbers = zip(combinations, counts(choose, len(combinations)), strict=True)
        rows += [(quarter, *labels, number) for labels, number in numbers if number]
    policies = {"victims": rules(choose, "victims")}
    if choose.whole(0, 3) == 3:
        # What two policies of one source say of zeros and rounding is tested on its own.
        same = {rule: getattr(policies["victims"], rule) for rule in ("rounding", "show_zeros")}
        policies["other"] = rules(choose, "other").model_copy(update=same)
    tabulations = {}
    for name in ("first", "second", "third", "fourth")[: tables or choose.one_of([1, 2, 2, 2, 3, 4])]:
        by = list(choose.one_of(COLUMNS))
        periods = choose.one_of(["quarter", "year", "year"])
        last = choose.whole(1, 3) if periods == "quarter" else choose.whole(1, 2)
        where = ()
        if "domestic_abuse" not in by and choose.whole(0, 3) == 3:
            where = [("domestic_abuse", choose.one_of(["yes", "no"]))]
        tabulations[name] = tabulation(name, by, periods, last, where, choose.one_of(list(policies)))
    return Linked(
        fields=fields,
        victims=pd.DataFrame(rows, columns=["quarter", *fields, "victims"]),
        tabulations=tabulations,
        quarters=known,
        editions=known[-editions:],
        policies=policies,
    )
