"""What a fetch is of: the area and day asked for, each file to be had, and the record of those held."""

import contextlib
import datetime
import functools
import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from analysis import plain_file
from analysis.areas import Area
from analysis.errors import InputError, MissingSourceError
from analysis.sources import geography, inventory
from analysis.sources.fetching.transport import Transport
from analysis.sources.files import sha256
from analysis.sources.inventory import FETCHED

LOOKUP = "lookup_lsoa11_lsoa21"
VERSION = 1  # of manifest.json


@dataclass(frozen=True)
class Item:
    """One file to be fetched for a card.

    `name` is its path below the folder of downloads. A file that the publisher has as it is is downloaded
    from `address`; one that is put together from several answers is written by `make(path, tell)`, which
    returns what should be remembered of how (a dict). `lasting` tells that what is at the address never
    changes under that address, so that a whole file from there is not asked for again. `size` is what the
    publisher said, None where nothing did; `period` sorts editions of the same thing. `unit` is that of
    what `tell` hears.
    """

    card_id: str
    name: str
    address: str
    route: str
    size: int | None = None
    period: str = ""
    lasting: bool = False
    unit: str = "bytes"
    make: Callable | None = field(default=None, compare=False)
    held: Callable | None = field(default=None, compare=False)


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
        self.records, self.offered = _read(self.path)
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
            self._write()

    def offer(self, card_id, period):
        """Remember the newest period of a card that its publisher has, at once."""
        with self._lock:
            if period and self.offered.get(card_id) != period:
                self.offered[card_id] = period
                self._write()

    def _write(self):
        files = {key: asdict(self.records[key]) for key in sorted(self.records)}
        said = {"version": VERSION, "files": files, "offered": dict(sorted(self.offered.items()))}
        plain_file.write_whole(self.path, (json.dumps(said, indent=1) + "\n").encode(), mode=0o666)


def _read(path):
    """Return the records of a fetch and what publishers offered, from its file."""
    if not path.is_file():
        return {}, {}
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return {name: Record(**entry) for name, entry in held["files"].items()}, dict(held.get("offered", {}))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            f"{path}: is not a record of a fetch that can be read. Move it away: all is then fetched again."
        ) from None


@dataclass(frozen=True, eq=False)
class Asking:
    """One fetch: the way to the publishers, the area, the day whose editions are wanted, the folder."""

    transport: Transport
    area: Area
    day: datetime.date
    folder: Path
    manifest: Manifest

    def codes(self, column):
        """Return the codes of the area's small areas, by "lsoa11_code" or "lsoa21_code", in order.

        Raises MissingSourceError until the lookup that holds them is there.
        """
        lookup = self._lookup
        inside = lookup[lookup["district22_code"].isin(self.area.districts)]
        found = sorted(set(inside[column]))
        if not found:
            raise InputError(
                f"The lookup of small areas has none in {self.area.name}: it is of other places. Fetch "
                f"{LOOKUP} again."
            )
        return found

    @functools.cached_property
    def _lookup(self):
        with contextlib.suppress(MissingSourceError):
            if self.folder.is_dir() and any(self.folder.iterdir()):
                return geography.lsoa_change(inventory.scan(self.folder).one(LOOKUP))
        raise MissingSourceError(
            f"Which small areas lie in {self.area.name} is not known yet: fetch {LOOKUP} first."
        )
