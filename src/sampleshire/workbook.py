"""Workbooks, the same byte by byte wherever they are written.

`xlsx` and `ods` write {name: rows} cell by cell; `book` makes an xlsx workbook of many rows in little time,
with whatever a workbook may hide a value in.
"""

import io
import re
import zipfile
from datetime import datetime
from xml.sax.saxutils import escape

import numpy as np
import xlsxwriter

from sampleshire import layouts

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TITLE, CREATED = "Invented data", datetime(2026, 7, 1)
DATE_STYLE, DATE_FORMAT = 1, 14


class SharedTexts:
    """The texts of a workbook, each kept once."""

    def __init__(self):
        self.places = {}

    def cell(self, value, date=False):
        """Return the cell of a text or a number, one without anything in it for an empty text or None."""
        if value is None or value == "":
            return "<c/>"
        if isinstance(value, str):
            return f'<c t="s"><v>{self.places.setdefault(value, len(self.places))}</v></c>'
        return f'<c s="{DATE_STYLE}"><v>{value}</v></c>' if date else f"<c><v>{value}</v></c>"

    def part(self):
        """Return the part of the workbook that holds the texts."""
        items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self.places)
        count = len(self.places)
        return f'<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}">{items}</sst>'


def day_numbers(days):
    """Return days as the numbers that a spreadsheet keeps them as."""
    return (days - np.datetime64("1899-12-30")).astype(int)


def book(sheets, texts, title=TITLE, add=None):
    """Return {name: bytes} of the parts of a workbook of {name: rows of cells} and its texts.

    A library writes it with a cell or two, and the rows are put in their place: cell by cell it would take
    ten times as long. Cells follow one another without their addresses, as the format allows: half the bytes.
    `add` is given the library's workbook, and adds what it has beside its rows.
    """
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as written:
        written.set_properties({"title": title, "created": CREATED})
        date = written.add_format({"num_format": DATE_FORMAT})
        for name in sheets:
            page = written.add_worksheet(name)
            page.write_blank(0, 0, None, date)
            page.write_string(0, 1, TITLE)
            page.set_header(f"&L{TITLE}")
        if add is not None:
            add(written)
    parts = _parts(held) | {"xl/sharedStrings.xml": texts.part().encode()}
    for number, rows in enumerate(sheets.values(), start=1):
        name = f"xl/worksheets/sheet{number}.xml"
        before, after = re.split(b"<sheetData>.*</sheetData>", re.sub(b"<dimension[^>]*>", b"", parts[name]))
        body = f"<sheetData><row>{'</row><row>'.join(map(''.join, rows))}</row></sheetData>"
        parts[name] = before + body.encode() + after
    return parts


def _parts(held):
    """Return {name: bytes} of the parts of a workbook that a library has written, in an order of our own."""
    with zipfile.ZipFile(held) as written:
        names = sorted(written.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        return {name: written.read(name) for name in names}


def xlsx(sheets, title=TITLE, created=CREATED):
    """Return the bytes of an XLSX workbook of {name: rows}, cell by cell and without styles."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": created})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(line, column, value)
    return layouts.archive(_parts(held))


_ODS = "urn:oasis:names:tc:opendocument:xmlns"
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(sheets):
    """Return the bytes of an OpenDocument workbook of {name: rows}, cell by cell and without styles."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}"><table:table-row>'
        + "</table:table-row><table:table-row>".join("".join(map(_ods_cell, row)) for row in rows)
        + "</table:table-row></table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content xmlns:office="{_ODS}:office:1.0" '
        f'xmlns:table="{_ODS}:table:1.0" xmlns:text="{_ODS}:text:1.0" office:version="1.2"><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{_ODS}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIMETYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return layouts.archive(
        {
            "mimetype": _MIMETYPE.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def _ods_cell(value):
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        said = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{said}</table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
        "</table:table-cell>"
    )
