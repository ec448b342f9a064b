"""Workbooks as publishers give them: opened once and read by row."""

import io
import re
from dataclasses import dataclass, field

import python_calamine
from python_calamine import SheetVisibleEnum

from analysis.errors import InputError
from analysis.sources import files as source_files
from analysis.sources import packed

AGAIN = "Download it again."


@dataclass(frozen=True)
class Place:
    """Where in a file a message points: the file, or a sheet of it, with rows `above` its headings."""

    name: str
    above: int = 0


@dataclass(frozen=True)
class Workbook:
    """A workbook that was opened, and the file it is of; its sheets are read when they are asked for."""

    file: source_files.SourceFile
    book: object = field(repr=False)

    @property
    def sheet_names(self):
        """Return the names of the sheets that can be seen, in their order; of all where none can.

        Workbooks that publishers make with a tool have hundreds of hidden ones, which hold its workings.
        """
        seen = [one.name for one in self.book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        return seen or self.book.sheet_names

    def get_sheet_by_name(self, name):
        """Return a sheet; raises InputError for one that is damaged."""
        return readable(self.file.name, self.book.get_sheet_by_name, name, AGAIN)


def is_workbook(file):
    """Tell whether a file is a workbook, by its name."""
    return file.stem_name.lower().endswith((".xlsx", ".ods", ".xls"))


def opened(file):
    """Return the `Workbook` that a file holds (ODS or XLSX).

    Raises InputError for a file that is none: empty, cut, damaged, or a web page saved in its place.
    """
    content = file.read_bytes()
    if not content.startswith(b"PK"):
        source_files.check_text(file, content[:65_536])
    return Workbook(file, loaded(file.name, content, AGAIN))


def loaded(name, content, advice):
    """Return what calamine makes of the bytes of a workbook, after a look at what they would unpack to.

    Raises InputError with the `advice` for what is hostile, damaged or no workbook.
    """
    packed.refuse_hostile(name, content)
    if content.startswith(b"PK") and source_files.is_damaged(content):
        raise InputError(f"{name}: is not a workbook that can be read: it is damaged or cut short. {advice}")
    return readable(name, python_calamine.load_workbook, io.BytesIO(content), advice)


def readable(name, reader, given, advice):
    """Return what a `reader` of calamine's makes of `given`; on some damage it panics, which is no Exception.

    Its own words are not repeated: they may hold a value.
    """
    try:
        return reader(given)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        raise InputError(f"{name}: is not a workbook that can be read. {advice}") from None


def rows(workbook, name, number=None):
    """Return the rows of a sheet from its first cell on, each a list; with `number`, so many of them."""
    sheet = workbook.get_sheet_by_name(name)
    return sheet.to_python(skip_empty_area=False, nrows=number)


def title(workbook, name):
    """Return the first text in the first three rows of a sheet: where publishers put a table's title."""
    for row in rows(workbook, name, number=3):
        for cell in row:
            if isinstance(cell, str) and cell.strip():
                return tidy(cell)
    return ""


def text(cell):
    """Return a cell as the text of it that a CSV of the sheet would have.

    >>> text(46.0), text(5.5), text("28A")
    ('46', '5.5', '28A')
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


NOTE = re.compile(r"\s*\[notes?\b[^\]]*\]", re.IGNORECASE)


def without_notes(cell):
    """Return words without marks such as "[note 4]", line breaks and doubled blanks.

    >>> without_notes("Type of  abuse [note 4]")
    'Type of abuse'
    """
    return NOTE.sub("", tidy(cell)).strip()


def tidy(cell):
    """Return a heading without line breaks and doubled blanks.

    >>> tidy("Total  recorded\\ncrime ")
    'Total recorded crime'
    """
    return " ".join(str(cell).split())
