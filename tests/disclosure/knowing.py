"""An attacker who can run the very same program but lacks its key: which tables may have given this pattern?

Tables that come out the same, cell by cell, cannot be told from one another. The plain attacker, who knows
the rules but not the program, takes every table that fits the shown numbers for possible; the one who knows
the program, only those that come out the same.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from .attacker import TOTAL, add_up, every_world, read

BY = ["row", "column"]


@dataclass(frozen=True)
class Learned:
    """How many small cells there were, and how many each kind of attacker narrowed to one value.

    `more`: those that only the attacker who knows the program narrowed to one value. `sided`: those of which
    only that attacker knows that the count is not one higher, or not one lower.
    """

    tables: int
    small: int
    plain: int
    more: tuple
    sided: int


def _learned(names, small, truth, floors, plain, aware):
    """Return what was `Learned` of `small` cells by the worlds of the plain attacker and of the aware one."""
    known, more, sided = 0, [], 0
    for cell in small:
        true, could, can = truth[cell], set(plain[:, cell]), set(aware[:, cell])
        wanted = {true + 1} | ({true - 1} if true > floors[cell] else set())
        known += len(could) == 1
        if len(can) == 1 < len(could):
            more.append((names[cell], int(true)))
        sided += bool(wanted - can) and not wanted - could
    return Learned(1, len(small), known, tuple(more), sided)


def _hidden(solve, cells, threshold, names, key):
    """Return which of the cells named `solve` hides with a key."""
    status = solve(cells, threshold, key).set_index(BY)["status"]
    return status.reindex(pd.MultiIndex.from_tuples(names)).to_numpy() != "shown"


def learned_of_all(solve, keys, rows, columns, most, threshold, margin):
    """Return what was `Learned` of every `rows` by `columns` table with counts up to `most` less `margin`.

    They are hidden with the first of `keys`, which the attacker does not know: any of them may have been it.
    Tables nearer to the edge of what is listed are possible worlds, and not victims: the edge narrows them.
    """
    start = pd.DataFrame(product(range(rows), range(columns)), columns=BY).astype("str")
    found, matrix, _ = add_up(start.assign(count=1), BY, "count")
    names = [one[:-1] for one in found]
    inner = np.array(list(product(range(most + 1), repeat=rows * columns)), dtype=np.int64)
    counts, floors, finest = inner @ matrix.T, (inner > 0) @ matrix.T, matrix.sum(axis=1) == 1
    by_key = np.array(
        [[_hidden(solve, start.assign(count=one), threshold, names, key) for one in inner] for key in keys]
    )
    hidden = by_key[0]
    tables = []
    for number in np.flatnonzero((inner <= most - margin).all(axis=1)):
        truth, shown = counts[number], ~hidden[number]
        plain = (counts[:, shown] == truth[shown]).all(axis=1) & (counts[:, finest & ~shown] > 0).all(axis=1)
        aware = plain & (by_key == hidden[number]).all(axis=2).any(axis=0)
        small = np.flatnonzero((truth > 0) & (truth < threshold))
        tables.append(_learned(names, small, truth, floors[number], counts[plain], counts[aware]))
    return together(tables)


def learned_of(solve, keys, cells, threshold, worlds_at_most=400):
    """Return what was `Learned` of one table with the columns `row`, `column`, `count`, or None.

    It is hidden with the first of `keys`, which the attacker does not know: any of them may have been it.
    Every world that fits what was published is hidden in its turn. None where there are too many of them, or
    where counts can be as large as one likes, so that there is no end of them.
    """
    table = solve(cells, threshold, keys[0])
    published = read(table, BY, "count")
    if not published.small:
        return Learned(1, 0, 0, (), 0)
    if published.values[published.names.index((TOTAL, TOTAL))] is None:
        return None
    worlds = every_world(published, most=int(table["count"].max()), stop=worlds_at_most)
    if worlds is None:
        return None
    truth, finest = np.array(published.truth), np.array(published.finest)
    counts = np.tile(truth, (len(worlds), 1))
    counts[:, published.hidden] = worlds
    start = pd.DataFrame(np.array(published.names)[finest], columns=BY)
    pattern = [place in published.hidden for place in range(len(truth))]
    alike = [
        any(
            (
                _hidden(solve, start.assign(count=one[finest]), threshold, published.names, key) == pattern
            ).all()
            for key in keys
        )
        for one in counts
    ]
    return _learned(published.names, published.small, truth, published.floors, counts, counts[alike])


def together(several):
    """Return what was `Learned` of several tables."""
    several = [each for each in several if each is not None]
    names = ("tables", "small", "plain", "sided")
    numbers = {name: sum(getattr(each, name) for each in several) for name in names}
    return Learned(**numbers, more=tuple(one for each in several for one in each.more))
