"""Each kind of picture beside one that somebody looked at and approved.

`python -m pytest tests/publish/exhibits/test_approved.py --approve` takes the pictures as they now are:
look at them before they are committed. They are compared by the root of the mean square of the difference
of their dots, as matplotlib compares its own. With the versions that constraints.txt names it is zero. Two
letters that are others give 4.6, a bar a fifth longer 18. The tolerance is a third of the smaller: room for
the edges of letters, which another version of the library that draws them draws a little otherwise.
"""

import datetime
import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from matplotlib.testing.compare import compare_images
from PIL import Image

from analysis.publish.forms import pandoc, pdf, pictures
from analysis.publish.report import documents
from analysis.publish.report.chapters import Prose, Published

from . import kinds

APPROVED = Path(__file__).parent / "approved"
# Wide enough to be read, and the colours that a chart has: a few kilobytes each, which a clone takes along.
WIDTH, COLOURS, TOLERANCE, MOST_BYTES = 480, 64, 1.5, 15_000
SLIDES = {
    "a-slide": kinds.bars,
    "a-slide-of-a-tall-chart": kinds.tall_bars,
    # Its words would have no room beside the chart.
    "a-slide-of-a-tall-chart-of-many-words": lambda: replace(
        (piece := kinds.tall_bars()), title="; ".join([piece.title] * 6)
    ),
}
PAGE = "a-page-with-a-table"
NAMES = [*kinds.PICTURES, *SLIDES, PAGE]


def picture(piece):
    """Return the PNG that an edition ships of a piece."""
    return pictures.pngs({"a.svg": piece.svg.encode()})["a.png"]


def slide(piece):
    """Return a piece as it stands on a slide, with its words around it."""
    entry = {"name": "a", "title": piece.title, "subtitle": piece.subtitle, "source": piece.source}
    drawn = {"figures/a.svg": piece.svg.encode()}
    return pictures.slides(drawn, [entry], {"invented": True, "mark": None})["slides/a.png"]


def page(piece, folder):
    """Return the top of the page of a PDF on which a piece stands: its title and contents are before it."""
    import pypdfium2

    blocks = (Prose("Words."), Published(piece.for_the_build() | {"name": "05-table-01"}))
    text = documents.body(blocks)
    about = {"area": "Sampleshire", "edition": "draft", "period": "2026", "invented": True, "mark": None}
    parts = pandoc.document("A report", [("A chapter", text)], about, ["Invented."])
    made = io.BytesIO()
    with pypdfium2.PdfDocument(pdf.pdf(parts, {}, folder, datetime.date(2026, 6, 30))) as document:
        image = document[1].render(scale=2).to_pil()
        image.crop((0, 0, image.width, image.height // 3)).save(made, "png")
    return made.getvalue()


def small(content):
    """Return a PNG as it is compared: narrow, and in few colours."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    image.quantize(COLOURS, dither=0).save(made, "png", optimize=True)
    return made.getvalue()


def as_it_is(name, folder):
    """Return the small picture of a kind as it now is."""
    if name in SLIDES:
        return small(slide(SLIDES[name]()))
    return small(page(kinds.table(), folder) if name == PAGE else picture(kinds.PICTURES[name]()))


def difference(name, content, folder):
    """Return what is wrong with a picture beside the approved one, None where nothing is.

    Both of them and their difference are left in `folder`.
    """
    now, expected = folder / f"{name}.png", folder / f"{name}-approved.png"
    now.write_bytes(content)
    approve = "If it is as it should be, run this with --approve."
    if not (APPROVED / now.name).exists():
        return f"{name} was never approved: look at {now}. {approve}"
    expected.write_bytes((APPROVED / now.name).read_bytes())
    sizes = [Image.open(path).size for path in (expected, now)]
    if sizes[0] != sizes[1]:
        return f"{name} is {sizes[1]} dots and the approved one {sizes[0]}: look at {now}. {approve}"
    found = compare_images(str(expected), str(now), TOLERANCE, in_decorator=True)
    if found is None:
        return None
    return (
        f"{name} differs from the approved one by {found['rms']:.1f}, and {TOLERANCE} is allowed: look at "
        f"{found['diff']}, beside {now}. {approve}"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_looks_as_it_was_approved(name, tmp_path, pytestconfig):
    content = as_it_is(name, tmp_path)
    if pytestconfig.getoption("approve"):
        APPROVED.mkdir(exist_ok=True)
        (APPROVED / f"{name}.png").write_bytes(content)
    fault = difference(name, content, tmp_path)
    if fault:
        pytest.fail(fault)


@pytest.mark.parametrize("kind", kinds.PICTURES)
def test_the_same_piece_has_the_same_bytes_twice(kind):
    once, again = (kinds.PICTURES[kind]() for _ in range(2))
    assert once.svg == again.svg and "<dc:date>" not in once.svg


def test_what_is_approved_is_small_and_nothing_is_left_over():
    held = {path.stem: path.stat().st_size for path in APPROVED.glob("*.png")}
    assert set(held) == set(NAMES)
    assert max(held.values()) <= MOST_BYTES


# That it can fail


def a_bar(**changes):
    """Return the small picture of a bar chart of three places."""
    rows = {"place": ["Wick", "Larkmere", "Quarrowby"], "people": [120, 90, 30]} | changes
    return small(picture(kinds.as_piece.bar(kinds.passed(**rows), "place", "people", **WORDS)))


WORDS = {"sources": kinds.SOURCE, "title": "Where"}
OTHER_BARS = {
    "two letters": {"place": ["Wick", "Larkmere", "Quarroway"]},
    "a bar": {"people": [120, 90, 38]},
    "a mark": {"people": [120, 90, None], "status": ["shown", "shown", "suppressed"]},
}


def test_what_anybody_would_see_another_size_and_the_unapproved_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "APPROVED", tmp_path)
    (tmp_path / "now").mkdir()
    assert "it was never approved" in difference("it", a_bar(), tmp_path / "now")
    (tmp_path / "it.png").write_bytes(a_bar())
    assert difference("it", a_bar(), tmp_path / "now") is None
    larger = a_bar(place=list("ABCD"), people=[1, 2, 3, 4])
    assert "dots and the approved one" in difference("it", larger, tmp_path / "now")
    for name, changes in OTHER_BARS.items():
        fault = difference("it", a_bar(**changes), tmp_path / "now")
        assert "differs from the approved one" in fault and "--approve" in fault, name
        assert (tmp_path / "now" / "it-failed-diff.png").is_file() and "it-failed-diff.png" in fault
