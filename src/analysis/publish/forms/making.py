"""All forms of an edition, of its restricted annex and of a place's profile, made of chapters at once."""

import re
from concurrent.futures import ThreadPoolExecutor

from pypdfium2 import PdfDocument

from analysis.errors import InputError
from analysis.publish.forms import pandoc, pdf, pictures, word, workbook
from analysis.publish.report import documents, draft_mark, levels

EDITION, ANNEX, PROFILE = "victim_needs_assessment", "restricted_annex", "profile"
SLIDES = "slides"
MOST_PAGES = 2  # of a profile
SIZES = (9, 8.5, 8.25, 8, 7.75, 7.5, 7.25, 7)  # points of its text, the first taken that fits the pages


def made(folder, chapters, entries, figures, about, licences, day, printed=True):
    """Return path within the edition -> content of its main report, annexes, workbook and slides.

    `figures` is path within the edition -> content of every chart as SVG; as PNG they lie in `folder`.
    `entries` are the manifest's of them, `about` and `licences` as `pandoc.report` takes them; `day` is the
    date on every form. Without `printed` there are no PDFs and no Word document.
    """
    web = {
        f"{EDITION}.xlsx": (workbook.workbook, numbers(chapters), about, licences, day),
        pictures.CHARTS: (pictures.listed, entries, about["mark"]),
        SLIDES: (pictures.slides, figures, entries, about),
    }
    found = _at_once(web if not printed else _print(folder, chapters, figures, about, licences, day) | web)
    return found.pop(SLIDES) | found


def _print(folder, chapters, figures, about, licences, day):
    """Return what there is to do for the PDFs and the Word document."""
    parts = pandoc.report(chapters, about, licences)
    annexes = pandoc.annexes(chapters, about, licences)
    # The longest first, so that it does not stand alone at the end.
    pdfs = {annex_file(one): (pdf.pdf, held, figures, folder, day) for one, held in annexes.items()}
    return pdfs | {
        f"{EDITION}.pdf": (pdf.pdf, parts, figures, folder, day),
        f"{EDITION}.docx": (word.word, parts, folder, about, day),
    }


def over_budget(folder, chapters, is_open):
    """Return a sentence for each part of the main report in `folder` that takes too many pages."""
    return levels.over_budget(*pdf.bookmarks((folder / f"{EDITION}.pdf").read_bytes()), chapters, is_open)


def files_of(chapters, printed=True):
    """Return (title, path within the edition) of its main report, its annexes and its workbook.

    Without `printed` there is the workbook alone.
    """
    sheets = ("Workbook with every table (Excel)", f"{EDITION}.xlsx")
    if not printed:
        return [sheets]
    held = [annex for annex in levels.levels().annex if any(levels.of_annex(annex, one) for one in chapters)]
    main = [("Main report (PDF)", f"{EDITION}.pdf"), ("Main report (Word)", f"{EDITION}.docx")]
    annexes = [(f"Annex {one.letter}: {one.title} (PDF)", annex_file(one)) for one in held]
    return [*main, *annexes, sheets]


def is_printed(files):
    """Tell whether an edition of these files has PDFs and a Word document."""
    return f"{EDITION}.pdf" in files


def annex_file(annex):
    """Return the name of the file of an annex, such as "annex_b_one_page_a_language.pdf"."""
    words = re.sub(r"[^a-z]+", "_", f"{annex.letter} {annex.title}".lower())
    return f"annex_{words}.pdf"


def annex(folder, chapter, figures, about, licences, day):
    """Return path -> content of an annex's Word document, PDF and workbook; see `made`."""
    held = [(chapter.title, documents.body(chapter.shown))]
    parts = pandoc.document(chapter.title, held, about, licences)
    return _of_one(ANNEX, chapter, pdf.pdf, parts, figures, folder, about, licences, day)


def _of_one(name, chapter, paper, parts, figures, folder, about, licences, day, *flowing):
    """Return path -> content of the forms of one notebook; `paper` makes its PDF."""
    return _at_once(
        {
            f"{name}.docx": (word.word, parts, folder, about, day, *flowing),
            f"{name}.pdf": (paper, parts, figures, folder, day),
            f"{name}.xlsx": (workbook.workbook, numbers([chapter]), about, licences, day),
        }
    )


def sheets(folder, chapter, figures, about, licences, day):
    """Return path -> content of the workbook of what is published as a web page and a workbook alone."""
    return {"tables.xlsx": workbook.workbook(numbers([chapter]), about, licences, day)}


def profile(folder, chapter, figures, about, licences, day):
    """Return path -> content of a profile's Word document, PDF and workbook; see `made`.

    Raises InputError where the PDF does not fit its pages in the smallest letters that can be read.
    """
    parts = [documents.front_matter(title=chapter.title, lang="en-GB", profile=True, **about)]
    parts += [documents.body(chapter.shown), "## Sources and licences"]
    parts += [*map(documents.escape, licences), draft_mark.READERS[about["mark"]]]
    whole = (f"{documents.together(parts)}\n",)
    named = about | {"area": chapter.title}
    return _of_one(PROFILE, chapter, _two_pages, whole, figures, folder, named, licences, day, True)


def _at_once(work):
    """Return name -> what its function makes of its arguments, for each of `work`."""
    # Pandoc is a process of its own, and Typst leaves Python to others while it works.
    with ThreadPoolExecutor(pictures.AT_A_TIME) as pool:
        return dict(zip(work, pool.map(lambda one: one[0](*one[1:]), work.values()), strict=True))


def _two_pages(parts, figures, folder, day):
    files = pdf.sources(parts, figures, folder, day, "profile.template.typ")
    for size in SIZES:
        content, _ = pdf.compiled(files, "pdf", day, sys_inputs={"size": str(size)})
        with PdfDocument(content) as document:
            if len(document) <= MOST_PAGES:
                return content
    raise InputError(
        f"The profile does not fit on {MOST_PAGES} pages. Shorten the names of its places, or its notebook."
    )


def numbers(chapters):
    """Return each figure and table of chapters, in reading order."""
    return [piece for chapter in chapters for piece in chapter.pieces if piece.get("grid")]


def pictures_of(piece):
    """Return the paths within the edition of the pictures that a chart has beside its SVG."""
    return (
        (f"figures/{piece['name']}.png", f"slides/{piece['name']}.png") if piece["kind"] == "figure" else ()
    )
