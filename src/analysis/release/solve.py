"""What an edition may say of local sources: settled once before any chapter runs, and attacked."""

import pandas as pd

from analysis.disclosure import document as documents
from analysis.disclosure import solving
from analysis.disclosure.attack import attack
from analysis.errors import InputError
from analysis.extracts import marks
from analysis.release import policies as policies_file
from analysis.release import tabulations
from analysis.release.counts import counted
from analysis.release.series import ALL, PRINTED, VICTIMS

# Printed in place of a figure. How a file comes in is for the analyst: see docs/own-files.md.
NO_EXTRACT = "The police force's own counts of victims are not among the sources of this edition."
NO_RETURN = "It needs {called}, and none is among the sources of this edition."
NO_TABLE = "This edition was built without a table of it."
NO_FILE = "Its source is not among those of this edition."
# What of the documents of several series is put together, a name each.
MERGED = ("policies", "tabulations", "as_published", documents.EQUAL)
ORDER = "the order in which cells are hidden"


def solved(place, edition, as_of, ledger, revision=None):
    """Return the document of an edition of `place`, and the Counted of each series by its name.

    `as_of` is a quarter, or None for the newest that is counted; `ledger` is what was published before, and
    `revision` what is recounted. Without a file of a series there is no Counted of it, and no cell of its
    tabulations is available.
    """
    for one in ledger.documents:
        documents.refuse_unprinted(one, PRINTED)
    used = _used(ledger)
    counts = every_count(place, edition, as_of, ledger, revision)
    found = [_solved(one, place, edition, as_of, ledger, counts.get(one.card)) for one in used]
    document = together(found or [empty(place.slug, edition, ledger.documents)])
    revisions = list(ledger.revisions)
    if revision is not None:
        revisions.append({"source": revision.source, "edition": edition, "reason": revision.reason})
    supplier = counts[VICTIMS].supplier if VICTIMS in counts else ""
    document |= {"as_of": as_of or document["as_of"], "supplier": supplier}
    return document | ({"revisions": revisions} if revisions else {}), counts


def every_count(place, edition, as_of, ledger, revision=None):
    """Return {source: its Counted} of the series of which there is a file; the rest is as in `solved`."""
    every = {one.card: counted(one, place, edition, as_of, ledger, revision) for one in _used(ledger)}
    return {source: one for source, one in every.items() if one is not None}


def sources(ledger):
    """Return the names of the series of which tabulations are listed, or were published."""
    held = {one.source for one in tabulations.listed().values()}
    return held | {entry["source"] for one in ledger.documents for entry in one["tabulations"].values()}


def _used(ledger):
    listed = sources(ledger)
    return [one for one in ALL.values() if one.card in listed]


def together(documents):
    """Return documents of other series each as one, as of the newest quarter of any."""

    def of_all(key):
        return {name: one for document in documents for name, one in document.get(key, {}).items()}

    merged = documents[0] | {key: of_all(key) for key in MERGED}
    merged["as_of"] = max((one["as_of"] for one in documents if one["as_of"]), default=None)
    merged["supplier"] = next((one["supplier"] for one in documents if one.get("supplier")), "")
    revised = of_all("revised")
    return merged | ({"revised": revised} if revised else {})


def _solved(series, place, edition, as_of, ledger, counts):
    """Return the document of the tabulations of one series alone."""
    quarters = counts.quarters if counts is not None else ()
    # The newest quarter in hand, not the edition's: the Home Office publishes late, and an extract can be.
    as_of = max((one for one in quarters if as_of is None or one <= as_of), default=as_of)
    if as_of is None:
        return empty(place.slug, edition, ledger.documents, {series.card})
    if counts is None:
        types = {**dict.fromkeys(("quarter", *series.fields), "str"), series.unit: "int64"}
        frame, names = pd.DataFrame(columns=list(types)).astype(types), []
    else:
        frame, names = counts.all_countings()
    revised = ledger.revised(series.card) if counts is None else counts.revised
    document = solving.solve(
        place.slug,
        edition,
        as_of,
        frame,
        names,
        ledger.documents,
        tabulations.listed(),
        policies_file.read(),
        series.as_source(policies_file.listed_as_published()),
        revised=revised,
        key=marks.derived(place.slug, ORDER),
    )
    for entry in document["tabulations"].values():
        if counts is None:  # one reason, instead of every quarter that is not there
            entry.update(_unsupplied(series))
        elif series.card != VICTIMS:  # who supplied the victims the document itself says
            entry["supplier"] = counts.supplier
    return document


def empty(area, edition, earlier=(), only=None):
    """Return the document of an edition that has neither a quarter nor a file: no table has a cell.

    It has the tabulations of the sources `only`, of all by default.
    """
    policies = policies_file.read()
    listed = {name: one for name, one in tabulations.listed().items() if only is None or one.source in only}
    held_to = [one.series.held_to for one in listed.values()]
    names = dict.fromkeys(filter(None, [*(one.policy for one in listed.values()), *held_to]))
    return {
        "area": area,
        "edition": edition,
        "as_of": None,
        "after": [document["edition"] for document in earlier],
        "policies": {name: policies[name].model_dump() for name in names},
        "tabulations": {name: one.without_cells() | _unsupplied(one.series) for name, one in listed.items()},
        "as_published": {
            name: list(fields)
            for name, fields in policies_file.listed_as_published().items()
            if only is None or name in only
        },
        documents.EQUAL: {},
        "supplier": "",
    }


def with_listed_since(document):
    """Return the document of an edition with the tables that were listed since: it has no cell of them."""
    since = {
        name: one.without_cells() | {"reason": NO_TABLE}
        for name, one in tabulations.listed().items()
        if name not in document["tabulations"]
    }
    return document | {"tabulations": document["tabulations"] | since}


def _unsupplied(series):
    """Return why no cell of a series is available, and that nobody supplied it."""
    if series.card == VICTIMS:
        return {"reason": NO_EXTRACT}
    return {"reason": NO_RETURN.format(called=series.called) if series.own else NO_FILE, "supplier": ""}


def in_force(ledger, document):
    """Return source -> quarter -> file of kept counts, from which chapters count an edition of `document`.

    What the edition itself recounts is not among them.
    """
    kept = {}
    for source in sorted({source for source, _ in ledger.files}):
        own = documents.own_revisions(document, source)
        files = ledger.counts(source)
        kept[source] = {quarter: name for quarter, name in files.items() if quarter not in own}
    return kept


def attacked(every, then):
    """Return what the attack says of `every` document that is published, in lines.

    Raises InputError with the same lines when a hidden cell can be narrowed, and with what follows, `then`.
    """
    found = attack(every, PRINTED)
    lines = list(found.lines())
    if not found.safe:
        told = "\n".join(lines)
        raise InputError(f"The attack found a hidden cell: {then}.\n{told}")
    return lines
