"""Cells that tables print, and those that subtracting one from another tells though no table prints them.

Two years that overlap by three quarters tell the quarter that dropped out from the one that came in. A
year and its last quarter tell the three quarters before. A table of everybody and one of victims of
domestic abuse tell the table of all others. What is in such a difference was never printed, and a
small count in it points at a person as one in a printed table does. So every difference is a cell of the
system, hidden from the start.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

from analysis.disclosure import policy as policies
from analysis.disclosure.tabulation import TOTAL

if TYPE_CHECKING:
    from analysis.disclosure.policy import Policy


@dataclass(frozen=True)
class Region:
    """Victims with these labels (pairs of a column and its label) in these quarters."""

    fixed: frozenset
    quarters: frozenset


@dataclass(frozen=True)
class Cell:
    """A figure that is printed, or (`virtual`) told by subtraction alone: `region` without `part`.

    `edition` is the one that published it first; `policy` the strictest of that edition's for it, but where
    its publisher prints it: that hides nothing, for everybody knows it.
    """

    tabulation: str
    period: str
    labels: tuple
    edition: str
    region: Region
    part: Region | None
    policy: policies.Policy
    virtual: bool

    def __str__(self):
        return f"{self.tabulation}, {self.period}, {' · '.join(self.labels)}"


@dataclass(frozen=True)
class Difference:
    """What is left of `whole` without `part` (None: the whole), and the tables that tell it."""

    whole: Region
    part: Region | None
    columns: tuple
    tabulation: str
    edition: str
    policy: policies.Policy


def region_of(by: tuple[str, ...], where: tuple, quarters: frozenset[str], labels: tuple[str, ...]) -> Region:
    """Return the region that a cell of a table counts."""
    fixed = ((column, label) for column, label in zip(by, labels, strict=True) if label != TOTAL)
    return Region(frozenset((*where, *fixed)), frozenset(quarters))


def ends(value: int, rules: Policy) -> tuple[int, int]:
    """Return the least and greatest count that a printed figure stands for."""
    if rules.rounding == 1 or value == 0:
        return value, value
    least = value - rules.rounding // 2
    most = least + rules.rounding - 1
    # A small count is never shown, so what is shown is not small; where all of it is, the policy was broken.
    return max(least, rules.hide_below if most >= rules.hide_below else 1), most


def rounded(count: int, rules: Policy) -> int:
    """Return a count as its policy shows it: to the nearest multiple, halves up."""
    return (count + rules.rounding // 2) // rules.rounding * rules.rounding


def subsets(items: set[str] | tuple[str, ...]) -> Iterator:
    """Return every subset of `items`, the smallest first."""
    items = sorted(items)
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


def differences(editions: list) -> list[Difference]:
    """Return the `Difference`s that editions tell, each under the policy of the edition that told it first.

    `editions` are lists of tables of one source, the oldest first.
    """
    filters = {column for table in chain.from_iterable(editions) for column, _ in table.where}
    shelf, found = defaultdict(dict), {}
    for tables in editions:
        touched = set()
        for table in tables:
            for shape, fixed in _places(table, filters):
                shelf[shape].setdefault(fixed, {}).setdefault(table.quarters, []).append(table)
                touched.add(shape)
        for shape in sorted(touched):
            for whole, part, tellers in _told(shelf[shape]):
                key = (whole, part, shape)
                if key not in found:
                    found[key] = Difference(
                        whole,
                        part,
                        shape,
                        tellers[-1].tabulation,
                        tables[0].edition,
                        policies.strictest([table.policy for table in tellers]),
                    )
    return list(found.values())


def _places(table, filters):
    """Yield the shapes (columns that stay free) of a table and its margins, with what is fixed beside."""
    for shape in subsets(table.by):
        fixable = (set(table.by) - set(shape)) & filters
        for columns in subsets(fixable):
            listed = [table.labels[table.by.index(column)] for column in columns]
            for chosen in product(*listed):
                yield shape, frozenset((*table.where, *zip(columns, chosen, strict=True)))


def _told(place):
    """Yield (whole, part, tables) for what the regions of one shape tell by subtraction."""
    told = {}
    for fixed in sorted(place, key=sorted):
        periods = list(place[fixed])
        told[fixed] = [*periods, *_between_periods(periods)]
        tellers = list(chain.from_iterable(place[fixed].values()))
        for quarters in told[fixed][len(periods) :]:
            yield Region(fixed, quarters), None, tellers
    for outer, inner in product(sorted(place, key=sorted), repeat=2):
        if not outer < inner:
            continue
        tellers = list(chain(*place[outer].values(), *place[inner].values()))
        for whole, part in _left_out(told[outer], told[inner]):
            # Also where the other labels are told one by one: they may be under a looser policy.
            yield Region(outer, whole), Region(inner, part), tellers


def _left_out(outer, inner):
    """Yield (quarters of the whole, quarters of the part) for what a filter leaves out and is told."""
    both = [part for part in inner if covered(part, outer)]
    both += [part for part in outer if part not in both and covered(part, inner)]
    both += [part for part in _between_periods(both) if part not in both]
    for part in sorted(both, key=sorted):
        yield part, part
    for part in sorted(inner, key=sorted):
        if part not in both:
            yield from ((whole, part) for whole in sorted(outer, key=sorted) if part < whole)


def _between_periods(periods):
    """Return the sets of quarters that `periods` tell by subtraction and that are not sums of them."""
    if len(periods) < 2:
        return []
    told = {one - other for one, other in product(periods, repeat=2) if one & other and one - other}
    together = defaultdict(set)
    for quarter in frozenset().union(*periods):
        together[frozenset(place for place, period in enumerate(periods) if quarter in period)].add(quarter)
    told |= {frozenset(quarters) for quarters in together.values()}
    return [quarters for quarters in sorted(told, key=sorted) if not covered(quarters, periods)]


def covered(quarters: frozenset[str], periods: list[frozenset[str]]) -> bool:
    """Tell whether `quarters` is a sum of some of `periods`, none counted twice."""
    if not quarters:
        return True
    first = min(quarters)
    return any(
        first in period and period <= quarters and covered(quarters - period, periods) for period in periods
    )
