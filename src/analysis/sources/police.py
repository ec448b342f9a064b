"""data.police.uk street files: one CSV a force and a month, loose or in the publisher's zip.

Everything is counted and nothing is dropped. A row without a place stays, under the code "": it
belongs in the force's total although no map can show it. Antisocial behaviour is one of the crime
types here and is distinguished by its name. Whole rows that repeat are kept: antisocial behaviour has
no identifier, so two incidents on one street in one month are two equal rows.
"""

import codecs
import csv
import io
import os
import re
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pandas as pd

from analysis import scratch
from analysis.errors import InputError, nearest
from analysis.sources import files as source_files

HEADINGS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
NO_PLACE = ""

FILE_NAME = re.compile(r"^(\d{4}-(?:0[1-9]|1[0-2]))-(.+)-street\.csv$")
# England, Wales and Scotland, then Northern Ireland's codes of 2021 and of 2001: all four can appear in the
# archive, and only the area's own codes are ever counted as inside it.
ANTISOCIAL = "Anti-social behaviour"
# The publisher's categories, those of before May 2013 included. A new one is kept: see `closed_lists`.
CRIME_TYPES = (
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public disorder and weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
    "Violent crime",
)
LSOA_CODE = r"[EWS]01[0-9]{6}|N2[0-9]{7}|95[A-Z]{2}[0-9]{2}[SW][0-9]"
# The one force whose short name in the archive is not part of its full name.
FULL_NAME_OF = {"btp": "british-transport-police"}

HEAD_BYTES = 262_144
MEMORY_LIMIT_MB = 1_000  # DuckDB's share of the 2 GB that a run may take; beyond it, it writes to disk
MOST_WORKERS = 8  # each may hold an unpacked month on disk
COUNT_COLUMNS = ["month", "lsoa_code", "crime_type", "offences"]
FILE_COLUMNS = ["file", "force", "month", "rows"]

COUNT_A_MONTH = """
    SELECT CASE WHEN "Month" = $month AND "Falls within" = $forces[file_index::BIGINT + 1]
                 AND (coalesce("Longitude", '') = '') = (coalesce("LSOA code", '') = '')
                THEN file_index::BIGINT ELSE -1 END AS file,
           "LSOA code" AS lsoa_code, "Crime type" AS crime_type, count(*) AS rows
    FROM read_csv($paths, columns = $columns, auto_detect = false, header = true, delim = ',',
                  quote = '"', escape = '"', strict_mode = true, ignore_errors = false)
    GROUP BY ALL
"""


@dataclass(frozen=True)
class Street:
    """What street files hold: counts by month, place and type, and how many rows each file gave.

    `counts` has `month` ("2018-10"), `lsoa_code` ("" where no place was recorded; the codes are as
    given, and 2011 and 2021 are mixed), `crime_type` and `offences`. `files` has `file`, `force`,
    `month` and `rows`. The offences and the rows add to the same number.
    """

    counts: pd.DataFrame
    files: pd.DataFrame


def street(files, force=None):
    """Return the `Street` counts of data.police.uk street files, every row accounted for.

    A thread reads a month at a time, members of a zip through a temporary folder, so that neither
    memory nor disk grows with the archive. With `force` (the archive's short name, such as "warwickshire")
    a file of another force is refused.

    Raises InputError naming file and row for a file that is not what its name says, is not whole,
    or holds what a street file cannot hold: another month, a second force, text that is not UTF-8.
    """
    import duckdb  # noqa: F401 (loaded here, once, rather than in every thread)
    import pyarrow as pa

    months = _by_month(files, force)
    if not months:
        return Street(_no_counts(), _no_files())
    workers = min(os.cpu_count() or 1, len(months), MOST_WORKERS)
    with scratch.folder() as place, ExitStack() as archives:
        opened = _archives(files, archives)
        pool = archives.enter_context(ThreadPoolExecutor(workers))
        jobs = [
            pool.submit(_count_month, month, members, opened, place, workers)
            for month, members in sorted(months.items())
        ]
        try:
            done = [job.result() for job in jobs]
        finally:
            pool.shutdown(cancel_futures=True)
    files_read = pd.DataFrame([row for _, rows in done for row in rows], columns=FILE_COLUMNS)
    counts = pa.concat_tables([table for table, _ in done])
    del done, jobs
    return Street(counts.to_pandas(self_destruct=True, split_blocks=True), files_read)


