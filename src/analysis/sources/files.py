"""One file as a publisher gave it, loose or inside a zip, and the faults every reader must refuse."""

import csv
import hashlib
import io
import os
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from analysis.errors import InputError, nearest
from analysis.sources import packed

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
GZIP_MARK = b"\x1f\x8b"
UNTIDY = r"^\s|\s$|\s\s|[\t\n\v\f\r\x{85}\x{a0}\x{2000}-\x{200a}\x{202f}\x{3000}]"
LARGEST_WHOLE = 2**53  # beyond it a number read as a fraction is no longer exact


def how_it_stands(path):
    """Return what changes when a file is replaced or written again; () where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 (a table looks at hundreds, and to make Paths takes longest)
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def sha256(path):
    """Return the checksum of a file on disk."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, order=True)
class SourceFile:
    """A file on disk, or one member of a zip on disk, as it stood when this was made.

    What comes to lie there under the same name later is another one: readers keep what they read by file.
    """

    path: Path
    member: str | None = None
    stands: tuple = field(init=False, repr=False)

    def __post_init__(self):
        """Note how the file stands."""
        object.__setattr__(self, "stands", how_it_stands(self.path))

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
                packed.refuse_long(self.name, self.path.stat().st_size)
                return self.path.open("rb")
            with zipfile.ZipFile(self.path) as archive:
                packed.refuse_large(self.path.name, [archive.getinfo(self.member)])
                return io.BytesIO(archive.read(self.member))
        except FileNotFoundError:
            raise InputError(f"{self.name}: no such file.") from None
        except OSError as fault:
            raise InputError(f"{self.name}: cannot be read ({fault.strerror or fault}).") from None
        except KeyError:
            raise InputError(f"{self.name}: the zip holds no such file.") from None
        except NotImplementedError:  # before RuntimeError, of which it is one
            raise InputError(
                f"{self.name}: is packed in a way that cannot be read. Unpack the zip."
            ) from None
        except RuntimeError:
            raise InputError(f"{self.name}: the zip is encrypted. Unpack it first.") from None
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

    Raises InputError when the zip is cut, encrypted, or holds a path that points outside it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename and not entry.is_dir()]
    except FileNotFoundError:
        raise InputError(f"{path.name}: no such file.") from None
    except (zipfile.BadZipFile, EOFError, OSError):
        raise InputError(f"{path.name}: the zip is damaged or cut short. Download it again.") from None
    packed.refuse_climbing(path.name, entries)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise InputError(f"{path.name}: the zip is encrypted. Unpack it first.")
    packed.refuse_large(path.name, entries)
    return [SourceFile(path, entry.filename) for entry in entries]


