"""Somebody who reads published tables and works out what was hidden, by methods of their own.

Nothing here knows how cells were chosen for hiding, or shares a line with the code that chose them. The
equations are read off the published labels, one column at a time; the unknowns are the hidden cells as
published. Three methods: linear programming (what can be computed), integer programming (what is possible in
whole numbers), and, for tables of a few cells, listing every possible world.
"""

from collections import namedtuple
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

TOTAL = "Total"
# No published figure of these tests comes near it: a cell that can be this large can be any size.
ENDLESS = 100_000


@dataclass(frozen=True, eq=False)
class Published:
    """What anybody can read: cells, a number or None for each, the sums that hold, and least values.

    `sums` are (whole, parts): the whole is the sum of the parts. `floors` are the lowest values of the
    hidden cells that the rules of publication give away. `small` are the hidden cells to be protected:
    the attacker does not know them and no method here uses them but to report on them.
    """

    names: tuple
    values: tuple
    sums: tuple
    floors: tuple
    finest: tuple
    small: tuple = ()
    truth: tuple = ()

    @cached_property
    def hidden(self):
        """Return the places of the hidden cells."""
        return [place for place, value in enumerate(self.values) if value is None]

    @cached_property
    def equations(self):
        """Return what is known of the hidden cells: pairs of {cell: coefficient} and a whole number."""
        found = {}
        for whole, parts in self.sums:
            known, unknown = 0, {}
            for place, sign in [(whole, 1), *((part, -1) for part in parts)]:
                if self.values[place] is None:
                    unknown[place] = unknown.get(place, 0) + sign
                else:
                    known -= sign * self.values[place]
            unknown = {place: sign for place, sign in unknown.items() if sign}
            if unknown:
                found[tuple(sorted(unknown.items()))] = known
            elif known:
                raise AssertionError(f"{self.names[whole]} is not the sum of its parts")
        return [(dict(left), right) for left, right in found.items()]


def read(table, by, count, hierarchies=None, zeros_shown=True):
    """Return what a table with a `status` column gives away once every cell that is not shown is blanked.

    `zeros_shown` is the rule that an attacker may use: a finest cell that is hidden is then at least 1.
    """
    keys = list(table[list(by)].itertuples(index=False, name=None))
    assert len(set(keys)) == len(keys), "a cell is published twice"
    place = {key: number for number, key in enumerate(keys)}
    truth = tuple(int(value) for value in table[count])
    status = list(table["status"])
    values = tuple(value if kind == "shown" else None for value, kind in zip(truth, status, strict=True))
    leaves = [_leaves(table[column].unique(), (hierarchies or {}).get(column)) for column in by]
    sums = []
    for key, number in place.items():
        for column, label in enumerate(key):
            if leaves[column][label] != (label,):
                parts = [(*key[:column], leaf, *key[column + 1 :]) for leaf in leaves[column][label]]
                sums.append((number, tuple(place[part] for part in parts)))
    finest = tuple(all(leaves[at][label] == (label,) for at, label in enumerate(key)) for key in keys)
    floors = []
    for key in keys:
        cells = product(*(leaves[column][label] for column, label in enumerate(key)))
        floors.append(sum(values[place[cell]] != 0 for cell in cells) if zeros_shown else 0)
    return Published(
        names=tuple(keys),
        values=values,
        sums=tuple(sums),
        floors=tuple(floors),
        finest=finest,
        small=tuple(number for number, kind in enumerate(status) if kind == "primary"),
        truth=truth,
    )


def _leaves(labels, hierarchy):
    """Return for each label the finest labels that it is the sum of; a finest label is the sum of itself."""
    labels = [str(label) for label in labels]
    below = {}
    if hierarchy is not None:
        for child, parent in hierarchy[["child", "parent"]].itertuples(index=False, name=None):
            below.setdefault(parent, []).append(child)

    def finest(label):
        if label not in below:
            return {label} & set(labels)
        return set().union(*(finest(child) for child in below[label]))

    found = {label: tuple(sorted(finest(label))) for label in labels if label != TOTAL}
    if TOTAL in labels:
        found[TOTAL] = tuple(sorted(set().union(*found.values())))
    return found


