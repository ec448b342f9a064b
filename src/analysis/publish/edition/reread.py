"""Read an edition's files back from the disk, and give every text in them with the place where it stands."""

import csv
import functools
import io
import json
import re
import struct
import zlib
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple
from xml.parsers import expat

from analysis.errors import InputError
from analysis.publish.edition import documents


class Text(NamedTuple):
    """A text of a file: where it stands, in which piece (or "code", or None for the page), and what it is."""

    place: str
    within: str | None
    words: str


EVERYWHERE = "every piece"  # within: a text in which any piece of the edition may speak
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What makes an element reachable with the keyboard; page.lua gives it to all that scrolls.
STANDING = {("tabindex", "0"), ("tabindex", "-1")}
# Attributes of a drawing that hold its geometry, each with the only form that it may have there. Any other
# attribute, and any of these with other content, is read as words.
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_LENGTH = rf"{_NUMBER}(?:px|pt|%|em)?"
_LIST = rf"\s*{_NUMBER}(?:[\s,]+{_NUMBER})*\s*"
_STYLE = r"(?:fill|stroke|opacity|font|text|clip|mix|isolation|marker|vector|visibility|display|image)[a-z-]*"
_SHAPES = {
    **dict.fromkeys(("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry"), _LENGTH),
    **dict.fromkeys(("width", "height", "stroke-width", "fill-opacity", "opacity", "offset"), _LENGTH),
    **dict.fromkeys(("viewBox", "points"), _LIST),
    **dict.fromkeys(("fill", "stroke"), r"#[0-9a-f]{6}|none|url\(#h[0-9a-f]{10}\)"),
    "d": rf"(?:[MmLlHhVvCcSsQqTtAaZz\s,]|{_NUMBER})*",
    "transform": rf"\s*(?:(?:translate|scale|rotate|matrix|skewX|skewY)\({_LIST}\)\s*)+",
    "style": rf"\s*(?:{_STYLE}:[^:;]*;?\s*)*",
    "version": r"1\.1",
    "clip-path": r"url\(#p[0-9a-f]{10}\)",
    "id": r"[A-Za-z]+(?:2d)?(?:\.[A-Za-z]+)*_\d+|[mpCh]?[0-9a-f]{10}|[Cm][0-9a-f_]{3,40}"
    r"|DejaVuSans(?:-[A-Za-z]+)?-[0-9a-f]{1,4}",
    "href": r"#(?:[mpCh]?[0-9a-f]{10}|[Cm][0-9a-f_]{3,40})",
    "xmlns": r"https?://[\w./#-]+",
}
_SHAPE = {name: re.compile(form) for name, form in _SHAPES.items()}
_GLYPH = re.compile(r"#([A-Za-z][\w-]*)-([0-9a-f]+)")
FONTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique")
# What a picture may consist of beside texts. Anything else, such as Exif, is refused unread.
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_PARTS = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"pHYs",
    b"tRNS",
    b"gAMA",
    b"sRGB",
    b"cHRM",
    b"bKGD",
    b"sBIT",
}
PNG_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}


class UnreadableError(InputError):
    """A file of an edition that cannot be read back, or that holds what no edition has."""


def html(content, pieces, sentences):
    """Give the texts of a web page: data, attributes and comments.

    `pieces` are the ids of figures, tables and gaps with the piece that each is; `sentences` the names of
    the findings in their order.
    """
    reader = _Page(pieces, iter(sentences))
    reader.feed(content)
    reader.close()
    return reader.texts


