"""The forms of a restricted annex, under a name of its own: a PDF, a Word document and a workbook."""

from concurrent.futures import ThreadPoolExecutor

from analysis.publish.forms import making, pandoc, pdf, pictures, word, workbook

STEM = "restricted_annex"
ANNEX_NAMES = (f"{STEM}.docx", f"{STEM}.pdf", f"{STEM}.xlsx")


def annex(folder, chapter, figures, about, licences, day):
    """Return path -> content of an annex's Word document, PDF and workbook; see `making.made`."""
    parts = pandoc.report([chapter], about, licences, title=chapter.title)
    work = (
        (word.word, parts, folder, about, day),
        (pdf.pdf, parts, figures, folder, day),
        (workbook.workbook, making.numbers([chapter]), about, licences, day),
    )
    with ThreadPoolExecutor(pictures.AT_A_TIME) as pool:
        return dict(zip(ANNEX_NAMES, pool.map(lambda one: one[0](*one[1:]), work), strict=True))
