"""The last check reads the Word document, the PDF, the workbook and the slides too, from their bytes."""

import datetime
import io
import shutil
import zipfile

import pytest

from analysis.errors import InputError
from analysis.publish.edition.last_check import last_check
from analysis.publish.forms.pdf import compiled

HIDDEN = "47"
STEM = "victim_needs_assessment"


@pytest.fixture
def edition(whole_edition, tmp_path):
    """Return a copy of a whole edition, to plant something in."""
    return shutil.copytree(whole_edition, tmp_path / "2026-Q1")


def repacked(path, work):
    """Write a zip anew with what `work` makes of each part (name, content); None drops it."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as held, zipfile.ZipFile(made, "w") as written:
        for name in held.namelist():
            if (content := work(name, held.read(name))) is not None:
                written.writestr(name, content)
    path.write_bytes(made.getvalue())


def changed(form, part, old, new):
    def plant(edition):
        def work(name, content):
            if name != part:
                return content
            assert old.encode() in content, old
            return content.replace(old.encode(), new.encode(), 1)

        repacked(edition / f"{STEM}.{form}", work)

    return plant


def added(form, name, content=b"x"):
    def plant(edition):
        with zipfile.ZipFile(edition / f"{STEM}.{form}", "a") as held:
            held.writestr(name, content)

    return plant


def another_pdf(words):
    def plant(edition):
        text = f'#set document(title: "A")\n#set text(lang: "en")\n= Head\n{words}'
        picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9"/></svg>'
        files = {"main.typ": text.encode(), "a.svg": picture}
        made = compiled(files, "pdf", datetime.date(2026, 3, 31))
        (edition / f"{STEM}.pdf").write_bytes(made)

    return plant


def cut(form):
    def plant(edition):
        path = edition / f"{STEM}.{form}"
        path.write_bytes(path.read_bytes()[:-700])

    return plant


PLANTED = {
    "a sentence of Word": (changed("docx", "word/document.xml", "5.5%", f"{HIDDEN}%"), "docx, paragraph"),
    "a cell of Word": (changed("docx", "word/document.xml", ">40<", f">{HIDDEN}<"), "docx, paragraph"),
    "a description in Word": (changed("docx", "word/document.xml", "has 1,234.", f"has {HIDDEN}."), "descr"),
    "the header of Word": (changed("docx", "word/header1.xml", "edition", f"edition {HIDDEN}"), "header1"),
    "the properties of Word": (
        changed("docx", "docProps/core.xml", "Victim", f"{HIDDEN} Victim"),
        "core.xml",
    ),
    "a footnote in Word": (
        changed("docx", "word/footnotes.xml", "</w:footnotes>", f"<w:t>{HIDDEN}</w:t></w:footnotes>"),
        "footnotes",
    ),
    "a file within Word": (added("docx", "word/embeddings/a.xlsx"), "holds a part that no document"),
    "a macro": (added("docx", "word/vbaProject.bin"), "holds a part that no document"),
    "a cell of the workbook": (changed("xlsx", "xl/worksheets/sheet4.xml", ">1234<", f">{HIDDEN}<"), "sheet"),
    "a title of the workbook": (
        changed("xlsx", "xl/sharedStrings.xml", "1,234 people", f"{HIDDEN} people"),
        'sheet "Contents"',
    ),
    "a formula": (
        changed("xlsx", "xl/worksheets/sheet4.xml", "<v>1234</v>", "<f>1+1</f><v>2</v>"),
        "formula",
    ),
    "the properties of the workbook": (
        changed("xlsx", "docProps/core.xml", "Edition", f"{HIDDEN}"),
        "core.xml",
    ),
    "a hidden sheet's file": (added("xlsx", "xl/externalLinks/externalLink1.xml"), "holds a part"),
    "a page of the PDF": (another_pdf(f"There were {HIDDEN} people."), "pdf, page 1"),
    "a description in the PDF": (
        another_pdf(f'#image("a.svg", alt: "Bars. Wick has {HIDDEN}.")'),
        "pdf, page 1, a description",
    ),
    "a Word document cut short": (cut("docx"), "docx, is cut short"),
    "a workbook cut short": (cut("xlsx"), "xlsx, is cut short"),
}


def test_the_forms_of_a_whole_edition_pass(edition):
    for form in ("docx", "pdf", "xlsx"):
        assert (edition / f"{STEM}.{form}").stat().st_size > 1_000
    last_check(edition)


@pytest.mark.parametrize("what", PLANTED)
def test_a_figure_that_was_not_let_out_is_found_in_every_form(edition, what):
    plant, where = PLANTED[what]
    plant(edition)
    with pytest.raises(InputError) as fault:
        last_check(edition)
    told = str(fault.value).replace(str(edition), "")
    assert where in told and HIDDEN not in told


def test_a_figure_of_another_piece_is_found_where_it_does_not_belong(edition):
    # 40 victims stand in a table of chapter 2; its finding says nothing of them.
    changed("docx", "word/document.xml", "5.5%", "40")(edition)
    with pytest.raises(InputError, match="docx, paragraph"):
        last_check(edition)


def test_a_list_of_charts_that_says_more_is_refused(edition):
    path = edition / "charts.csv"
    path.write_text(path.read_text().replace("1,234 people", f"{HIDDEN} people"))
    with pytest.raises(InputError, match=r"charts\.csv, row 2, column title"):
        last_check(edition)


def test_a_pdf_that_is_none_is_refused(edition):
    (edition / f"{STEM}.pdf").write_bytes(b"%PDF-1.7 and no more")
    with pytest.raises(InputError, match=r"pdf, is not a PDF"):
        last_check(edition)
