"""One file as a publisher gave it, loose or inside a zip, and the faults every reader must refuse."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from analysis.errors import InputError

HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<?xml version=\"1.0\"?><html")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, order=True)
class SourceFile:
    """A file on disk, or one member of a zip on disk."""

    path: Path
    member: str | None = None

    @property
    def name(self):
        """Return how messages name it: the file's name, with the zip's before it if it is in one."""
        return f"{self.path.name}: {self.member}" if self.member else self.path.name

    @property
    def stem_name(self):
        """Return the bare file name, whether loose or inside a zip."""
        return PurePosixPath(self.member).name if self.member else self.path.name

    def open(self):
        """Return a binary stream.

        Raises InputError when the file cannot be read or the zip is cut, encrypted or unsafe.
        """
        try:
            if self.member is None:
                return self.path.open("rb")
            with zipfile.ZipFile(self.path) as archive:
                return io.BytesIO(archive.read(self.member))
        except FileNotFoundError:
            raise InputError(f"{self.name}: no such file.") from None
        except OSError as fault:
            raise InputError(f"{self.name}: cannot be read ({fault.strerror or fault}).") from None
        except RuntimeError:
            raise InputError(f"{self.name}: the zip is encrypted. Unpack it with its password first.") from None
        except (zipfile.BadZipFile, EOFError, zipfile.zlib.error):
            raise InputError(f"{self.name}: the zip is damaged or cut short. Download it again.") from None

    def head(self, size=65_536):
        """Return the first bytes, reading no more of a zip's member than these."""
        if self.member is None:
            with self.open() as stream:
                return stream.read(size)
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                return stream.read(size)
        except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, zipfile.zlib.error):
            return self.read_bytes()[:size]

    def read_bytes(self):
        """Return every byte."""
        with self.open() as stream:
            return stream.read()


def zip_members(path):
    """Return a SourceFile for each file inside the zip at `path`.

    Raises InputError when the zip is cut, encrypted, or holds a path that climbs out of it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, EOFError, OSError):
        raise InputError(f"{path.name}: the zip is damaged or cut short. Download it again.") from None
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[0]:
            raise InputError(
                f"{path.name}: holds a path that climbs out of the zip ({entry.filename!r}). "
                "It is not a publisher's file: do not open it."
            )
        if entry.flag_bits & 0x1:
            raise InputError(f"{path.name}: the zip is encrypted. Unpack it with its password first.")
    return [SourceFile(path, entry.filename) for entry in entries]


def check_text(file, start):
    """Refuse a text file whose first bytes show that it is empty, a web page, or not UTF-8.

    `start` holds the first bytes of `file`, which is named in the message.
    """
    if not start.strip():
        raise InputError(f"{file.name}: the file is empty. Download it again.")
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(HTML_STARTS):
        raise InputError(
            f"{file.name}: holds a web page, not data: an error page was saved in its place. Download it again."
        )
    if start.startswith(UTF16_MARKS) or b"\x00" in start:
        raise InputError(f"{file.name}: is not UTF-8 text (it looks like UTF-16). Save it as CSV UTF-8.")


def read_csv(file, delimiter=","):
    """Return a CSV as a DataFrame of text: every cell a string, headings as they stand.

    A blank cell is "", never missing, so that nothing turns into a nought further on.

    Raises InputError for an empty file, a web page, an encoding other than UTF-8, a heading twice,
    a header without rows, a row with too few or too many cells, and a last line that was cut short.
    """
    import pyarrow as pa
    import pyarrow.csv

    content = file.read_bytes()
    check_text(file, content[:65_536])
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise InputError(
            f"{file.name}: line {line} is not UTF-8 text. Save the file as CSV UTF-8 and try again."
        ) from None
    if not content.endswith(b"\n"):
        last = content.count(b"\n") + 1
        raise InputError(
            f"{file.name}: line {last}, the last, does not end: the file was cut short. Download it again."
        )
    faults = []

    def remember(row):
        faults.append(row)
        return "skip"

    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(content),
            read_options=pyarrow.csv.ReadOptions(use_threads=False),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=remember
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                strings_can_be_null=False, default_column_type=pa.string()
            ),
        )
    except pa.ArrowInvalid as fault:
        raise InputError(f"{file.name}: is not a CSV that can be read ({fault}).") from None
    if faults:
        first = faults[0]
        where = f"row {first.number}" if first.number else "a row"
        raise InputError(
            f"{file.name}: {where} has {first.actual_columns} cells where the header has "
            f"{first.expected_columns}; {len(faults)} such. The file was cut or edited: download it again."
        )
    frame = table.to_pandas()
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise InputError(f'{file.name}: the heading "{twice[0]}" stands twice.')
    if frame.empty:
        raise InputError(f"{file.name}: holds headings and no rows. Download it again.")
    return frame


def headings(file, content=None, delimiter=","):
    """Return the headings of a CSV, as they stand (a byte-order mark apart)."""
    import csv

    content = file.head(262_144) if content is None else content[:262_144]
    check_text(file, content[:65_536])
    text = content.decode("utf-8-sig", errors="replace")
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])


def whole_numbers(values, file, column, lowest=0):
    """Return text `values` as whole numbers.

    Raises InputError naming the row, counted as in the file, for text, a fraction or a number
    below `lowest` (None: any).
    """
    import pandas as pd

    numbers = pd.to_numeric(values.str.strip(), errors="coerce")
    wrong = numbers.isna() | (numbers % 1 != 0)
    if lowest is not None:
        wrong |= numbers < lowest
    if wrong.any():
        place = wrong.to_numpy().argmax()
        wanted = "a whole number" if lowest is None else f"a whole number, {lowest} or more"
        raise InputError(
            f'{file.name}, column "{column}", row {place + 2}: found "{values.iloc[place]}", '
            f"expected {wanted}; {int(wrong.sum())} such."
        )
    return numbers.astype("int64")
