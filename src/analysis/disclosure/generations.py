"""Quarters that were recounted: what somebody knows who knows which counts a revision left alone.

A revision counts nearly the same people again. To somebody who did not know, the counts before and after
would be two unconnected series, and each would be safe on its own. But most counts of a revised quarter
are what they were, and a hidden count that is taken to be the same in both can be told by the figures of
both: the old edition shows what the new one hides. So the strictest is asked: every count that did not
change, and every sum of a table that did not, is tied to its counterpart, as if it had been told which those
are; the two are protected as one system. Quarters in which nothing changed are not recounted at all.
"""

from collections import defaultdict
from dataclasses import replace
from itertools import combinations, product

import numpy as np
from scipy.sparse import csr_array, vstack

from analysis.disclosure.periods import plain
from analysis.disclosure.release import TOTAL


def tied(system, parts, gone):
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
    ties = _matrix(sorted(set(rows)), len(parts))
    links = system.system.links
    links = ties if links is None or not links.shape[0] else csr_array(vstack([links, ties]))
    return replace(system, system=replace(system.system, links=links))


def _counterparts(system, gone):
    """Return, for each sum of a clique in quarters that were counted more than once, its parts by counting.

    A counting that has no part of a sum knows it to be zero: a shown zero has left the system.
    """
    counted = defaultdict(set)
    for source, _, atom, _ in system.parts:
        counted[source, frozenset(map(plain, atom))].add(atom)
    lost = {
        (source, atom) for (source, _, atom, _), is_gone in zip(system.parts, gone, strict=True) if is_gone
    }
    found = {}
    for place, (source, clique, atom, labels) in enumerate(system.parts):
        quarters = frozenset(map(plain, atom))
        atoms = sorted((one for one in counted[source, quarters] if (source, one) not in lost), key=sorted)
        if len(atoms) < 2 or atom not in atoms:
            continue
        for chosen in product(*((label, TOTAL) for label in labels)):
            key = (source, clique, quarters, chosen)
            found.setdefault(key, {one: [] for one in atoms})[atom].append(place)
    return found


def _matrix(rows, width):
    weights = [np.r_[np.ones(len(one)), -np.ones(len(other))] for one, other in rows]
    starts = np.r_[0, np.cumsum([len(one) for one in weights])]
    columns = np.concatenate([np.array(one + other) for one, other in rows])
    return csr_array(
        (np.concatenate(weights).astype(np.int64), columns.astype(np.int64), starts),
        shape=(len(rows), width),
    )
