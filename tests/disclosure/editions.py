"""Random linked systems published edition by edition, and held to what an outsider can find out."""

from itertools import product

from analysis.disclosure import solving
from analysis.disclosure.policy import Policy
from analysis.disclosure.release import Tabulation

from .outsider import HIDDEN, MISSING, TOTAL, Outsider


def policies_of(case):
    """Return the policies of a case by name."""
    return {name: Policy(**rules) for name, rules in case.policies.items()}


def release_of(case, names=None):
    """Return the tabulations of a case, or those that are named, as a release file gives them."""
    return {
        name: Tabulation(
            name=name,
            source="victims",
            title=name,
            by=tuple(each["by"]),
            periods=each["periods"],
            last=each["last"],
            policy=each["policy"],
            where=tuple(sorted(each["where"].items())),
        )
        for name, each in case.tabulations.items()
        if names is None or name in names
    }


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
        release_of(case, names),
        policies_of(case),
    )


def truth_of(case):
    """Return a function from {field: label} and quarters to the number of victims."""
    counted = {}
    columns = ["quarter", *case.fields, "victims"]
    for quarter, *labels, number in case.victims[columns].itertuples(index=False, name=None):
        counted[quarter, tuple(labels)] = counted.get((quarter, tuple(labels)), 0) + number
    fields = list(case.fields)

    def truth(cell, quarters):
        return sum(
            number
            for (quarter, labels), number in counted.items()
            if quarter in quarters
            and all(_fits(case, cell, field, label) for field, label in zip(fields, labels, strict=True))
        )

    return truth


def _fits(case, cell, field, label):
    wanted = cell.get(field, TOTAL)
    return wanted in (TOTAL, label)


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
        total = truth({}, quarters) if not cell else 0
        if not cell:
            return total
        others = {field: label for field, label in cell.items() if label == "(all others)"}
        if not others:
            return truth(cell, quarters)
        field = next(iter(others))
        rest = {key: label for key, label in cell.items() if key != field}
        named = [label for label in outsider.domain[field] if label != "(all others)"]
        return joint(rest, quarters) - sum(joint({**rest, field: label}, quarters) for label in named)

    return joint


def _untrue(case, documents):
    truth, policies = truth_of(case), policies_of(case)
    for document in documents:
        for name, table in document["tabulations"].items():
            step = policies[table["policy"]].rounding
            for period, labels, value in table["cells"]:
                if isinstance(value, str):
                    continue
                cell = {**dict(zip(table["by"], labels, strict=True)), **table["where"]}
                true = truth(cell, table["periods"][period])
                if value != (true + step // 2) // step * step:
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
    policies, truth, documents, before = policies_of(case), truth_of(case), [], {}
    for edition in case.editions:
        tabulations = {}
        for name, each in release_of(case).items():
            periods, cells, reasons = each.period_labels(edition), [], {}
            rules = policies[each.policy]
            listed = [case.fields[field] for field in each.by]
            for period, quarters in periods.items():
                if not set(quarters) <= set(case.quarters):
                    reasons[period] = "not available"
                for labels in product(*([*options, TOTAL] for options in listed)):
                    cell = {**dict(zip(each.by, labels, strict=True)), **dict(each.where)}
                    value = truth(cell, set(quarters))
                    small = (1 if rules.show_zeros else 0) <= value < rules.hide_below
                    if small or (value and choose.whole(0, 4) == 4):
                        value = HIDDEN
                    else:
                        value = (value + rules.rounding // 2) // rules.rounding * rules.rounding
                    value = MISSING if period in reasons else before.setdefault((name, period, labels), value)
                    cells.append([period, list(labels), value])
            tabulations[name] = {
                "source": "victims",
                "title": name,
                "unit": "victims",
                "by": list(each.by),
                "where": dict(each.where),
                "policy": each.policy,
                "periods": periods,
                "reasons": reasons,
                "cells": cells,
            }
        documents.append(
            {
                "area": "sampleshire",
                "edition": edition,
                "as_of": edition,
                "policies": {name: rules.model_dump() for name, rules in policies.items()},
                "tabulations": tabulations,
            }
        )
    return documents


def unhidden(case, documents, choose):
    """Show one hidden cell of the newest document that the policy alone would let be shown, or None."""
    truth, policies, newest = truth_of(case), policies_of(case), documents[-1]
    places = []
    for name, table in newest["tabulations"].items():
        for at, (period, labels, value) in enumerate(table["cells"]):
            cell = {**dict(zip(table["by"], labels, strict=True)), **table["where"]}
            true = truth(cell, set(table["periods"][period]))
            rules = policies[table["policy"]]
            if value == HIDDEN and true >= rules.hide_below:
                step = rules.rounding
                places.append((name, at, (true + step // 2) // step * step))
    if not places:
        return None
    name, at, true = choose.one_of(places)
    table = newest["tabulations"][name]
    cells = [[*each[:2], true] if number == at else each for number, each in enumerate(table["cells"])]
    tabulations = {**newest["tabulations"], name: {**table, "cells": cells}}
    return [*documents[:-1], {**newest, "tabulations": tabulations}]