class _Page(HTMLParser):
    def __init__(self, pieces, sentences):
        super().__init__(convert_charrefs=True)
        self.pieces, self.sentences, self.texts, self.open = pieces, sentences, [], []

    @property
    def within(self):
        return self.open[-1][1] if self.open else None

    def handle_starttag(self, tag, attributes):
        within = self._entered(dict(attributes))
        if tag not in VOID:
            self.open.append((tag, within))
        # What the page's template says of itself stands in every page, to the letter.
        if (tag, tuple(attributes)) in _of_the_template():
            return
        for name, value in attributes:
            if (name, value) in STANDING or _is_outline(tag, name, value):
                continue
            self._add(f"attribute {name} of <{tag}>", within, f"{name} {value or ''}")

    def _entered(self, attributes):
        classes = (attributes.get("class") or "").split()
        if attributes.get("id") in self.pieces:
            return self.pieces[attributes["id"]]
        if "finding" in classes:
            return next(self.sentences, "a finding too many")
        return "code" if "working" in classes else self.within

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index][0] == tag:
                del self.open[index:]
                return

    def handle_data(self, data):
        tag = self.open[-1][0] if self.open else "page"
        if tag == "style" and data.strip() == documents.page_file("style.css").strip():
            return
        if data.strip():
            self._add(f"text of <{tag}>", self.within, data)

    def handle_comment(self, data):
        self._add("comment", self.within, data)

    def handle_decl(self, decl):
        self._add("declaration", self.within, decl)

    handle_pi = unknown_decl = handle_decl

    def _add(self, what, within, words):
        self.texts.append(Text(f"line {self.getpos()[0]}, {what}", within, words))


@functools.cache
def _of_the_template():
    found = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if not any("$" in (value or "") for _, value in attributes):
                found.add((tag, tuple(attributes)))

    Tags().feed(documents.page_file("template.html"))
    # Given by page.lua to whatever may scroll.
    return frozenset(found)


def _is_outline(tag, name, value):
    """Tell whether an attribute is the geometry of a map's places, which is read as a drawing's is."""
    known = {("svg", "viewbox"): "viewBox", ("path", "d"): "d"}.get((tag, name))
    return known is not None and _SHAPE[known].fullmatch(value or "") is not None


def markdown(content, pieces, sentences):
    """Give the texts of a Markdown document line by line, as `html` does those of a page."""
    texts, fences, sentences, code = [], [], iter(sentences), None
    for number, line in enumerate(content.split("\n"), start=1):
        within = fences[-1][1] if fences else None
        ticks = re.match(r"`{3,}", line)
        if code is not None:
            code = None if ticks and line.strip() == code else code
        elif ticks:
            code = ticks[0]
        elif fence := re.match(r"(:{3,})\s*(.*)", line):
            if not fence[2]:
                if fences:
                    fences.pop()
                continue
            within = _fenced(fence[2], pieces, sentences, within)
            fences.append((fence[1], within))
        words = line if code is not None else re.sub(r"\\(.)", r"\1", line)
        texts.append(Text(f"line {number}", within, words))
    return texts


def _fenced(attributes, pieces, sentences, within):
    found = re.search(r"#([\w-]+)", attributes)
    if found and found[1] in pieces:
        return pieces[found[1]]
    if ".finding" in attributes:
        return next(sentences, "a finding too many")
    return "code" if ".working" in attributes else within


def plain_parser():
    """Return a parser of XML that refuses entities: in them can stand what is not read here."""

    def refuse(name, *_):
        raise UnreadableError(
            f"line {reader.CurrentLineNumber}: declares an entity, and nothing of ours does."
        )

    reader = expat.ParserCreate()
    reader.EntityDeclHandler = refuse
    return reader


def svg(content, piece):
    """Give the texts of a drawing: words, letters drawn as shapes, comments, attributes but for geometry.

    Raises UnreadableError for a file that is not XML and for a picture within the picture.
    """
    texts, letters = [], []
    reader = plain_parser()

    def add(what, words):
        if words.strip():
            texts.append(Text(f"line {reader.CurrentLineNumber}, {what}", piece, words))

    def start(tag, attributes):
        if tag.rpartition(":")[2] in ("image", "script", "foreignObject"):
            raise UnreadableError(f"line {reader.CurrentLineNumber}: holds a <{tag}>, which no chart has.")
        letters.append([])
        for name, value in attributes.items():
            bare = "xmlns" if name.startswith("xmlns") else name.rpartition(":")[2]
            if tag == "use" and bare == "href" and (glyph := _GLYPH.fullmatch(value)):
                if len(letters) > 1:
                    letters[-2].append(_letter(*glyph.groups(), reader.CurrentLineNumber))
            elif bare not in _SHAPE or not _SHAPE[bare].fullmatch(value):
                add(f"attribute {name} of <{tag}>", f"{name} {value}")

    def end(tag):
        add("letters drawn as shapes", "".join(letters.pop()))

    reader.StartElementHandler, reader.EndElementHandler = start, end
    reader.CharacterDataHandler = lambda data: add("text", data)
    # matplotlib writes the letters that it draws into a comment, escaped as if it were text.
    reader.CommentHandler = lambda data: add("comment", unescape(data))
    reader.ProcessingInstructionHandler = lambda target, data: add("instruction", f"{target} {data}")
    reader.buffer_text = True
    try:
        reader.Parse(content, True)
    except expat.ExpatError as fault:
        raise UnreadableError(f"line {fault.lineno}: is not XML that can be read.") from None
    return [text for text in texts if text.words.strip() not in _SVG_WORDS]


