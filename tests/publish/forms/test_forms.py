"""The forms of an edition say the same to everybody, read back from the files as they are handed out."""

import csv
import datetime
import io
import re
import struct
import zipfile

import docx
import pikepdf
import pypdfium2
import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from analysis.publish import forms
from analysis.publish.forms.pdf import drawable
from analysis.publish.report import documents
from analysis.publish.report.chapters import Chapter, Code, Prose, Published
from analysis.publish.report.levels import MOST_ROWS
from tests.publish.shelf import grid_of

DAY = datetime.date(2026, 6, 30)
HELP = ["In danger now? Call 999.", "Not an emergency? Call 101."]
HELP_IN = re.compile("|".join(map(re.escape, HELP)))
ABOUT = {"area": "Kent", "edition": "2026-Q2", "period": "As at 2026 Q2", "invented": True}
ABOUT |= {"mark": None, "help_lines": HELP}
ABOUT |= {"publisher": "Office of Kent", "contact": "Ask the office.", "version": "1.0"}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="518pt" height="200pt" viewBox="0 0 518 200">'
    '<rect x="10" y="10" width="300" height="80" fill="#12436d"/></svg>'
)
TABLE = {
    "kind": "table",
    "title": "Northam is the largest",
    "subtitle": "People, 21 March 2021",
    "alt": "Table of people.",
    "source": "Census (21 March 2021)",
    "note": "Counts are perturbed.",
    "invented": True,
    "main": True,
    "csv": "area_name,people\nNortham,1234\nWick,[c]\n",
    "grid": grid_of(
        ["District", "People", "Share", "Mean"],
        ["Northam", "1,234", "48.4%", "1.5"],
        ["Wick", "[c]", "[c]", "2.25"],
    ),
}
FIGURE = TABLE | {"kind": "figure", "alt": "Bar chart of people. Northam has 1,234.", "svg": SVG}
SENTENCE = {"kind": "sentence", "words": "Of all, 5.5% live in Northam.", "main": True}
GAP = {"kind": "gap", "title": "Support", "words": "This cannot be shown. No returns."}
GAP |= {"lacks": "Returns (providers)"}
PROSE = "# Who lives here?\n\nWhat the census says.\n\n## By district\n\n> It is a count of one day."


def chapter(*pieces, name="02_area", title="Who lives here?"):
    return Chapter(name, title, (Prose(PROSE), Code("x = 1"), *map(Published, pieces)))


def entries(*chapters):
    return [
        {key: piece[key] for key in ("title", "subtitle", "alt", "source")}
        | {"name": piece["name"], "chapter": one.name, "files": [f"figures/{piece['name']}.svg"]}
        for one in chapters
        for piece in one.pieces
        if piece["kind"] == "figure"
    ]


def written(folder, *chapters):
    """Return the forms of chapters whose charts lie in `folder`."""
    (folder / "figures").mkdir(exist_ok=True, parents=True)
    listed = entries(*chapters)
    drawn = {f"figures/{entry['name']}.svg": SVG.encode() for entry in listed}
    for path, content in (drawn | forms.pngs(drawn)).items():
        (folder / path).write_bytes(content)
    return forms.made(folder, chapters, listed, drawn, ABOUT, ["Contains public information."], DAY)


