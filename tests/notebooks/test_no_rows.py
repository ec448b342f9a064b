"""No sentence is made of zero rows: chapters are run without a source, and every sentence must have rows.

What an edition says of nothing is prose that names itself `if_empty`, such as that nobody supplied a count.
"""

import ast
import shutil

import pytest

from analysis import settings, stages
from analysis.publish.report import chapters
from analysis.sources import inventory
from tests.in_process import released_to
from tests.notebooks.test_notebooks import FOLDER, NOTEBOOKS, cells, published
from tests.notebooks.test_sentences import words

ONE_FILE = "census2021-ts029-ltla.csv"
# What each chapter said of nothing, and of what: found where no row was.
SAID_OF_NOTHING = (
    "are left behind", "more common than all others", "national route is known", "Nothing is bought",
    "counted too", "count too", "fit one another", "single contract",
)  # fmt: skip


def said_of_nothing():
    """Return the sentences for what is not known: `if_empty`, and those that page one lists."""
    found = set()
    for path in NOTEBOOKS:
        for _, cell in cells(path, "code"):
            nodes = list(ast.walk(ast.parse(cell.source)))
            # Page one lists what its findings could not say.
            of_findings = [
                node.value
                for node in nodes
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "said"
            ]
            for node in nodes:
                if published(node) == "say":
                    listed = ("if_empty", "otherwise") if node in of_findings else ("if_empty",)
                    found |= {words(one.value) for one in node.keywords if one.arg in listed}
                    found |= {words(one) for one in node.args[1:] if node in of_findings}
    return found


# A page about a place is made of a place that is known, and not without the file that knows it.
CHAPTERS = [path for path in NOTEBOOKS if path.parent == FOLDER]


def run_on(folder, local, home, paths=CHAPTERS):
    """Return what chapters of Sampleshire publish from publishers' files and the office's own."""
    run = settings.Run(folder, local=local)
    run = stages.for_chapters("sampleshire", released_to(home / "sampleshire.json", "sampleshire", run))
    found = chapters.run_all(paths, {"AREA": "sampleshire", "EDITION": None}, run)
    assert not [one for one in found if not isinstance(one, chapters.Chapter)]
    return {one.name: one.pieces for one in found}


def without_rows(pieces):
    """Return (chapter, sentence) of every sentence that is printed instead of one with its figures."""
    return [
        (name, one["words"])
        for name, shown in pieces.items()
        for one in shown
        if one["kind"] == "sentence" and one.get("general")
    ]


@pytest.fixture(scope="module")
def almost_nothing(sampleshire_folder, tmp_path_factory):
    """Return what every chapter publishes from one file, without any of the office's own."""
    home = tmp_path_factory.mktemp("nothing")
    folder, local = home / "inputs", home / "local"
    folder.mkdir()
    local.mkdir()
    (found,) = sampleshire_folder.rglob(ONE_FILE)
    for path in (found, sampleshire_folder / "SAMPLESHIRE.json"):
        shutil.copy(path, folder)
    return run_on(folder, local, home)


def test_of_no_row_no_sentence_is_printed_but_that_nobody_supplied_any(almost_nothing):
    allowed = said_of_nothing()
    wrong = [one for one in without_rows(almost_nothing) if one[1] not in allowed]
    assert wrong == []


def test_what_reports_said_of_nothing_is_said_no_more(almost_nothing):
    told = [
        (name, one["words"])
        for name, shown in almost_nothing.items()
        for one in shown
        if one["kind"] == "sentence" and any(part in one["words"] for part in SAID_OF_NOTHING)
    ]
    assert [one for one in told if one[1] not in said_of_nothing()] == []


def test_the_planted_effects_are_told(first_edition):
    """Saying nothing fixes no rule: the gap and the shortage that Sampleshire has are printed."""
    (folder,) = (first_edition / "reports" / "sampleshire").glob("2*")
    page = (folder / "05_reach.md").read_text(encoding="utf-8")
    assert "Where an interpreter is needed, fewer people have their needs assessed" in page
    assert "has the fewest places for each person referred to it" in page
    front = (folder / "00_summary.md").read_text(encoding="utf-8")
    assert "Where an interpreter was needed" in front and "every need is met" in front


@pytest.mark.slow
def test_without_any_one_source_no_sentence_is_printed_of_no_row(sampleshire_folder, tmp_path):
    """Each kind of file is taken away in turn, and the chapters that cite it are run."""
    allowed, wrong = said_of_nothing(), []
    local = sampleshire_folder.with_name("sampleshire-local")
    with settings.serving(settings.Run(sampleshire_folder)):
        found = inventory.inventory(sampleshire_folder)
        cards = sorted({item.card_id for item in found.files if item.card_id})
    for card in cards:
        home = tmp_path / card
        home.mkdir()
        gone = {item.path.name for item in found.files if item.card_id == card}
        ignore = lambda _folder, names, gone=gone: [name for name in names if name in gone]  # noqa: E731
        shutil.copytree(sampleshire_folder, home / "inputs", ignore=ignore)
        citing = [
            path for path in CHAPTERS if f'"{card}"' in path.read_text(encoding="utf-8").replace("\\", "")
        ]
        if citing:
            pieces = run_on(home / "inputs", local, home, citing)
            wrong += [
                (card, *one)
                for one in without_rows(pieces)
                if one[1] not in allowed and "not known" not in one[1]
            ]
        shutil.rmtree(home)
    assert wrong == []
