"""A chapter as a file of Jupyter once it has run: its cells, and what each of them displayed."""

import html
import json

from analysis.publish.exhibits.exhibit import PIECE_TYPE, Grid

KEPT_OF_A_CELL = ("text/html", "text/markdown", "text/plain")


def as_file(notebook, outputs, picture, before=(), mark=""):
    """Return the bytes of a notebook that ran.

    `outputs` are {number of a cell: what it displayed, {kind: text} each}. `picture` gives {kind: content} of
    a chart, from its SVG. `before` are Markdown texts to put first, and `mark` stands with every frame and
    title.
    """
    cells = [
        {"cell_type": "markdown", "id": f"before-{number}", "metadata": {}, "source": text}
        for number, text in enumerate(before)
    ]
    counted = 0
    for number, cell in enumerate(notebook.cells, start=1):
        held = cell.model_dump(exclude_none=True)
        if cell.cell_type == "code":
            shown = [_shown(one, picture, mark) for one in outputs.get(number, ())]
            counted += cell.source != ""  # cells of sliders are left empty
            held |= {"execution_count": counted or None, "outputs": [one for each in shown for one in each]}
        else:
            held.pop("outputs", None)
        cells.append(held)
    made = {"cells": cells, "metadata": notebook.metadata, "nbformat": 4, "nbformat_minor": 5}
    return f"{json.dumps(made, ensure_ascii=False, indent=1)}\n".encode()


def as_drawn(svg):
    """Return a chart as its own SVG."""
    return {"image/svg+xml": svg}


def _shown(data, picture, mark):
    """Return what Jupyter keeps of one thing that a cell displayed."""
    if piece := data.get(PIECE_TYPE):
        return _of_piece(piece, picture, mark)
    kept = {kind: data[kind] for kind in KEPT_OF_A_CELL if kind in data}
    if "text/html" in kept and mark:
        kept["text/html"] += f"<p><small>{mark}</small></p>"
    return [_output(kept)]


def _of_piece(piece, picture, mark):
    if piece["kind"] in ("sentence", "gap"):
        return [_output({"text/markdown": piece["words"], "text/plain": piece["words"]})]
    said = ". ".join(filter(None, [piece.get("subtitle"), mark]))
    below = " ".join(filter(None, [piece.get("note"), f"Source: {piece.get('source')}"]))
    beneath = _output({"text/markdown": f"<small>{html.escape(below)}</small>", "text/plain": below})
    caption = f"<strong>{html.escape(piece['title'])}</strong><br>{html.escape(said)}"
    if piece["kind"] == "table":
        table = Grid(**piece["grid"]).html(caption)
        return [_output({"text/html": table, "text/plain": piece["title"]}), beneath]
    above = _output({"text/markdown": caption, "text/plain": piece["title"]})
    return [above, _output({**picture(piece["svg"]), "text/plain": piece["alt"]}), beneath]


def _output(data):
    return {"output_type": "display_data", "metadata": {}, "data": data}
