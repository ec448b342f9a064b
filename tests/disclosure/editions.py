"""Random linked systems published edition by edition, and held to what an outsider can find out."""

import copy
from itertools import product

from analysis.disclosure import solving

from .outsider import HIDDEN, MISSING, OTHERS, TOTAL, Outsider
from .small_releases import VICTIMS


def published(case, names=None):
    """Return the documents of all editions of a case, each solved with those before it as its ledger."""
    documents = []
    for edition in case.editions:
        documents.append(next_document(case, edition, documents, names))
    return documents


def forgetful(case, choose):
    """Return the documents of all editions of a case, before some of which the oldest counts were lost."""
    documents, gone = [], 0
    for edition in case.editions:
        known = [quarter for quarter in case.quarters if quarter <= edition]
        if documents and choose.whole(0, 1):
            gone = min(gone + choose.whole(1, 3), len(known) - 1)
        documents.append(next_document(case, edition, documents, gone=known[:gone]))
    return documents


def next_document(case, edition, earlier, names=None, gone=()):
    """Return the document of one edition, with `earlier` ones as its ledger.

    `names` are the tabulations, all by default; `gone` the quarters whose counts are lost.
    """
    counts = case.victims[(case.victims["quarter"] <= edition) & ~case.victims["quarter"].isin(gone)]
    return solving.solve(
        "sampleshire",
        edition,
        edition,
        counts,
        {quarter for quarter in case.quarters if quarter <= edition} - set(gone),
        list(earlier),
        {name: one for name, one in case.tabulations.items() if names is None or name in names},
        case.policies,
        VICTIMS,
    )


def truth_of(case):
    """Return a function from {field: label} and quarters to the number of victims."""
    rows = list(case.victims[["quarter", *case.fields, "victims"]].itertuples(index=False, name=None))

    def truth(cell, quarters):
        return sum(
            number
            for quarter, *labels, number in rows
            if quarter in quarters
            and all(
                cell.get(field, TOTAL) in (TOTAL, label)
                for field, label in zip(case.fields, labels, strict=True)
            )
        )

    return truth


def rounded(count, rules):
    """Return a count as it is printed."""
    return (count + rules.rounding // 2) // rules.rounding * rules.rounding


def faults(case, documents, forgotten=False):
    """Return what is wrong with the documents of a case, the outsider's findings among it.

    `forgotten`: whoever solved them did not have all counts, and cannot be held to what only those tell.
    """
    found = [*_untrue(case, documents), *_changed(documents)]
    outsider = Outsider(documents)
    found += [f"two figures for {key}" for key in outsider.contradictions]
    found += outsider.shown_small()
    found += outsider.narrowed(virtual=True)
    return found if forgotten else found + outsider.pinned(_joint_truth(case, outsider))


def _joint_truth(case, outsider):
    """Return the truth over an outsider's joint cells, in which a label can stand for all others."""
    truth = truth_of(case)

    def joint(cell, quarters):
        field = next((field for field, label in cell.items() if label == OTHERS), None)
        if field is None:
            return truth(cell, quarters)
        rest = {key: label for key, label in cell.items() if key != field}
        named = [label for label in outsider.domain[field] if label != OTHERS]
        return joint(rest, quarters) - sum(joint({**rest, field: label}, quarters) for label in named)

    return joint


def _untrue(case, documents):
    truth = truth_of(case)
    for document in documents:
        for name, table in document["tabulations"].items():
            for period, labels, value in table["cells"]:
                if isinstance(value, str):
                    continue
                cell = {**dict(zip(table["by"], labels, strict=True)), **table["where"]}
                true = truth(cell, table["periods"][period])
                if value != rounded(true, case.policies[table["policy"]]):
                    yield f"{name}, {period}, {labels}: {value} is shown, and {true} is true"


def _changed(documents):
    before = {}
    for document in documents:
        for name, table in document["tabulations"].items():
            for period, labels, value in table["cells"]:
                key = (name, period, tuple(labels))
                if value != MISSING and before.setdefault(key, value) != value:
                    yield f"{key} was {before[key]} and is {value} in {document['edition']}"


def hidden_in(documents):
    """Return the cells that a marker stands for in some document."""
    return {
        (name, period, tuple(labels))
        for document in documents
        for name, table in document["tabulations"].items()
        for period, labels, value in table["cells"]
        if value == HIDDEN
    }


def naive(case, choose):
    """Return documents in which small cells are hidden, and others at random, with no thought for sums."""
    truth, documents, before = truth_of(case), [], {}
    for edition in case.editions:
        tabulations = {}
        for name, each in case.tabulations.items():
            periods, cells, reasons = each.period_labels(edition), [], {}
            rules = case.policies[each.policy]
            listed = [case.fields[field] for field in each.by]
            for period, quarters in periods.items():
                if not set(quarters) <= set(case.quarters):
                    reasons[period] = "not available"
                for labels in product(*([*options, TOTAL] for options in listed)):
                    cell = {**dict(zip(each.by, labels, strict=True)), **dict(each.where)}
                    value = truth(cell, set(quarters))
                    small = (1 if rules.show_zeros else 0) <= value < rules.hide_below
                    is_hidden = small or (value and choose.whole(0, 4) == 4)
                    value = HIDDEN if is_hidden else rounded(value, rules)
                    value = MISSING if period in reasons else before.setdefault((name, period, labels), value)
                    cells.append([period, list(labels), value])
            tabulations[name] = each.as_dict("victims") | {
                "periods": periods,
                "reasons": reasons,
                "cells": cells,
            }
        documents.append(
            {
                "area": "sampleshire",
                "edition": edition,
                "as_of": edition,
                "policies": {name: rules.model_dump() for name, rules in case.policies.items()},
                "tabulations": tabulations,
            }
        )
    return documents


def unhidden(case, documents, choose):
    """Show one hidden cell of the newest document that the policy alone would let be shown, or None."""
    truth, newest, places = truth_of(case), copy.deepcopy(documents[-1]), []
    for table in newest["tabulations"].values():
        rules = case.policies[table["policy"]]
        for one in table["cells"]:
            cell = {**dict(zip(table["by"], one[1], strict=True)), **table["where"]}
            true = truth(cell, set(table["periods"][one[0]]))
            if one[2] == HIDDEN and true >= rules.hide_below:
                places.append((one, rounded(true, rules)))
    if not places:
        return None
    shown, figure = choose.one_of(places)
    shown[2] = figure
    return [*documents[:-1], newest]
