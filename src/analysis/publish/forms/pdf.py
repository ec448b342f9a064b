"""The PDF of an edition, for the panel's papers: tagged, with bookmarks, by Typst's rules of PDF/UA-1."""

import functools
from importlib import resources

import typst
from pypdfium2 import PdfDocument

from analysis.errors import InputError
from analysis.publish.forms import pandoc

STANDARD = "ua-1"
MISSING = "\ufffd"  # stands for a letter that none of our fonts has


def pdf(parts, figures, folder, day):
    """Return an edition's Markdown (see `pandoc.report`) as a PDF, as bytes.

    `figures` is path within the edition -> content of every SVG. A letter that our fonts lack, for which
    Typst would refuse the whole document, comes out as the sign for a missing one.

    Raises InputError with Typst's own words where it refuses the document.
    """
    return typeset(sources(parts, figures, folder, day, "report.template.typ"), day)


def typeset(files, day):
    """Return files (name -> bytes) as a PDF whose contents name the pages on which its chapters begin.

    A picture is fitted to its page by where the last draft put it. Drafts that differ to the end leave
    numbers of an earlier one in the contents: then no picture is fitted, and some pages stay emptier.
    """
    made, warnings = compiled(files, "pdf", day)
    if any("did not converge" in warning.message for warning in warnings):
        made, _ = compiled(files, "pdf", day, sys_inputs={"unfitted": "yes"})
    return made


def sources(parts, figures, folder, day, template):
    """Return name -> content of the files of which Typst makes a document, by our own template."""
    with resources.as_file(pandoc.part(template)) as template_path:
        options = [f"--template={template_path}"]
        options += [f"--variable={name}:{getattr(day, name)}" for name in ("year", "month", "day")]
        main = pandoc.converted(map(drawable, parts), "typst", folder, day, *options)
    return {"main.typ": main, **pandoc.house(), **figures}


def compiled(files, form, day=None, **options):
    """Return what Typst makes of files (name -> bytes, "main.typ" the first) as a form, and its warnings.

    Fonts are the project's own and matplotlib's, so that every machine draws the same.
    """
    from matplotlib import get_data_path

    if form == "pdf":
        options |= {"pdf_standards": STANDARD, "timestamp": pandoc.moment(day)}
    with resources.as_file(_fonts()) as fonts:
        try:
            return typst.compile_with_warnings(
                files,
                format=form,
                font_paths=[str(fonts), f"{get_data_path()}/fonts/ttf"],
                ignore_system_fonts=True,
                **options,
            )
        except typst.TypstError as fault:
            raise InputError(f"Typst could not make the {form} form: {fault}") from None


def bookmarks(content):
    """Return (title, page) of each chapter of a PDF, and how many pages it has."""
    with PdfDocument(content) as document:
        marks = [one for one in document.get_toc() if one.level == 0]
        return [(one.get_title(), one.get_dest().get_index() + 1) for one in marks], len(document)


def drawable(text):
    """Return text in which each letter that none of our fonts has is the sign for a missing one."""
    return "".join(one if ord(one) in _letters() or one.isspace() else MISSING for one in text)


@functools.cache
def _letters():
    """Return the numbers of the letters that the fonts draw, and of those that are never drawn."""
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font

    with resources.as_file(_fonts()) as fonts:
        paths = [path for path in sorted(fonts.iterdir()) if path.suffix in (".ttf", ".otf")]
        held = [FT2Font(str(path)) for path in [*paths, f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf"]]
        return frozenset(number for font in held for number in font.get_charmap())


def _fonts():
    return resources.files("analysis.publish.forms").joinpath("fonts")
