"""The charts of an edition as PNG for print and as slides, and a list of what each of them says."""

import json
from concurrent.futures import ThreadPoolExecutor

import pandas as pd

from analysis.publish.forms import pandoc
from analysis.publish.forms.pdf import compiled
from analysis.publish.report import draft_mark

AT_A_TIME = 2
PRINT, SLIDE = 300, 144  # dots per inch: a slide of 33.867 by 19.05 centimetres then has 1920 by 1080
CHARTS = "charts.csv"
HEADINGS = ("figure", "chapter", "title", "subtitle", "alt_text", "source", "files")


def pngs(figures):
    """Return path -> PNG for every SVG (path -> content), at 300 dots per inch of a page's text."""

    def draw(paths):
        files = {path: figures[path] for path in paths}
        return _pages(pandoc.part("pictures.typ"), files, PRINT, paths=json.dumps(paths))

    drawn = _by_name(list(figures), draw)
    return {path.replace(".svg", ".png"): png for path, png in drawn.items()}


def slides(figures, entries, about):
    """Return path -> PNG of 1920 by 1080 for every chart: its finding, its measure, its picture, its source.

    `entries` are those of the manifest, each with `name`, `title`, `subtitle` and `source`; `about` says
    whether all is `invented`, and its `mark`: both stand on every slide.
    """
    pieces = {
        f"slides/{entry['name']}.png": {key: entry[key] for key in ("title", "subtitle", "source")}
        | {"path": f"figures/{entry['name']}.svg", "invented": about["invented"], "mark": about["mark"]}
        for entry in entries
    }
    house = pandoc.house()

    def draw(names):
        on_slides = [pieces[name] for name in names]
        files = house | {piece["path"]: figures[piece["path"]] for piece in on_slides}
        return _pages(pandoc.part("slides.typ"), files, SLIDE, pieces=json.dumps(on_slides))

    return _by_name(list(pieces), draw)


def _by_name(names, draw):
    """Return name -> PNG of each of `names`, in their order; `draw` makes those of several names.

    The names are dealt out in so many parts as are drawn at a time.
    """
    parts = [part for part in (names[at::AT_A_TIME] for at in range(AT_A_TIME)) if part]
    # Typst leaves Python to others while it draws.
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        drawn = {
            name: png
            for part, pngs_of_part in zip(parts, pool.map(draw, parts), strict=True)
            for name, png in zip(part, pngs_of_part, strict=True)
        }
    return {name: drawn[name] for name in names}


def listed(entries, mark=None):
    """Return the list of an edition's charts as CSV: what each says, in words too, and which files it has."""
    keys = ("name", "chapter", "title", "subtitle", "alt", "source")
    rows = [[*(entry[key] for key in keys), "; ".join(entry["files"])] for entry in entries]
    table = pd.DataFrame(rows, columns=HEADINGS).to_csv(index=False, lineterminator="\n")
    return draft_mark.on_table(table, mark).encode()


def _pages(template, files, dots, **inputs):
    """Return the PNG of each page that Typst makes of a template, at so many dots per inch."""
    files = {"main.typ": template.read_bytes(), **files}
    pages, _ = compiled(files, "png", ppi=dots, sys_inputs=inputs)
    return pages if isinstance(pages, list) else [pages]
