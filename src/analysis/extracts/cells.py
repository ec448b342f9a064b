"""The cells of an office's file as text, sheet by sheet: CSV or XLSX, from memory alone."""

import csv
import datetime
import io
import itertools
from dataclasses import dataclass

import numpy as np
from xlsxwriter.utility import xl_col_to_name as letter

from analysis import plain_file
from analysis.errors import InputError, nearest
from analysis.extracts import contents, refused
from analysis.extracts.texts import key, tidy
from analysis.sources import packed, workbooks

DELIMITERS = (",", ";", "\t", "|")
MOST_CELLS = 0.8  # of the headings: a title with commas is several cells of a CSV too, but not so many
AGAIN = "Save it again as XLSX."
WINDOWS = "cp1252"  # what spreadsheet programs on Windows write as "CSV" where nobody chooses UTF-8
_MARK_OF_UTF_8 = b"\xef\xbb\xbf"
ROWS_ABOVE_HEADINGS = 30  # titles and criteria that exports write above the table
LOCKED = b"\xd0\xcf\x11\xe0"  # how a workbook with a password begins, and one in the format of before 2007


@dataclass(frozen=True)
class Column:
    """One column: its letter, its heading as it stands, and its cells as places among distinct texts."""

    letter: str
    heading: str
    texts: list
    cells: np.ndarray
    broken: frozenset  # places of texts that had a line break

    @property
    def filled(self):
        """Return which cells hold anything."""
        return np.array([bool(text) for text in self.texts], dtype=bool)[self.cells]

    def first(self, wrong):
        """Return the first row, counted from zero, whose text is at one of the places `wrong`."""
        return int(np.isin(self.cells, wrong).argmax())

    def number(self, wrong):
        """Return how many cells hold a text at one of the places `wrong`."""
        return int(np.isin(self.cells, wrong).sum())


@dataclass(frozen=True)
class Sheet:
    """A table: how messages name it, the texts above its headings, its columns and its rows.

    `top` is the row of the headings as a spreadsheet counts, `above` pairs of a cell and its text.
    """

    place: str
    above: tuple
    top: int
    columns: tuple
    rows: int

    @property
    def filled(self):
        """Return which rows hold anything."""
        return np.logical_or.reduce([column.filled for column in self.columns])

    def cell(self, column, row):
        """Return the address of a cell below the headings, such as "F214"."""
        return f"{column.letter}{self.top + 1 + row}"

    def at(self, column, row):
        """Return the place of a cell below the headings, as messages name it."""
        return f"{self.place}, cell {self.cell(column, row)}"

    def refuse_values_without_heading(self, column):
        """Refuse a column without a heading that has a value all the same, naming its first."""
        if column.filled.any():
            place = self.at(column, int(column.filled.argmax()))
            raise InputError(f"{place}: the column has values and no heading. Give it one, or take it out.")

    def named(self, known, written, never, strange, mapped_or_not=False, below_force=True, let_in=()):
        """Return {name: column} of the columns, by `known`: {key of a heading: name, None for one ignored}.

        A heading that stands for what is never let in is refused with the words `never`, with `mapped_or_not`
        also where it is known; any other that is not known with the words `strange`, in which {} stands for
        the nearest of those that are, as they are `written`. `let_in` are {name: what its heading may stand
        for} of those that are let in all the same.
        """
        found, seen = {}, {}
        for column in self.columns:
            place, heading = f"{self.place}, cell {column.letter}{self.top}", key(column.heading)
            if not heading:
                self.refuse_values_without_heading(column)
                continue
            kind = refused.kind(column.heading, below_force)
            if kind and kind in dict(let_in).get(known.get(heading), ()):
                kind = None
            if kind and (mapped_or_not or heading not in known):
                raise InputError(f"{place}: the heading stands for {kind}, which is never let in{never}")
            if heading not in known:
                # A heading that is not known is not printed: it may be a name that slipped up.
                near = nearest(tidy(column.heading), written)
                raise InputError(f"{place}: the heading is {strange.format(near)}".replace("  ", " "))
            if heading in seen:
                raise InputError(f"{place}: the heading appears twice, first in column {seen[heading]}.")
            seen[heading], name = column.letter, known[heading]
            if name in found:
                raise InputError(
                    f'{place}: a second column for the field "{name}", beside column {found[name].letter}. '
                    "Take one of them out and save the file again."
                )
            if name is not None:
                found[name] = column
        return found

    def refuse_persons_above(self, harmless=()):
        """Refuse a text above the headings that could point at a person, `harmless` kinds apart."""
        for cell, text in self.above:
            kind = contents.kind(text, dates=False, prose=False)
            if kind and kind not in harmless:
                raise InputError(
                    f"{self.place}, cell {cell}: holds what looks like {kind}, above the headings. Take it "
                    "out."
                )