CHAPTERS = (
    chapter(FIGURE, TABLE, SENTENCE, GAP),
    chapter(TABLE, TABLE | {"main": False, "title": "Of an annex"}, name="03_crime", title="What crime?"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return written(tmp_path_factory.mktemp("forms"), *CHAPTERS)


@pytest.fixture(scope="module")
def word(made):
    return docx.Document(io.BytesIO(made["victim_needs_assessment.docx"]))


@pytest.fixture(scope="module")
def pdf(made):
    return pikepdf.open(io.BytesIO(made["victim_needs_assessment.pdf"]))


@pytest.fixture(scope="module")
def book(made):
    return CalamineWorkbook.from_filelike(io.BytesIO(made["victim_needs_assessment.xlsx"]))


def test_word_has_real_headings_a_list_of_them_title_language_date_and_help(word):
    heads = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert heads[:2] == [("Heading 1", "Who lives here"), ("Heading 2", "By district")]
    assert heads[-1] == ("Heading 2", "Sources and licences")
    contents = [re.sub(r"^ TOC.*u ", "", p.text) for p in word.paragraphs if p.style.name == "toc 1"]
    assert contents[1:] == ["Crime and victims", "What could not be assessed"]
    said, lines = word.core_properties, [p.text for p in word.paragraphs]
    assert said.title == "Victim Needs Assessment" and said.language == "en-GB"
    assert said.created.date() == DAY == said.modified.date()
    assert "Invented data" in word.sections[0].header.paragraphs[0].text and set(HELP) <= set(lines)
    words = "\n".join(lines)
    assert "This place does not exist" in words
    for of_a_screen in ("Download", "as a table", "x = 1"):
        assert of_a_screen not in words


def test_every_form_is_there_and_an_annex_has_what_the_report_does_not(made):
    documents_made = [f"victim_needs_assessment.{form}" for form in ("docx", "pdf", "xlsx")]
    assert sorted(made) == ["annex_a_tables.pdf", "charts.csv", "slides/02-01.png", *documents_made]
    annex, report = words_of(made["annex_a_tables.pdf"]), words_of(made["victim_needs_assessment.pdf"])
    assert "Annex A: Tables" in annex and "Of an annex" in annex and "Of an annex" not in report
    assert "Northam is the largest" in report and "Northam is the largest" not in annex


def test_word_says_what_a_picture_shows_and_repeats_the_heads_of_tables(word):
    described = [one.get("descr") for one in word.element.iter() if one.tag.endswith("}docPr")]
    assert described == [FIGURE["alt"]] and len(word.tables) == 3
    for table in word.tables:
        head, *rest = [row._tr.xpath("./w:trPr/w:tblHeader") != [] for row in table.rows]
        assert head and not any(rest)
    missing = [cell.text for row in word.tables[-1].rows[1:] for cell in row.cells]
    assert missing == ["Who lives here", "Support", "Returns (providers)"]


def test_pdf_has_a_title_bookmarks_fonts_and_tags_pictures_and_table_heads(pdf, made):
    root = pdf.Root
    assert bool(root.MarkInfo.Marked) and str(root.Lang) == "en-GB"
    assert str(pdf.docinfo["/Title"]) == "Victim Needs Assessment: Kent"
    with pdf.open_metadata() as metadata, pdf.open_outline() as outline:
        assert metadata["pdfuaid:part"] == "1"
        assert [one.title for one in outline.root][:2] == ["Who lives here", "Crime and victims"]
        assert [one.title for one in outline.root[0].children] == ["By district"]
    found = [
        one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one
    ]
    kinds = [str(tag.S) for tag in found]
    assert kinds.count("/H1") == 3 and "/H2" in kinds and kinds.count("/TH") == 11
    assert [str(tag.Alt) for tag in found if tag.S == "/Figure"] == [FIGURE["alt"]]
    for head in (tag for tag in found if tag.S == "/TH"):
        held = [head.A] if isinstance(head.A, pikepdf.Dictionary) else head.A
        assert [str(one.Scope) for one in held if "/Scope" in one] == ["/Column"]
    fonts = [font for page in pdf.pages for font in page.get("/Resources", {}).get("/Font", {}).values()]
    for font in fonts:
        (inner,) = font.DescendantFonts
        assert set(inner.FontDescriptor.keys()) & {"/FontFile2", "/FontFile3"}
    assert fonts and set(HELP) <= set(HELP_IN.findall(pages_in(made["victim_needs_assessment.pdf"])[0]))


def test_pdf_shows_its_title_and_each_page_is_read_in_the_order_of_its_tags(pdf):
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) and not bool(pdf.Root.MarkInfo.Suspects)
    tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for page in pdf.pages:
        assert page.obj.Tabs == "/S" and int(page.obj.StructParents) in tree
        drawn = pikepdf.parse_content_stream(page)
        depth = 0
        for operands, operator in drawn:
            if str(operator) in ("BDC", "BMC"):
                depth += 1
            elif str(operator) == "EMC":
                depth -= 1
            # What is shown is part of a tag, or marked as an artefact such as a page's number.
            assert depth or str(operator) not in ("Tj", "TJ", "'", '"', "Do", "f", "S"), str(operands)[:80]


def test_the_workbook_has_cover_contents_notes_and_a_sheet_of_numbers_a_table(book, made):
    tables = ["Figure 2.1", "Table 2.1", "Table 3.1", "Table 3.2"]
    assert book.sheet_names == ["Cover", "Contents", "Notes", *tables]
    parts = zipfile.ZipFile(io.BytesIO(made["victim_needs_assessment.xlsx"])).namelist()
    assert sum(name.startswith("xl/tables/") for name in parts) >= 3
    assert set(HELP) <= {cell for row in book.get_sheet_by_name("Cover").to_python() for cell in row}
    rows = book.get_sheet_by_name("Table 2.1").to_python()
    start = rows.index(["District", "People", "Share (%)", "Mean"])
    assert rows[start + 1 :] == [["Northam", 1234.0, 48.4, 1.5], ["Wick", "[c]", "[c]", 2.25]]
    above = [row[0] for row in rows[:start]]
    assert above[0] == "Table 2.1: Northam is the largest" and "Invented data" in above
    assert any(one.startswith("[c] suppressed") for one in above) and "Counts are perturbed." in above
    assert "Source: Census (21 March 2021)" in above


def test_charts_are_pictures_for_print_and_slides_and_a_list_says_what_each_says(made):
    width, height = struct.unpack(">II", made["slides/02-01.png"][16:24])
    assert (width, height) == (1920, 1080)
    (png,) = forms.pngs({"figures/02-01.svg": SVG.encode()}).values()
    assert struct.unpack(">I", png[16:20]) == (2160,)  # 7.2 inches at 300 dots
    with Image.open(io.BytesIO(png)) as image:
        shown = image.convert("RGB")
    assert shown.getpixel((300, 200)) == (0x12, 0x43, 0x6D)
    assert shown.getpixel((1_800, 200)) == (255, 255, 255)
    (row,) = csv.DictReader(io.StringIO(made["charts.csv"].decode()))
    assert (row["figure"], row["alt_text"], row["title"]) == ("02-01", FIGURE["alt"], FIGURE["title"])


def pages_in(content):
    """Return the words of each page of a PDF."""
    pages = pypdfium2.PdfDocument(content)
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_bounded()).strip() for page in pages]


