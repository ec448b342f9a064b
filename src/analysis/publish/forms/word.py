"""The Word document of an edition: Pandoc's, in the house style of a reference document made here."""

import functools
import io
import subprocess
import zipfile

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


def word(parts, folder, about, day, flowing=False, kept=None):
    """Return an edition's Markdown (see `pandoc.report`) as a Word document, as bytes.

    The pictures that it shows lie in `folder` as PNG. Each part begins a page, but for a `flowing` text, of
    few pages and in smaller letters.
    """
    with scratch.folder() as place:
        reference = place / "reference.docx"
        reference.write_bytes(house_style(about, flowing))
        options = (f"--reference-doc={reference}",)
        return pandoc.converted(parts, "docx", folder, day, *options, kept=kept)


def house_style(about, flowing=False):
    """Return the reference document from which Pandoc takes styles, page, header and footer, as bytes."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

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
            _close(styles[name], 0 if name == "Compact" else 2)
    for name, size in OWN.items():
        _own(styles, name, size, scale)
    _character(styles)
    _table(styles["Table"], 8 if flowing else 8.5, 10 if flowing else 30)
    _crowded(styles, 7.5)
    _contents(styles)
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


@functools.cache
def _default():
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def _page(section, about, margin):
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(margin)
    section.top_margin = section.bottom_margin = Cm(min(margin, 2))
    words = [f"{pandoc.TITLE}, {about['area']}, edition {about['edition']}"]
    words += [WATERMARK] if about["invented"] else []
    header = section.header.paragraphs[0]
    header.text = ". ".join(words)
    if about["mark"]:
        header.insert_paragraph_before(about["mark"]).runs[0].bold = True
    _small(header)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer._p.append(_element("w:fldSimple", instr="PAGE"))
    _small(footer)


def _small(paragraph):
    from docx.shared import Pt, RGBColor

    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(GREY[1:])


def _usual_size(styles, size):
    """Set the size of letters where no style does: that of a paragraph's style would hold in tables too."""
    (usual,) = styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    for name in ("w:sz", "w:szCs"):
        usual.find(_qualified(name)).set(_qualified("w:val"), str(round(size * 2)))


def _font(style, size, bold=None, colour=INK):
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = FONT, size and Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour[1:])
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # Word takes the theme's font before a font that is named.
    for name in [one for one in fonts.attrib if one.endswith("Theme")]:
        del fonts.attrib[name]
    for name in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(_qualified(name), FONT)


def _close(style, points):
    """Leave little room around the paragraphs of a style."""
    from docx.shared import Pt

    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(points)


def _own(styles, name, size, scale=1):
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    _font(
        style,
        size * scale,
        colour=GREY if name == "Source" else INK,
    )
    style.paragraph_format.keep_with_next = name in WITH_NEXT
    style.paragraph_format.space_before = Pt((14 if name == "Figure Title" else 3) * scale**2)
    style.paragraph_format.space_after = Pt((3 if name in WITH_NEXT else 8) * scale**2)
    if name in ("Gap", "Commentary", "Finding"):
        border = _element("w:pBdr")
        colour = GREY if name == "Gap" else DARK_BLUE
        border.append(_element("w:left", val="single", sz="24", space="8", color=colour[1:]))
        style.element.get_or_add_pPr().append(border)


def _character(styles):
    from docx.enum.style import WD_STYLE_TYPE

    style = styles.add_style("Invented Mark", WD_STYLE_TYPE.CHARACTER)
    style.element.get_or_add_rPr().append(_element("w:shd", val="clear", color="auto", fill="FFF2D3"))


def _table(style, size, room):
    """Give tables a line beneath every row, a bold head, small letters, and rows that no page cuts in two."""
    from docx.shared import Pt

    style.font.size, style.font.name = Pt(size), FONT
    properties = style.element.get_or_add_pPr()
    properties.append(_element("w:spacing", before=str(room), after=str(room)))
    borders = _element("w:tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="B1B4B6"))
    table = style.element.find(_qualified("w:tblPr"))
    table.append(borders)
    for side in ("left", "right"):
        # Half of what Word leaves: a word of many letters fits into one column of eight.
        table.find(f"{_qualified('w:tblCellMar')}/{_qualified(f'w:{side}')}").set(_qualified("w:w"), "54")
    rows = _element("w:trPr")
    rows.append(_element("w:cantSplit"))
    table.addnext(rows)
    _bold_head(style)


def _bold_head(style):
    head = _element("w:tblStylePr", type="firstRow")
    bold = _element("w:rPr")
    bold.append(_element("w:b"))
    head.append(bold)
    style.element.append(head)


def _crowded(styles, size):
    """Add a style for tables whose columns are too many for their words: as others, in smaller letters.

    Its name is one word: Pandoc refers to a table's style by name, and Word by an id without blanks.
    """
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    style = styles.add_style("Crowded", WD_STYLE_TYPE.TABLE)
    style.base_style = styles["Table"]
    style.font.size, style.font.name = Pt(size), FONT
    _bold_head(style)


def _contents(styles):
    from docx.enum.style import WD_STYLE_TYPE

    style = styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    style.element.set(_qualified("w:styleId"), "TOC1")


def _element(tag, **attributes):
    from docx.oxml import OxmlElement

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(_qualified(f"w:{name}"), value)
    return element


def _qualified(name):
    from docx.oxml.ns import qn

    return qn(name)
