"""Workbooks as publishers give them: opened once, read by row, and told by their first rows."""

import html
import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

from analysis.errors import InputError
from analysis.sources import files as source_files
from analysis.sources import packed

# Opening a sheet of 700,000 rows takes seven seconds, and telling what a file is needs its first two rows.
LARGE = 500_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


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
        """Return the names of the sheets, in their order."""
        return self.book.sheet_names

    def get_sheet_by_name(self, name):
        """Return a sheet; raises InputError for one that is damaged."""
        return _readable(self.file, self.book.get_sheet_by_name, name)


def is_workbook(file):
    """Tell whether a file is a workbook, by its name."""
    return file.stem_name.lower().endswith((".xlsx", ".ods", ".xls"))


def opened(file):
    """Return the `Workbook` that a file holds (ODS or XLSX).

    Raises InputError for a file that is none: empty, cut, damaged, or a web page saved in its place.
    """
    import python_calamine

    content = file.read_bytes()
    if not content.startswith(b"PK"):
        source_files.check_text(file, content[:65_536])
    packed.refuse_hostile(file.name, content)
    if content.startswith(b"PK") and source_files.is_damaged(content):
        raise InputError(
            f"{file.name}: is not a workbook that can be read: it is damaged or cut short. Download it again."
        )
    return Workbook(file, _readable(file, python_calamine.load_workbook, io.BytesIO(content)))


def _readable(file, reader, given):
    """Return what calamine makes of `given`; on some damage it panics, which is not an Exception."""
    try:
        return reader(given)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        raise InputError(
            f"{file.name}: is not a workbook that can be read (ODS or XLSX). Download it again."
        ) from None


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


def address(row, column):
    """Return the address of a cell, counted from zero.

    >>> address(0, 0), address(9, 27)
    ('A1', 'AB10')
    """
    letters, number = "", column + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def first_texts(file, number=2):
    """Return the texts of the first rows of every sheet of a large workbook, reading little more than these.

    None where the file is small or laid out in another way: open it whole then.
    """
    stream = file.open()
    try:
        if stream.seek(0, io.SEEK_END) < LARGE:
            return None
        with zipfile.ZipFile(stream) as parts:
            packed.refuse_large(file.name, parts.infolist())
            if file.stem_name.lower().endswith(".ods"):
                return _first_texts_ods(parts.read("content.xml"), number)
            return _first_texts(parts, number)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, EOFError, OSError, ValueError):
        return None
    except (zipfile.zlib.error, RuntimeError, NotImplementedError):  # damaged, encrypted, packed another way
        return None
    finally:
        stream.close()


def _first_texts_ods(content, number):
    """Return the texts of the first rows of every table: what lies between is passed over unread."""
    found = []
    for table in content.split(b"<table:table ")[1:]:
        end = -1
        for _ in range(number):
            end = table.find(b"</table:table-row>", end + 1)
        for text in re.findall(rb"<text:p[^>]*>(.*?)</text:p>", table[:end], re.DOTALL):
            found.append(html.unescape(re.sub(rb"<[^>]*>", b" ", text).decode("utf-8", "replace")))
    return [text for text in found if text.strip()] or None


def _first_texts(parts, number):
    for entry in parts.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            packed.refuse_entities("", parts, entry)
    links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    target = {link.get("Id"): link.get("Target").removeprefix("/xl/") for link in links}
    book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
    cells = []
    for sheet in book.iter(f"{_MAIN}sheet"):
        with parts.open(f"xl/{target[sheet.get(_RELATION)]}") as stream:
            cells += _first_cells(stream, number)
    wanted = {int(value) for kind, value in cells if kind == "s"}
    shared = _shared_texts(parts, wanted) if wanted else {}
    texts = [shared[int(value)] if kind == "s" else value for kind, value in cells]
    return [found for found in texts if found.strip()]


def _first_cells(stream, number):
    """Return type and value of the cells of a sheet's first rows."""
    found, seen = [], 0
    for _, element in ElementTree.iterparse(stream):
        if element.tag == f"{_MAIN}c":
            inline = "".join(part.text or "" for part in element.iter(f"{_MAIN}t"))
            found.append((element.get("t"), inline or element.findtext(f"{_MAIN}v", "")))
        elif element.tag == f"{_MAIN}row":
            seen += 1
            if seen == number:
                break
    return [cell for cell in found if cell[1]]


def _shared_texts(parts, wanted):
    """Return {place: text} of the shared texts at the places `wanted`."""
    found, last = {}, max(wanted)
    with parts.open("xl/sharedStrings.xml") as stream:
        place = 0
        for _, element in ElementTree.iterparse(stream):
            if element.tag == f"{_MAIN}si":
                if place in wanted:
                    found[place] = "".join(part.text or "" for part in element.iter(f"{_MAIN}t"))
                element.clear()
                place += 1
                if place > last:
                    break
    return found


def tidy(cell):
    """Return a heading without line breaks and doubled blanks.

    >>> tidy("Total  recorded\\ncrime ")
    'Total recorded crime'
    """
    return " ".join(str(cell).split())