def named_by(file):
    """Return the month and the force that the name of a street file gives."""
    name = file.stem_name
    found = FILE_NAME.match(name)
    if found:
        return found.group(1), found.group(2)
    if name.endswith(("-outcomes.csv", "-stop-and-search.csv")):
        kind = "outcomes" if name.endswith("-outcomes.csv") else "stop and search"
        raise InputError(
            f'{file.name}: is a file of {kind}, not of street crime. Give the "-street.csv" file.'
        )
    raise InputError(
        f"{file.name}: the name does not say which month and force it is. "
        'Name it as the publisher does, such as "2018-10-warwickshire-street.csv".'
    )


def is_antisocial(crime_type):
    """Tell whether a crime type is antisocial behaviour, with a hyphen or without, in any letters."""
    return re.sub("[^a-z]", "", crime_type.lower()) == "antisocialbehaviour"


def _by_month(files, force):
    """Return the files of each month in order, refusing a stranger and a file given twice."""
    months, seen = {}, {}
    for file in sorted(files, key=lambda one: (one.stem_name, one.name)):
        month, slug = named_by(file)
        if force is not None and slug != force:
            raise InputError(
                f'{file.name}: is a file of the force "{slug}", and "{force}" was asked for. '
                "Leave it out, or choose the other area."
            )
        twin = seen.setdefault((month, slug), file)
        if twin is not file:
            raise InputError(
                f'{twin.path} and {file.path}: two files for the force "{slug}" and {month} '
                f"({twin.name}; {file.name}). Keep the newer one."
            )
        months.setdefault(month, []).append(file)
    return months


def _archives(files, stack):
    """Return each zip among the files, open: a zip's index, of 1,548 members, is read once."""
    opened = {}
    for file in files:
        if file.member is not None and file.path not in opened:
            try:
                opened[file.path] = stack.enter_context(zipfile.ZipFile(file.path))
            except zipfile.BadZipFile:
                raise InputError(
                    f"{file.name}: the zip is damaged or cut short. Download it again."
                ) from None
            except OSError as fault:
                raise InputError(f"{file.name}: cannot be read ({fault.strerror or fault}).") from None
    return opened


