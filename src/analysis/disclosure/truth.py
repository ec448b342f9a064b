"""The counts themselves, summed onto what linking.py names. Only solving.py reads this.

A revision counts nearly the same people again. To somebody who did not know, the counts before and after
would be two unconnected series, and each would be safe on its own. But most counts of a revised quarter
are what they were, and a hidden count that is taken to be the same in both can be told by the figures of
both: the old edition shows what the new one hides. So the strictest is asked: every count that did not
change, and every sum of a table that did not, is tied to its counterpart, as if it had been told which those
are; the two are protected as one system. Quarters in which nothing changed are not recounted at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from analysis.disclosure import document as documents_file
from analysis.disclosure.periods import checked as checked_quarter
from analysis.disclosure.periods import plain
from analysis.disclosure.spaces import OTHERS
from analysis.disclosure.system import sums_of
from analysis.disclosure.tabulation import TOTAL
from analysis.errors import InputError, refuse_unknown

if TYPE_CHECKING:
    from analysis.disclosure.linking import Linked
    from analysis.disclosure.tabulation import Tabulation


COUNT = "count"
ONCE = (
    "A quarter is counted once, from the extract with which it was first published: restore the counts that "
    "were kept of it."
)


def checked(counts: pd.DataFrame, quarters: frozenset[str], columns: list[str], unit: str) -> pd.DataFrame:
    """Return the counts of `quarters` by quarter and `columns`, once they are known to be counts.

    What is counted appears in the column `unit`, and is called "count" from here on.
    """
    what = f"The counts of {unit}"
    for column in ("quarter", *columns, unit):
        refuse_unknown(column, counts.columns, f'{what} have no column "{column}".')
    values = counts[unit]
    if not (pd.api.types.is_integer_dtype(values) and values.notna().all() and (values >= 0).all()):
        raise InputError(f'{what}, column "{unit}": not all are whole numbers, 0 or more.')
    for quarter in counts["quarter"].unique():
        checked_quarter(plain(quarter), f'{what}, column "quarter"')
    for column in columns:
        labels = counts[column].unique()
        if not all(isinstance(label, str) and label for label in labels):
            raise InputError(f'{what}, column "{column}": not every label is a text.')
        if {TOTAL, OTHERS} & set(labels):
            raise InputError(
                f'{what}, column "{column}": "{TOTAL}" and "{OTHERS}" are kept for sums. '
                "Map that value to another label in columns.toml."
            )
    held = counts[counts["quarter"].isin(quarters)].rename(columns={unit: COUNT})
    return _added(held, columns)


def _added(counts, columns):
    """Return the counts by quarter and `columns`, in order, those that are zero left out."""
    added = counts.groupby(["quarter", *columns], observed=True, sort=True)[COUNT].sum().reset_index()
    return added[added[COUNT] > 0]


def labels_in(
    counts: pd.DataFrame,
    tabulations: Iterable,
    quarters: set[str],
    earlier: list[dict],
    not_supplied: str | None,
) -> dict:
    """Return the labels of each column, but `not_supplied`: those counted in `quarters` or printed before."""
    found = {}
    tables = [table for document in earlier for table in documents_file.tables(document)]
    for one in tabulations:
        for column in one.by:
            labels = found.setdefault(column, set())
            labels.update(counts.loc[counts["quarter"].isin(quarters), column].unique())
            for table in tables:
                if column in table.by:
                    labels.update(table.labels[table.by.index(column)])
    return {column: sorted(labels - {not_supplied}) for column, labels in found.items()}


def printed_counts(counts: pd.DataFrame, tabulation: Tabulation | Tabulation, quarters: list[str]) -> dict:
    """Return {labels: count} of a tabulation in `quarters`, margins too, those that are zero left out."""
    used = _added(counts, list(tabulation.fields))
    used = used[used["quarter"].isin(quarters)]
    for column, value in tabulation.where:
        used = used[used[column] == value]
    found = {}
    for *labels, count in used[[*tabulation.by, COUNT]].itertuples(index=False):
        for key in product(*((label, TOTAL) for label in labels)):
            found[key] = found.get(key, 0) + int(count)
    return found


def counts_of_parts(system: Linked, counts: pd.DataFrame, quarters: frozenset[str]) -> np.ndarray:
    """Return the count of each part of a `Linked` system.

    Where the counts of a quarter are gone, whole counts that fit what was published stand in for them. Raises
    InputError when the counts that are there do not fit it.
    """
    found = _summed(system, counts)
    gone = gone_parts(system, quarters).astype(bool)
    sums = system.system.matrix @ found
    touched = system.system.matrix @ gone.astype(np.int64) > 0
    shown = ~system.hidden
    wrong = shown & ~touched & ((sums < system.low) | (sums > system.high))
    wrong |= ~shown & ~touched & ~system.virtual & (sums < system.floors)
    if wrong.any():
        cell = system.cells[int(np.argmax(wrong))]
        raise InputError(f"{cell}: the counts kept do not give what edition {cell.edition} printed. {ONCE}")
    return _completed(system, found, gone) if gone.any() else found


def gone_parts(system: Linked, quarters: frozenset[str]) -> np.ndarray:
    """Return 1 for each part of a system whose counts are not in `quarters`, else 0."""
    return np.array([not atom <= quarters for _, atom, _ in system.parts], dtype=np.int64)


def _summed(system, counts):
    found = np.zeros(len(system.parts), dtype=np.int64)
    place_of, groups, listed = {}, {}, {}
    for place, (clique, atom, labels) in enumerate(system.parts):
        place_of[clique, atom, tuple(labels)] = place
        groups.setdefault(clique, set()).add(atom)
        for column, label in zip(clique, labels, strict=True):
            listed.setdefault((clique, column), set()).add(label)
    for clique, atoms in sorted(groups.items()):
        atom_of = {quarter: atom for atom in atoms for quarter in atom}
        for quarter, *labels, count in _added(counts, list(clique)).itertuples(index=False):
            if quarter not in atom_of:
                continue
            labels = [
                label if label in listed[clique, column] else OTHERS
                for column, label in zip(clique, labels, strict=True)
            ]
            place = place_of.get((clique, atom_of[quarter], tuple(labels)))
            if place is None:
                raise InputError(
                    f"The counts of {system.source}, {quarter}: somebody is counted where an edition "
                    f"printed 0, or under a label that it does not list. {ONCE}"
                )
            found[place] += count
    return found


def _completed(system, found, gone):
    """Return whole counts that fit what was published, those of parts that are not `gone` as they are."""
    hidden = system.hidden
    printed = np.flatnonzero(~system.virtual)
    matrix = csr_array(system.system.matrix, dtype=float)[printed]
    low = np.where(hidden, system.floors, system.low)[printed]
    high = np.where(hidden, np.inf, system.high)[printed]
    rows = [LinearConstraint(matrix, low, high)]
    if system.system.links is not None and system.system.links.shape[0]:
        rows.append(LinearConstraint(csr_array(system.system.links, dtype=float), 0, 0))
    result = milp(
        np.ones(len(found)),
        integrality=np.ones(len(found)),
        bounds=Bounds(found, np.where(gone, np.inf, found)),
        constraints=rows,
    )
    if result.x is None:
        raise InputError(
            "The counts kept do not fit what earlier editions printed for quarters whose counts are gone. "
            "Restore the counts of those editions."
        )
    return np.rint(result.x).astype(np.int64)


def tied(system: Linked, parts: np.ndarray, gone: np.ndarray) -> Linked:
    """Return a `Linked` system in which what a revision left alone is known to be the same before and after.

    `parts` are the true counts of its parts; those marked `gone` are not known, and are not tied.
    """
    rows = [
        (tuple(one), tuple(other))
        for by_edition in _counterparts(system, gone).values()
        for one, other in combinations(by_edition.values(), 2)
        if parts[list(one)].sum() == parts[list(other)].sum()
    ]
    if not rows:
        return system
    ties = sums_of(
        [(one + other, np.repeat([1, -1], [len(one), len(other)])) for one, other in sorted(set(rows))],
        len(parts),
    )
    links = system.system.links
    links = ties if links is None or not links.shape[0] else csr_array(vstack([links, ties]))
    return replace(system, system=replace(system.system, links=links))


def _counterparts(system, gone):
    """Return, for each sum of a clique in quarters that were counted more than once, its parts by counting.

    A counting that has no part of a sum knows it to be zero: a shown zero has left the system.
    """
    counted = defaultdict(set)
    for _, atom, _ in system.parts:
        counted[frozenset(map(plain, atom))].add(atom)
    lost = {atom for (_, atom, _), is_gone in zip(system.parts, gone, strict=True) if is_gone}
    found = {}
    for place, (clique, atom, labels) in enumerate(system.parts):
        quarters = frozenset(map(plain, atom))
        atoms = sorted(counted[quarters] - lost, key=sorted)
        if len(atoms) < 2 or atom not in atoms:
            continue
        for chosen in product(*((label, TOTAL) for label in labels)):
            key = (clique, quarters, chosen)
            found.setdefault(key, {one: [] for one in atoms})[atom].append(place)
    return found
