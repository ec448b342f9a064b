"""An attacker who can run the very same program: which tables would have given this very pattern?

Every table of a shape and a range of counts is hidden. Tables that come out the same, cell by cell, cannot
be told from one another. The plain attacker, who knows the rules but not the program, takes every table that
fits the shown numbers for possible; the one who knows the program, only those that come out the same.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from .attacker import TOTAL, add_up, every_world, read


@dataclass(frozen=True)
class Family:
    """Every table of one shape with counts up to `most`, and what was published of each."""

    names: list
    matrix: np.ndarray
    inner: np.ndarray
    hidden: np.ndarray
    threshold: int
    zeros_shown: bool
    most: int

    @property
    def counts(self):
        """Return the counts of every cell, one row a table."""
        return self.inner @ self.matrix.T


def family(solve, rows, columns, most, threshold, criterion="informed"):
    """Return the `Family` of all `rows` by `columns` tables, each hidden by `solve`."""
    labels = [(f"r{i}", f"c{j}") for i in range(rows) for j in range(columns)]
    start = pd.DataFrame(labels, columns=["row", "column"])
    names, matrix, _ = add_up(start.assign(count=1), ["row", "column"], "count")
    keys = [name[:-1] for name in names]
    inner = np.array(list(product(range(most + 1), repeat=rows * columns)), dtype=np.int64)
    hidden = np.zeros((len(inner), len(keys)), dtype=bool)
    for number, counts in enumerate(inner):
        solved = solve(start.assign(count=counts), threshold, criterion)
        status = dict(
            zip(solved[["row", "column"]].itertuples(index=False, name=None), solved["status"], strict=True)
        )
        hidden[number] = [status[key] != "shown" for key in keys]
    return Family(keys, matrix, inner, hidden, threshold, criterion == "informed", most)


@dataclass(frozen=True)
class Learned:
    """How many small cells there were, and how many each kind of attacker narrowed to one value.

    `more`: those that only the attacker who knows the program narrowed to one value. `sided`: those of which
    only that attacker knows that the count is not one higher, or not one lower. `examples` are of `more`.
    """

    tables: int
    small: int
    plain: int
    more: int
    sided: int
    examples: tuple

    @property
    def share(self):
        """Return the share of small cells that knowing the program gives away."""
        return self.more / max(self.small, 1)

    @property
    def sided_share(self):
        """Return the share of small cells that cannot be one higher, or lower, for who knows the program."""
        return self.sided / max(self.small, 1)


def learned(tables, margin=2):
    """Return what was `Learned` of the small cells of tables whose counts are `margin` or more below `most`.

    Tables nearer to the edge of what was listed are possible worlds, and not victims: the edge narrows them.
    """
    counts = tables.counts
    group = _numbered(np.where(tables.hidden, -1, counts))
    inside = np.flatnonzero((tables.inner <= tables.most - margin).all(axis=1))
    members = _members(group)
    patterns = _numbered(tables.hidden)
    worlds = {pattern: _fitting(tables, counts, at) for pattern, at in _first(patterns)}
    total, plain_known, more, sided, examples = 0, 0, 0, 0, []
    for number in inside:
        aware = counts[members[group[number]]]
        key, fitting = worlds[patterns[number]]
        plain = counts[fitting[_bytes(counts[number][key])]]
        for cell in np.flatnonzero((counts[number] > 0) & (counts[number] < tables.threshold)):
            true = counts[number][cell]
            floor = int((tables.matrix[cell] * (tables.inner[number] > 0)).sum()) if tables.zeros_shown else 0
            total += 1
            one, few = len(np.unique(plain[:, cell])) == 1, len(np.unique(aware[:, cell])) == 1
            plain_known += one
            if few and not one:
                more += 1
                examples.append((tables.inner[number].tolist(), tables.names[cell], int(true)))
            wanted = {true + 1} | ({true - 1} if true > floor else set())
            sided += bool(wanted - set(aware[:, cell])) and not wanted - set(plain[:, cell])
    return Learned(len(inside), total, plain_known, more, sided, tuple(examples))


def _bytes(row):
    return np.ascontiguousarray(row).tobytes()


def _numbered(rows):
    """Return a number for each row, the same for equal rows."""
    return np.unique(rows, axis=0, return_inverse=True)[1].ravel()


def _members(numbers):
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(numbers[order]) > 0])
    return dict(zip(numbers[order][starts], np.split(order, starts[1:]), strict=True))


def _first(numbers):
    return zip(*np.unique(numbers, return_index=True), strict=True)


def _fitting(tables, counts, example):
    """Return the shown cells of a pattern, and for each set of shown numbers the tables that fit it."""
    shown = np.flatnonzero(~tables.hidden[example])
    finest = tables.matrix.sum(axis=1) == 1
    possible = np.ones(len(counts), dtype=bool)
    if tables.zeros_shown:
        blanked = np.flatnonzero(tables.hidden[example] & finest)
        possible = (counts[:, blanked] > 0).all(axis=1)
    found = {}
    for number in np.flatnonzero(possible):
        found.setdefault(_bytes(counts[number][shown]), []).append(number)
    return shown, {key: np.array(numbers) for key, numbers in found.items()}


# One table of any size ------------------------------------------------------------------------------------


def learned_of(solve, cells, threshold, criterion="informed", worlds_at_most=400):
    """Return what was `Learned` of one table with the columns `row`, `column`, `count`, or None.

    Every world that fits what was published is hidden in its turn. None where there are too many of them, or
    where counts can be as large as one likes, so that there is no end of them.
    """
    by = ["row", "column"]
    table = solve(cells, threshold, criterion)
    zeros_shown = criterion == "informed"
    published = read(table, by, "count", zeros_shown=zeros_shown)
    if not published.small:
        return Learned(1, 0, 0, 0, 0, ())
    if published.values[published.names.index((TOTAL, TOTAL))] is None:
        return None
    worlds = every_world(published, most=int(table["count"].max()), stop=worlds_at_most)
    if worlds is None:
        return None
    hidden = set(published.hidden)
    alike = []
    for world in worlds:
        values = dict(zip(published.hidden, world, strict=True))
        counts = [values.get(place, published.values[place]) for place in range(len(published.names))]
        rows = [
            (*name, value)
            for name, value, finest in zip(published.names, counts, published.finest, strict=True)
            if finest
        ]
        same = read(solve(pd.DataFrame(rows, columns=[*by, "count"]), threshold, criterion), by, "count")
        if {same.names[place] for place in same.hidden} == {published.names[place] for place in hidden}:
            alike.append(world)
    total, known, more, sided, examples = 0, 0, 0, 0, []
    for place in published.small:
        column, true = published.hidden.index(place), published.truth[place]
        plain, aware = ({world[column] for world in some} for some in (worlds, alike))
        wanted = {true + 1} | ({true - 1} if true > published.floors[place] else set())
        total += 1
        known += len(plain) == 1
        if len(aware) == 1 and len(plain) > 1:
            more += 1
            examples.append((cells["count"].tolist(), published.names[place], true))
        sided += bool(wanted - aware) and not wanted - plain
    return Learned(1, total, known, more, sided, tuple(examples))


def together(several):
    """Return what was `Learned` of several tables."""
    several = [each for each in several if each is not None]
    names = ("tables", "small", "plain", "more", "sided")
    numbers = [sum(getattr(each, name) for each in several) for name in names]
    return Learned(*numbers, tuple(example for each in several for example in each.examples))
