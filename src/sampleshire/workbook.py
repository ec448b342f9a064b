"""Workbooks, the same byte by byte wherever they are written.

`xlsx` and `ods` write {name: rows} cell by cell; the rest writes an xlsx workbook of many rows in little
time, with the parts that a workbook may hide a value in.
"""

import io
from datetime import datetime
from xml.sax.saxutils import escape

import numpy as np
import xlsxwriter

from sampleshire import layouts

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE_2006 = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS = f"{_PACKAGE_2006}/relationships"
_OFFICE_2006 = "http://schemas.openxmlformats.org/officeDocument/2006"
OFFICE = f"{_OFFICE_2006}/relationships"
_PACKAGE = "application/vnd.openxmlformats-package"
_DOCUMENT = "application/vnd.openxmlformats-officedocument"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DATE_STYLE = 1


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


def sheet(rows):
    """Return the part of a sheet of `rows` of cells, and of nothing else.

    Cells follow one another without their addresses, as the format allows: half the bytes.
    """
    return f'<worksheet xmlns="{MAIN}"><sheetData>{_rows(rows)}</sheetData></worksheet>'


def printed_sheet(rows, head="", foot="", commented=False):
    """Return the part of a sheet of `rows` of cells, with what is printed above and below it."""
    drawing = '<legacyDrawing r:id="rId2"/>' if commented else ""
    printed = f"<oddHeader>&amp;L{escape(head)}</oddHeader><oddFooter>&amp;L{escape(foot)}</oddFooter>"
    return (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{_rows(rows)}</sheetData>'
        f"<headerFooter>{printed}</headerFooter>{drawing}</worksheet>"
    )


def _rows(rows):
    return f"<row>{'</row><row>'.join(map(''.join, rows))}</row>"


_CORE = {
    "dc:title": "title",
    "dc:subject": "subject",
    "dc:creator": "creator",
    "cp:keywords": "keywords",
    "dc:description": "description",
    "cp:lastModifiedBy": "last modified by",
    "cp:category": "category",
}
# What a workbook may have beside its sheets: the type of each part, and of the link that leads to it.
_BESIDE = {
    "xl/styles.xml": (f"{_DOCUMENT}.spreadsheetml.styles+xml", f"{OFFICE}/styles"),
    "xl/comments1.xml": (f"{_DOCUMENT}.spreadsheetml.comments+xml", f"{OFFICE}/comments"),
    "docProps/core.xml": (f"{_PACKAGE}.core-properties+xml", f"{_RELATIONS}/metadata/core-properties"),
    "docProps/app.xml": (f"{_DOCUMENT}.extended-properties+xml", f"{OFFICE}/extended-properties"),
    "docProps/custom.xml": (f"{_DOCUMENT}.custom-properties+xml", f"{OFFICE}/custom-properties"),
}


def book(sheets, texts, about=None, comments=(), defined_name="", number_format=""):
    """Return the bytes of a workbook of {name: sheet part} and its texts.

    `about` holds its properties, `comments` (cell, author, text) of the first sheet. Without `about` the
    workbook has its sheets alone.
    """
    beside = {} if about is None else _beside(about, comments, number_format)
    properties = [name for name in beside if name.startswith("docProps/")]
    numbers = range(1, len(sheets) + 1)
    types = {
        "xl/workbook.xml": f"{_DOCUMENT}.spreadsheetml.sheet.main+xml",
        **{f"xl/worksheets/sheet{n}.xml": f"{_DOCUMENT}.spreadsheetml.worksheet+xml" for n in numbers},
        "xl/sharedStrings.xml": f"{_DOCUMENT}.spreadsheetml.sharedStrings+xml",
        **{name: kind for name, (kind, _) in _BESIDE.items() if name in beside},
    }
    defaults = {"rels": f"{_PACKAGE}.relationships+xml"}
    if beside:
        defaults |= {"xml": "application/xml", "vml": f"{_DOCUMENT}.vmlDrawing"}
    kinds = "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in defaults.items())
    kinds += "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(sheets, start=1)
    )
    if defined_name:
        named = f'<definedNames><definedName name="{defined_name}">1</definedName></definedNames>'
    else:
        named = ""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f"{kinds}</Types>",
        "_rels/.rels": _relations(
            (f"{OFFICE}/officeDocument", "xl/workbook.xml"),
            *((_BESIDE[name][1], name) for name in properties),
        ),
        **{name: beside[name] for name in properties},
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>'
        f"{named}</workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            *((f"{OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n in numbers),
            (f"{OFFICE}/sharedStrings", "sharedStrings.xml"),
            *([(f"{OFFICE}/styles", "styles.xml")] if beside else []),
        ),
        **{name: part for name, part in beside.items() if name not in properties},
        **{f"xl/worksheets/sheet{n}.xml": part for n, part in enumerate(sheets.values(), start=1)},
        "xl/sharedStrings.xml": texts.part(),
    }
    heads = {name: "" if name.endswith(".vml") else HEAD for name in parts}
    return layouts.archive({name: (heads[name] + part).encode() for name, part in parts.items()})


