"""Every table of every edition as one system of sums over common parts.

A source's parts are the cells of the cliques of a junction tree over all columns of all its tables (see
spaces.py for why that loses nothing), by atom of quarters. Neighbouring cliques agree on what they
share: these are the links, and so are the sums that a document says to be equal (see equal.py). Parts that a
shown zero rules out are left out of the system, and so are labels that a table does not list: a table lists
every label that has a count. Nothing here knows a hidden number: the inside (solving) and the outside
(attack) both begin from the documents alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, compress, product

import numpy as np

from analysis.disclosure import document as documents_file
from analysis.disclosure import policy as policies
from analysis.disclosure.equal import linked_parts
from analysis.disclosure.policy import is_printed
from analysis.disclosure.regions import Cell, Difference, differences, ends, region_of
from analysis.disclosure.spaces import Space
from analysis.disclosure.system import System, Unsolvable, sums_of
from analysis.disclosure.tabulation import TOTAL


def floor_of(cell: Cell) -> int:
    """Return the least count of a hidden cell by its own marker."""
    telling = cell.policy.show_zeros and cell.policy.criterion == "informed"
    return int(telling and not cell.virtual)


@dataclass(frozen=True, eq=False)
class Linked:
    """The system of all tables of a source: its cells in order, and what anybody can read about each.

    `low`, `high`: the least and greatest number that a shown figure stands for (they differ where
    figures are rounded), NaN where hidden. `floors`: the least that a hidden cell can be by its own marker
    alone. `parts`: clique, atom and labels of each column of the system. `places`:
    (tabulation, period, labels) to the row of the system.
    """

    source: str
    system: System
    cells: tuple
    low: np.ndarray
    high: np.ndarray
    floors: np.ndarray
    parts: tuple
    places: dict

    @property
    def hidden(self) -> np.ndarray:
        """Return which cells are hidden, virtual ones too."""
        return np.isnan(self.low)

    @property
    def virtual(self) -> np.ndarray:
        """Return which cells are told by subtraction alone."""
        return np.array([cell.virtual for cell in self.cells], dtype=bool)

    def known(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the least and the greatest number that each cell can be by what is shown of it alone."""
        least = np.where(self.virtual, 0, self.floors)
        return np.where(self.hidden, least, self.low), np.where(self.hidden, np.inf, self.high)


def linked(documents: list) -> Linked:
    """Return the `Linked` system of documents that hold one source, the oldest first.

    Raises `Unsolvable` when two editions print different figures for the same cell.
    """
    # In an order of their own, so that the order of data/release.toml changes no pattern.
    editions = [
        sorted(documents_file.tables(document), key=lambda table: (table.tabulation, table.period))
        for document in documents
    ]
    tables = list(chain.from_iterable(editions))
    sources = {table.source for table in tables}
    if len(sources) > 1:
        raise AssertionError("internal error: two sources have no part in common, and are no one system")
    space, published = Space(tables), _published(tables)
    printed, names = _printed(editions, published)
    cells = [*printed, *_told(editions, space, printed, published)]
    rows = [_row(cell, space) for cell in cells]
    low = np.array([printed[cell][0] if cell in printed else np.nan for cell in cells])
    high = np.array([printed[cell][1] if cell in printed else np.nan for cell in cells])
    alive = _alive(rows, high, tables, space)
    equal = list(chain.from_iterable(documents_file.equal_sums(document) for document in documents))
    links = [*space.links(), *linked_parts(equal, space)]
    used = _agreed(alive, links)
    twins = _twins(rows, used)
    # A virtual row is one only where it is a sum that no row before it is.
    kept = [place for place, same in enumerate(twins) if not cells[place].virtual or same[:1] == [place]]
    place_of = {cells[place]: number for number, place in enumerate(kept)}
    order = {document["edition"]: number for number, document in enumerate(documents)}
    held = [_under_all(place, twins[place], cells, np.isnan(high[place]), order) for place in kept]
    matrix = sums_of([(rows[place], 1) for place in kept], len(used))[:, np.flatnonzero(used)]
    return Linked(
        source="".join(sources),
        system=System(matrix, _link_rows(links, used)),
        cells=tuple(held),
        low=low[kept],
        high=high[kept],
        floors=np.array([floor_of(cell) for cell in held], dtype=np.int64),
        parts=tuple(compress(space.named(), used.tolist())),
        places={name: place_of[cell] for name, cell in names.items()},
    )


def _published(tables):
    """Return the fields by which the publisher prints, by what any edition says; None for no field at all."""
    found = [table.printed for table in tables if table.printed is not None]
    return set().union(*found) if found else None


def _under(policy, published, *regions):
    """Return `policy`, or that of what is shown as published where a publisher prints all of `regions`."""
    by = [{column for column, _ in region.fixed} for region in regions if region is not None]
    if all(is_printed(published, columns) for columns in by):
        return policies.as_published(policy.decided_by, policy.decided_on)
    return policy