def sheets(path, is_heading, list_of_headings="columns.toml"):
    """Return the sheets of a CSV or XLSX file that hold anything, one row below the headings or more in all.

    `is_heading` tells whether a text is a heading of a field: the first row with two such is the row of
    headings. `list_of_headings` is as in `with_headings`.

    Raises InputError for a file that is empty, locked, cut or neither, and a sheet without headings.
    """
    found = with_headings(path, is_heading, list_of_headings)
    if not any(sheet.rows for sheet in found):
        raise InputError(
            f"{path.name}: holds no rows. Save the extract again; if there was nothing to count in this "
            "quarter, write one row with a count of 0."
        )
    return found


def with_headings(path, is_heading, list_of_headings, only=None):
    """Return the sheets as `sheets` does, also where no row appears below the headings yet.

    `list_of_headings` is the file that says which headings there are, for messages; `only` names the one
    sheet of a workbook that is wanted.
    """
    content = _content(path)
    if path.suffix.lower() == ".csv":
        places = [(path.name, _csv_rows(path.name, content, is_heading))]
    elif only:
        places = [(f'{path.name}, sheet "{only}"', _named(path.name, content)[only])]
    else:
        # A sheet is called by its number: its name may be a person's.
        every = enumerate(_named(path.name, content).values(), start=1)
        places = [(f"{path.name}, sheet {number}", rows) for number, rows in every]
    ragged = path.suffix.lower() == ".csv"
    found = [_sheet(place, rows, is_heading, list_of_headings, ragged) for place, rows in places]
    return [sheet for sheet in found if sheet is not None]


def named_sheets(path):
    """Return {name: rows of cells} of every sheet of a workbook.

    Raises InputError for a file that is empty, locked, cut or no workbook.
    """
    return _named(path.name, _content(path))


def _content(path):
    """Return the bytes of an office's file, which may not be empty."""
    try:
        packed.refuse_long(path.name, path.stat().st_size)
        content = plain_file.content(path)
    except OSError as fault:
        raise InputError(f"{path.name}: cannot be read ({fault.strerror or 'no permission'}).") from None
    if not content.strip():
        raise InputError(f"{path.name}: the file is empty. Save the extract again.")
    return content


def decoded(name, content):
    """Return the text of a CSV's bytes and its encoding: UTF-8, or else `WINDOWS`.

    Raises InputError for what is neither, and for a file that says it is UTF-8 and is not: it is damaged.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        raise InputError(f"{name}: is not UTF-8 text. Save it as CSV UTF-8 or as XLSX.")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
    try:
        if not content.startswith(_MARK_OF_UTF_8):
            return content.decode(WINDOWS), WINDOWS
    except UnicodeDecodeError:
        pass
    raise InputError(
        f"{name}: line {line} is not UTF-8 text. Save it as CSV UTF-8, a type of its own, or XLSX."
    ) from None


def _csv_rows(name, content, is_heading):
    text, _ = decoded(name, content)
    if not text.endswith(("\n", "\r")):
        raise InputError(f"{name}: the last line does not end: the file was cut short. Save it again.")
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            if any(_is_top(row, is_heading) for row in itertools.islice(reader, ROWS_ABOVE_HEADINGS + 1)):
                return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error:
            problem = "a quotation mark opens and never closes, or stands inside a text"
            if any(_is_top(row, is_heading) for row in _readable(text, delimiter)):
                raise InputError(f"{name}: {problem}. Save the extract again.") from None
    return [[cell] for cell in text.splitlines()[: ROWS_ABOVE_HEADINGS + 1]]


def _readable(text, delimiter):
    lines = text.splitlines()[: ROWS_ABOVE_HEADINGS + 1]
    return [[cell.strip('" ') for cell in line.split(delimiter)] for line in lines]


def _named(name, content):
    """Return {sheet: rows} of the bytes of a workbook."""
    if content.startswith(LOCKED):
        raise InputError(
            f"{name}: has a password, or is in the format of before 2007. Save it as XLSX without a password."
        )
    book = workbooks.loaded(name, content, AGAIN)

    def rows(sheet):
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)

    return {sheet: workbooks.readable(name, rows, sheet, AGAIN) for sheet in book.sheet_names}


def _text(cell):
    """Return a workbook's cell as the text that a CSV of it would have."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return str(cell.date() if cell.time() == datetime.time() else cell)
    return "" if cell is None else str(cell)