def is_damaged(content):
    """Tell whether a zip, or a workbook that is one, holds other bytes than were packed into it.

    A reader of workbooks takes what it finds: a digit that changed on the way would be read as it is.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.testzip() is not None
    except (zipfile.BadZipFile, zipfile.zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return True


def check_text(file, start):
    """Refuse a text file whose first bytes show that it is empty, an error, packed, or not UTF-8.

    `start` holds the first bytes of `file`, which is named in the message.
    """
    start = start.removeprefix(BYTE_ORDER_MARK)
    if not start.strip():
        raise InputError(f"{file.name}: the file is empty. Download it again.")
    # No table that we read begins so, but every error page does, whether in HTML or in a store's XML.
    if start.lstrip().startswith(b"<"):
        raise InputError(
            f"{file.name}: holds a web page, not data: an error page was saved in its place. "
            "Download it again."
        )
    if start.lstrip().startswith(b'{"error"'):
        raise InputError(f"{file.name}: holds the server's error message, not data. Download it again.")
    if start.startswith(GZIP_MARK):
        raise InputError(f"{file.name}: is packed (gzip), and its name does not say so. Unpack it first.")
    if start.startswith(BYTE_ORDER_MARK):
        raise InputError(
            f"{file.name}: begins with two invisible byte-order marks. Save it as CSV UTF-8 again."
        )
    if start.startswith(UTF16_MARKS) or b"\x00" in start:
        raise InputError(f"{file.name}: is not UTF-8 text (it looks like UTF-16). Save it as CSV UTF-8.")


def read_csv(file, headings=()):
    """Return a CSV as a DataFrame of text: every cell a string, headings as they stand.

    One that differs from one of `headings` in its case or its blanks alone is that one. A blank cell is "",
    never missing, so that nothing turns into a zero further on. Cells lose blanks around them, and doubled
    blanks and line breaks in them.

    Raises InputError for a heading twice, and for what `arrow` refuses.
    """
    frame = _tidied(arrow(file)).to_pandas()
    frame.columns = as_spelt(frame.columns, headings)
    refuse_heading_twice(file, list(frame.columns))
    return frame


def as_spelt(found, headings):
    """Return headings that were `found`, those of `headings` as they are spelt there.

    >>> as_spelt(["LAD code ", "People"], ["LAD Code"])
    ['LAD Code', 'People']
    """
    spelt = {heading_key(heading): heading for heading in headings}
    return [spelt.get(heading_key(heading), heading) for heading in found]


def heading_key(text):
    """Return what headings are compared by: publishers vary their case and the blanks around and in them."""
    return " ".join(text.split()).casefold()


def arrow(file, columns=(), headings=None):
    """Return a CSV, or some `columns` of it, as an Arrow table of text, each cell as it stands.

    `headings` are those of a file that has none itself.

    Raises InputError for an empty file, a web page, an encoding other than UTF-8, a header without rows,
    a row with too few or too many cells, a quotation mark that never closes, and a last line that was cut
    short.
    """
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
    # A cell whose quotation mark is lost at one end would swallow every row up to the next mark.
    if content.count(b'"') % 2:
        raise InputError(
            f"{file.name}: a quotation mark opens and never closes. The file was cut or edited: "
            "download it again."
        )
    faults = []

    def remember(row):
        faults.append(row)
        return "skip"

    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(content),
            read_options=pyarrow.csv.ReadOptions(use_threads=False, column_names=headings),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=remember),
            convert_options=pyarrow.csv.ConvertOptions(
                strings_can_be_null=False, default_column_type=pa.string(), include_columns=columns
            ),
        )
    except pa.ArrowInvalid as fault:
        raise InputError(f"{file.name}: is not a CSV that can be read ({fault}).") from None
    if faults:
        first = faults[0]
        where = f"row {first.number}" if first.number else "a row"
        raise InputError(
            f"{file.name}: {where} has {first.actual_columns} cells where the header has "
            f"{first.expected_columns}; {len(faults)} in all. The file was cut or edited: download it again."
        )
    if not table.num_rows:
        raise InputError(f"{file.name}: holds headings and no rows. Download it again.")
    return table


def _tidied(table):
    """Return an Arrow table of text whose cells have single blanks, and those inside a text alone."""
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        # Most columns are figures, which take a thirtieth of the time to see.
        if pc.all(pc.ascii_is_decimal(column)).as_py():
            continue
        if pc.any(pc.match_substring_regex(column, UNTIDY)).as_py():
            cells = [" ".join(cell.split()) for cell in column.to_pylist()]
            table = table.set_column(place, name, pa.array(cells, pa.string()))
    return table


def headings(file):
    """Return the headings of a CSV, as they stand (a byte-order mark apart)."""
    content = file.head(262_144)
    check_text(file, content[:65_536])
    text = content.decode("utf-8-sig", errors="replace")
    return next(csv.reader(io.StringIO(text, newline="")), [])


def require(file, found, wanted):
    """Refuse a file that lacks one of the `wanted` headings, naming the nearest of those `found`."""
    missing = [heading for heading in wanted if heading not in found]
    if missing:
        others = [heading for heading in found if heading not in wanted]
        raise InputError(
            f'{file.name}: heading "{missing[0]}" is missing. {nearest(missing[0], others)}'.rstrip()
        )


def refuse_heading_twice(file, found):
    """Refuse a file of which two columns have the same heading."""
    twice = [heading for heading in found if found.count(heading) > 1]
    if twice:
        raise InputError(f'{file.name}: the heading "{twice[0]}" appears twice. Download the file again.')


def first_row(wrong, file):
    """Return the place of the first `wrong` row, and its row in the file, or below rows `above` headings.

    A table has the number of a row less 2 as its index.
    """
    place = wrong.to_numpy(dtype=bool).argmax()
    return place, wrong.index[place] + 2 + getattr(file, "above", 0)


def refuse_where(wrong, file, column, values, wanted):
    """Refuse `values` where any is `wrong`, naming the row of the first, counted as in the file."""
    if wrong.any():
        place, row = first_row(wrong, file)
        raise InputError(
            f'{file.name}, column "{column}", row {row}: found "{values.iloc[place]}", '
            f"expected {wanted}; {int(wrong.sum())} in all."
        )


def stripped(values):
    """Return texts without blanks around them; a column repeats a few, so that each is looked at once."""
    return values.map({text: text.strip() for text in values.unique()}).astype("str")


def area_codes(values, file, column, pattern=r"[EWK][0-9]{8}", wanted="an ONS code such as E07000222"):
    """Return the codes of `values` without blanks around them.

    Raises InputError naming the row of one that does not match `pattern`.
    """
    codes = values.str.strip()
    refuse_where(~codes.str.fullmatch(pattern), file, column, values, wanted)
    return codes


def whole_numbers(values, file, column, lowest=0):
    """Return text `values` as whole numbers.

    Raises InputError naming the row, counted as in the file, for text, a fraction or a number
    below `lowest` (None: any).
    """

    # Ten times as fast as pandas over 25 columns of 35,672 rows. Padded or signed numbers go the slow way.
    plain = pa.array(values, pa.string())
    if (
        pc.all(pc.ascii_is_decimal(plain)).as_py()
        and (lowest or 0) <= 0
        and pc.max(pc.utf8_length(plain)).as_py() < 16
    ):
        return pd.Series(plain.cast(pa.int64()).to_numpy(), values.index, name=values.name)
    text = values.str.strip()
    # R writes 100000 as 1e+05, which is exact; a spreadsheet's 9.1E+03 has lost digits. pandas alone would
    # read 0x10 as a number too.
    exact = text.str.fullmatch(r"[+-]?(?:[0-9.]+|[0-9]e\+?(?:0[5-9]|[1-9][0-9]))")
    numbers = pd.to_numeric(text, errors="coerce").where(exact)
    wrong = numbers.isna() | (numbers % 1 != 0) | (numbers.abs() > LARGEST_WHOLE)
    if lowest is not None:
        wrong |= numbers < lowest
    wanted = "a whole number" if lowest is None else f"a whole number, {lowest} or more"
    refuse_where(wrong, file, column, values, wanted)
    return numbers.astype("int64")
