"""A folder that holds little gives every chapter all the same: what cannot be told is said to be a gap."""

import re
import shutil
from pathlib import Path

import pytest

from analysis import areas, settings, stages
from analysis.publish.report import chapters, editions
from analysis.sources import catalogue, inventory
from tests.in_process import released_to

PLACE = areas.area("sampleshire")
# What a missing file would be told as: a fact about the office, or about the world.
CLAIMS = re.compile(
    r"\b(?:keeps? (?:no|none)|(?:is|are) kept|kept by nobody|nobody (?:keeps|counts|has counted|wrote)"
    r"|no (?:log|directory|ledger)s? (?:is|are)|none is known|does not exist)\b",
    re.IGNORECASE,
)


def copied(folder, sampleshire_folder, wanted):
    """Fill a folder with Sampleshire's files of the cards that `wanted` tells, and none of an office."""
    held = inventory.open_for(PLACE, sampleshire_folder)
    files = {Path(item.file.path) for item in held.files if wanted(item.card_id)}
    for path in [*files, sampleshire_folder / inventory.STAMP]:
        target = folder / path.relative_to(sampleshire_folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return len(files)


def ran(folder, home):
    """Return what every chapter gives in a folder."""
    inventory.forget()
    run = released_to(home / "released" / "tabulations.json", PLACE.slug, settings.Run(folder, local=home))
    parameters = {"AREA": PLACE.slug, "EDITION": None}
    found = chapters.run_all(editions.choose(), parameters, stages.for_chapters(PLACE.slug, run))
    inventory.forget()
    return found


def faults(found):
    """Return what every chapter that failed says of it."""
    return [str(one) for one in found if isinstance(one, chapters.ChapterError)]


def claims(found):
    """Return what chapters say instead of figures that they have not, and that reads as a fact."""
    said = [
        (chapter.name, str(piece.get(name)))
        for chapter in found
        for piece in chapter.pieces
        if piece["kind"] in ("gap", "sentence")
        for name in ("title", "words")
    ]
    return [f"{name}: {words}" for name, words in said if CLAIMS.search(words)]


def test_a_folder_of_one_file_gives_every_chapter_and_no_made_up_fact(sampleshire_folder, tmp_path):
    assert copied(tmp_path / "inputs", sampleshire_folder, lambda card: card == "neighbourhood_teams") == 1
    found = ran(tmp_path / "inputs", tmp_path / "local")
    assert faults(found) == []
    # No file of the office's is there: that is not a fact about the office.
    assert claims(found) == []


@pytest.mark.slow
@pytest.mark.parametrize("card", sorted(catalogue.catalogue()))
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "left out"])
def test_a_source_alone_and_every_other_without_it_give_every_chapter(
    card, alone, sampleshire_folder, tmp_path
):
    if not copied(tmp_path / "inputs", sampleshire_folder, lambda one: (one == card) == alone):
        pytest.skip("Sampleshire has no file of this card.")
    assert faults(ran(tmp_path / "inputs", tmp_path / "local")) == []
