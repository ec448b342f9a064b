"""The executed chapters in docs/examples: of the invented county, watermarked, small, and of today's code."""

import json
from pathlib import Path

import nbformat
import pytest

from analysis import settings
from analysis.errors import InputError
from analysis.publish.exhibits.exhibit import WATERMARK
from analysis.publish.report import chapters, examples

KEPT = Path(__file__).resolve().parents[3] / "docs" / "examples"


def cells(path, kind="code"):
    held = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in held if cell["cell_type"] == kind]


def source(cell):
    return "".join(cell["source"])


@pytest.fixture(params=examples.CHAPTERS)
def example(request):
    (path,) = KEPT.glob(f"{request.param}_*.ipynb")
    return path


def test_each_is_a_notebook_that_jupyter_takes(example):
    nbformat.validate(nbformat.read(example, as_version=4))


def test_each_is_small_says_it_is_invented_and_shows_frames_and_pictures(example):
    assert example.stat().st_size <= examples.MOST_BYTES
    assert WATERMARK in source(cells(example, "markdown")[0])
    shown = [one["data"] for cell in cells(example) for one in cell["outputs"]]
    tables = [one["text/html"] for one in shown if "text/html" in one]
    assert tables and all(WATERMARK in one for one in tables)
    assert any("dataframe" in one for one in tables) and any("image/png" in one for one in shown)


def test_its_code_is_that_of_the_chapter_today(example):
    (chapter,) = settings.notebooks().glob(example.name)
    today = [cell.source for cell in chapters.read(chapter).cells if cell.cell_type == "code"]
    assert [source(cell) for cell in cells(example)][1:] == today[1:], "Make them again: vna gallery"


@pytest.mark.slow
def test_one_that_is_too_large_is_told_and_replaces_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(examples, "MOST_BYTES", 1_000)
    (tmp_path / "01_duties_and_questions.ipynb").write_text("whole", encoding="utf-8")
    with pytest.raises(InputError, match=r"01_duties_and_questions.ipynb: has .* bytes once it has run"):
        examples.make(tmp_path, ("01",))
    assert (tmp_path / "01_duties_and_questions.ipynb").read_text(encoding="utf-8") == "whole"
