"""Counts of victims by quarter: from the office's extracts, or as they were when first published."""

import contextlib
import csv
import hashlib
import io
import os
import re
from dataclasses import dataclass, field

import pandas as pd

from analysis import areas, settings
from analysis.errors import InputError, MissingSourceError
from analysis.sources.local import extracts, fields, mapping
from analysis.sources.local.guarded import Guarded
from analysis.sources.local.sealed import sealed

SUFFIX = ".csv"
FIRST_LINES = ("kind", "area", "edition", "quarters", "sha256")
KIND = "counts of victims, private: never in reports"


@dataclass(frozen=True)
class Counts:
    """How many victims there are in each combination of quarter and fields that is not empty.

    `frame` has `quarter`, every logical field as text and `victims`; what no extract has a column for is
    "Not supplied". `quarters` are those that are known, the oldest first, `extracts` the file that each came
    from, `fields` those that were supplied, and `explained` where each row of each extract went.
    """

    frame: Guarded = field(repr=False)
    quarters: tuple
    supplier: str
    extracts: dict
    fields: tuple
    explained: tuple = field(repr=False)


def columns():
    """Return the columns of a frame of counts."""
    return [fields.QUARTER, *fields.names(), fields.VICTIMS]


@sealed
def counts_for(area, as_of=None, kept=None):
    """Return the Counts of an area's victims as they were known at the end of the quarter `as_of`.

    `kept` is {quarter: name of the file of stored counts} of the quarters that an edition has published:
    these are taken from there, and are not known where the file is gone. Any other is taken from the newest
    extract that holds it, and no extract later than `as_of` is read. Without `as_of` the newest counts.

    Raises MissingSourceError without a columns.toml or a file that it names, and InputError naming file,
    sheet, cell and rule, never a value, for what may not be let in or cannot be read.
    """
    found = areas.area(getattr(area, "slug", area))
    kept = {quarter: name for quarter, name in (kept or {}).items() if as_of is None or quarter <= as_of}
    folder = _folder(found)
    suppliers = [_supplied(one, folder, as_of) for one in mapping.read(folder, found.slug)]
    everywhere = set.intersection(*(set(of) for _, of in suppliers)) if suppliers else set()
    parts, came_from, explained = [], {}, []
    for quarter in sorted(everywhere - set(kept)):
        for _, by_quarter in suppliers:
            name, extract = by_quarter[quarter]
            frame = extract.frame
            parts.append(frame[frame[fields.QUARTER] == quarter])
            came_from[quarter] = f"{came_from[quarter]}, {name}" if quarter in came_from else name
    for quarter, name in sorted(kept.items()):
        frame = _stored(found.slug, name, quarter)
        if frame is not None:
            parts.append(frame)
            came_from[quarter] = name
    for _, by_quarter in suppliers:
        for extract in {id(one): one for _, one in by_quarter.values()}.values():
            explained.extend(extract.explained)
    together = _together(parts)
    supplied = [name for name in fields.names() if (together[name] != fields.NOT_SUPPLIED).any()]
    return Counts(
        Guarded(together),
        tuple(sorted(came_from)),
        " and ".join(dict.fromkeys(one.supplier for one, _ in suppliers)),
        {quarter: came_from[quarter] for quarter in sorted(came_from)},
        tuple(supplied),
        tuple(explained),
    )


def _folder(area):
    """Return the folder of the office's extracts; Sampleshire's is written where it is not yet."""
    folder = settings.local_for(area.slug)
    if area.invented and folder.parent == settings.data("raw", settings.SAMPLESHIRE):
        from analysis.sources import sampleshire

        sampleshire.ensure(folder.parent)
    return folder


def _together(parts):
    """Return one frame of counts in an order of its own: neither rows nor files decide it."""
    names = columns()
    if not parts:
        return pd.DataFrame(
            {name: pd.Series(dtype="int64" if name == fields.VICTIMS else "str") for name in names}
        )
    frame = pd.concat([part[names] for part in parts], ignore_index=True)
    return frame.groupby(names[:-1], sort=True, as_index=False)[fields.VICTIMS].sum()


def _supplied(one, folder, as_of):
    """Return a Mapping and {quarter: (name of the file, Extract)}, each quarter's newest extract."""
    files = _files(one, folder)
    early = [quarter for quarter in files if as_of is None or quarter <= as_of]
    if not early:
        until = f", and none of {as_of} or before" if files else ""
        raise MissingSourceError(
            f"{folder}: holds no file named {' or '.join(one.files)}{until}. It is where {one.supplier} puts "
            "its extracts."
        )
    found = {}
    for quarter in sorted(early, reverse=True):
        extract = extracts.read(files[quarter], quarter, one)
        for held in extract.quarters:
            found.setdefault(held, (files[quarter].name, extract))
    return one, found


