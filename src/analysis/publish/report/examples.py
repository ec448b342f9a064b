"""Executed chapters of the invented county, for who looks at the project and runs nothing."""

import base64
import html
import io
import json

from PIL import Image

from analysis import scratch, settings
from analysis.errors import InputError
from analysis.publish import forms
from analysis.publish.exhibits.exhibit import PIECE_TYPE, WATERMARK, Grid
from analysis.publish.report import beside, chapters, editions

CHAPTERS = ("04", "05", "07", "11")
MOST_BYTES = 1_500_000  # of a notebook: everyone who clones the project downloads them
WIDTH, COLOURS = 1000, 32  # of a picture
EDITION = "examples"
NOTICE = (
    f"> **{WATERMARK}**: the county of Sampleshire is invented, and so is every figure of it. This is the "
    "chapter `{name}` as JupyterLab shows it once it has run; `vna gallery` makes it again."
)
KEPT_OF_A_CELL = ("text/html", "text/markdown", "text/plain")


def make(folder, wanted=CHAPTERS):
    """Return the paths of executed chapters of Sampleshire, written into `folder`.

    Those that were there stay until all are complete. Raises InputError for one with too many bytes.
    """
    with scratch.folder() as place:
        asked = editions.Asked.of(
            settings.SAMPLESHIRE, out=place, edition=EDITION, chapters=wanted, printed=False
        )
        editions.build(asked)
        of = beside.built(settings.SAMPLESHIRE, EDITION, out=place)
        run, parameters = of.chapters(of.document), {"AREA": settings.SAMPLESHIRE, "EDITION": None}
        made = {path.name: _executed(path, parameters, run) for path in editions.choose(wanted)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in made]


def _executed(path, parameters, run):
    """Return a chapter as a file of Jupyter, with what each of its cells displayed."""
    notebook, outputs = chapters.executed(path, parameters, run)
    pictures = _pictures(
        [one[PIECE_TYPE] for shown in outputs.values() for one in shown if PIECE_TYPE in one]
    )
    cells = [
        {"cell_type": "markdown", "id": "notice", "metadata": {}, "source": NOTICE.format(name=path.stem)}
    ]
    counted = 0
    for number, cell in enumerate(notebook.cells, start=1):
        held = cell.model_dump(exclude_none=True)
        if cell.cell_type == "code":
            shown = [_shown(one, pictures) for one in outputs.get(number, ())]
            counted += cell.source != ""  # cells of sliders are left empty
            held |= {"execution_count": counted or None, "outputs": [one for each in shown for one in each]}
        else:
            held.pop("outputs", None)
        cells.append(held)
    made = {"cells": cells, "metadata": notebook.metadata, "nbformat": 4, "nbformat_minor": 5}
    content = f"{json.dumps(made, ensure_ascii=False, indent=1)}\n".encode()
    if len(content) > MOST_BYTES:
        raise InputError(f"{path.name}: has {len(content):,} bytes once it has run; at most {MOST_BYTES:,}.")
    return content


def _pictures(pieces):
    """Return {SVG: a small PNG of it, in base64} of the pieces that have one."""
    drawn = {f"{number}.svg": one["svg"].encode() for number, one in enumerate(pieces) if one.get("svg")}
    made = forms.pngs(drawn) if drawn else {}
    return {drawn[path].decode(): _small(made[path.replace(".svg", ".png")]) for path in drawn}


def _small(content):
    image = Image.open(io.BytesIO(content)).convert("RGB")
    size = (WIDTH, round(image.height * WIDTH / image.width))
    made = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).quantize(COLOURS, dither=0).save(made, "png", optimize=True)
    return base64.b64encode(made.getvalue()).decode()


def _shown(data, pictures):
    """Return what Jupyter keeps of one thing that a cell displayed."""
    if piece := data.get(PIECE_TYPE):
        return _of_piece(piece, pictures)
    kept = {kind: data[kind] for kind in KEPT_OF_A_CELL if kind in data}
    if "text/html" in kept:
        kept["text/html"] += f"<p><small>{WATERMARK}</small></p>"
    return [_output(kept)]


def _of_piece(piece, pictures):
    if piece["kind"] in ("sentence", "gap"):
        return [_output({"text/markdown": piece["words"], "text/plain": piece["words"]})]
    title, said = html.escape(piece["title"]), html.escape(f"{piece['subtitle']}. {WATERMARK}")
    below = " ".join(filter(None, [piece["note"], f"Source: {piece['source']}"]))
    beneath = _output({"text/markdown": f"<small>{html.escape(below)}</small>", "text/plain": below})
    caption = f"<strong>{title}</strong><br>{said}"
    if piece["kind"] == "table":
        table = Grid(**piece["grid"]).html(caption)
        return [_output({"text/html": table, "text/plain": piece["title"]}), beneath]
    above = _output({"text/markdown": caption, "text/plain": piece["title"]})
    return [above, _output({"image/png": pictures[piece["svg"]], "text/plain": piece["alt"]}), beneath]


def _output(data):
    return {"output_type": "display_data", "metadata": {}, "data": data}