def words_of(content):
    return " ".join(pages_in(content))


def test_figures_are_the_same_in_word_pdf_and_workbook(word, book, made):
    cells = " ".join(cell.text for table in word.tables[:2] for row in table.rows for cell in row.cells)
    shown = ["1,234", "48.4%", "1.5", "[c]", "[c]", "2.25"]
    assert sorted(re.findall(r"\d[\d,]*(?:\.\d+)?%?|\[c\]", cells)) == sorted(2 * shown)
    said = words_of(made["victim_needs_assessment.pdf"])
    for figure in set(shown) - {"[c]"}:
        assert len(re.findall(rf"(?<![\d.,]){re.escape(figure)}(?![\d])", said)) == 2, figure
    rows = book.get_sheet_by_name("Table 3.1").to_python()[-2:]
    assert rows == [["Northam", 1234.0, 48.4, 1.5], ["Wick", "[c]", "[c]", 2.25]]


def test_the_same_chapters_give_the_same_bytes(made, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    again = written(tmp_path / "elsewhere", *CHAPTERS)
    assert {name for name in made if made[name] != again[name]} == set()


def test_an_edition_without_charts_or_tables_has_its_forms_too(tmp_path):
    found = written(tmp_path, chapter(SENTENCE))
    book = CalamineWorkbook.from_filelike(io.BytesIO(found["victim_needs_assessment.xlsx"]))
    assert book.sheet_names == ["Cover", "Notes"]


MARKS = ("=1+1", "=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-2+3", "<script>alert(1)</script>", "<b>bold</b>")
MARKS += ('#import "x.typ"', '#eval("1")', "$x^2$", "*bold*", "_it_", "`code`", "\\textbf{x}", "@cite")
MARKS += ("[text](http://example.org)", "![x](http://example.org/x.png)", "$$note 1$$", "[c](d)", "{{x}}")
MARKS += ("../../etc/passwd", "C:\\x", "| a | b |", "- list", "1. list", "# head", "> quote", "---", "~~x~~")
MARKS += ("${x}", "<!-- x -->", "&amp;", "&#60;", "http://example.org", "'; DROP TABLE x; --", "\u202etxt")
MARKS += ("= Heading", "/ term: x", "#[x]", "<label>", "@label", "// comment", "/* x */", "\\u{41}", "#x.y")
MARKS += ("^sup^", "H~2~O", ":::{.gap}", "```{=typst}", "```{=openxml}", "[x]{.finding}", "\\", "\\\\", "~")


@pytest.mark.parametrize("place", ["cell", "title"])
def test_hostile_names_come_out_as_the_text_that_they_are(tmp_path, place):
    """All in one document, a row and a title each: 100 names in two places, four forms."""
    names = [f"{mark} x" for mark in MARKS] + [f"x {mark} y" for mark in MARKS]
    assert len(names) >= 100
    pieces = [TABLE | {"title": name} for name in names]
    if place == "cell":
        pieces = [table_of([[name, "1"] for name in names[at : at + MOST_ROWS]])
                  for at in range(0, len(names), MOST_ROWS)]  # fmt: skip
    made = written(tmp_path, chapter(*pieces))
    word = docx.Document(io.BytesIO(made["victim_needs_assessment.docx"]))
    packed = io.BytesIO(made["victim_needs_assessment.xlsx"])
    book = CalamineWorkbook.from_filelike(packed)
    with zipfile.ZipFile(packed) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]
    if place == "cell":
        told = [row.cells[0].text for held in word.tables for row in held.rows[1:]]
        sheets = [book.get_sheet_by_name(f"Table 2.{number + 1}") for number in range(len(pieces))]
        listed = [row[0] for sheet in sheets for row in sheet.to_python() if row[1] == 1]
    else:
        told = [p.text for p in word.paragraphs if p.style.name == "Figure Title"]
        told = [re.sub(r"^Table 2\.\d+ ", "", words) for words in told]
        sheets = [name for name in book.sheet_names if name.startswith("Table")]
        listed = [book.get_sheet_by_name(name).to_python()[0][0].partition(": ")[2] for name in sheets]
    assert told == names
    assert [one.replace("$ $", "$$").replace("] (", "](") for one in listed] == names
    pdf = words_of(made["victim_needs_assessment.pdf"])
    squeezed = re.sub(r"\s", "", pdf).replace("−", "-")  # a minus sign before a figure
    lost = [name for name in names if re.sub(r"\s", "", name) not in squeezed and "\u202e" not in name]
    assert lost == []


