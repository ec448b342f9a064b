"""What an edition may say of local sources: settled once before any chapter runs, handed on, and attacked."""

import contextlib
import json
import os
import shutil
import tempfile
from pathlib import Path

from analysis import settings
from analysis.errors import InputError, MissingSourceError
from analysis.publish.disclosure import document as documents

NO_EXTRACT = (
    "The police force's own extract is not among the files that were read. The README says how it comes in."
)


def settled(place, edition, as_of, ledger):
    """Return the document of an edition of `place`, and the Counts from which it was made.

    `as_of` is a quarter, or None for the newest that the extracts hold; `ledger` is what was published
    before. Without an extract there are no Counts (None), and no cell of the document is available.
    """
    from analysis.publish.disclosure import solving
    from analysis.sources import local

    try:
        counts = local.counts_for(place.slug, as_of, ledger.counts)
    except MissingSourceError:
        counts = None
    quarters = sorted(counts.quarters) if counts is not None else []
    as_of = as_of or (quarters[-1] if quarters else None)
    if as_of is None:
        return empty(place.slug, edition, ledger.documents), None
    frame = counts.frame if counts is not None else _no_counts()
    document = solving.solve(place.slug, edition, as_of, frame, quarters, ledger.documents)
    return document | {"supplier": counts.supplier if counts is not None else ""}, counts


def empty(area, edition, earlier=()):
    """Return the document of an edition that has neither a quarter nor an extract: no table has a cell."""
    from analysis.publish.disclosure import policy, release

    policies, listed = policy.read(), release.listed()
    return {
        "area": area,
        "edition": edition,
        "as_of": None,
        "after": [document["edition"] for document in earlier],
        "policies": {one.policy: policies[one.policy].as_dict() for one in listed.values()},
        "tabulations": {
            name: {
                "source": one.source,
                "title": one.title,
                "unit": one.unit,
                "by": list(one.by),
                "where": dict(one.where),
                "policy": one.policy,
                "periods": {},
                "cells": [],
                "reason": NO_EXTRACT,
            }
            for name, one in listed.items()
        },
        "relations": [],
        "supplier": "",
    }


def _no_counts():
    import pandas as pd

    from analysis.sources.local import counts

    return pd.DataFrame({name: pd.Series(dtype="str") for name in counts.columns()}).astype(
        {"victims": "int64"}
    )


@contextlib.contextmanager
def handed(document, kept):
    """Give the path of a private file with `document`, for the kernels of one build; remove it afterwards.

    It holds only what may be published, and lies outside the reports because nothing is published yet.
    Beside it lies `kept`, which of the stored counts the document was made from.
    """
    folder = Path(tempfile.mkdtemp(prefix="vna-"))  # of mode 0700
    path = folder / documents.FILE
    try:
        for target, words in ((path, documents.text(document)), (folder / settings.KEPT, json.dumps(kept))):
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(words)
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def attacked(ledger, folder):
    """Return what the attack says of the edition in `folder` together with all that was published before.

    The edition's document is read from its file. Raises InputError with the same lines when a hidden cell
    can be narrowed.
    """
    from analysis.publish.disclosure.attack import attack

    found = attack([*ledger.documents, documents.read(Path(folder) / documents.FILE)])
    lines = list(found.lines())
    if not found.safe:
        told = "\n".join(lines)
        raise InputError(f"The attack found a hidden cell: this edition must not leave.\n{told}")
    return lines
