"""Sums of counts that are known to be equal, though no table has them in common.

Everybody who answers a survey stands once under each question, so that the questions have one total. Anyone
who sees the totals of some questions then knows those of the others, whatever is hidden of them. What a field
says of this is declared with the field. Where the counts are so, the document of the edition says it, and
both the solving and the attack reckon with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Alike:
    """What is declared of the fields of a series.

    `once` is {field: those that stay the same}: everybody counted stands once under each label of the field,
    under each with the same label of the others. `same` are pairs of (field, labels) that count the same
    people.
    """

    once: dict = field(default_factory=dict)
    same: tuple = ()


def equal_sums(
    counts: pd.DataFrame, tabulations: Iterable, alike: Alike, spans: set[frozenset[str]]
) -> list[dict[str, list]]:
    """Return the sums that are equal in each of some spans of quarters, as a document holds them.

    `counts` have a row per `quarter`, fields and `count`. Each entry has `sums`, of which each is a list of
    regions ({field: label}) to be added up over its `quarters`.
    """
    found = []
    for span in sorted(map(sorted, spans)):
        rows = counts[counts["quarter"].isin(span)]
        every = [*_once(rows, tabulations, alike.once), *_same(rows, tabulations, alike.same)]
        # Two tabulations can tell the same.
        distinct = {json.dumps(sums, sort_keys=True): sums for sums in every}
        found += [{"sums": sums, "quarters": span} for sums in distinct.values()]
    return found


def _once(rows, tabulations, once):
    """Yield the totals of the labels under which everybody stands: those that are as large as the largest."""
    for one in tabulations:
        for field_, stay in once.items():
            if field_ not in one.by:
                continue
            fixed = dict(one.where)
            for group, own in _groups(rows, sorted(set(one.fields) & set(stay))):
                if any(fixed.get(name, label) != label for name, label in group.items()):
                    continue
                totals = own.groupby(field_)["count"].sum()
                everybody = totals.index[totals == totals.max()]
                if len(everybody) > 1:
                    yield [[group | {field_: label}] for label in everybody]


def _same(rows, tabulations, same):
    """Yield the sums of labels of two fields that count the same people."""
    for (one, labels), (other, others) in same:
        with_one, with_other = (
            [each.fields for each in tabulations if name in each.fields] for name in (one, other)
        )
        shared = {tuple(sorted({*a} & {*b} - {one, other})) for a, b in product(with_one, with_other)}
        for columns in sorted(shared):
            for group, own in _groups(rows, columns):
                sums = [
                    own.loc[own[name].isin(each), "count"].sum()
                    for name, each in ((one, labels), (other, others))
                ]
                if sums[0] == sums[1]:
                    yield [
                        [group | {one: each} for each in labels],
                        [group | {other: each} for each in others],
                    ]


def _groups(rows, columns):
    """Yield ({column: label}, rows) of each combination of labels; of no column all rows, if any."""
    if not columns:
        if len(rows):
            yield {}, rows
        return
    for labels, own in rows.groupby(list(columns), sort=True):
        yield dict(zip(columns, labels, strict=True)), own


def linked_parts(equal: Iterable[tuple], space: Any) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield (parts, parts) of a `Space` with equal sums; `equal` are pairs of the sums and their quarters."""
    for sums, quarters in equal:
        first, *rest = [_parts(regions, quarters, space) for regions in sums]
        for other in rest:
            if first and other:
                yield np.array(sorted(first - other)), np.array(sorted(other - first))


def _parts(regions, quarters, space):
    """Return the parts of regions together. A label that no table lists has no count."""
    listed = [
        region
        for region in regions
        if all(label in space.labels.get(column, ()) for column, label in region.items())
    ]
    return {int(part) for region in listed for part in space.parts_of(region, quarters)}
