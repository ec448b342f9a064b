"""What was fetched, from where and when, with checksums: `manifest.json` in the folder of downloads."""

import hashlib
import json
import os
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path

from analysis.errors import InputError
from analysis.sources.inventory import FETCHED

VERSION = 1


@dataclass(frozen=True)
class Record:
    """One file: its card, where it was asked for and when, its size and checksum, the publisher's marks."""

    card: str
    route: str
    address: str
    fetched_at: str
    bytes: int
    sha256: str
    etag: str = ""
    last_modified: str = ""
    published: str = ""
    notes: dict = field(default_factory=dict)


class Manifest:
    """The records of one folder by a file's path in it; every change is written at once, whole or not."""

    def __init__(self, folder):
        self.folder, self.path = Path(folder), Path(folder) / FETCHED
        self.records = _read(self.path)
        self._lock = threading.Lock()

    def held(self, name):
        """Return the record of a file that lies there as it was fetched, None for any other."""
        record, path = self.records.get(name), self.folder / name
        if record is None or not path.is_file() or path.stat().st_size != record.bytes:
            return None
        return record if sha256(path) == record.sha256 else None

    def record(self, name, record):
        """Remember a file, at once."""
        with self._lock:
            self.records[name] = record
            files = {key: asdict(self.records[key]) for key in sorted(self.records)}
            write_whole(self.path, json.dumps({"version": VERSION, "files": files}, indent=1) + "\n")


def _read(path):
    if not path.is_file():
        return {}
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return {name: Record(**entry) for name, entry in held["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            f"{path}: is not a record of a fetch that can be read. Move it away: all is then fetched again."
        ) from None


def write_whole(path, text):
    """Write a small file so that it is there as it was or as it will be, never half."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def sha256(path):
    """Return the checksum of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
