"""The PDF of an edition, for the panel's papers: tagged, with bookmarks, by Typst's rules of PDF/UA-1."""

import datetime
from importlib import resources

from analysis.errors import InputError
from analysis.publish.forms import pandoc

STANDARD = "ua-1"


def pdf(text, figures, folder, day):
    """Return an edition's Markdown (see `pandoc.report`) as a PDF, as bytes.

    `figures` is path within the edition -> content of every SVG. Letters that no font of ours has come out
    as the sign for a letter that is missing.

    Raises InputError with Typst's own words where it refuses the document.
    """
    with resources.as_file(pandoc.part("report.template.typ")) as template:
        options = [f"--template={template}"]
        options += [f"--variable={name}:{getattr(day, name)}" for name in ("year", "month", "day")]
        main = pandoc.converted(text, "typst", folder, day, *options)
    house = pandoc.part("report.typ").read_bytes()
    return compiled({"main.typ": main, "report.typ": house, **figures}, "pdf", day)


def compiled(files, form, day=None, **options):
    """Return what Typst makes of files (name -> bytes, "main.typ" the first) as a form such as "pdf".

    Fonts are the project's own and matplotlib's, so that every machine draws the same.
    """
    import typst
    from matplotlib import get_data_path

    if form == "pdf":
        noon = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
        options |= {"pdf_standards": STANDARD, "timestamp": noon}
    with resources.as_file(pandoc.part("..").joinpath("fonts")) as fonts:
        try:
            return typst.compile(
                files,
                format=form,
                font_paths=[str(fonts), f"{get_data_path()}/fonts/ttf"],
                ignore_system_fonts=True,
                **options,
            )
        except typst.TypstError as fault:
            raise InputError(f"Typst could not make the {form} form: {fault}") from None
