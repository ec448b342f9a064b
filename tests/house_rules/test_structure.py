"""The shape of the code: what import-linter and ruff, which `make test` runs first, do not look at."""

import ast
import inspect
import json
import re
import tomllib
from pathlib import Path

import pytest

from analysis import charts, measures, report
from analysis.extracts import logs
from analysis.tables import declared
from analysis.tables.rooms import offered

SOURCE = Path(__file__).resolve().parents[2] / "src"
PACKAGE = SOURCE / "analysis"
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
NOTEBOOKS = sorted((SOURCE.parent / "notebooks").rglob("*.ipynb"))
ROOMS = sorted(path.parent.name for path in (PACKAGE / "measures").glob("*/__init__.py"))
FACES = ("sources", "tables", "measures", "report", "extracts", *(f"measures/{room}" for room in ROOMS))
LISTED = SOURCE.parent / "data" / "reference" / "measures.toml"
# Each imports the invented county in a function: it is written, or looked into, for an invented area alone.
OF_SAMPLESHIRE = {"extracts/counts.py", "extracts/states.py", "preloaded.py"}
OF_SAMPLESHIRE |= {"tables/languages/estimates.py"}
WRITES = re.compile(r"\.(write_text|write_bytes|to_csv\(\s*[\"'/])|savefig\(\s*[\"']")
# Two of them write for Pandoc, and one a notebook, into folders that are gone afterwards.
ROOMS_OF_NONE = ("measures", "tables", "publish")  # of which few modules write
MAY_WRITE = {"report/folders.py", "report/documents.py", "forms/word.py", "report/profiles.py"}
MAY_WRITE |= {"report/gallery.py", "report/examples.py"}  # what invented figures showed, for the README


def test_no_module_is_named_for_what_is_left_over():
    left_over = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc"}
    named = {part for path in TREES for part in path.relative_to(SOURCE).with_suffix("").parts}
    assert not named & left_over


def test_the_invented_county_is_imported_in_few_places_and_not_at_the_top():
    asking = re.compile(r"^([ \t]*)(?:import|from) sampleshire\b", re.MULTILINE)
    found = {
        path.relative_to(PACKAGE).as_posix(): asking.search(path.read_text(encoding="utf-8"))
        for path in TREES
        if path.is_relative_to(PACKAGE)
    }
    assert {name for name, one in found.items() if one} == OF_SAMPLESHIRE
    # Processes are forked from one that has imported it.
    assert {name for name, one in found.items() if one and not one[1]} == {"preloaded.py"}


def test_a_face_is_its_table_of_contents_and_nothing_more():
    for face in FACES:
        for node in TREES[PACKAGE / face / "__init__.py"].body[1:]:
            targets = [ast.unparse(one) for one in getattr(node, "targets", ())]
            assert isinstance(node, (ast.Import, ast.ImportFrom)) or targets == ["__all__"], (
                face,
                node.lineno,
            )


@pytest.fixture(scope="module")
def called():
    """Return a function: the names that notebooks, the list of measures and the code call by a pattern."""
    notebooks = [json.loads(path.read_text(encoding="utf-8")) for path in NOTEBOOKS]
    code = ["".join(cell["source"]) for one in notebooks for cell in one["cells"]]
    texts = [LISTED.read_text(encoding="utf-8"), *code, *map(ast.unparse, TREES.values())]
    return lambda named: {name for text in texts for name in re.findall(named, text)}


def test_what_a_chapter_is_offered_to_draw_and_keep_with_is_made_use_of(called):
    explored = (SOURCE.parent / "docs" / "explore.md").read_text(encoding="utf-8")
    for face in (charts, report):
        name = face.__name__.rpartition(".")[2]
        named = rf"\b{name}\.(\w+)"
        assert not set(face.__all__) - called(named) - set(re.findall(named, explored)), name


def test_what_the_rooms_of_measures_offer_can_be_read_and_has_a_caller(called):
    assert set(measures.__all__) >= set(ROOMS)
    assert not set(measures.__all__) - called(r"\bmeasures\.(\w+)")
    for room in ROOMS:
        held = vars(getattr(measures, room)).items()
        own = {name for name, one in held if inspect.isfunction(one)}
        assert not own - called(rf"\bmeasures\.{room}\.(\w+)"), room


def test_the_rooms_of_tables_can_be_read_and_what_they_offer_has_a_caller(called):
    used = called(r"\btables\.(?:\w+\.)?(\w+)")
    used |= {name for entry in tomllib.loads(LISTED.read_text("utf-8")).values() for name in entry["tables"]}
    used |= set(logs.names())  # `vna check` reads every log
    used |= {one.make.__name__ for one in declared.every().values()}  # `vna data` writes what is declared
    assert not set(offered()) - used


def test_only_what_writes_an_edition_writes_files():
    inside = [path for path in TREES if path.is_relative_to(PACKAGE)]
    rooms = [
        path for path in inside if path.relative_to(PACKAGE).parts[0] in ("measures", "tables", "publish")
    ]
    writing = [path for path in rooms if WRITES.search(path.read_text(encoding="utf-8"))]
    found = {path.relative_to(PACKAGE).as_posix() for path in writing}
    assert found <= {f"publish/{name}" for name in MAY_WRITE}