def _is_top(row, is_heading):
    return len({tidy(cell).casefold() for cell in map(_text, row) if is_heading(cell)}) >= 2


def is_blank(row):
    """Tell whether no cell of a row holds anything."""
    return not any(_text(cell).strip() for cell in row)


def _sheet(place, rows, is_heading, list_of_headings, ragged):
    while rows and is_blank(rows[-1]):
        rows.pop()
    if not rows:
        return None
    top = next(
        (at for at, row in enumerate(rows[: ROWS_ABOVE_HEADINGS + 1]) if _is_top(row, is_heading)), None
    )
    if top is None:
        raise InputError(
            f"{place}: no row has the headings that {list_of_headings} knows, two or more of them. Write "
            "there what the file calls its columns, or take the sheet out of the file."
        )
    above = tuple(
        (f"{letter(column)}{row + 1}", tidy(_text(cell)))
        for row in range(top)
        for column, cell in enumerate(rows[row])
        if _text(cell).strip()
    )
    headings, body = rows[top], rows[top + 1 :]
    _refuse_rows_above(place, rows[:top], headings, body)
    if ragged:
        body = [row if row else [""] * len(headings) for row in body]
        _same_width(place, top, len(headings), body)
    columns = tuple(_columns(headings, body))
    return Sheet(place, above, top + 1, columns, len(body))


def _refuse_rows_above(place, above, headings, body):
    """Refuse a row of the table that appears above its headings, where only titles belong.

    It fills nearly every column, or, where a table leaves many blank, the same ones as a row below.
    """
    for number, row in enumerate(above, start=1):
        filled = _filled(row)
        like_a_row = len(filled) >= 3 and any(_filled(other) == filled for other in body)
        if like_a_row or len(filled) >= max(3, MOST_CELLS * len(_filled(headings))):
            raise InputError(
                f"{place}, row {number}: appears above the headings and has {len(filled)} cells, as a row of "
                "the table has. Move the headings to the top of the table: what is above them is not counted."
            )


def _filled(row):
    """Return the places of the cells of a row that hold anything."""
    return [at for at, cell in enumerate(row) if _text(cell).strip()]


def _same_width(place, top, width, body):
    wrong = [at for at, row in enumerate(body) if len(row) != width]
    if wrong:
        raise InputError(
            f"{place}, row {top + 2 + wrong[0]}: has {len(body[wrong[0]])} cells, and there are {width} "
            f"headings; {len(wrong)} in all. Text with a comma needs quotation marks: save the extract again."
        )


def _columns(headings, body):
    by_column = zip(*body, strict=True) if body else ([] for _ in headings)
    for at, (heading, cells) in enumerate(zip(headings, by_column, strict=True)):
        if bool in set(map(type, cells)):  # True equals 1, and would be taken for it
            cells = [_text(cell) for cell in cells]
        place = {cell: number for number, cell in enumerate(dict.fromkeys(cells))}
        texts = [_text(cell) for cell in place]
        broken = frozenset(
            number for number, text in enumerate(texts) if "\n" in text.strip() or "\r" in text.strip()
        )
        places = np.fromiter(map(place.__getitem__, cells), dtype=np.int32, count=len(cells))
        yield Column(letter(at), _text(heading), [tidy(text) for text in texts], places, broken)
