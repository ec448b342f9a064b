"""What may be unpacked: no more than a publisher's file holds, and no XML that refers beyond itself.

A workbook of five kilobytes can name a cell so far out that whatever opens it asks for all cells between and
runs out of memory. So a workbook is looked over before it is opened: how much it unpacks to, how many
cells it spans, and that none of its parts declares a type of document, from which entities come.
"""

import io
import re
import zipfile

from analysis.errors import InputError

LARGEST = 2_000_000_000  # bytes. The largest known, outlines of all small areas in full detail, takes 0.7
SMALL = 100_000_000  # below it no memory is at stake
MOST_SQUEEZED = 200  # times. Tables of one figure over and over reach sixty
MOST_CELLS = 30_000_000  # spanned: about 1.3 GB once opened
MOST_CELLS_ODS = 10_000_000  # there a cell takes three times as much
PIECE = 16_000_000

_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_PROLOG_AT_MOST = 65_536
_KINDS = bytes.maketrans(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678'", b"A" * 52 + b"9" * 9 + b'"'
)
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d*?)\d{0,2}["']""")
_LETTERS, _DIGITS = range(1, 8), range(1, 10)
_ROW, _CELL = re.compile(rb"<(?:\w+:)?row(?=[\s/>])"), re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_ODS_ROW = re.compile(rb"<(?:\w+:)?table-row\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?table-row>)", re.DOTALL)
_ODS_CELL = re.compile(rb"<(?:\w+:)?(?:covered-)?table-cell\b([^>]*)>")
_REPEATED = re.compile(rb"""-repeated\s*=\s*["'](\d+)""")


def refuse_long(name, size):
    """Refuse a file of more bytes than any file that is read has."""
    if size > LARGEST:
        raise InputError(
            f"{name}: is {size / 1e6:,.0f} MB; the limit is {LARGEST / 1e6:,.0f} MB. Download it again."
        )


def refuse_large(name, entries):
    """Refuse a zip of which a member unpacks to more than any publisher's file; `entries` are ZipInfos."""
    for entry in entries:
        squeezed = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > LARGEST or (entry.file_size > SMALL and squeezed > MOST_SQUEEZED):
            raise InputError(
                f"{name}: {entry.filename[-80:]!r} would unpack to {entry.file_size / 1e6:,.0f} MB, which no "
                "file of a publisher's does. Do not open it; download it again."
            )


def refuse_climbing(name, entries):
    """Refuse a zip with a path that points outside it; `entries` are ZipInfos."""
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if not parts[0] or ".." in parts or ":" in parts[0]:
            raise InputError(
                f"{name}: holds a path that points outside the zip ({entry.filename!r}). "
                "It is not a publisher's file: do not open it."
            )


