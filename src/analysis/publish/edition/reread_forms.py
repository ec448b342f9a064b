"""Read the Word document, the PDF and the workbook of an edition back, and give every text in them."""

import io
import re
import zipfile
from xml.parsers import expat

from analysis.publish.edition.reread import EVERYWHERE, Text, UnreadableError, plain_parser, png

# What a document of ours consists of. Anything else, such as an embedded file or a macro, is refused.
WORD_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core|custom)\.xml"
    r"|word/(?:_rels/)?(?:document|numbering|styles|footnotes|comments|settings|fontTable|webSettings"
    r"|header\d|footer\d)\.xml(?:\.rels)?|word/theme/theme1\.xml|word/media/rId\d+\.png"
)
BOOK_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core)\.xml"
    r"|xl/(?:_rels/)?(?:workbook|styles|sharedStrings|metadata)\.xml(?:\.rels)?|xl/theme/theme1\.xml"
    r"|xl/worksheets/(?:_rels/)?sheet\d+\.xml(?:\.rels)?|xl/tables/table\d+\.xml"
)
CONTENTS, NOTES = "Contents", "Notes"  # of the workbook; notes are numbered
FIELDS = {' TOC \\o "1-1" \\h \\z \\u '}  # what Word is told to work out by itself
MOST_BYTES = 500_000_000  # unpacked: more is no report
# In these elements stands text that a reader sees or hears; attributes that do so are `descr` and `title`.
SPOKEN = {"t", "title", "subject", "description", "keywords", "creator", "lpwstr", "category"}


def word(content, pieces, sentences):
    """Give the texts of a Word document with the piece in which each stands, and those of its pictures.

    `pieces` are the names of bookmarks with the piece that each encloses; `sentences` the names of the
    findings in their order.
    """
    parts = _parts(content, WORD_PARTS)
    texts = []
    for name, data in parts.items():
        if name.endswith(".png"):
            texts += [Text(f"{name}, {text.place}", None, text.words) for text in png(data, None)]
        elif name == "word/document.xml":
            texts += _document(data, pieces, iter(sentences))
        elif not name.endswith(".rels") and re.search(r"docProps/|header|footer|comments|footnotes", name):
            texts += [Text(name, None, words) for words in _spoken(data)]
    return texts


def _document(data, pieces, sentences):
    """Give the texts of paragraphs and of descriptions; a bookmark says in which piece they stand."""
    texts, marks, state = [], [], {"words": [], "style": "", "inside": False, "field": False}

    def within():
        if state["style"] == "Finding" and not marks:
            return next(sentences, "a finding too many")
        return marks[-1][1] if marks else None

    def start(tag, attributes):
        name = tag.rpartition(":")[2]
        if name == "bookmarkStart" and attributes.get("w:name") in pieces:
            marks.append((attributes["w:id"], pieces[attributes["w:name"]]))
        elif name == "bookmarkEnd":
            marks[:] = [mark for mark in marks if mark[0] != attributes.get("w:id")]
        elif name == "p":
            state.update(words=[], style="")
        elif name == "pStyle":
            state["style"] = attributes.get("w:val", "")
        state["inside"], state["field"] = name in SPOKEN, name == "instrText"
        for key in ("descr", "title"):
            if attributes.get(key):
                said = marks[-1][1] if marks else None
                texts.append(Text(f"paragraph {len(texts)}, a description", said, attributes[key]))

    def end(tag):
        name = tag.rpartition(":")[2]
        state["inside"] = state["field"] = False
        if name == "p" and "".join(state["words"]).strip():
            texts.append(Text(f"paragraph {len(texts)}", within(), "".join(state["words"])))
            state["words"] = []

    def said(words):
        if state["inside"]:
            state["words"].append(words)
        elif state["field"] and words not in FIELDS:
            raise UnreadableError("holds a field that no document of ours has.")

    _parsed(data, start, end, said)
    return texts


