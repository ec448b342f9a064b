"""Executed chapters of the invented county, for who looks at the project and runs nothing."""

import base64
import io

from PIL import Image

from analysis import scratch, settings
from analysis.errors import InputError
from analysis.publish import forms
from analysis.publish.exhibits.exhibit import PIECE_TYPE, WATERMARK
from analysis.publish.report import beside, chapters, editions, executed

CHAPTERS = ("04", "05", "07", "11")
MOST_BYTES = 1_500_000  # of a notebook: everyone who clones the project downloads them
WIDTH, COLOURS = 1000, 32  # of a picture
EDITION = "examples"
NOTICE = (
    f"> **{WATERMARK}**: the county of Sampleshire is invented, and so is every figure of it. This is the "
    "chapter `{name}` as JupyterLab shows it once it has run; `vna gallery` makes it again."
)


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
    """Return a chapter as a file of Jupyter, with small pictures of its charts."""
    ran = []
    (chapter,) = chapters.run_all([path], parameters, run, executed=lambda *what: ran.append(what))
    if isinstance(chapter, chapters.ChapterError):
        raise chapter
    ((_, notebook, outputs),) = ran
    pictures = _pictures(
        [one[PIECE_TYPE] for shown in outputs.values() for one in shown if PIECE_TYPE in one]
    )
    notice = NOTICE.format(name=path.stem)
    content = executed.as_file(
        notebook, outputs, lambda svg: {"image/png": pictures[svg]}, [notice], WATERMARK
    )
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
