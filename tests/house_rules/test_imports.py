"""The folder tree is the flow: imports run left to right, and each stage's front is a table of contents."""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src"
PACKAGE = SOURCE / "analysis"
BESIDE = "sampleshire"  # the invented county, a package of its own
MODULES = sorted(SOURCE.rglob("*.py"))
STAGES = ("sources", "tables", "measures", "publish")
LEAVES = ("settings", "areas", "errors", "plain_file", "toml_file", "locks", "scratch", "opened")
LEAVES += ("frames", "processes", "sensitivity", "wall", "sides")
MAY_IMPORT = {
    "errors": set(),
    "plain_file": {"errors"},
    "toml_file": {"errors", "plain_file"},
    "locks": {"errors"},
    "opened": set(),
    "frames": set(),
    "sensitivity": {"errors"},
    "processes": set(),
    "wall": {"errors"},
    "sides": {"errors"},
    "scratch": {"errors", "locks"},
    "settings": {"errors"},
    "areas": {"errors", "settings"},
    BESIDE: {"settings", "sources"},
    # A circle: these two ask for each other, a module at a time.
    "sources": {*LEAVES, "extracts", BESIDE},
    "extracts": {*LEAVES, "sources", BESIDE},
    "tables": {*LEAVES, "sources", "extracts", BESIDE},
    "measures": {"errors", "frames", "settings"},
    "disclosure": {"errors", "plain_file", "settings", "sensitivity", "toml_file", "extracts"},
    "private": {"sides", "release"},
    "kernel": {"settings", "wall"},
    "release": {*LEAVES, "sources", "extracts", "tables", "measures", "disclosure"},
    "publish": {*LEAVES, "sources", "extracts", "tables", "measures", "disclosure", "release"},
    "doctor": {*LEAVES, *STAGES, "extracts", "disclosure"},
    "terminal": {"errors", "sources"},
    "cli": {*LEAVES, *STAGES, "extracts", "disclosure", "release", "doctor", "terminal"},
    "__main__": {"cli"},
    "__init__": set(),
}
# Each asks for it in a function: it is written, or looked into, where an area is invented and nowhere else.
ASKS_FOR_SAMPLESHIRE = {"extracts/counts.py", "sources/ages.py", "sources/inventory.py"}
ASKS_FOR_SAMPLESHIRE |= {"tables/language_predictors.py"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc"}


def part(path):
    """Return the stage, the leaf or the package beside in which a module stands."""
    package, inside, *_ = path.relative_to(SOURCE).with_suffix("").parts
    return package if package == BESIDE else inside


def imported(path):
    """Return the names below `analysis` that a module imports anywhere in it, the ones in functions too.

    The package beside has its own name among them.
    """
    found = set()
    package = path.relative_to(SOURCE).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "analysis" else [module]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("analysis.")}
        found |= {BESIDE for name in names if name.split(".")[0] == BESIDE}
    return found - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_imports_run_left_to_right(path):
    here = part(path)
    assert here in MAY_IMPORT, f"{here} has no place in the flow"
    wrong = imported(path) - MAY_IMPORT[here] - {here}
    assert not wrong, f"{here} may not import {', '.join(sorted(wrong))}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_module_is_named_for_what_is_left_over(path):
    names = set(path.relative_to(SOURCE).with_suffix("").parts)
    assert not names & FORBIDDEN_NAMES


def test_the_invented_county_is_asked_for_in_few_places_and_never_as_a_module_begins():
    asking = {path for path in MODULES if part(path) != BESIDE and BESIDE in imported(path)}
    assert {path.relative_to(PACKAGE).as_posix() for path in asking} == ASKS_FOR_SAMPLESHIRE
    at_the_top = [
        path.name
        for path in asking
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, (ast.Import, ast.ImportFrom)) and BESIDE in ast.unparse(node)
    ]
    assert not at_the_top


@pytest.mark.parametrize("stage", [*STAGES, "extracts"])
def test_a_stages_front_is_its_table_of_contents_and_nothing_more(stage):
    tree = ast.parse((PACKAGE / stage / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    for node in tree.body[1:]:
        names_all = isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["__all__"]
        assert isinstance(node, (ast.Import, ast.ImportFrom)) or names_all, ast.unparse(node)[:80]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_every_module_and_every_public_function_says_what_it_does(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module has no docstring"
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_nothing_turns_what_is_missing_into_nought_or_swallows_an_error(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    filled = [
        node.lineno
        for node in calls
        if isinstance(node.func, ast.Attribute)
        and node.func.attr == "fillna"
        and any(isinstance(value, ast.Constant) and value.value == 0 for value in node.args)
        # Who invents a county knows that a month without an offence is a true nought.
        and part(path) != BESIDE
    ]
    assert not filled, f"fillna(0) on line {filled}"
    swallowed = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(one, ast.Pass) for one in node.body)
    ]
    assert not swallowed, f"an error is swallowed on line {swallowed}"


def test_only_the_files_of_publish_that_write_an_edition_and_sources_write_files():
    writes = re.compile(r"\.(write_text|write_bytes|to_csv\(\s*[\"'/])|savefig\(\s*[\"']")
    writing = {
        path.relative_to(SOURCE).as_posix()
        for path in MODULES
        if writes.search(path.read_text(encoding="utf-8")) and part(path) in ("measures", "tables", "publish")
    }
    # These two write for Pandoc, into a folder that is gone afterwards.
    expected = {"edition/writing.py", "edition/documents.py", "forms/word.py"}
    expected |= {"edition/gallery.py"}  # what an edition of invented figures showed, for the README
    expected |= {"edition/profiles.py"}  # a notebook for several places, into such a folder too
    assert writing <= {f"analysis/publish/{name}" for name in expected}


def test_nothing_but_a_fetch_speaks_to_a_network():
    names = "httpx|socket|ssl|urllib\\.request|http\\.client|requests|ftplib"
    speaks = re.compile(rf"^\s*(?:import|from) ({names})\b", re.MULTILINE)
    speaking = {
        path.relative_to(SOURCE).parent.as_posix()
        for path in MODULES
        if speaks.search(path.read_text(encoding="utf-8"))
    }
    assert speaking == {"analysis/sources/fetching"}
