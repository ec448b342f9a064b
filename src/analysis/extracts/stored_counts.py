"""Counts as they were when an edition first published them: kept privately, never in reports.

Later editions add them up, and nothing else knows what the sums are made of: an extract is revised.
"""

import csv
import functools
import hashlib
import io
import re
from dataclasses import dataclass

import pandas as pd

from analysis import areas, plain_file, settings
from analysis.errors import InputError
from analysis.extracts.sealed import sealed

SUFFIX = ".csv"
FIRST_LINES = ("kind", "area", "edition", "quarters", "sha256")
VICTIMS = "victims"
REVISION = re.compile(r", revision (\d+)$")


@dataclass(frozen=True)
class Kind:
    """What is kept: of which source, in which columns, the quarter first and the count last.

    `missing` is the label of a field that was not known yet when a file was written; without one such a file
    is refused.
    """

    source: str
    columns: tuple
    missing: str = ""

    def folder(self, area):
        """Return the private folder of an area (a slug): one for the victims, below it one a source."""
        folder = settings.counts_for(area)
        return folder if self.source == VICTIMS else folder / self.source

    def named(self, revision):
        """Return the first line of a file: what it holds, and how often that was recounted."""
        return f"counts of {self.source}, private: never in reports" + (
            f", revision {revision}" if revision else ""
        )


@sealed
def keep(kind, area, edition, frame, quarters=None, revision=0):
    """Store the counts that an edition publishes first, and return the name of the file.

    `frame` has the columns of `kind`, `quarters` are those to store (all of the frame by default, also where
    nobody was counted). `revision` says how often the series had been recounted by then. The file and its
    folder are readable by their owner alone; the file is there whole or not at all, and takes the place of
    one for the same edition.
    """
    slug = areas.area(getattr(area, "slug", area)).slug
    if not re.fullmatch(r"[\w-][\w.-]*", edition):
        raise InputError(f'"{edition}": the name of an edition has letters, digits, dots and hyphens alone.')
    quarters = sorted(set(frame["quarter"]) if quarters is None else set(quarters))
    if not quarters or not all(settings.is_quarter(quarter) for quarter in quarters):
        raise InputError(f"{edition}: there is no quarter whose counts could be stored.")
    columns = list(kind.columns)
    table = pd.DataFrame(frame)[columns]
    table = table[table["quarter"].isin(quarters)].sort_values(columns[:-1])
    body = table.to_csv(index=False, lineterminator="\n")
    folder = kind.folder(slug)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        of_area = settings.counts_for(slug)
        for private in {folder, of_area, of_area.parent}:
            private.chmod(0o700)
    except OSError as fault:
        raise InputError(f"{folder}: cannot be made private ({fault.strerror or fault}).") from None
    path = folder / f"{edition}{SUFFIX}"
    try:
        plain_file.write_whole(path, _headed(kind.named(revision), slug, edition, quarters, body).encode())
    except OSError as fault:
        raise InputError(f"{path}: cannot be written ({fault.strerror or fault}).") from None
    return path.name


def _headed(kind, slug, edition, quarters, body):
    """Return the text of a file: what it is, whose, of which edition and quarters, a checksum, the rows."""
    values = (kind, slug, edition, " ".join(quarters))
    lines = "".join(f"# {name}: {value}\n" for name, value in zip(FIRST_LINES, values, strict=False))
    return f"{lines}# sha256: {hashlib.sha256((lines + body).encode()).hexdigest()}\n{body}"


def stored(kind, area):
    """Return {quarter: name of the file} of the stored counts of an area.

    A quarter that was recounted is in the file of its last revision, any other in its oldest edition's.
    The ledger says which quarters were published; this says what a chapter can be shown without it.
    """
    slug = areas.area(getattr(area, "slug", area)).slug
    folder, found = kind.folder(slug), {}
    if not folder.is_dir():
        return found
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if not path.name.startswith("."):
            quarters, revision, _ = _read(kind, path, slug)
            for quarter in quarters:
                if quarter not in found or found[quarter][0] < revision:
                    found[quarter] = (revision, path.name)
    return {quarter: name for quarter, (_, name) in found.items()}


def read_quarter(kind, area, name, quarter):
    """Return the stored counts of a quarter, or None where the file is gone."""
    path = kind.folder(area) / name
    if path.name != name:
        raise InputError(f"{name}: is not the bare name of a file of stored counts.")
    if not path.is_file():
        return None
    quarters, _, frame = _as_it_stands(kind, path, area, path.stat().st_mtime_ns)
    if quarter not in quarters:
        raise InputError(f"{path.name}: holds no counts of {quarter}, which the ledger says it does.")
    return frame[frame["quarter"] == quarter]


@functools.lru_cache(maxsize=8)
def _as_it_stands(kind, path, slug, _changed):
    """Return a file that was read already, unless it was changed since: it holds several quarters."""
    return _read(kind, path, slug)


@sealed
def _read(kind, path, slug):
    """Return the quarters, the revision and the frame of a file of stored counts.

    Raises InputError for one that is cut, edited or of another area.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    lines = text.split("\n", len(FIRST_LINES))
    said = dict(line[2:].split(": ", 1) for line in lines[:-1] if line.startswith("# ") and ": " in line)
    changed = InputError(
        f"{path.name}: these stored counts were cut or edited since they were published. Restore the file; "
        "without it the sums that need its quarters are not available."
    )
    if tuple(said) != FIRST_LINES:
        raise changed
    revised = REVISION.search(said["kind"])
    revision = int(revised[1]) if revised else 0
    if text != _headed(
        kind.named(revision), said["area"], said["edition"], said["quarters"].split(), lines[-1]
    ):
        raise changed
    if said["area"] != slug:
        raise InputError(f'{path.name}: holds the counts of another area, "{said["area"]}".')
    rows = list(csv.reader(io.StringIO(lines[-1])))
    frame = pd.DataFrame(rows[1:], columns=rows[0], dtype="str")
    for name in kind.columns:
        if name not in frame.columns:  # counted before the field was known
            if not kind.missing:
                raise InputError(f'{path.name}: has no column "{name}", which was not kept then.')
            frame[name] = kind.missing
    frame[kind.columns[-1]] = frame[kind.columns[-1]].astype("int64")
    return tuple(said["quarters"].split()), revision, frame[list(kind.columns)]