def _beside(about, comments, number_format):
    """Return the parts in which a workbook may hide a value."""
    said = {name: escape(value) for name, value in about.items()}
    core = "".join(f"<{element}>{said[name]}</{element}>" for element, name in _CORE.items())
    return {
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE_2006}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</cp:coreProperties>',
        "docProps/app.xml": f'<Properties xmlns="{_OFFICE_2006}/extended-properties">'
        f"<Manager>{said['manager']}</Manager><Company>{said['company']}</Company></Properties>",
        "docProps/custom.xml": f'<Properties xmlns="{_OFFICE_2006}/custom-properties" '
        f'xmlns:vt="{_OFFICE_2006}/docPropsVTypes"><property name="Extract" pid="2" '
        f'fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}"><vt:lpwstr>{said["custom property"]}</vt:lpwstr>'
        "</property></Properties>",
        "xl/styles.xml": _styles(number_format),
        "xl/comments1.xml": _comments(comments),
        "xl/drawings/vmlDrawing1.vml": _drawing(comments),
        "xl/worksheets/_rels/sheet1.xml.rels": _relations(
            (f"{OFFICE}/comments", "../comments1.xml"),
            (f"{OFFICE}/vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ),
    }


def with_archive_comment(content, text):
    """Return the bytes of a zip without a comment, with one."""
    return content[:-2] + len(text).to_bytes(2, "little") + text.encode("ascii")


def _relations(*targets):
    """Return the part that links another to `targets`, each a kind and an address, as rId1 and so on."""
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{links}</Relationships>'


def _styles(number_format):
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
        f'formatCode="0&quot; {number_format}&quot;"/></numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
        '<xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _comments(comments):
    authors = list(dict.fromkeys(author for _, author, _ in comments))
    listed = "".join(f"<author>{escape(author)}</author>" for author in authors)
    notes = "".join(
        f'<comment ref="{cell}" authorId="{authors.index(author)}">'
        f"<text><t>{escape(text)}</t></text></comment>"
        for cell, author, text in comments
    )
    return (
        f'<comments xmlns="{MAIN}"><authors>{listed}</authors><commentList>{notes}</commentList></comments>'
    )


def _drawing(comments):
    """Return the boxes in which a spreadsheet program shows comments; without them it repairs the file."""
    shapes = ""
    for n, (cell, _, _) in enumerate(comments):
        column, row = ord(cell[0]) - ord("A"), int(cell[1:]) - 1
        shapes += (
            f'<v:shape id="_x0000_s{1025 + n}" type="#_x0000_t202" style="visibility:hidden">'
            f'<x:ClientData ObjectType="Note"><x:Row>{row}</x:Row><x:Column>{column}</x:Column>'
            "</x:ClientData></v:shape>"
        )
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" '
        f'o:spt="202" path="m,l,21600r21600,l21600,xe"/>{shapes}</xml>'
    )


def xlsx(sheets, title="Invented data", created=datetime(2026, 7, 1)):
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
    return layouts.workbook(held.getvalue())


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
