"""Each chapter stands alone: a kernel of its own gives what a fork of a warm process gives beside others."""

from pathlib import Path

import pytest

from analysis import areas, settings, warming
from analysis.disclosure import ledger
from analysis.publish.edition import chapters
from analysis.release import solve, statements
from analysis.sources import inventory

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
SOME = ("01", "06")  # of open figures, and of people

pytestmark = pytest.mark.skipif(not warming.possible(), reason="chapters are forked on Linux alone")


@pytest.fixture(scope="module")
def ready(sampleshire_folder, tmp_path_factory):
    """Give what runs chapters of Sampleshire in both ways, the tabulations solved."""
    place, run = areas.area("sampleshire"), settings.Run(sampleshire_folder)
    nothing = ledger.read(tmp_path_factory.mktemp("reports"), place.slug)
    inventory.forget()
    with settings.serving(run):
        document, _ = solve.settled(place, "draft", None, nothing)
        document = statements.beside(document)
    inventory.forget()
    with solve.handed(document, {}) as path, chapters.warmed(place.slug, run) as warm:
        solved = settings.Run(sampleshire_folder, solved=path)

        def both(paths):
            parameters = {"AREA": place.slug, "EDITION": None}
            return [chapters.run_all(paths, parameters, solved, warm=one) for one in (warm, None)]

        yield both


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
