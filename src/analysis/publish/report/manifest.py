"""An edition's manifest: what went in and what each piece shows; and reading it and its tables back."""

import csv
import hashlib
import io
import json
import platform
from importlib import metadata
from pathlib import Path

import pypandoc

from analysis import plain_file, settings
from analysis.disclosure.document import read_json
from analysis.errors import InputError
from analysis.extracts import marks
from analysis.fingerprints import Fingerprints
from analysis.sources.catalogue import EXTRACT, LOG, REFERENCE

FILE = "manifest.json"
PROGRAM = "victim-needs-assessment"
LIBRARIES = ("pandas", "numpy", "matplotlib", "geopandas", "statsmodels", "scipy", "pypandoc_binary")


def manifest(place, edition, mark, as_of, as_of_given, document, **more):
    """Return the manifest of an edition, or of what is beside one, before its files are written.

    `document` is the solved document that it was made of; `more` is what else there is to say of it.
    """
    return {
        "area": place.slug,
        "edition": edition,
        "invented": place.invented,
        "mark": mark,
        "as_of": as_of,
        "as_of_given": as_of_given,
        "parameters": {},
        "chapters": [],
        "versions": versions(),
        "left_out": [],
        "set_aside": [],
        "leads": [],
        "inputs": [],
        "extracts": [],
        "kept": [],
        "revisions": document.get("revisions", []),
        "questions": {"items": {}, "measures": {}},
    } | more


def as_file(held, written):
    """Return {FILE: content} of a manifest, with the checksums of the files `written` (path -> content)."""
    files = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(written.items())}
    return {FILE: (json.dumps(held | {"files": files}, indent=1, ensure_ascii=False) + "\n").encode()}


def declared(piece, chapter):
    """Return what a piece shows: its figures, its cards and its tables."""
    entry = {"name": piece["name"], "chapter": chapter.name, "kind": piece["kind"]}
    entry |= {key: [str(one) for one in piece.get(key) or ()] for key in ("figures", "cards")}
    entry |= {key: piece[key] for key in ("general", "since") if piece.get(key)}
    return entry | ({"tabulations": piece["tabulation"].split(", ")} if piece.get("tabulation") else {})


def input_entry(item, inputs):
    """Return a file that was read: of which card, where it lies within `inputs`, and its checksum."""
    path = Path(item.file.path)
    inside = path.relative_to(inputs) if path.is_relative_to(inputs) else Path(path.name)
    return {
        "card": item.card_id,
        "part": item.part,
        "period": item.period,
        "file": inside.as_posix(),
        "member": item.file.member,
        "sha256": item.sha256,
    }


def aside_entry(aside, inputs):
    """Return what an edition says of a file that its build set aside: where it lay, its card, and why."""
    path, *rest = aside
    inside = Path(path).relative_to(inputs).as_posix() if path else ""
    return [inside, *rest]


def extracts(card, counts, area):
    """Return the office's own files of a card that were counted: names, mark, first and last quarter."""
    found = {}
    for quarter, file in sorted(counts.extracts.items()):
        found.setdefault(file, []).append(quarter)
    return [
        {"card": card, "file": file, "mark": _mark(file.split(", "), card, area)}
        | {"first": quarters[0], "last": quarters[-1]}
        for file, quarters in sorted(found.items())
    ]


def _mark(names, card, area):
    """Return the mark of files that were counted together, None where one of them lies nowhere."""
    counts = settings.counts_for(area)
    folders = (settings.local_for(area), counts, counts / card)
    held = [[folder / name for folder in folders if (folder / name).is_file()] for name in names]
    return marks.mark([paths[0] for paths in held], area) if all(held) else None


def kept(names, cards, area):
    """Return the files of the cards `names` that come with the project, or that the office keeps by hand.

    Those of the project have a checksum, those of the office a mark.
    """
    folders = {REFERENCE: settings.data("reference"), LOG: settings.local_for(area)}
    folders[EXTRACT] = folders[LOG]
    found = []
    for card in (cards[name] for name in sorted(names) if name in cards and cards[name].kind in folders):
        for pattern in card.pattern:
            path = folders[card.kind] / pattern
            for one in (path, path.with_suffix(".xlsx")):
                if one.is_file():
                    own = card.kind != REFERENCE
                    told = {"mark": marks.mark([one], area)} if own else {"sha256": Fingerprints().of(one)}
                    found.append({"card": card.id, "file": one.name} | told)
                    break
    return found


def versions():
    """Return the version of each program that has a part in what an edition says."""
    own = {PROGRAM: metadata.version(PROGRAM), "python": platform.python_version()}
    found = {library: metadata.version(library) for library in LIBRARIES}
    return own | found | {"pandoc": str(pypandoc.get_pandoc_version())}


def read(folder, *keys):
    """Return the manifest of the edition in a folder, or of what is beside one, which holds `keys`.

    Raises InputError where there is none, and for one that cannot be read or lacks one of them.
    """
    path = Path(folder) / FILE
    try:
        held = read_json(path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file. Build the edition, or name its folder.") from None
    if not isinstance(held, dict) or not held.keys() >= set(keys):
        raise InputError(f"{path}: is not the manifest of a whole edition. Build the edition again.")
    return held


def of_edition(folder, place, name, *keys):
    """Return the manifest of the edition `name` of an area in a folder, as `read` does."""
    held = read(folder, "area", "edition", *keys)
    if (held["area"], held["edition"]) != (place.slug, name):
        raise InputError(f"{folder}: holds an edition of another area or name. Build the edition again.")
    return held


def table(path):
    """Return the rows of a CSV of an edition, the headings first.

    Raises InputError for one that cannot be read, or with a row that is longer or shorter than the headings.
    """
    try:
        rows = list(csv.reader(io.StringIO(plain_file.text(path), newline=""), strict=True))
    except (FileNotFoundError, UnicodeDecodeError, csv.Error) as fault:
        raise InputError(f"{path}: cannot be read ({fault}). Build the edition again.") from None
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            more = "more" if len(row) > len(rows[0]) else "fewer"
            raise InputError(
                f"{path}, row {number}: has {more} cells than headings. Build the edition again."
            )
    return rows
