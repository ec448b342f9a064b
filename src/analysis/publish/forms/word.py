"""The Word document of an edition: Pandoc's, in the house style of a reference document made here."""

import functools
import io
import subprocess
import zipfile

import docx
import pypandoc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from analysis import scratch
from analysis.publish.exhibits.exhibit import WATERMARK
from analysis.publish.exhibits.styles import DARK_BLUE, GREY, INK
from analysis.publish.forms import pandoc

FONT = "Arial"
# Points of each style, and what makes it stand out.
SIZES = {"Title": 26, "Subtitle": 12, "Heading 1": 20, "Heading 2": 15, "Heading 3": 12, "Heading 4": 11}
OWN = {
    "Figure Title": 11.5,
    "Figure Subtitle": 9.5,
    "Source": 8.5,
    "Finding": 11,
    "Gap": 11,
    "Commentary": 11,
    "Lead": 10.5,
}
WITH_NEXT = ("Figure Title", "Figure Subtitle", "Lead")
MARGIN = 2.25  # centimetres: with A4's 21 this leaves 16.5 for the text, as wide as print.lua draws pictures
SMALLER = 0.76  # of a report's letters, for a text that is to take two pages


def word(parts, folder, about, day, flowing=False):
    """Return an edition's Markdown (see `pandoc.report`) as a Word document, as bytes.

    The pictures that it shows lie in `folder` as PNG. Each part begins a page, but for a `flowing` text, of
    few pages and in smaller letters.
    """
    with scratch.folder() as place:
        reference = place / "reference.docx"
        reference.write_bytes(house_style(about, flowing))
        options = (f"--reference-doc={reference}",)
        return pandoc.converted(parts, "docx", folder, day, *options)


def house_style(about, flowing=False):
    """Return the reference document from which Pandoc takes styles, page, header and footer, as bytes."""
    document = docx.Document(io.BytesIO(_default()))
    _page(document.sections[0], about, 1.6 if flowing else MARGIN)
    styles, scale = document.styles, SMALLER if flowing else 1
    for name, size in SIZES.items():
        _font(styles[name], size * scale, bold=name.startswith(("Heading", "Title")))
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    styles["Heading 1"].paragraph_format.page_break_before = not flowing
    _font(styles["TOC Heading"], 16, bold=True)
    styles["TOC Heading"].paragraph_format.page_break_before = False
    _usual_size(styles, 10.5 * scale)
    for name in ("Normal", "Body Text", "First Paragraph", "Compact"):
        _font(styles[name], None)
        if flowing:
            around = styles[name].paragraph_format
            around.space_before = around.space_after = Pt(0 if name == "Compact" else 2)
    for name, size in OWN.items():
        _own(styles, name, size, scale)
    mark = styles.add_style("Invented Mark", WD_STYLE_TYPE.CHARACTER).element.get_or_add_rPr()
    mark.append(_element("w:shd", val="clear", color="auto", fill="FFF2D3"))
    _table(styles["Table"], 8 if flowing else 8.5, 10 if flowing else 30)
    # For tables whose columns are too many for their words. Its name is one word: Pandoc refers to a table's
    # style by name, and Word by an id without blanks.
    crowded = _added(styles, "Crowded", WD_STYLE_TYPE.TABLE, "Table")
    crowded.font.size, crowded.font.name = Pt(7.5), FONT
    _bold_head(crowded)
    _added(styles, "toc 1", WD_STYLE_TYPE.PARAGRAPH, "Normal").element.set(qn("w:styleId"), "TOC1")
    made = io.BytesIO()
    document.save(made)
    return _undated(made)


def _undated(made):
    """Return a zip with no time in it: Pandoc hands on that of every part which it copies."""
    undated = io.BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(undated, "w", zipfile.ZIP_DEFLATED) as written:
        for name in parts.namelist():
            written.writestr(zipfile.ZipInfo(name), parts.read(name))
    return undated.getvalue()


def _added(styles, name, kind, base):
    """Return a new style that is built on another."""
    style = styles.add_style(name, kind)
    style.base_style = styles[base]
    return style


@functools.cache
def _default():
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def _page(section, about, margin):
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(margin)
    section.top_margin = section.bottom_margin = Cm(min(margin, 2))
    words = [f"{pandoc.TITLE}, {about['area']}, edition {about['edition']}"]
    words += [WATERMARK] if about["invented"] else []
    header = section.header.paragraphs[0]
    header.text = ". ".join(words)
    if about["mark"]:
        header.insert_paragraph_before(about["mark"]).runs[0].bold = True
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer._p.append(_element("w:fldSimple", instr="PAGE"))
    for run in (*header.runs, *footer.runs):
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(GREY[1:])


def _usual_size(styles, size):
    """Set the size of letters where no style does: that of a paragraph's style would hold in tables too."""
    (usual,) = styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    for name in ("w:sz", "w:szCs"):
        usual.find(qn(name)).set(qn("w:val"), str(round(size * 2)))


def _font(style, size, bold=None, colour=INK):
    style.font.name, style.font.size, style.font.bold = FONT, size and Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour[1:])
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # Word takes the theme's font before a font that is named.
    for name in [one for one in fonts.attrib if one.endswith("Theme")]:
        del fonts.attrib[name]
    for name in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def _own(styles, name, size, scale):
    style = _added(styles, name, WD_STYLE_TYPE.PARAGRAPH, "Normal")
    _font(style, size * scale, colour=GREY if name == "Source" else INK)
    style.paragraph_format.keep_with_next = name in WITH_NEXT
    style.paragraph_format.space_before = Pt((14 if name == "Figure Title" else 3) * scale**2)
    style.paragraph_format.space_after = Pt((3 if name in WITH_NEXT else 8) * scale**2)
    if name in ("Gap", "Commentary", "Finding"):
        colour = GREY if name == "Gap" else DARK_BLUE
        left = _element("w:left", val="single", sz="24", space="8", color=colour[1:])
        style.element.get_or_add_pPr().append(_element("w:pBdr", left))


def _table(style, size, room):
    """Give tables a line beneath every row, a bold head, small letters, and rows that no page cuts in two."""
    style.font.size, style.font.name = Pt(size), FONT
    style.element.get_or_add_pPr().append(_element("w:spacing", before=str(room), after=str(room)))
    line = {"val": "single", "sz": "4", "space": "0", "color": "B1B4B6"}
    table = style.element.find(qn("w:tblPr"))
    table.append(_element("w:tblBorders", _element("w:bottom", **line), _element("w:insideH", **line)))
    for side in ("left", "right"):
        # Half of what Word leaves: a word of many letters fits into one column of eight.
        table.find(f"{qn('w:tblCellMar')}/{qn(f'w:{side}')}").set(qn("w:w"), "54")
    table.addnext(_element("w:trPr", _element("w:cantSplit")))
    _bold_head(style)


def _bold_head(style):
    bold = _element("w:rPr", _element("w:b"))
    style.element.append(_element("w:tblStylePr", bold, type="firstRow"))


def _element(tag, *within, **attributes):
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    element.extend(within)
    return element