# What matplotlib writes into every drawing.
_SVG_WORDS = {"*{stroke-linejoin: round; stroke-linecap: butt}", "image/svg+xml"}


def _letter(font, number, line):
    letter = _letters(font).get(int(number, 16))
    if letter is None:
        raise UnreadableError(f"line {line}: draws a letter of a font that cannot be read back.")
    return letter


@functools.cache
def _letters(font):
    """Return number of a shape -> letter, for a font that charts are drawn in."""
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font

    if font not in FONTS:
        return {}
    held = FT2Font(f"{get_data_path()}/fonts/ttf/{font}.ttf").get_charmap()
    return {shape: chr(code) for code, shape in sorted(held.items(), reverse=True)}


def png(content, piece):
    """Give the texts in a picture's metadata.

    Raises UnreadableError for a file that is not a whole PNG, and for parts that no picture of ours has.
    """
    if not content.startswith(PNG_START):
        raise UnreadableError("is not a PNG.")
    texts, at, kind = [], len(PNG_START), b""
    while at + 12 <= len(content) and kind != b"IEND":
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        data, check = content[at + 8 : at + 8 + size], content[at + 8 + size : at + 12 + size]
        if len(check) < 4 or zlib.crc32(kind + data) != struct.unpack(">I", check)[0]:
            raise UnreadableError("is cut short or damaged.")
        if kind in PNG_TEXTS:
            texts.append(Text(f"metadata {kind.decode()}", piece, _metadata(kind, data)))
        elif kind not in PNG_PARTS:
            raise UnreadableError("holds a part that no picture of ours has.")
        at += 12 + size
    if kind != b"IEND" or at != len(content):
        raise UnreadableError("is cut short, or goes on after its end.")
    return texts


def _metadata(kind, data):
    keyword, _, rest = data.partition(b"\0")
    try:
        if kind == b"zTXt":
            rest = zlib.decompress(rest[1:])
        elif kind == b"iTXt":
            packed, rest = rest[:1] == b"\1", rest[2:]
            language, _, rest = rest.partition(b"\0")
            translated, _, rest = rest.partition(b"\0")
            rest = b" ".join((language, translated, zlib.decompress(rest) if packed else rest))
    except zlib.error:
        raise UnreadableError("holds metadata that cannot be read.") from None
    coding = "utf-8" if kind == b"iTXt" else "latin-1"
    return f"{keyword.decode('latin-1')} {rest.decode(coding, 'replace')}"


def table(content):
    """Return the rows of a CSV, the headings first.

    Raises UnreadableError where a row is longer or shorter than the headings.
    """
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    except csv.Error:
        raise UnreadableError("is not CSV that can be read.") from None
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise UnreadableError(
                f"row {number}: has {'more' if len(row) > len(rows[0]) else 'fewer'} cells than headings."
            )
    return rows


def leaves(value, path=""):
    """Give (path, key or value) for each key and each value of what a JSON file holds."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path} key", key
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value, start=1):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path, value


def parsed(content):
    """Return what a JSON file holds.

    Raises UnreadableError for what is not JSON, and for a key that stands twice: one would go unseen.
    """

    def once(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            raise UnreadableError("holds a key twice.")
        return dict(pairs)

    try:
        return json.loads(content, object_pairs_hook=once)
    except json.JSONDecodeError as fault:
        raise UnreadableError(f"line {fault.lineno}: is not JSON that can be read.") from None
    except UnreadableError:
        raise
    except (ValueError, RecursionError):
        raise UnreadableError("holds a number too long, or is nested too deep, to be read.") from None
