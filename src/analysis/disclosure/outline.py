"""An edition before it is solved: zeros shown, and what a publisher prints; the rest hidden.

What an earlier edition printed stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pandas as pd

from analysis.disclosure.document import EQUAL, HIDDEN, NOT_AVAILABLE, period_of, revised
from analysis.disclosure.equal import equal_sums
from analysis.disclosure.periods import as_revised, plain
from analysis.disclosure.policy import is_printed
from analysis.disclosure.tabulation import TOTAL, Source
from analysis.disclosure.truth import labels_in, printed_counts


@dataclass(frozen=True)
class Edition:
    """What is solved: an edition, its tabulations of one source, and which edition revised a quarter."""

    area: str
    name: str
    as_of: str
    tabulations: dict
    policies: dict
    source: Source
    revised: dict


def outline(
    this: Edition, counts: pd.DataFrame, quarters: frozenset[str], earlier: list[dict], withheld: dict
) -> dict:
    """Return the edition's document with zeros shown, what is printed already as it is, all else hidden."""
    source = this.source
    # With them the policy that the source is held to where a table of it is not as published.
    names = dict.fromkeys([*(one.policy for one in this.tabulations.values()), source.held_to])
    policies = {name: this.policies[name] for name in names if name in this.policies}
    current = {plain(quarter) for quarter in quarters if quarter == _named(this, [plain(quarter)])[0]}
    wanted = {
        name: one.period_labels(
            this.as_of, current - _without(one, counts, source), _last_pool(name, earlier)
        )
        for name, one in this.tabulations.items()
    }
    spans = {name: {key: _named(this, span) for key, span in each.items()} for name, each in wanted.items()}
    needed = {quarter for each in spans.values() for span in each.values() for quarter in span}
    labels = labels_in(counts, this.tabulations.values(), needed & quarters, earlier, source.not_supplied)
    document = {
        "area": this.area,
        "edition": this.name,
        "as_of": this.as_of,
        "after": [document["edition"] for document in earlier],
        "policies": {name: rules.model_dump() for name, rules in policies.items()},
        "tabulations": {
            name: {"source": source.name, "periods": periods} for name, periods in wanted.items()
        },
        "as_published": {} if source.printed is None else {source.name: list(source.printed)},
    }
    # What an edition told before it said which sums are equal cannot be taken back.
    told = {quarter for one in earlier if EQUAL not in one for quarter in _quarters_of(one)}
    counted = {frozenset(span) for each in spans.values() for span in each.values()}
    counted = {span for span in counted if span <= quarters and not span & told}
    known = equal_sums(counts, this.tabulations.values(), source.alike, counted)
    plainly = [{**one, "quarters": [plain(quarter) for quarter in one["quarters"]]} for one in known]
    document[EQUAL] = {source.name: plainly} if plainly else {}
    if this.revised:
        document["revised"] = {source.name: this.revised}
    made = {}
    for name, one in this.tabulations.items():
        was, cells, reasons = printed_before(name, one.by, earlier), [], {}
        for period, span in spans[name].items():
            before = was.get(period_of(document, name, period), {})
            lacking = {} if before else _lacking(one, counts, span, quarters, source)
            if not before and not lacking and name in withheld:
                lacking = {withheld[name]: set()}
            if lacking:
                for words, which in lacking.items():
                    reasons.setdefault(words, set()).update(which)
                cells += [[period, list(key), NOT_AVAILABLE] for key in _keys(one, labels)]
                continue
            is_held = set(span) <= quarters
            counted = printed_counts(counts, one, span) if is_held else {}
            # A label that an earlier edition does not list had no count then.
            found = {} if before else counted
            for key in _keys(one, labels):
                if is_printed(source.printed, _fixed(one, key)):
                    known = counted if is_held else before
                    cells.append([period, list(key), known.get(key, 0)])
                    continue
                value = HIDDEN if found.get(key, 0) else 0
                if not policies[one.policy].show_zeros:  # as all tables of a source do, or none
                    # That an earlier edition did not list a label told that it had no count: no marker of a
                    # later one can hide that zero again, so the cell is left out.
                    value = NOT_AVAILABLE if before else HIDDEN
                cells.append([period, list(key), before.get(key, value)])
        made[name] = one.as_dict(source.unit) | {"periods": wanted[name], "cells": cells}
        if reasons:
            made[name]["reason"] = "; ".join(
                f"{words}{', '.join(sorted(which))}" for words, which in reasons.items()
            )
    return document | {"tabulations": made}


def _without(tabulation, counts, source):
    """Return the quarters of which a file has no column for a field of the tabulation."""
    lacking = [counts["quarter"][counts[column].eq(source.not_supplied)] for column in tabulation.fields]
    return {plain(quarter) for quarters in lacking for quarter in quarters.unique()}


def _named(this, quarters):
    """Return quarters as the edition counts them: named for the edition that recounted them."""
    return [as_revised(quarter, this.revised.get(quarter)) for quarter in quarters]


def _quarters_of(document):
    """Return every quarter of an edition's periods, as the edition counts it."""
    return {
        quarter
        for entry in document["tabulations"].values()
        for span in entry["periods"].values()
        for quarter in revised(document, entry["source"], span)
    }


def _last_pool(name, earlier):
    """Return the label and the quarters of the newest pool of a tabulation that is printed, or None."""
    pools = [
        (label, quarters)
        for document in earlier
        if name in document["tabulations"]
        for label, quarters in document["tabulations"][name]["periods"].items()
        if period_of(document, name, label) in printed_before(name, None, [document])
    ]
    return max(pools, key=lambda pool: pool[1][-1], default=None)


def _keys(tabulation, labels):
    return product(*([*labels[column], TOTAL] for column in tabulation.by))


def _fixed(tabulation, key):
    """Return the columns of which a cell is of one label, those that the tabulation filters on too."""
    named = [column for column, label in zip(tabulation.by, key, strict=True) if label != TOTAL]
    return (*dict(tabulation.where), *named)


def _lacking(tabulation, counts, span, quarters, source):
    """Return why the counts for a period are not all there: {words: the quarters that they end with}."""
    gone = set(map(plain, set(span) - quarters))
    if gone:
        return {"no counts are held of ": gone}
    found = {}
    for column in tabulation.fields:
        lacking = counts.loc[counts["quarter"].isin(span) & counts[column].eq(source.not_supplied), "quarter"]
        if len(lacking):
            found[f"{column.replace('_', ' ')} was not supplied for "] = set(map(plain, lacking.unique()))
    return found


def printed_before(name: str, by: tuple[str, ...] | None, earlier: list[dict]) -> dict:
    """Return {period: {labels: figure or marker}} of a tabulation in earlier editions.

    Labels are in the order of `by`, or without one in that of each edition.
    """
    found = {}
    for document in earlier:
        entry = document["tabulations"].get(name)
        if entry is None:
            continue
        order = [entry["by"].index(column) for column in by or entry["by"]]
        for period, labels, value in entry["cells"]:
            if value != NOT_AVAILABLE:
                key = tuple(labels[place] for place in order)
                found.setdefault(period_of(document, name, period), {}).setdefault(key, value)
    return found