def _count_month(month, members, archives, place, workers):
    """Return the counts of a month and the rows of its files, its members unpacked and removed again.

    A thread has a month to itself, and DuckDB one thread: two months side by side keep two cores
    busier than two threads in one month, whose every step waits for the slower. Unpacked, a month of all
    43 forces takes about 125 MB.
    """
    import duckdb

    folder, local = place / month, []
    settings = {
        "threads": "1",
        "memory_limit": f"{MEMORY_LIMIT_MB // workers}MB",
        "temp_directory": str(place / f"spill-{month}"),
        "preserve_insertion_order": "false",
    }
    try:
        for file in members:
            path = file.path
            if file.member is not None:
                folder.mkdir(exist_ok=True)
                path = folder / f"{len(local):04}.csv"
                _unpack(archives[file.path], file, path)
            elif not path.is_file():
                raise InputError(f"{file.name}: no such file.")
            local.append((file, path, _check_text(file, path)))
        with duckdb.connect(config=settings) as connection:
            return _count(connection, month, local)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(archive, file, path):
    """Write one member of a zip to `path`."""
    try:
        with archive.open(file.member) as stream, path.open("wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)
    except KeyError:
        raise InputError(f"{file.name}: the zip holds no such file.") from None
    except RuntimeError:
        raise InputError(f"{file.name}: the zip is encrypted. Unpack it with its password first.") from None
    except (zipfile.BadZipFile, EOFError, zipfile.zlib.error):
        raise InputError(f"{file.name}: the zip is damaged or cut short. Download it again.") from None
    except OSError as fault:
        raise InputError(f"{file.name}: cannot be unpacked ({fault.strerror or fault}).") from None


def _check_text(file, path):
    """Return the force that the first row names, refusing what is not a whole street file of its force."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise InputError(f"{file.name}: cannot be read ({fault.strerror or fault}).") from None
    start = content[:HEAD_BYTES]
    source_files.check_text(file, start)
    # DuckDB looks at the bytes of the columns it reads only.
    if not content.isascii():
        try:
            content.decode()
        except UnicodeDecodeError as fault:
            line = content[: fault.start].count(b"\n") + 1
            raise InputError(
                f"{file.name}: line {line} is not UTF-8 text. Download the file again."
            ) from None
    text = codecs.getincrementaldecoder("utf-8-sig")().decode(start)
    rows = csv.reader(io.StringIO(text, newline=""))
    _check_headings(file, next(rows))
    try:
        first = next(rows, None)
    except csv.Error:  # a quotation mark that never closes: counting the rows will say where
        first = []
    if first is None:
        raise InputError(f"{file.name}: holds headings and no rows. Download it again.")
    if not content.endswith(b"\n"):
        raise InputError(
            f"{file.name}: the last line does not end: the file was cut short. Download it again."
        )
    if len(first) != len(HEADINGS):  # counting the rows will say so
        return ""
    force = first[HEADINGS.index("Falls within")]
    _check_force(file, force)
    return force


def _check_headings(file, found):
    if tuple(found) == HEADINGS:
        return
    if "Outcome type" in found:
        raise InputError(
            f'{file.name}: holds outcomes, not street crime (it has the heading "Outcome type"). '
            'Give the "-street.csv" file.'
        )
    missing = [heading for heading in HEADINGS if heading not in found]
    if missing:
        strange = [heading for heading in found if heading not in HEADINGS]
        raise InputError(
            f'{file.name}: heading "{missing[0]}" is missing. {nearest(missing[0], strange)}'.rstrip()
        )
    raise InputError(
        f"{file.name}: the headings are not the twelve of a street file in their order "
        f"({', '.join(found)}). Expected: {', '.join(HEADINGS)}."
    )


def _check_force(file, falls_within):
    slug = named_by(file)[1]
    plain = re.sub(r"[^a-z]+", "-", falls_within.lower().replace("&", "and"))
    if FULL_NAME_OF.get(slug, slug) not in plain:
        raise InputError(
            f'{file.name}: the name says "{slug}", but its rows fall within "{falls_within}". '
            "It is another force's file under this name: download it again."
        )


def _count(connection, month, local):
    """Return the counts of one month as an Arrow table, and the rows that each file gave."""
    import duckdb
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    # A `[` in a folder's name is a pattern to DuckDB.
    paths = [re.sub(r"([\[*?])", r"[\1]", str(path)) for _, path, _ in local]
    given = {
        "month": month,
        "paths": paths,
        "forces": [force for _, _, force in local],
        "columns": dict.fromkeys(HEADINGS, "VARCHAR"),
    }
    try:
        found = connection.sql(COUNT_A_MONTH, params=given).to_arrow_table()
    except duckdb.Error as fault:
        raise _fault_in(local, str(fault)) from None
    codes, code = _numbered(found["lsoa_code"])
    types, crime_type = _numbered(found["crime_type"])
    # However antisocial behaviour is spelt, it is not crime.
    named = [ANTISOCIAL if is_antisocial(one) else one for one in types.to_pylist()]
    kinds = sorted(set(named))
    types, crime_type = pa.array(kinds), np.array([kinds.index(one) for one in named])[crime_type]
    file = found["file"].to_numpy()
    right = pc.match_substring_regex(codes, f"^(?:{LSOA_CODE}|)$")
    if file.min() < 0 or "" in kinds or not pc.all(right).as_py():
        raise _odd_value(month, local)
    rows = found["rows"].to_numpy()
    by_file = np.bincount(file, rows, len(local)).astype("int64")
    # The month's 36,000 places by 14 types are a small square: adding into it merges what two forces
    # record in one place and puts all in order, for less than a second GROUP BY and an ORDER BY.
    square = np.bincount(code * len(types) + crime_type, rows).astype("int64")
    filled = square.nonzero()[0]
    counts = pa.table(
        {
            "month": pa.repeat(pa.scalar(month), len(filled)),
            "lsoa_code": codes.take(pa.array(filled // len(types))),
            "crime_type": types.take(pa.array(filled % len(types))),
            "offences": square[filled],
        }
    )
    return counts, [
        (file.name, named_by(file)[1], month, int(number))
        for (file, _, _), number in zip(local, by_file, strict=True)
    ]


def _numbered(column):
    """Return the values of a text column in order, and each row's place among them.

    Blank and NULL are one value, "": a code written as "" and a code left out both say that no place
    was recorded. Counted apart, 18 million rows gave 7,255,624 groups where there are 7,213,680.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    encoded = pc.fill_null(column, "").combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), dtype="int64")
    rank[order] = np.arange(len(order))
    return encoded.dictionary.take(pa.array(order)), rank[encoded.indices.to_numpy()]


