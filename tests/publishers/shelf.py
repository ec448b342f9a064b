"""Sampleshire's files as the publishers' stock: what is out in which quarter, and when it came out."""

import csv
import functools
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

STAMP = "SAMPLESHIRE.json"


@dataclass
class Limits:
    """How much the publishers give at once; a test lowers what Sampleshire is too small to reach."""

    nomis_rows: int = 25_000
    records: int = 2_000
    custom_rows: int = 100_000
    crimes_per_second: float = 15
    crimes_at_once: int = 30
    polls: int = 2  # how often an export that is made to order is not ready yet


class Shelf:
    """The stock at a `release`: 0 is a quarter before Sampleshire's newest files, 1 has them, 2 comes after.

    `state` is what a publisher remembers of its clients: exports made to order, requests a second.
    """

    def __init__(self, folder, release, limits):
        self.folder, self.release, self.limits = Path(folder), release, limits
        self.state = {}

    @property
    def day(self):
        """Return when the release came out."""
        return self.day_of(self.release)

    @staticmethod
    def day_of(release):
        """Return when a release came out: a quarter after the one before it."""
        month = 7 + 3 * (release - 1)
        return datetime(2026 + (month - 1) // 12, (month - 1) % 12 + 1, 23, 9, 30, tzinfo=UTC)

    def paths(self, pattern):
        """Return the files of Sampleshire that match a pattern, in order."""
        return sorted(self.folder.glob(pattern))

    def content(self, name):
        """Return the bytes of a file by its path in Sampleshire's folder."""
        return _content(self.folder / name)

    def rows(self, name):
        """Return the rows of a CSV, each a dict of text."""
        return read(self.folder / name)


@functools.lru_cache(maxsize=512)
def _content(path):
    return path.read_bytes()


@functools.lru_cache(maxsize=64)
def read(path):
    """Return the rows of a CSV, each a dict of text."""
    return tuple(csv.DictReader(io.StringIO(_content(path).decode("utf-8-sig"), newline="")))