def _files(one, folder):
    """Return {quarter: path} of the files that a mapping names."""
    found = {}
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith((".", "~$")):
            continue
        quarter = one.quarter_of(path.name)
        if quarter is None:
            continue
        if not settings.is_quarter(quarter):
            raise InputError(
                f'{path.name}: "{quarter}" stands where {one.place} wants the quarter at whose end the '
                'extract was taken, such as "2026-Q1". Name it so, or move it to another folder.'
            )
        if quarter in found:
            raise InputError(
                f"{found[quarter].name} and {path.name}: both are the extract of {quarter}. Keep one of them."
            )
        found[quarter] = path
    return found


@sealed
def keep(area, edition, frame, quarters=None):
    """Store the counts that an edition publishes first, and return the name of the file.

    `frame` is that of Counts, `quarters` those to store (all of the frame by default, also where nobody was
    counted). The file and its folder are readable by their owner alone; the file is there whole or not at
    all, and takes the place of one for the same edition.
    """
    slug = areas.area(getattr(area, "slug", area)).slug
    if not re.fullmatch(r"[\w-][\w.-]*", edition):
        raise InputError(f'"{edition}": the name of an edition has letters, digits, dots and hyphens alone.')
    quarters = sorted(set(frame[fields.QUARTER]) if quarters is None else set(quarters))
    if not quarters or not all(settings.is_quarter(quarter) for quarter in quarters):
        raise InputError(f"{edition}: there is no quarter whose counts could be stored.")
    table = pd.DataFrame(frame)[columns()]
    table = table[table[fields.QUARTER].isin(quarters)].sort_values(columns()[:-1])
    body = table.to_csv(index=False, lineterminator="\n")
    folder = settings.counts_for(slug)
    _private(folder)
    name = f"{edition}{SUFFIX}"
    path, beside = folder / name, folder / f".{name}.part"
    beside.unlink(missing_ok=True)
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(_headed(slug, edition, quarters, body))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as fault:
        raise InputError(f"{path}: cannot be written ({fault.strerror or fault}).") from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return name


def _private(folder):
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        if folder.parent.name == "counts":
            folder.parent.chmod(0o700)
    except OSError as fault:
        raise InputError(f"{folder}: cannot be made private ({fault.strerror or fault}).") from None


def _headed(slug, edition, quarters, body):
    """Return the text of a file: what it is, whose, of which edition and quarters, a checksum, the rows."""
    values = (KIND, slug, edition, " ".join(quarters))
    lines = "".join(f"# {name}: {value}\n" for name, value in zip(FIRST_LINES, values, strict=False))
    return f"{lines}# sha256: {hashlib.sha256((lines + body).encode()).hexdigest()}\n{body}"


def stored(area):
    """Return {quarter: name of the file} of the stored counts of an area, each quarter's oldest edition.

    The ledger says which quarters were published; this says what a chapter can be shown without it.
    """
    slug = areas.area(getattr(area, "slug", area)).slug
    folder, found = settings.counts_for(slug), {}
    if not folder.is_dir():
        return found
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if not path.name.startswith("."):
            for quarter in _read(path, slug)[0]:
                found.setdefault(quarter, path.name)
    return found


def _stored(slug, name, quarter):
    """Return the stored counts of a quarter, or None where the file is gone."""
    path = settings.counts_for(slug) / name
    if path.name != name:
        raise InputError(f"{name}: is not the bare name of a file of stored counts.")
    if not path.is_file():
        return None
    quarters, frame = _read(path, slug)
    if quarter not in quarters:
        raise InputError(f"{path.name}: holds no counts of {quarter}, which the ledger says it does.")
    return frame[frame[fields.QUARTER] == quarter]


@sealed
def _read(path, slug):
    """Return the quarters and the frame of a file of stored counts.

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
    if tuple(said) != FIRST_LINES or text != _headed(
        said["area"], said["edition"], said["quarters"].split(), lines[-1]
    ):
        raise changed
    if said["area"] != slug:
        raise InputError(f'{path.name}: holds the counts of another area, "{said["area"]}".')
    rows = list(csv.reader(io.StringIO(lines[-1])))
    frame = pd.DataFrame(rows[1:], columns=rows[0], dtype="str")
    for name in fields.names():
        if name not in frame.columns:  # counted before the field was known
            frame[name] = fields.NOT_SUPPLIED
    frame[fields.VICTIMS] = frame[fields.VICTIMS].astype("int64")
    return tuple(said["quarters"].split()), frame[columns()]
