"""Each chapter stands alone: begun from nothing it gives what it gives where it is forked, beside others."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from analysis import areas, processes, settings
from analysis.disclosure import ledger
from analysis.publish.report import chapters
from analysis.release import handover, solve, statements
from analysis.sources import inventory

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
SOME = ("01", "06")  # of open figures, and of people


@pytest.fixture(scope="module")
def ready(sampleshire_folder, tmp_path_factory):
    """Give what runs chapters of Sampleshire in both ways, the tabulations solved."""
    place, run = areas.area("sampleshire"), settings.Run(sampleshire_folder)
    nothing = ledger.read(tmp_path_factory.mktemp("reports"), place.slug)
    inventory.forget()
    with settings.serving(run):
        document, _ = solve.solved(place, "draft", None, nothing)
        document = statements.beside(document)
    inventory.forget()
    with handover.handed(document, {}) as path:
        solved = settings.Run(sampleshire_folder, solved=path)

        def both(paths):
            parameters, found = {"AREA": place.slug, "EDITION": None}, []
            for method in (processes.METHOD, "spawn"):
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(processes, "METHOD", method)
                    found.append(chapters.run_all(paths, parameters, solved))
            return found

        yield both


def _without_the_office_s_folder(paths, sampleshire_folder, tmp_path):
    """Run chapters once with the office's folder in its place and once without it, and look at both."""
    place, local = areas.area("sampleshire"), tmp_path / "local"
    shutil.copytree(sampleshire_folder.with_name("sampleshire-local"), local)
    run, parameters = settings.Run(sampleshire_folder, local=local), {"AREA": "sampleshire", "EDITION": None}
    inventory.forget()
    with settings.serving(run):
        document, _ = solve.solved(place, "draft", None, ledger.read(tmp_path, place.slug))
        document = statements.beside(document)
    with handover.handed(document, {}) as path:
        solved, results = dataclasses.replace(run, solved=path), []
        for gone in (False, True):
            if gone:
                local.rename(tmp_path / "elsewhere")
            results.append(chapters.run_all(paths, parameters, solved))
    closed = (local, sampleshire_folder.with_name("sampleshire-local"), settings.data("local"))
    for one, other in zip(*results, strict=True):
        assert isinstance(one, chapters.Chapter) and isinstance(other, chapters.Chapter), (one, other)
        assert (one.blocks, one.files) == (other.blocks, other.files), one.name
        found = [name for name in one.opened if {*closed} & set(Path(name).parents)]
        assert found == [], one.name


def test_a_chapter_opens_nothing_in_the_folder_of_the_office(sampleshire_folder, tmp_path):
    paths = [path for path in NOTEBOOKS if path.stem[:2] in ("10", "13")]
    _without_the_office_s_folder(paths, sampleshire_folder, tmp_path)


@pytest.mark.slow
def test_no_chapter_opens_anything_in_the_folder_of_the_office(sampleshire_folder, tmp_path):
    _without_the_office_s_folder(NOTEBOOKS, sampleshire_folder, tmp_path)


def _same(ready, paths):
    forked, alone = ready(paths)
    for one, other in zip(forked, alone, strict=True):
        assert isinstance(one, chapters.Chapter), one
        assert (one.title, one.blocks, one.files) == (other.title, other.blocks, other.files), one.name


def test_chapters_say_alone_what_they_say_beside_others(ready):
    _same(ready, [path for path in NOTEBOOKS if path.stem[:2] in SOME])


@pytest.mark.slow
def test_every_chapter_says_alone_what_it_says_beside_others(ready):
    _same(ready, NOTEBOOKS)