def refuse_hostile(name, content):
    """Refuse the bytes of a workbook that unpacks to too much, spans too many cells, or declares entities.

    What is not a zip, or is damaged, is left to the reader that refuses it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            entries = parts.infolist()
            refuse_large(name, entries)
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise InputError(f"{name}: would unpack to more than any workbook. Do not open it.")
            plain = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
            for entry in plain:
                refuse_entities(name, parts, entry)
            if any(re.search(r"sheet[^/]*\.bin$", entry.filename, re.IGNORECASE) for entry in entries):
                raise InputError(f"{name}: is a binary workbook. Save it as XLSX.")
            spanned = _spanned(parts, plain)
    except InputError:
        raise
    # Before Python 3.12 a zip that lost its first bytes is a ValueError: its members would stand before it.
    except (zipfile.BadZipFile, EOFError, RuntimeError, ValueError, zipfile.zlib.error):
        return
    if spanned > MOST_CELLS:
        raise InputError(
            f"{name}: its sheets span {spanned:,} cells, most of them empty. Take out what is far from "
            "the table, or download the file again."
        )


def _spanned(parts, entries):
    """Return how many cells the sheets of a workbook span, or a number above that which is allowed."""
    if any(entry.filename == "content.xml" for entry in entries):
        return _ods_cells(parts.read("content.xml")) * (MOST_CELLS // MOST_CELLS_ODS)
    bounds = {entry: _bound(parts, entry) for entry in entries}
    for entry in sorted(entries, key=bounds.get, reverse=True):
        if sum(bounds.values()) <= MOST_CELLS:
            break
        bounds[entry] = _exact(parts, entry)  # takes as long as opening it
    return sum(bounds.values())


def refuse_entities(name, parts, entry):
    """Refuse a part of a workbook that is not plain XML in UTF-8 from its first element on."""
    with parts.open(entry) as stream:
        start = stream.read(_PROLOG_AT_MOST).removeprefix(b"\xef\xbb\xbf")
    rest = start[_PROLOG.match(start).end() :]
    if start.strip() and not re.match(rb"<[A-Za-z_]", rest):
        raise InputError(
            f"{name}: {entry.filename[-80:]!r} is not XML as workbooks have it: it declares a type of "
            "document, which can hide files and bombs, or is not in UTF-8. Do not open it; download it again."
        )


def _pieces(parts, entry):
    """Yield a part piece by piece, none of which begins or ends within a mark."""
    with parts.open(entry) as stream:
        rest = b""
        while piece := stream.read(PIECE):
            piece = rest + piece
            cut = max(piece.rfind(b"<"), 0)
            yield piece[:cut]
            rest = piece[cut:]
        yield rest


def _bound(parts, entry):
    """Return a number of cells that a sheet does not span more than, from how long its addresses are.

    It takes a small part of the time that reading all addresses does.
    """
    letters, digits, rows, widest, is_sheet = 0, 0, 0, 0, False
    for piece in _pieces(parts, entry):
        kinds = piece.replace(b'id="rId', b'id="').translate(_KINDS)
        letters = max([letters, *(n for n in _LETTERS if b'"' + b"A" * n + b"9" in kinds)])
        ends = ((n, b"9" * n + b'"') for n in _DIGITS)
        digits = max([digits, *(n for n, end in ends if b"A" + end in kinds or b' A="' + end in kinds)])
        lines = (piece.replace(b":row", b"<row") if b":row" in piece else piece).split(b"<row")
        rows += len(lines) - 1
        is_sheet |= b"sheetData" in piece
        widest = max(widest, *(line.count(b"<c") + line.count(b":c") for line in lines))
    if not is_sheet:
        return 0
    addressed = sum(26**n for n in range(1, letters + 1))
    return max(addressed, widest) * max(10**digits, rows)


def _exact(parts, entry):
    """Return how many cells a sheet spans, its addresses read one by one, rows up to a hundred."""
    width, height, rows, widest = 0, 0, 0, 0
    for piece in _pieces(parts, entry):
        first, *others = _ROW.split(piece)
        rows += len(others)
        widest = max(widest, *(len(_CELL.findall(line)) for line in (first, *others)))
        for letters, hundreds in set(_ADDRESS.findall(piece)):
            width = max(width, _number(letters))
            height = max(height, (int(hundreds or 0) + 1) * 100)
    return max(width, widest) * max(height, rows)


def _number(letters):
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _ods_cells(text):
    """Return how many cells the sheets of an OpenDocument workbook span, repeated ones counted."""
    spanned = 0
    for table in re.split(rb"<(?:\w+:)?table(?=[\s>])", text):
        width, height, position = 0, 0, 0
        for attributes, body in _ODS_ROW.findall(table):
            position += _times(attributes)
            if filled := _filled(body):
                width, height = max(width, filled), position
        spanned += width * height
    return spanned


def _filled(body):
    """Return the place of the last cell of a row that holds anything."""
    cells = _ODS_CELL.findall(body)
    while cells and cells[-1].endswith(b"/") and b"value" not in cells[-1]:
        cells.pop()
    return len(cells) + sum(_times(one) - 1 for one in cells if b"-repeated" in one)


def _times(attributes):
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1