# What is possible in whole numbers -----------------------------------------------------------------------


class Worlds:
    """The worlds that fit what was published, asked for one at a time by integer programming."""

    def __init__(self, published, whole=True):
        self.published = published
        self.column = {place: number for number, place in enumerate(published.hidden)}
        equations = published.equations
        entries = [
            (line, self.column[place], sign)
            for line, (left, _) in enumerate(equations)
            for place, sign in left.items()
        ]
        lines, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(equations), len(self.column))
        self.matrix = csr_array((signs, (lines, columns)), shape=shape, dtype=float)
        self.right = np.array([right for _, right in equations], dtype=float)
        self.lowest = np.array([published.floors[place] for place in published.hidden], dtype=float)
        self.whole = np.full(len(self.column), int(whole))

    def one(self, fixed=None, aim=None):
        """Return a world as {hidden cell: value}, with some cells at a given value, or None if there is none.

        `aim` is (cell, 1 or -1): the world in which it is smallest or largest.
        """
        lower, upper = self.lowest.copy(), np.full(len(self.column), float(ENDLESS))
        for place, value in (fixed or {}).items():
            if value < lower[self.column[place]]:
                return None
            lower[self.column[place]] = upper[self.column[place]] = value
        target = np.zeros(len(self.column))
        if aim:
            target[self.column[aim[0]]] = aim[1]
        sums = [LinearConstraint(self.matrix, self.right, self.right)] if len(self.right) else []
        found = milp(target, integrality=self.whole, bounds=Bounds(lower, upper), constraints=sums)
        if found.status == 2:
            return None
        assert found.status == 0, found.message
        world = {place: round(found.x[number]) for place, number in self.column.items()}
        self.check(world)
        return world

    def check(self, world):
        """Stop unless a world fits what was published: the solver's word is not taken for it."""
        for left, right in self.published.equations:
            assert sum(sign * world[place] for place, sign in left.items()) == right
        assert all(world[place] >= self.published.floors[place] for place in world)

    def range_of(self, place):
        """Return the lowest and the highest value that a hidden cell can have; None stands for no end."""
        low, high = self.one(aim=(place, 1))[place], self.one(aim=(place, -1))[place]
        return low, (None if high >= ENDLESS else high)

    def linear_range_of(self, place):
        """Return the lowest and the highest value without the knowledge that counts are whole."""
        ends = []
        for sign in (1, -1):
            target = np.zeros(len(self.column))
            target[self.column[place]] = sign
            kept = {"A_eq": self.matrix, "b_eq": self.right} if len(self.right) else {}
            found = linprog(target, bounds=[(low, ENDLESS) for low in self.lowest], **kept)
            assert found.status == 0, found.message
            ends.append(float(found.x[self.column[place]]))
        return tuple(ends)


Exposed = namedtuple("Exposed", "cell truth what")  # one small cell, and what of it was found out


def breaks(published, criterion):
    """Return what an attacker finds out of the small cells beyond what a criterion allows.

    `exact`: a small cell that is the only possible value of real numbers that are not negative. The others:
    a small cell that cannot be exactly one higher, or cannot be one lower and is not at its floor. The
    floors in `published` decide which of the two is meant.
    """
    shown = [
        Exposed(published.names[place], published.truth[place], "shown")
        for place in published.small
        if published.values[place] is not None
    ]
    if criterion == "exact":
        return shown + _computed(published)
    return shown + _pinned(published)


def _computed(published):
    worlds = Worlds(published, whole=False)
    hidden = [place for place in published.small if published.values[place] is None]
    return [
        Exposed(published.names[place], published.truth[place], "computed")
        for place in hidden
        if np.ptp(worlds.linear_range_of(place)) < 1e-6
    ]


