"""What the office keeps and counts nobody, as release hands it to chapters: a file each, beside the tables.

Where released tables are handed to this process (`settings.Run.solved`), what the office keeps is read from
these files, and its own folder is never opened. Every other process reads that folder. The document of the
tables carries a mark of all that is in it, and names the checksum of each file beside it.
"""

import functools
import hashlib
import json

import pandas as pd

from analysis import areas, settings
from analysis.errors import InputError, MissingSourceError, NotReleasedError
from analysis.extracts import counts, logs

HELD, DEFINITIONS, DECISIONS, RECEIVED = "held", "definitions", "grounds_decisions", "received"
INCOMPLETE = "incomplete"  # in a document, the sources of which more than a few records were left out
FILES = "files"  # in a document, {path: how it stood} of the office's own files
BESIDE = "beside"  # in a document, the files that lie beside it: {name: checksum}
CHANGED = "{}: is missing, incomplete, changed by hand or from another version. Run vna release again."


def document(path):
    """Return the document of what was released that lies at `path`.

    Raises FileNotFoundError where there is none, and InputError for one that is not as release wrote it.
    """
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=2)
def _read(path, _changed):
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        held = None
    if not isinstance(held, dict) or held.get(settings.MARK) != settings.mark_of(held):
        raise InputError(CHANGED.format(path))
    return held


def log(area, name):
    """Return the Log `name` of an area as `logs.read` does, from what was handed where something was."""
    if settings.current_run().solved is None:
        return logs.read(area, name)
    return from_plain(_given(areas.area(getattr(area, "slug", area)).slug, name))


def from_plain(entry):
    """Return the Log of which `plain` gave the values."""
    index = pd.Index(entry["rows"], name="row", dtype="int64")
    values = {
        column: pd.Series(cells, dtype=kind).array
        for (column, kind), cells in zip(entry["columns"].items(), entry["cells"], strict=True)
    }
    return logs.Log(entry["place"], pd.DataFrame(values, index=index))


def national(slug):
    """Return {"table": plain values, "files": (card, part, period) of each} of the decisions of the NRM.

    They are of the whole country, and lie in a workbook that counts people, which no chapter may open. None
    where nothing was handed.
    """
    return None if settings.current_run().solved is None else _given(slug, DECISIONS)


def definitions(area, kind):
    """Return what `counts.definitions` does, from what was handed where something was."""
    if settings.current_run().solved is None:
        return counts.definitions(area, kind)
    return [tuple(one) for one in _given(area.slug, DEFINITIONS)[kind]]


def received(area):
    """Return what `counts.received` does, from what was handed where something was."""
    if settings.current_run().solved is None:
        return counts.received(area)
    return [tuple(one) for one in _given(area.slug, RECEIVED)]


def held(slug):
    """Return the ids of the office's own cards of which it had a file, None where nothing was handed."""
    return None if settings.current_run().solved is None else _given(slug, HELD)


def incomplete(slug):
    """Return the sources of which release left out more records than pass without a word, none before it."""
    if settings.current_run().solved is None:
        return []
    return document(settings.current_run().solved).get(INCOMPLETE, [])


def plain(log):
    """Return a Log as plain values that a file can hold."""
    frame = log.frame
    return {
        "place": log.place,
        "rows": frame.index.tolist(),
        "columns": {name: str(kind) for name, kind in frame.dtypes.items()},
        "cells": [[_cell(one) for one in frame[name].tolist()] for name in frame.columns],
    }


def state(read):
    """Return what `read()` gives as `plain` values, or what it said instead."""
    try:
        return {"is": read()}
    except MissingSourceError as fault:
        return {"missing": str(fault)}
    except InputError as fault:
        return {"fault": str(fault)}


def _cell(value):
    if pd.isna(value):
        return None
    return value.isoformat() if isinstance(value, pd.Timestamp) else value


def _given(slug, name):
    solved = settings.current_run().solved
    path = solved.with_suffix("") / f"{name}.json"
    try:
        checksum = document(solved)[BESIDE][path.name]
    except (FileNotFoundError, KeyError):
        raise NotReleasedError(
            f"The office's own {name} was not released for chapters of {slug}. Run: vna release --area {slug}"
        ) from None
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != checksum:
        raise InputError(CHANGED.format(path))
    entry = json.loads(content)
    if "missing" in entry:
        raise MissingSourceError(entry["missing"])
    if "fault" in entry:
        raise InputError(entry["fault"])
    return entry["is"]