def test_a_letter_that_no_font_has_stops_nothing_and_is_seen_to_be_missing(tmp_path):
    odd = "Hanifi \U00010d00 and \U00012000"
    assert drawable(odd) == "Hanifi \ufffd and \ufffd" and drawable("a\nb\t\u0627") == "a\nb\t\u0627"
    made = written(tmp_path, chapter(TABLE | {"title": odd}))
    assert "Hanifi \ufffd and \ufffd" in words_of(made["victim_needs_assessment.pdf"])
    word = docx.Document(io.BytesIO(made["victim_needs_assessment.docx"]))
    assert any(odd in paragraph.text for paragraph in word.paragraphs)


def pages_of(folder, *pieces, svg=SVG):
    """Return the words of each page of the PDF of a chapter."""
    drawn = {"figures/02-01.svg": svg.encode()}
    parts = forms.pandoc.report([chapter(*pieces)], ABOUT, ["Contains public information."])
    return pages_in(forms.pdf.pdf(parts, drawn, folder, DAY))


def steep(points):
    """Return the chart as many points high."""
    return SVG.replace('height="200pt"', f'height="{points}pt"').replace("0 0 518 200", f"0 0 518 {points}")


def test_a_chart_taller_than_a_page_is_made_to_stand_above_its_sources(tmp_path):
    tall = steep(900)
    pages = pages_of(tmp_path, FIGURE | {"svg": tall, "source": "Census of a long name. " * 40}, svg=tall)
    (page,) = (page for page in pages if "Figure 2.1" in page)
    assert page.count("Census of a long name.") == 40