def _pinned(published):
    worlds = Worlds(published)
    wanted = {}
    for place in published.small:
        if published.values[place] is not None:
            continue
        true = published.truth[place]
        wanted[place, true + 1] = "not higher"
        if true > published.floors[place]:
            wanted[place, true - 1] = "not lower"
    exposed = []
    for (place, value), what in list(wanted.items()):
        if (place, value) not in wanted:
            continue
        world = worlds.one(fixed={place: value})
        if world is None:
            exposed.append(Exposed(published.names[place], published.truth[place], what))
            continue
        for met in [need for need in wanted if world[need[0]] == need[1]]:
            del wanted[met]
    return exposed


# Every world ---------------------------------------------------------------------------------------------


def every_world(published, most, stop=None):
    """Return every world, as tuples over the hidden cells, in which no finest hidden cell is above `most`.

    Finest cells are tried one after the other; a sum is given up as soon as what is left of it cannot be
    reached. For tables of a few hidden cells. None where there are more worlds than `stop`.
    """
    cells = [place for place in published.hidden if published.finest[place]]
    made_of = _made_of(published)
    checks = []
    for whole, parts in made_of.items():
        left = [cells.index(part) for part in parts if published.values[part] is None]
        known = sum(published.values[part] for part in parts if published.values[part] is not None)
        if published.values[whole] is None:
            continue
        checks.append((frozenset(left), published.values[whole] - known))
    lows = [published.floors[place] for place in cells]
    worlds = []

    def extend(chosen):
        if stop is not None and len(worlds) > stop:
            return
        depth = len(chosen)
        for places, needed in checks:
            sure = sum(chosen[at] if at < depth else lows[at] for at in places)
            open_places = sum(at >= depth for at in places)
            if sure > needed or sure + sum(most - lows[at] for at in places if at >= depth) < needed:
                return
            if not open_places and sure != needed:
                return
        if depth == len(cells):
            worlds.append(tuple(chosen))
            return
        for value in range(lows[depth], most + 1):
            extend([*chosen, value])

    extend([])
    if stop is not None and len(worlds) > stop:
        return None
    finest = dict(zip(cells, range(len(cells)), strict=True))

    def value_in(world, place):
        if published.values[place] is not None:
            return published.values[place]
        if place in finest:
            return world[finest[place]]
        return sum(value_in(world, part) for part in made_of[place])

    return [tuple(value_in(world, place) for place in published.hidden) for world in worlds]


def _made_of(published):
    """Return for each cell that is a sum the finest cells that it is the sum of."""
    first = {}
    for whole, parts in published.sums:
        first.setdefault(whole, parts)

    def finest(place):
        if published.finest[place]:
            return [place]
        return [cell for part in first[place] for cell in finest(part)]

    return {whole: finest(whole) for whole in first}


# The same table, added up here ---------------------------------------------------------------------------


def add_up(cells, by, count, hierarchies=None):
    """Return every cell that would be published, the finest cells each is the sum of, and their counts.

    A second way to margins and parents, to hold the first to: a dictionary and a product of labels.
    The finest cells are told by a matrix of 0 and 1.
    """
    known = {tuple(row[:-1]): int(row[-1]) for row in cells[[*by, count]].itertuples(index=False, name=None)}
    names, leaves = [], []
    for at, column in enumerate(by):
        observed = sorted({key[at] for key in known})
        labels, hierarchy = list(observed), (hierarchies or {}).get(column)
        while hierarchy is not None:
            more = sorted(set(hierarchy.loc[hierarchy["child"].isin(labels), "parent"]) - set(labels))
            if not more:
                break
            labels += more
        leaves.append(_leaves([*labels, TOTAL], hierarchy))
        names.append(sorted(leaves[-1]))
    finest = list(product(*(leaves[at][TOTAL] for at in range(len(by)))))
    place = {cell: number for number, cell in enumerate(finest)}
    rows, matrix = [], np.zeros((int(np.prod([len(each) for each in names])), len(finest)), dtype=np.int64)
    for number, key in enumerate(product(*names)):
        parts = list(product(*(leaves[at][label] for at, label in enumerate(key))))
        matrix[number, [place[part] for part in parts]] = 1
        rows.append((*key, sum(known.get(part, 0) for part in parts)))
    return rows, matrix, np.array([known.get(cell, 0) for cell in finest])
