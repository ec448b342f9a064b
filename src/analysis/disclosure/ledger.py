"""The ledger of an area: what every closed edition published, each entry chained to the one before.

It holds numbers that were shown and markers of cells that were hidden, never a hidden value. Each
entry's checksum covers the checksum of the entry before, so that a change anywhere is found.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pydantic

from analysis import plain_file
from analysis.disclosure.document import History, parsed, read_json, recounted, validated
from analysis.disclosure.periods import as_revised
from analysis.errors import InputError

FILE, MARK = "ledger.json", "published.json"
VERSION = 2
RESTORE = (
    "Restore it from a backup. Do not begin a new one: what was published stays published, and only the "
    "ledger knows what the next edition has to hide because of it."
)


class Entry(pydantic.BaseModel):
    """What a ledger holds of one edition: `counts` is source -> quarter -> the file that keeps them."""

    model_config = pydantic.ConfigDict(strict=True, extra="forbid")

    edition: str
    as_of: str
    published_on: str
    document: History
    counts: dict[str, dict[str, str]]
    manifest: str
    previous: str
    sha256: str


@dataclass(frozen=True)
class Ledger:
    """The closed editions of an area, the oldest first."""

    area: str
    entries: tuple = field(default=(), repr=False)

    @property
    def documents(self) -> list:
        """Return what each edition published, as `tabulations.json` holds it."""
        return [entry["document"] for entry in self.entries]

    @property
    def editions(self) -> list[str]:
        """Return the names of the editions."""
        return [entry["edition"] for entry in self.entries]

    @property
    def as_of(self) -> str | None:
        """Return the latest quarter that an edition was as of, or None."""
        return max((entry["as_of"] for entry in self.entries), default=None)

    def every_count(self, source: str) -> dict:
        """Return quarter -> file that keeps its counts of a source, from the edition that first had them.

        A quarter that was recounted is there twice: as it was, and under the name that it has by
        `periods.as_revised`.
        """
        kept = {}
        for entry in self.entries:
            edition_of = recounted(entry["document"], source)
            for quarter, name in entry["counts"].get(source, {}).items():
                kept.setdefault(as_revised(quarter, edition_of.get(quarter)), name)
        return kept

    def counts(self, source: str) -> dict:
        """Return quarter -> name of the file that keeps its counts as they are now, revisions counted in."""
        edition_of, every = self.revised(source), self.every_count(source)
        quarters = {quarter for entry in self.entries for quarter in entry["counts"].get(source, {})}
        named = {quarter: as_revised(quarter, edition_of.get(quarter)) for quarter in sorted(quarters)}
        return {quarter: every[name] for quarter, name in named.items() if name in every}

    def revised(self, source: str) -> dict:
        """Return quarter -> the edition that recounted it last, of those that one did."""
        return dict(recounted(self.entries[-1]["document"], source)) if self.entries else {}

    @property
    def files(self) -> set[tuple[str, str]]:
        """Return (source, name of the file) of all counts that are kept."""
        return {
            (source, name)
            for entry in self.entries
            for source, kept in entry["counts"].items()
            for name in kept.values()
        }

    @property
    def revisions(self) -> list:
        """Return what was recounted: `source`, `edition`, `published_on`, `reason`; the oldest first."""
        return [
            revision | {"published_on": entry["published_on"]}
            for entry in self.entries
            for revision in entry["document"].get("revisions", [])
            if revision["edition"] == entry["edition"]
        ]

    @property
    def head(self) -> str:
        """Return the checksum of the last entry, which stands for the whole ledger."""
        return self.entries[-1]["sha256"] if self.entries else beginning(self.area)

    def entry(self, edition: str) -> dict | None:
        """Return the entry of an edition, or None when it is not closed."""
        return next((entry for entry in self.entries if entry["edition"] == edition), None)


def canonical(value: Any) -> str:
    """Return a value as JSON of which there is one spelling: sorted keys, no spaces, plain letters."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def checksum(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def beginning(area: str) -> str:
    """Return what the first entry of an area's ledger is chained to."""
    return checksum({"area": area, "version": VERSION})


