"""The forms of a place's profile: two pages as a PDF, a Word document, and a workbook."""

from concurrent.futures import ThreadPoolExecutor

from analysis.errors import InputError
from analysis.publish.forms import making, pandoc, pdf, pictures, word, workbook
from analysis.publish.report import documents

STEM = "profile"
PROFILE_NAMES = (f"{STEM}.docx", f"{STEM}.pdf", f"{STEM}.xlsx")
MOST_PAGES = 2
SIZES = (9, 8.5, 8.25, 8, 7.75, 7.5, 7.25, 7)  # points of the text, the first taken that fits the pages


def profile(folder, chapter, figures, about, licences, day):
    """Return path -> content of a profile's Word document, PDF and workbook; see `making.made`.

    Raises InputError where the PDF does not fit its pages in the smallest letters that can be read.
    """
    parts = [documents.front_matter(title=chapter.title, lang="en-GB", profile=True, **about)]
    parts += [documents.body(chapter, working=False), "## Sources and licences"]
    parts += [*map(documents.escape, licences), pandoc.reader(about)]
    whole = (pandoc.together(parts),)
    named = about | {"area": chapter.title}
    work = (
        (word.word, whole, folder, named, day, True),
        (_two_pages, whole, figures, folder, day),
        (workbook.workbook, making.numbers([chapter]), named, licences, day),
    )
    with ThreadPoolExecutor(pictures.AT_A_TIME) as pool:
        return dict(zip(PROFILE_NAMES, pool.map(lambda one: one[0](*one[1:]), work), strict=True))


def _two_pages(parts, figures, folder, day):
    from pypdfium2 import PdfDocument

    files = pdf.sources(parts, figures, folder, day, "profile.template.typ")
    for size in SIZES:
        made = pdf.compiled(files, "pdf", day, sys_inputs={"size": str(size)})
        with PdfDocument(made) as document:
            if len(document) <= MOST_PAGES:
                return made
    raise InputError(
        f"The profile does not fit on {MOST_PAGES} pages. Shorten the names of its places, or its notebook."
    )
