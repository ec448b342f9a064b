"""Each chapter stands alone: begun from nothing it gives what it gives where it is forked, beside others."""

import shutil
from pathlib import Path

import pytest

from analysis import processes, settings, stages
from analysis.publish.report import chapters
from tests.in_process import only_tables_of

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
SOME = ("01", "06")  # of open figures, and of people


PARAMETERS = {"AREA": settings.SAMPLESHIRE, "EDITION": None}


def _without_the_office_s_folder(paths, sampleshire_folder, released_file, tmp_path):
    """Run chapters once with the office's folder in its place and once without it, and look at both."""
    local, results = tmp_path / "local", []
    shutil.copytree(sampleshire_folder.with_name("sampleshire-local"), local)
    run = settings.Run(sampleshire_folder, local=local, solved=released_file)
    run = stages.for_chapters(settings.SAMPLESHIRE, run)
    for gone in (False, True):
        if gone:
            local.rename(tmp_path / "elsewhere")
        results.append(chapters.run_all(paths, PARAMETERS, run))
    for one, other in zip(*results, strict=True):
        assert isinstance(one, chapters.Chapter) and isinstance(other, chapters.Chapter), (one, other)
        assert (one.blocks, one.files) == (other.blocks, other.files), one.name


def test_a_chapter_opens_nothing_in_the_folder_of_the_office(
    sampleshire_folder, released_file, tmp_path, monkeypatch
):
    paths = [path for path in NOTEBOOKS if path.stem[:2] == "13"]
    only_tables_of(monkeypatch, tmp_path / "tables", paths)
    _without_the_office_s_folder(paths, sampleshire_folder, released_file, tmp_path)


@pytest.mark.slow
def test_no_chapter_opens_anything_in_the_folder_of_the_office(sampleshire_folder, released_file, tmp_path):
    _without_the_office_s_folder(NOTEBOOKS, sampleshire_folder, released_file, tmp_path)


def _same(paths, run):
    """Run chapters forked, beside others, and begun from nothing, and compare what they say."""
    found = []
    for method in (processes.METHOD, "spawn"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(processes, "METHOD", method)
            found.append(chapters.run_all(paths, PARAMETERS, run))
    for one, other in zip(*found, strict=True):
        assert isinstance(one, chapters.Chapter), one
        assert (one.title, one.blocks, one.files) == (other.title, other.blocks, other.files), one.name


def test_chapters_say_alone_what_they_say_beside_others(
    sampleshire_folder, released_file, tmp_path, monkeypatch
):
    paths = [path for path in NOTEBOOKS if path.stem[:2] in SOME]
    only_tables_of(monkeypatch, tmp_path / "tables", paths)
    run = settings.Run(sampleshire_folder, solved=released_file)
    _same(paths, stages.for_chapters(settings.SAMPLESHIRE, run))


@pytest.mark.slow
def test_every_chapter_says_alone_what_it_says_beside_others(sampleshire_folder, released_file):
    run = settings.Run(sampleshire_folder, solved=released_file)
    _same(NOTEBOOKS, stages.for_chapters(settings.SAMPLESHIRE, run))