def read(home: Path, area: str) -> Ledger:
    """Return the Ledger of `area` (a slug) in the folder of reports `home`; an empty one without a file.

    Raises InputError when the file is not JSON, cut, edited, of another area or of a later version, and
    when it lacks an edition whose folder says that it was published.
    """
    path = Path(home) / area / FILE
    try:
        text = plain_file.text(path)
    except FileNotFoundError:
        ledger = Ledger(area)
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not text that can be read. {RESTORE}") from None
    else:
        try:
            ledger = Ledger(area, _entries(path, text, area))
        except RecursionError:
            raise InputError(f"{path}: is nested deeper than any ledger. {RESTORE}") from None
    _lacks_none(path, ledger)
    return ledger


def _entries(path, text, area):
    try:
        held = parsed(text)
    except InputError as fault:
        raise InputError(f"{path}: {fault}. {RESTORE}") from None
    if not isinstance(held, dict) or not isinstance(held.get("editions"), list):
        raise InputError(f"{path}: is not a ledger of editions. {RESTORE}")
    if held.get("version") != VERSION:
        raise InputError(
            f"{path}: is not of version {VERSION}, which is the one that this program reads. Update the "
            "program, or restore the ledger from a backup."
        )
    if held.get("area") != area:
        raise InputError(
            f'{path}: is the ledger of "{str(held.get("area"))[:80]}", and this is the folder of "{area}". '
            "Put each ledger back into the folder of its own area."
        )
    previous = beginning(area)
    for number, entry in enumerate(held["editions"], start=1):
        place = f"{path}, entry {number}"
        try:
            found = validated(Entry, entry, place)
        except InputError as fault:
            raise InputError(f"{fault} {RESTORE}") from None
        if (found.document.area, found.document.edition) != (area, found.edition):
            raise InputError(f"{place}: holds the tables of another area or edition. {RESTORE}")
        if found.previous != previous:
            raise InputError(f"{path}: an entry before entry {number} is missing or was moved. {RESTORE}")
        previous = checksum({name: value for name, value in entry.items() if name != "sha256"})
        if found.sha256 != previous:
            raise InputError(f"{place}: was changed after it was written. {RESTORE}")
    if held.get("sha256") != previous:
        raise InputError(f"{path}: entries at its end are missing, or were added by hand. {RESTORE}")
    return tuple(held["editions"])


def _lacks_none(path, ledger):
    """Refuse a ledger that is gone or cut, while folders beside it say that they were published."""
    for mark in sorted(path.parent.glob(f"*/{MARK}")):
        try:
            signed = str(parsed(plain_file.text(mark))["sha256"])
        except (ValueError, KeyError, TypeError):
            raise InputError(f"{mark}: is not what publishing wrote. {RESTORE}") from None
        if signed not in {entry["sha256"] for entry in ledger.entries}:
            raise InputError(
                f'{path}: lacks the edition "{mark.parent.name}", whose folder was published. {RESTORE}'
            )


def append(
    home: Path, ledger: Ledger, document: dict, as_of: str | None, counts: dict, manifest: str
) -> Ledger:
    """Write `ledger` with one more edition, whole or not at all, and return it.

    `document` is the edition's `tabulations.json`, `counts` source -> quarter -> file that keeps its counts,
    for those that it is the first to publish, and `manifest` the checksum of its manifest.
    """
    entry = {
        "edition": document["edition"],
        "as_of": as_of,
        "published_on": str(datetime.date.today()),
        "document": document,
        "counts": dict(counts),
        "manifest": manifest,
        "previous": ledger.head,
    }
    longer = Ledger(ledger.area, (*ledger.entries, entry | {"sha256": checksum(entry)}))
    held = {"version": VERSION, "area": ledger.area, "editions": longer.entries, "sha256": longer.head}
    _write(Path(home) / ledger.area / FILE, held)
    mark(home, longer, document["edition"])
    return longer


