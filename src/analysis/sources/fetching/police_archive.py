"""Street-level crime from the archive of data.police.uk: the area's months alone, out of a zip of gigabytes.

The directory at the end of the zip is read first, by range, and then each member that is wanted. A month
that a force did not send has no signal: it is simply not there, and is named.
"""

import datetime
import functools
import io
import re
import zipfile
import zlib

import pandas as pd

from analysis.sources import packed
from analysis.sources.fetching import bodies
from analysis.sources.fetching.downloads import CONTENT_RANGE
from analysis.sources.fetching.faults import FetchError, place
from analysis.sources.fetching.items import Item

ARCHIVE = "https://data.police.uk/data/archive"
BLOCK = 1_000_000
BUFFER = 65_536
MOST_EARLIER = 4  # months for which an archive that is not there yet is asked for an earlier one
MEMBER = re.compile(r"(\d{4}-\d{2})/(\d{4}-\d{2})-(?P<force>[a-z-]+)-street\.csv")


def items(card, route, asking):
    """Return a file for each month that the archive has of the area's force.

    Raises FetchError for an archive that is cut, climbs out of itself, or has no month of the force.
    """
    remote = _newest(card, asking)
    address = remote.address
    try:
        archive = zipfile.ZipFile(io.BufferedReader(remote, BUFFER))
    except zipfile.BadZipFile:
        raise FetchError(f"{place(address)}: the zip was cut short. Try again later.") from None
    found, force = [], asking.area.slug
    packed.refuse_climbing(place(address), archive.infolist())
    for entry in archive.infolist():
        match = MEMBER.fullmatch(entry.filename)
        if match and match["force"] == force and match[1] == match[2]:
            found.append((match[1], entry))
    packed.refuse_large(place(address), [entry for _, entry in found])
    if not found:
        raise FetchError(f"{address}: has no month of {asking.area.name} ({force}). See {card.page}")
    return [
        Item(
            card.id,
            f"police/{month}-{force}-street.csv",
            f"{address}#{entry.filename}",
            route.by,
            entry.file_size,
            month,
            make=functools.partial(_unpack, archive, remote, entry),
            held=functools.partial(_is, entry),
        )
        for month, entry in sorted(found)
    ]


def _newest(card, asking):
    """Return the newest archive, or of a day that has passed that of its month, or the last one that is out.

    An archive is called after its last month, and comes `published_after` months after it.
    """
    today = datetime.date.today()
    if asking.day >= today:
        return Remote(asking.transport, f"{ARCHIVE}/latest.zip")
    month = min(pd.Period(asking.day, "M"), pd.Period(today, "M") - (card.published_after or 0))
    for earlier in range(MOST_EARLIER):
        try:
            return Remote(asking.transport, f"{ARCHIVE}/{month - earlier}.zip")
        except FetchError as fault:
            if fault.status != 404 or earlier + 1 == MOST_EARLIER:
                raise
    raise AssertionError("the loop returns or raises")


def _unpack(archive, remote, entry, path, tell):
    """Write a member of the archive to `path`; a card's files are fetched one after another."""
    try:
        with archive.open(entry) as member, path.open("wb") as stream:
            while piece := member.read(BLOCK):
                stream.write(piece)
                tell(stream.tell(), entry.file_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise FetchError(
            f"{place(remote.address)}: {entry.filename} is damaged in the archive. Try again later."
        ) from None
    return {"archive_etag": remote.marks["etag"], "crc": entry.CRC}


def _is(entry, path):
    return path.stat().st_size == entry.file_size and zlib.crc32(path.read_bytes()) == entry.CRC


class Remote(io.RawIOBase):
    """A file at an address, read in blocks by range, all of them of one version."""

    def __init__(self, transport, address):
        """Open what is at `address`."""
        self.transport, self.address = transport, address
        self.marks, self._blocks, self._at = {}, {}, 0
        self._block(0)

    def readable(self):
        """Return True: it can be read."""
        return True

    def seekable(self):
        """Return True: any place can be read."""
        return True

    def seek(self, offset, whence=io.SEEK_SET):
        """Move to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.marks["size"]}[whence]
        if base + offset < 0:
            raise OSError(22, "before the beginning of the file")
        self._at = base + offset
        return self._at

    def readinto(self, buffer):
        """Fill a buffer from the place on."""
        if self._at >= self.marks["size"] or not len(buffer):
            return 0
        block, within = divmod(self._at, BLOCK)
        piece = self._block(block)[within : within + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _block(self, number):
        if number not in self._blocks:
            if len(self._blocks) > 16:
                self._blocks.pop(next(iter(self._blocks)))
            self._blocks[number] = self.transport.trying(lambda: self._asked(number))
        return self._blocks[number]

    def _asked(self, number):
        start = number * BLOCK
        end = min(start + BLOCK, self.marks.get("size", start + BLOCK)) - 1
        asked = {"Range": f"bytes={start}-{end}"}
        if self.marks.get("etag"):
            asked["If-Range"] = self.marks["etag"]
        where = place(self.address)
        with self.transport.opened(self.address, asked) as (answer, final):
            if answer.status_code != 206:
                if self.marks.get("etag"):
                    raise FetchError(f"{where}: changed while it was read. Run the fetch again.")
                raise FetchError(
                    f"{where}: does not give parts of itself, and all of it would be gigabytes. Fetch the "
                    "months from the publisher's page by hand."
                )
            found = CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
            if found is None or int(found[1]) != start or found[3] == "*":
                raise FetchError(f"{where}: gave another part than was asked for.", again=True)
            etag = answer.headers.get("ETag", "") or answer.headers.get("Last-Modified", "")
            size = int(found[3])
            if self.marks and (etag != self.marks["etag"] or size != self.marks["size"]):
                raise FetchError(f"{where}: changed while it was read. Run the fetch again.")
            content = b"".join(
                bodies.chunks(answer, final, self.transport.limits, 2 * BLOCK, self.transport.called_off)
            )
            if len(content) != int(found[2]) - start + 1:
                raise FetchError(f"{where}: sent less than it said.", again=True)
            self.marks = {"etag": etag, "size": size}
            return content
