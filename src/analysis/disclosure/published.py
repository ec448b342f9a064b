"""What lies in an area's folder of reports: closed editions, drafts, and the figures beside them."""

import csv
import re
from itertools import product
from pathlib import Path

import pydantic

from analysis.disclosure import document as documents
from analysis.disclosure import ledger
from analysis.disclosure.document import read_json, validated
from analysis.errors import InputError

MANIFEST, PROFILES = "manifest.json", "profiles"
RESTRICTED = "restricted"  # annexes that are not for publication: no attack on what was published reads them
NUMBER = re.compile(r"\d[\d,]*")


class Figure(pydantic.BaseModel, strict=True):
    """What the attack reads of a figure of a manifest: its tabulations and its files."""

    tabulations: list[str] = []
    files: list[str] = []


class Manifest(pydantic.BaseModel, strict=True):
    """What the attack reads of a manifest."""

    figures: list[Figure] = []


def areas_in(folder: Path) -> list[Path]:
    """Return the folders of areas: `folder` itself if it is one, else those in it that hold an edition."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder of reports. Build one first: `vna build`.")
    if (folder / ledger.FILE).is_file() or any(folder.glob(f"*/{documents.FILE}")):
        return [folder]
    held = {path.parent for path in folder.glob(f"*/{ledger.FILE}")}
    held |= {path.parent.parent for path in folder.glob(f"*/*/{documents.FILE}")}
    return sorted(one for one in held if not one.name.startswith("."))


def read(folder: Path, printed: tuple = ()) -> tuple:
    """Return (documents of closed editions, drafts, astray, stale) of an area's folder.

    `printed` are the sources that a publisher prints.

    `astray` are lines that say where a file differs from the document of its edition, or a closed edition's
    document from the ledger's, and those that name drafts which do not say what they were built after;
    `stale` those that name drafts made before the last edition was published.
    """
    closed = ledger.read(folder.parent, folder.name)
    by_name = {document["edition"]: document for document in closed.documents}
    drafts, said, stale = [], [], []
    for path in sorted(folder.glob(f"*/{documents.FILE}")):
        if path.parent.name.startswith("."):
            continue
        found = documents.read(path, printed)
        said += _astray(path.parent, found)
        told = _profiles(path.parent, found)
        said, stale = said + told[0], stale + told[1]
        if found["edition"] in by_name:
            if found != by_name[found["edition"]]:
                said.append(f"{path}: is not what the ledger says that this edition published.")
        elif found.get("after", list(by_name)) == list(by_name):  # one that does not say is attacked
            drafts.append(found)
        else:
            stale.append(
                f"{path.parent}: was built before the last edition was published, and was not attacked. "
                "Nobody may see it: build it again, or delete it."
            )
    return closed.documents, drafts, said, stale


def _profiles(folder, document):
    """Return lines for profiles of an edition that say what it does not, and for those of an earlier draft.

    A profile has no document of its own, and is held to its edition's: it can say nothing of anybody that the
    edition does not.
    """
    said, stale, manifest = [], [], folder / MANIFEST
    edition = ledger.checksum(read_json(manifest)) if manifest.is_file() else None
    for path in sorted(folder.parent.glob(f"{PROFILES}/{folder.name}/*/{MANIFEST}")):
        if path.parent.name.startswith("."):
            continue
        content = read_json(path)
        if not isinstance(content, dict) or content.get("of_edition") != edition:
            stale.append(
                f"{path.parent}: is the profile of an edition that was built again since. Nobody may see it: "
                "make it again, or delete it."
            )
        else:
            said += _astray(path.parent, document)
    return said, stale


def _astray(folder, document):
    """Give a line for each CSV of a listed tabulation that says what its document does not."""
    path = folder / MANIFEST
    figures = validated(Manifest, read_json(path), path).figures if path.is_file() else []
    for figure in figures:
        for name, file in product(figure.tabulations, figure.files):
            if file.endswith(".csv") and not _agrees(folder / file, document["tabulations"].get(name)):
                yield f'{folder / file}: shows a count that "{name}" does not show in tabulations.json.'


def _agrees(path, entry):
    """Tell whether every count in a CSV is the figure or marker of the cell that its row names.

    A row names a cell by its labels and period. Others, such as sums of shown cells, are of none.
    """
    # Without a unit nobody can tell which column holds the counts.
    if entry is None or not entry.get("unit") or not path.is_file():
        return False
    cells = {(period, tuple(labels)): str(value) for period, labels, value in entry["cells"]}
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (UnicodeDecodeError, csv.Error):
        return False
    for row in rows:
        # A row that is longer or shorter than the heading says of no figure what it counts.
        if not all(isinstance(one, str) for one in row.values()):
            return False
        if not {entry["unit"], *entry["by"]} <= set(row):
            continue
        figure = row[entry["unit"]].replace(",", "")
        labels = tuple(row[column] for column in entry["by"])
        periods = [one for one in row.values() if one in entry["periods"]] or list(entry["periods"])
        fitting = {cells[period, labels] for period in periods if (period, labels) in cells}
        if not NUMBER.fullmatch(figure) and figure in documents.MARKERS:
            continue
        if fitting and figure not in fitting:
            return False
    return True