def _printed(editions, published):
    """Return {cell: (low, high)} for all printed cells, and {(tabulation, period, labels): cell}."""
    first, names, ranges = {}, {}, {}
    for tables in editions:
        here = {}
        for table in tables:
            for labels, value in table.cells.items():
                key = region_of(table.by, table.where, table.quarters, labels)
                names.setdefault((table.tabulation, table.period, labels), key)
                if key not in first:
                    here.setdefault(key, []).append((table, labels))
                if value is not None:
                    ranges.setdefault(key, []).append((value, table))
        for key, tellers in here.items():
            table, labels = tellers[0]
            rules = _under(policies.strictest([one.policy for one, _ in tellers]), published, key)
            first[key] = Cell(table.tabulation, table.period, labels, table.edition, key, None, rules, False)
    found = {}
    for key, cell in first.items():
        known = [_ends(value, table, cell) for value, table in ranges.get(key, [])]
        low = max((least for least, _ in known), default=np.nan)
        high = min((most for _, most in known), default=np.nan)
        if low > high:
            raise Unsolvable(f"{cell}: two editions print figures that cannot both be right.")
        found[cell] = (low, high)
    return found, {name: first[key] for name, key in names.items()}


def _ends(value, table, cell):
    """Return the ends of a figure: by the cell's policy, or as an edition rounded before it was listed."""
    is_old = cell.policy.name == policies.AS_PUBLISHED and table.printed is None
    return ends(value, table.policy if is_old else cell.policy)


def _told(editions, space, printed, published):
    """Return the virtual cells: each label of each difference that no table prints."""
    known = {cell.region for cell in printed}
    seen, made = set(), []
    for one in differences(editions):
        for chosen in product(*(space.labels[column] for column in one.columns)):
            cell = _virtual(one, zip(one.columns, chosen, strict=True), published)
            key = (cell.region, cell.part)
            if key not in seen and not (cell.part is None and cell.region in known):
                seen.add(key)
                made.append(cell)
    return made


def _virtual(one: Difference, chosen, published):
    chosen = frozenset(chosen)

    def inside(region):
        return region and replace(region, fixed=region.fixed | chosen)

    period = " and ".join(sorted(one.whole.quarters))
    if one.part is not None:
        without = [f"{column} {label}" for column, label in sorted(one.part.fixed - one.whole.fixed)]
        period += f", all but {' and '.join(without)}"
    labels = tuple(label for _, label in sorted(inside(one.whole).fixed)) or (TOTAL,)
    whole, part = inside(one.whole), inside(one.part)
    rules = _under(one.policy, published, whole, part)
    return Cell(one.tabulation, period, labels, one.edition, whole, part, rules, True)


def _row(cell, space):
    """Return the parts that a cell is the sum of."""
    if cell.part is None:
        return space.parts_of(cell.region.fixed, cell.region.quarters)
    clique = space.clique_of({column for column, _ in cell.region.fixed | cell.part.fixed})
    whole = space.parts_of(cell.region.fixed, cell.region.quarters, clique)
    part = space.parts_of(cell.part.fixed, cell.part.quarters, clique)
    return np.setdiff1d(whole, part, assume_unique=True)


def _alive(rows, high, tables, space):
    """Return which parts no shown zero and no unlisted label rules out."""
    alive = np.ones(space.size, dtype=bool)
    for numbers, most in zip(rows, high, strict=True):
        if most == 0:
            alive[numbers] = False
    for table in tables:
        for column, listed in zip(table.by, table.labels, strict=True):
            for label in set(space.labels[column]) - set(listed):
                alive[space.parts_of({*table.where, (column, label)}, table.quarters)] = False
    return alive


def _agreed(alive, links):
    """Return `alive` once no clique has a part whose sum is zero in its neighbour."""
    alive, before = alive.copy(), None
    while before != alive.sum():
        before = alive.sum()
        for one, other in links:
            if not (alive[one].any() and alive[other].any()):
                alive[one] = alive[other] = False
    return alive


def _twins(rows, used):
    """Return, for each row, the places of all rows that are the sum of the same parts; none of no parts."""
    same, keys = {}, [numbers[used[numbers]].tobytes() for numbers in rows]
    for place, key in enumerate(keys):
        same.setdefault(key, []).append(place)
    return [same[key] if key else [] for key in keys]


def _under_all(place, same, cells, hidden, order):
    """Return a cell under the strictest policy of all that count the same people.

    What an earlier edition showed is known, whatever a later one would hide.
    """
    cell = cells[place]
    if cell.policy.name == policies.AS_PUBLISHED:
        return cell
    told = [cells[other] for other in same]
    if not hidden:
        told = [other for other in told if order[other.edition] <= order[cell.edition]]
    return replace(cell, policy=policies.strictest([cell.policy, *(other.policy for other in told)]))


def _link_rows(links, used):
    # A side that is not in the system says nothing; a side that is zero has made the other zero.
    rows = [
        (np.r_[one, other], np.repeat([1, -1], [len(one), len(other)]))
        for one, other in links
        if used[one].any() and used[other].any()
    ]
    return sums_of(rows, len(used))[:, np.flatnonzero(used)] if rows else None