def alone(folder, rows, **options):
    """Tell whether a chart stands on another page than the table of so many rows before it."""
    long = chapter(table_of([["Another", "2"]] * (rows - 1) + [["Last", "[c]"]]), FIGURE)
    parts = forms.pandoc.document("Report", [("Crime", documents.body(long.shown))], ABOUT, [])
    files = forms.pdf.sources(parts, {"figures/02-01.svg": SVG.encode()}, folder, DAY, "report.template.typ")
    pages = pages_in(forms.pdf.compiled(files, "pdf", DAY, **options)[0])
    return not any("Table 2.1" in page and "Figure 2.1" in page for page in pages)


@pytest.mark.parametrize(
    ("rows", "full_size", "fitted"), [(16, False, False), (21, True, False), (30, True, True)]
)
def test_a_chart_is_drawn_smaller_where_it_would_begin_the_next_page(tmp_path, rows, full_size, fitted):
    assert alone(tmp_path, rows, sys_inputs={"unfitted": "yes"}) == full_size
    assert alone(tmp_path, rows) == fitted


def test_drafts_that_differ_to_the_end_give_a_report_in_which_no_chart_is_fitted():
    restless = """#set document(title: [Report])
        #let count = state("count", 1)
        #if "unfitted" in sys.inputs [Steady] else { context count.update(count.final() + 1) }"""
    assert pages_in(forms.pdf.typeset({"main.typ": restless.encode()}, DAY)) == ["Steady"]


def test_charts_in_a_row_stand_two_to_a_page_and_name_one_source_once(tmp_path):
    others = FIGURE | {"source": "Another"}
    pieces = [FIGURE, FIGURE, FIGURE, FIGURE, others]
    drawn = {f"figures/02-0{number}.svg": steep(370).encode() for number in range(1, 6)}
    parts = forms.pandoc.report([chapter(*pieces)], ABOUT, [])
    pages = pages_in(forms.pdf.pdf(parts, drawn, tmp_path, DAY))
    assert [re.findall(r"Figure (2\.\d)", page) for page in pages if "Figure 2." in page] == [
        ["2.1", "2.2"],
        ["2.3", "2.4"],
        ["2.5"],
    ]
    assert re.findall(r"Source: (\w+)", " ".join(pages)) == ["Census", "the", "the", "the", "Another"]


def table_of(rows, head="District"):
    """Return a table with these rows."""
    return TABLE | {"grid": grid_of([head, "People"], *rows)}


def test_a_short_table_and_a_row_of_a_long_one_stand_on_one_page(tmp_path):
    short = table_of([["First", "1"], *[["Another", "2"]] * 7, ["Last", "3"]])
    for page in pages_of(tmp_path, *[short] * 9):
        assert page.count("First 1") == page.count("Last 3") == page.count("Source: ")
    for words in (60, 300):
        rows = [[f"Start of {number} {'word ' * words} end of {number}", "1"] for number in range(30)]
        for page in pages_of(tmp_path, table_of(rows)):
            assert re.findall(r"Start of (\d+)", page) == re.findall(r"end of (\d+)", page)