def _odd_value(month, local):
    """Return the error for the first value that no street file of `month` can hold, with its row."""
    for file, path, force in local:
        wanted = {
            "Month": (re.escape(month), f'"{month}", the month in its name'),
            "Falls within": (re.escape(force), f'"{force}", as in its first row'),
            "Crime type": (".+", "a type of crime in every row"),
            "LSOA code": (rf"(?:{LSOA_CODE})?", "a code such as E01031046, or blank where there is no place"),
        }
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream) if row]
        for column, (pattern, expected) in wanted.items():
            values = [row[HEADINGS.index(column)] for row in rows[1:]]
            odd = [place for place, value in enumerate(values) if not re.fullmatch(pattern, value)]
            if odd:
                return InputError(
                    f'{file.name}, column "{column}", row {odd[0] + 2}: found "{values[odd[0]]}", '
                    f"expected {expected}; {len(odd)} in all. Download the file again, under its "
                    "own name."
                )
        for number, row in enumerate(rows[1:], start=2):
            longitude, code = row[HEADINGS.index("Longitude")], row[HEADINGS.index("LSOA code")]
            if (longitude == "") != (code == ""):
                lacks = "coordinates and no LSOA code" if longitude else "an LSOA code and no coordinates"
                return InputError(
                    f"{file.name}, row {number}: has {lacks}. A crime has both or, with no place recorded, "
                    "neither: download the file again."
                )
    return InputError(f"{local[0][0].name}: is not what its name says.")


def _fault_in(local, said):
    """Return the error for the file and row that DuckDB could not read."""
    for file, path, _ in local:
        number, row = _first_ragged_row(path.read_bytes().decode("utf-8-sig"))
        if row is not None:
            return InputError(
                f"{file.name}: row {number} has {len(row)} cells where the header has {len(HEADINGS)}. "
                "The file was cut or edited: download it again."
            )
    first_line = said.splitlines()[0]
    return InputError(
        f"{', '.join(file.name for file, _, _ in local)}: cannot be read as CSV ({first_line})."
    )


def _first_ragged_row(text):
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
            if row and len(row) != len(HEADINGS):
                return number, row
    except csv.Error:
        pass
    return 0, None


def _no_counts():
    return pd.DataFrame({name: pd.Series(dtype="str") for name in COUNT_COLUMNS}).astype(
        {"offences": "int64"}
    )


def _no_files():
    return pd.DataFrame({name: pd.Series(dtype="str") for name in FILE_COLUMNS}).astype({"rows": "int64"})
