"""What an edition may say of local sources: settled once before any chapter runs, and attacked."""

from pathlib import Path

import pandas as pd

from analysis.disclosure import document as documents
from analysis.disclosure import policy, release, solving
from analysis.disclosure.attack import attack
from analysis.disclosure.series import ALL, VICTIMS
from analysis.errors import InputError
from analysis.release.counts import counted

# Printed in place of a figure. How a file comes in is for the analyst: see docs/own-files.md.
NO_EXTRACT = "The police force's own counts of victims are not among the sources of this edition."
NO_RETURN = "It needs {called}, and none is among the sources of this edition."
NO_TABLE = "This edition was built without a table of it."
NO_FILE = "Its source is not among those of this edition."
ATTACKED = "attacked"  # the kind of what a build keeps of an attack that found nothing


def solved(place, edition, as_of, ledger, revision=None):
    """Return the document of an edition of `place`, and the Counted of each series by its name.

    `as_of` is a quarter, or None for the newest that is counted; `ledger` is what was published before, and
    `revision` what is recounted. Without a file of a series there is no Counted of it, and no cell of its
    tabulations is available.
    """
    counts = every_count(place, edition, as_of, ledger, revision)
    documents = [_solved(one, place, edition, as_of, ledger, counts.get(one.card)) for one in _used(ledger)]
    document = _merged(documents, place, edition, as_of, ledger, counts)
    revisions = list(ledger.revisions)
    if revision is not None:
        revisions.append({"source": revision.source, "edition": edition, "reason": revision.reason})
    supplier = counts[VICTIMS].supplier if VICTIMS in counts else ""
    return document | {"supplier": supplier} | ({"revisions": revisions} if revisions else {}), counts


def every_count(place, edition, as_of, ledger, revision=None):
    """Return {source: its Counted} of the series of which there is a file, as `solved` counts them."""
    counts = {one.card: counted(one, place, edition, as_of, ledger, revision) for one in _used(ledger)}
    return {source: one for source, one in counts.items() if one is not None}


def _used(ledger):
    """Return the series of which tabulations are listed, or were published."""
    held = {one.source for one in release.listed().values()}
    held |= {entry["source"] for one in ledger.documents for entry in one["tabulations"].values()}
    return [one for one in ALL.values() if one.card in held]


def _solved(series, place, edition, as_of, ledger, counts):
    """Return the document of the tabulations of one series alone."""
    quarters = counts.quarters if counts is not None else ()
    # The newest quarter in hand, not the edition's: the Home Office publishes late, and an extract can be.
    as_of = max((one for one in quarters if as_of is None or one <= as_of), default=as_of)
    if as_of is None:
        return empty(place.slug, edition, ledger.documents, series.card)
    if counts is None:
        types = {**dict.fromkeys(("quarter", *series.fields), "str"), series.unit: "int64"}
        frame, names = pd.DataFrame(columns=list(types)).astype(types), []
    else:
        frame, names = counts.all_countings()
    revised = ledger.revised(series.card) if counts is None else counts.revised
    document = solving.solve(
        place.slug, edition, as_of, frame, names, ledger.documents, source=series.card, revised=revised
    )
    if counts is None:  # one reason, instead of every quarter that is not there
        for entry in document["tabulations"].values():
            entry.update(_unsupplied(series))
    return document


def _merged(documents, place, edition, as_of, ledger, counts):
    """Return documents of one series each as one document of them all.

    Without a quarter `as_of` it is as of the newest quarter that any series counts.
    """
    if not documents:
        return empty(place.slug, edition, ledger.documents)
    first, tabulations = documents[0], {}
    for one in documents:
        for name, entry in one["tabulations"].items():
            # The document itself says who supplied the victims.
            held = counts.get(entry["source"])
            supplier = {} if entry["source"] == VICTIMS else {"supplier": held.supplier if held else ""}
            tabulations[name] = entry | supplier
    revised = {source: each for one in documents for source, each in one.get("revised", {}).items()}
    merged = first | {
        "as_of": as_of or max((one["as_of"] for one in documents if one["as_of"]), default=None),
        "policies": {name: rules for one in documents for name, rules in one["policies"].items()},
        "tabulations": tabulations,
        "as_published": {name: each for one in documents for name, each in one["as_published"].items()},
    }
    return merged | ({"revised": revised} if revised else {})


def empty(area, edition, earlier=(), source=None):
    """Return the document of an edition that has neither a quarter nor a file: no table has a cell.

    With a `source` only its tabulations are in it.
    """
    policies = policy.read()
    listed = {name: one for name, one in release.listed().items() if source in (None, one.source)}
    held_to = [ALL[one.source].held_to for one in listed.values()]
    names = dict.fromkeys(filter(None, [*(one.policy for one in listed.values()), *held_to]))
    return {
        "area": area,
        "edition": edition,
        "as_of": None,
        "after": [document["edition"] for document in earlier],
        "policies": {name: policies[name].model_dump() for name in names},
        "tabulations": {
            name: one.as_dict() | {"periods": {}, "cells": []} | _unsupplied(ALL[one.source])
            for name, one in listed.items()
        },
        "as_published": {
            name: list(fields)
            for name, fields in policy.listed_as_published().items()
            if source in (None, name)
        },
        "supplier": "",
    }


def with_listed_since(document):
    """Return the document of an edition with the tables that were listed since: it has no cell of them."""
    since = {
        name: one.as_dict() | {"periods": {}, "cells": [], "reason": NO_TABLE}
        for name, one in release.listed().items()
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


def attacked(ledger, folder, kept=None):
    """Return what the attack says of the edition in `folder` together with all that was published before.

    The edition's document is read from its file. The same documents were attacked already where `kept` (see
    `reuse`) says so: what is said is then the same.

    Raises InputError with the same lines when a hidden cell can be narrowed.
    """
    every = [*ledger.documents, documents.read(Path(folder) / documents.FILE)]
    parts = [documents.text(one).encode() for one in every]
    known = kept.held(ATTACKED, parts) if kept is not None else None
    if known is not None:
        return known.decode().splitlines()
    found = attack(every)
    lines = list(found.lines())
    if not found.safe:
        told = "\n".join(lines)
        raise InputError(f"The attack found a hidden cell: this edition must not leave.\n{told}")
    if kept is not None:
        kept.hold(ATTACKED, parts, "\n".join(lines).encode())
    return lines