def mark(home: Path, ledger: Ledger, edition: str) -> None:
    """Leave in a closed edition's folder the checksum of its entry: a ledger that is lost is then missed."""
    folder = Path(home) / ledger.area / edition
    entry = ledger.entry(edition)
    if entry is not None and folder.is_dir():
        _write(folder / MARK, {"sha256": entry["sha256"]})


def mark_every(home: Path, ledger: Ledger) -> None:
    """Leave the mark in every closed edition that has none: a publication may have been killed before it."""
    for edition in ledger.editions:
        if not (Path(home) / ledger.area / edition / MARK).is_file():
            mark(home, ledger, edition)


def _write(path, held):
    text = json.dumps(held, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        plain_file.write_whole(path, text.encode(), mode=0o666)
    except OSError as fault:
        raise InputError(
            f"{path}: cannot be written ({fault.strerror or fault}). Free some space or ask for write "
            "permission, then look with `vna attack` whether the edition was closed."
        ) from None


def changed(home: Path, ledger: Ledger) -> tuple[list[str], list[str]]:
    """Return sentences for the closed editions whose folders are gone, and for those that were changed."""
    gone, said = [], []
    for entry in ledger.entries:
        folder = Path(home) / ledger.area / entry["edition"]
        if not folder.is_dir():
            gone.append(f"{folder}: was published and is gone. The ledger still knows what it said.")
            continue
        path = folder / "manifest.json"
        content = plain_file.content(path) if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != entry["manifest"]:
            said.append(f"{folder}: its manifest is not the one that was published.")
        else:
            said += differences(folder, json.loads(content)["files"], {"manifest.json", MARK})
    return gone, said


def drafts_changed(home: Path, ledger: Ledger) -> list[str]:
    """Return sentences for the drafts of which a file is not as it was built."""
    said = []
    for path in sorted((Path(home) / ledger.area).glob("*/manifest.json")):
        folder = path.parent
        if folder.name in ledger.editions or folder.name.startswith("."):
            continue
        if is_neither(folder, ledger):
            said.append(
                f"{folder}: is not published, and does not say that it is a draft. Build the edition again."
            )
        files = _manifest(folder).get("files")
        if isinstance(files, dict):
            said += differences(folder, files, {"manifest.json"})
        else:
            said.append(f"{path}: cannot be read. Build the edition again.")
    return said


def is_neither(folder: Path, ledger: Ledger) -> bool:
    """Tell whether the edition in `folder` is neither marked as a draft nor in the ledger."""
    manifest = _manifest(folder)  # what cannot be read is told elsewhere
    return bool(manifest) and not manifest.get("mark") and ledger.entry(folder.name) is None


def _manifest(folder):
    """Return the manifest of an edition, {} where it cannot be read."""
    try:
        held = read_json(folder / "manifest.json")
    except (OSError, InputError):
        return {}
    return held if isinstance(held, dict) else {}


def differences(folder: Path, files: dict, besides: set[str]) -> list[str]:
    """Return a sentence for each file of `folder` that is not as `files` (path -> SHA-256) has it.

    `besides` names those that may lie there unlisted.
    """
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    said = [f"{folder / path}: is missing." for path in sorted(set(files) - held)]
    said += [
        f"{folder}: holds a file that is not in its manifest, {unnumbered(path)}."
        for path in sorted(held - set(files) - besides)
    ]
    for path in sorted(held & set(files)):
        if hashlib.sha256(plain_file.content(folder / path)).hexdigest() != files[path]:
            said.append(f"{folder / path}: was changed after it was built.")
    return said


def unnumbered(name: object) -> str:
    """Return a file's name without its figures, so that a message repeats none.

    >>> unnumbered("data/02-47.csv")
    'data/##-##.csv'
    """
    return re.sub(r"\d", "#", str(name))