def workbook(content, labels):
    """Give the texts of a workbook, cell by cell; `labels` are names of sheets with the piece of each."""
    from python_calamine import CalamineWorkbook

    parts = _parts(content, BOOK_PARTS)
    texts = [
        Text(name, None, words)
        for name, data in parts.items()
        if name.startswith("docProps/")
        for words in _spoken(data)
    ]
    if any(b"<f>" in data or b"<f " in data for name, data in parts.items() if "/sheet" in name):
        raise UnreadableError("holds a formula, which no workbook of ours has.")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for sheet in book.sheet_names:
        for number, row in enumerate(book.get_sheet_by_name(sheet).to_python(), start=1):
            for cell in row[1:] if sheet == NOTES and isinstance(row[0], float) else row:
                words = f"{cell:.10g}" if isinstance(cell, float) else str(cell)
                if words:
                    within = EVERYWHERE if sheet == CONTENTS else labels.get(sheet)
                    texts.append(Text(f'sheet "{sheet}", row {number}', within, words))
    return texts


def pdf(content):
    """Give the texts of a PDF page by page, what its pictures are said to show, and those of its metadata."""
    import pypdfium2

    try:
        reader = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise UnreadableError("is not a PDF that can be read.") from None
    if reader.count_attachments():
        raise UnreadableError("holds an attachment, which no report of ours has.")
    texts = [Text("metadata", None, _said(value)) for value in reader.get_metadata_dict().values()]
    for number, page in enumerate(reader, start=1):
        # A line may end within a period, such as 2025-Q1. Pages are numbered, in the contents too.
        words = re.sub("[-\ufffe\x02]\r?\n", "-", page.get_textpage().get_text_range())
        words = re.sub(rf"(?m)^\s*{number}\s*$|(?:\. ?){{3,}}\s*\d+", " ", words.replace("\u2212", "-"))
        texts.append(Text(f"page {number}", EVERYWHERE, words))
        texts += [Text(f"page {number}, a description", EVERYWHERE, said) for said in _described(page)]
    reader.close()
    return texts


def _described(page):
    """Give the descriptions in the tags of a page, which are read out and nowhere seen."""
    import ctypes

    from pypdfium2 import raw

    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    try:
        count = raw.FPDF_StructTree_CountChildren(tree)
        waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, place) for place in range(count)]
        while waiting:
            one = waiting.pop()
            if not one:
                continue
            if size := raw.FPDF_StructElement_GetAltText(one, None, 0):
                words = ctypes.create_string_buffer(size)
                raw.FPDF_StructElement_GetAltText(one, words, size)
                yield words.raw.decode("utf-16-le").rstrip("\0")
            inner = max(raw.FPDF_StructElement_CountChildren(one), 0)
            waiting += [raw.FPDF_StructElement_GetChildAtIndex(one, place) for place in range(inner)]
    finally:
        raw.FPDF_StructTree_Close(tree)


def _said(value):
    """Return an entry of a PDF's metadata as words: a date as a date, the program without its version."""
    words = re.sub(r"^D:(\d{4})(\d\d)(\d\d)\d*Z?$", r"\1-\2-\3", str(value))
    return re.sub(r"^Typst \d+\.\d+\.\d+$", "Typst", words)


def _parts(content, expected):
    try:
        held = zipfile.ZipFile(io.BytesIO(content))
        infos = held.infolist()
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise UnreadableError("unpacks to more than any report.")
        unknown = [info.filename for info in infos if not expected.fullmatch(info.filename)]
        if unknown:
            raise UnreadableError("holds a part that no document of ours has.")
        return {info.filename: held.read(info) for info in infos}
    except (zipfile.BadZipFile, EOFError):
        raise UnreadableError("is cut short or damaged.") from None


def _spoken(data):
    found, state = [], {"inside": False}

    def start(tag, _):
        state["inside"] = tag.rpartition(":")[2] in SPOKEN

    _parsed(
        data,
        start,
        lambda _: state.update(inside=False),
        lambda words: state["inside"] and words.strip() and found.append(words),
    )
    return found


def _parsed(data, start, end, said):
    reader = plain_parser()
    reader.StartElementHandler, reader.EndElementHandler, reader.CharacterDataHandler = start, end, said
    reader.buffer_text = True
    try:
        reader.Parse(data, True)
    except expat.ExpatError:
        raise UnreadableError("holds a part that is not XML.") from None
