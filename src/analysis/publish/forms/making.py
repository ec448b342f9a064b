"""All forms of an edition, made of its chapters at once."""

from analysis.publish.edition import documents
from analysis.publish.forms import pandoc, pdf, pictures, word, workbook

STEM = "victim_needs_assessment"
NAMES = (f"{STEM}.docx", f"{STEM}.pdf", f"{STEM}.xlsx", pictures.CHARTS)


def made(folder, chapters, entries, about, licences, day):
    """Return path within the edition -> content of its Word document, PDF, workbook and slides.

    The edition's charts lie in `folder` as SVG and PNG. `entries` are the manifest's of its charts, `about`
    and `licences` as `pandoc.report` takes them; `day` is the date that every form bears.
    """
    text = pandoc.report(chapters, about, licences)
    figures = {f"figures/{one['name']}.svg": _read(folder, one["name"]) for one in entries}
    numbers = [
        (name, documents.label(name), piece)
        for chapter in chapters
        for name, piece in zip(documents.piece_names(chapter), chapter.pieces, strict=True)
        if piece["kind"] in ("figure", "table") and documents.grid(piece)
    ]
    contents = (
        word.word(text, folder, about, day),
        pdf.pdf(text, figures, folder, day),
        workbook.workbook(numbers, about, licences, day),
        pictures.listed(entries),
    )
    return dict(zip(NAMES, contents, strict=True)) | pictures.slides(figures, entries, about["invented"])


def pictures_of(piece, name):
    """Return the paths within the edition of the pictures that a chart has beside its SVG."""
    return (f"figures/{name}.png", f"slides/{name}.png") if piece["kind"] == "figure" else ()


def _read(folder, name):
    return (folder / "figures" / f"{name}.svg").read_bytes()
