"""All forms of an edition, made of its chapters at once."""

from concurrent.futures import ThreadPoolExecutor

from analysis.publish.forms import pandoc, pdf, pictures, word, workbook
from analysis.publish.report import documents

STEM = "victim_needs_assessment"
DOCX, PDF, XLSX = (f"{STEM}.{kind}" for kind in ("docx", "pdf", "xlsx"))
NAMES = (DOCX, PDF, XLSX, pictures.CHARTS)
SLIDES = "slides"


def made(folder, chapters, entries, figures, about, licences, day, kept=None):
    """Return path within the edition -> content of its Word document, PDF, workbook and slides.

    `figures` is path within the edition -> content of every chart as SVG; as PNG they lie in `folder`.
    `entries` are the manifest's of them, `about` and `licences` as `pandoc.report` takes them; `day` is the
    date on every form. Slides that `kept` (see `edition.reuse`) has are not made again.
    """
    parts = pandoc.report(chapters, about, licences)
    # The longest first, so that it does not stand alone at the end.
    work = {
        PDF: (pdf.pdf, parts, figures, folder, day, kept),
        XLSX: (workbook.workbook, numbers(chapters), about, licences, day),
        DOCX: (word.word, parts, folder, about, day, False, kept),
        pictures.CHARTS: (pictures.listed, entries, about["mark"]),
        SLIDES: (pictures.slides, figures, entries, about, kept),
    }
    # Pandoc is a process of its own, and Typst leaves Python to others while it works.
    with ThreadPoolExecutor(pictures.AT_A_TIME) as pool:
        made = dict(zip(work, pool.map(lambda one: one[0](*one[1:]), work.values()), strict=True))
    return {name: made[name] for name in NAMES} | made[SLIDES]


def numbers(chapters):
    """Return (name, label, piece) of each figure and table of chapters that has numbers, in reading order."""
    return [
        (name, documents.label(name), piece)
        for chapter in chapters
        for name, piece in zip(documents.piece_names(chapter), chapter.pieces, strict=True)
        if piece["kind"] in ("figure", "table") and documents.grid(piece)
    ]


def pictures_of(piece, name):
    """Return the paths within the edition of the pictures that a chart has beside its SVG."""
    return (f"figures/{name}.png", f"slides/{name}.png") if piece["kind"] == "figure" else ()
