"""The charts of an edition as PNG for print and as slides, and a list of what each of them says."""

import csv
import io
import json

from analysis.publish.forms import pandoc
from analysis.publish.forms.pdf import compiled

PRINT, SLIDE = 300, 144  # dots per inch: a slide of 33.867 by 19.05 centimetres then has 1920 by 1080
CHARTS = "charts.csv"
HEADINGS = ("figure", "chapter", "title", "subtitle", "alt_text", "source", "files")


def pngs(figures):
    """Return path -> PNG for every SVG (path -> content), at 300 dots per inch of a page's text."""
    paths = list(figures)
    if not figures:
        return {}
    pages = _pages(pandoc.part("pictures.typ"), figures, PRINT, paths=json.dumps(paths))
    return {path.replace(".svg", ".png"): page for path, page in zip(paths, pages, strict=True)}


def slides(figures, entries, invented):
    """Return path -> PNG of 1920 by 1080 for every chart: its finding, its measure, its picture, its source.

    `entries` are those of the manifest, each with `name`, `title`, `subtitle` and `source`; where `invented`,
    every slide says so.
    """
    if not entries:
        return {}
    pieces = [
        {key: entry[key] for key in ("title", "subtitle", "source")}
        | {"path": f"figures/{entry['name']}.svg", "invented": invented}
        for entry in entries
    ]
    house = {"report.typ": pandoc.part("report.typ").read_bytes(), **figures}
    pages = _pages(pandoc.part("slides.typ"), house, SLIDE, pieces=json.dumps(pieces))
    names = [f"slides/{entry['name']}.png" for entry in entries]
    return dict(zip(names, pages, strict=True))


def listed(entries):
    """Return the list of an edition's charts as CSV: what each says, in words too, and which files it has."""
    made = io.StringIO(newline="")
    rows = csv.writer(made, lineterminator="\n")
    rows.writerow(HEADINGS)
    for entry in entries:
        words = [entry[key] for key in ("name", "chapter", "title", "subtitle", "alt", "source")]
        rows.writerow([*words, "; ".join(entry["files"])])
    return made.getvalue().encode()


def _pages(template, files, dots, **inputs):
    files = {"main.typ": template.read_bytes(), **files}
    pages = compiled(files, "png", ppi=dots, sys_inputs=inputs)
    return pages if isinstance(pages, list) else [pages]