def shares_of(tmp_path, columns, cells):
    """Return the share of the line, in per cent, that each column of a table has on paper."""
    parts = forms.pandoc.report([chapter(TABLE | {"grid": grid_of(columns, cells)})], ABOUT, [])
    typst = forms.pandoc.converted(parts, "typst", tmp_path, DAY)
    (shares,) = re.findall(rb"columns: \(([^)]*%[^)]*)\)", typst)
    return [float(share) for share in re.findall(rb"[\d.]+", shares)]


LONG_TEXT = "A victim is put in touch with others. " * 5


def test_a_column_of_long_texts_is_wider_than_its_longest_word(tmp_path):
    columns = ["Number", "Committed to", "Kind", "By whom", "Under", "Answered in", "By", "From the table of"]
    cells = ["12", LONG_TEXT, "promised", "Warwickshire Police",
             "recommendation 4; recommendation 6", "Chapter 9", "M20", "status assumptions"]  # fmt: skip
    shares = shares_of(tmp_path, columns, cells)
    assert shares[1] == max(shares) and shares[1] > 20


def test_a_bold_heading_has_room_and_a_day_stands_beside_its_month(tmp_path):
    columns, cells = ["Commissioned", "Who", "By", "On", "What"], ["all", "commissioned", "31 March 2026"]
    heading, word, day, month, _ = shares_of(tmp_path, columns, [*cells, "March 20260", LONG_TEXT])
    assert heading > word and day > month


def test_word_keeps_rows_whole_and_sets_a_crowded_table_in_smaller_letters(tmp_path):
    words = ["Recommendation", "Responsibility", "Commissioner", "Organisations"] * 2
    wide = TABLE | {"grid": grid_of(words, words)}
    content = written(tmp_path, chapter(TABLE, wide))["victim_needs_assessment.docx"]
    document = docx.Document(io.BytesIO(content))
    assert [table.style.name for table in document.tables] == ["Table", "Crowded"]
    assert document.styles["Crowded"].font.size < document.styles["Table"].font.size
    assert document.styles["Table"].element.xpath("w:trPr/w:cantSplit")
    # What the style of a paragraph says holds before that of its table: the usual size is in neither.
    for name in ("Normal", "Body Text", "First Paragraph", "Compact"):
        assert document.styles[name].font.size is None
    assert document.styles.element.xpath("w:docDefaults//w:sz/@w:val") == ["21"]


def drawn_so_high(folder, points):
    (folder / "figures").mkdir(exist_ok=True)
    for path, content in forms.pngs({"figures/02-01.svg": steep(points).encode()}).items():
        (folder / path).write_bytes(content)


def test_a_tall_chart_leaves_room_on_a_page_of_word(tmp_path):
    drawn_so_high(tmp_path, 900)
    parts = forms.pandoc.report([chapter(FIGURE)], ABOUT, [])
    document = docx.Document(io.BytesIO(forms.word.word(parts, tmp_path, ABOUT, DAY)))
    (picture,) = document.inline_shapes
    assert picture.height.cm < 19 and picture.width.cm < picture.height.cm


def test_headings_that_chapters_share_have_a_name_each(tmp_path):
    held = [("What is new?", "## More\n\nOne.\n\n## More\n\nTwo."), ("What is new?", "## More\n\nThree.")]
    word = forms.word.word(forms.pandoc.document("A report", held, ABOUT, []), tmp_path, ABOUT, DAY)
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        xml = parts.read("word/document.xml").decode()
    names = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', xml)
    assert names == ["what-is-new", "more", "more-1", "what-is-new-2", "more-2", "sources-and-licences"]
    assert set(re.findall(r'w:anchor="([^"]+)"', xml)) == {names[0], names[3]}
