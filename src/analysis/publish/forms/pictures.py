"""The charts of an edition as PNG for print and as slides, and a list of what each of them says."""

import json
from concurrent.futures import ThreadPoolExecutor

import pandas as pd

from analysis.publish.forms import pandoc
from analysis.publish.forms.pdf import compiled
from analysis.publish.report import draft_mark, reuse

AT_A_TIME = 2
PRINT, SLIDE = 300, 144  # dots per inch: a slide of 33.867 by 19.05 centimetres then has 1920 by 1080
CHARTS = "charts.csv"
HEADINGS = ("figure", "chapter", "title", "subtitle", "alt_text", "source", "files")


def pngs(figures, kept=None):
    """Return path -> PNG for every SVG (path -> content), at 300 dots per inch of a page's text.

    Those that `kept` (see `report.reuse`) has are not drawn again.
    """

    def drawn(paths):
        held = {path: figures[path] for path in paths}
        return _pages(pandoc.part("pictures.typ"), held, PRINT, paths=json.dumps(paths))

    wanted = {path: [figures[path]] for path in figures}
    found = _each("png", wanted, drawn, kept)
    return {path.replace(".svg", ".png"): page for path, page in found.items()}


def slides(figures, entries, about, kept=None):
    """Return path -> PNG of 1920 by 1080 for every chart: its finding, its measure, its picture, its source.

    `entries` are those of the manifest, each with `name`, `title`, `subtitle` and `source`; `about` says
    whether all is `invented`, and its `mark`: both stand on every slide. Those that `kept` (see
    `report.reuse`) has are not drawn again.
    """
    pieces = {
        f"slides/{entry['name']}.png": {key: entry[key] for key in ("title", "subtitle", "source")}
        | {"path": f"figures/{entry['name']}.svg", "invented": about["invented"], "mark": about["mark"]}
        for entry in entries
    }
    house = pandoc.house()

    def drawn(names):
        held = [pieces[name] for name in names]
        files = house | {one["path"]: figures[one["path"]] for one in held}
        return _pages(pandoc.part("slides.typ"), files, SLIDE, pieces=json.dumps(held))

    wanted = {name: [json.dumps(one).encode(), figures[one["path"]]] for name, one in pieces.items()}
    return _each("slide", wanted, drawn, kept)


def _each(kind, wanted, drawn, kept):
    """Return name -> picture of each of `wanted`, name -> what it is made of; `drawn` makes several."""
    kept = kept or reuse.Nothing()
    found = {name: kept.held(kind, parts) for name, parts in wanted.items()}
    lacking = [name for name, picture in found.items() if picture is None]
    # Typst leaves Python to others while it draws.
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        parts = [part for part in (lacking[at::AT_A_TIME] for at in range(AT_A_TIME)) if part]
        for part, pictures in zip(parts, pool.map(drawn, parts), strict=True):
            for name, picture in zip(part, pictures, strict=True):
                kept.hold(kind, wanted[name], picture)
                found[name] = picture
    return found


def listed(entries, mark=None):
    """Return the list of an edition's charts as CSV: what each says, in words too, and which files it has."""
    keys = ("name", "chapter", "title", "subtitle", "alt", "source")
    rows = [[*(entry[key] for key in keys), "; ".join(entry["files"])] for entry in entries]
    table = pd.DataFrame(rows, columns=HEADINGS).to_csv(index=False, lineterminator="\n")
    return draft_mark.on_table(table, mark).encode()


def _pages(template, files, dots, **inputs):
    files = {"main.typ": template.read_bytes(), **files}
    pages, _ = compiled(files, "png", ppi=dots, sys_inputs=inputs)
    return pages if isinstance(pages, list) else [pages]
