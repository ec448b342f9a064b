"""The folder tree is the flow: imports run left to right, and each stage's front is a table of contents."""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "src" / "analysis"
MODULES = sorted(PACKAGE.rglob("*.py"))
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
    "sources": {*LEAVES},
    "tables": {*LEAVES, "sources"},
    "measures": {"errors", "frames", "settings"},
    "disclosure": {"errors", "plain_file", "settings", "sensitivity", "toml_file", "sources"},
    "private": {"sides", "release"},
    "kernel": {"settings", "wall"},
    "release": {*LEAVES, "sources", "tables", "measures", "disclosure"},
    "publish": {*LEAVES, "sources", "tables", "measures", "disclosure", "release"},
    "doctor": {*LEAVES, *STAGES, "disclosure"},
    "terminal": {"errors", "sources"},
    "cli": {*LEAVES, *STAGES, "disclosure", "release", "doctor", "terminal"},
    "__main__": {"cli"},
    "__init__": set(),
}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc"}


def part(path):
    """Return the stage, or the leaf, in which a module stands."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path):
    """Return the names below `analysis` that a module imports anywhere in it, the ones in functions too."""
    found = set()
    package = ["analysis", *path.relative_to(PACKAGE).parent.parts]
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
    return found - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_run_left_to_right(path):
    here = part(path)
    assert here in MAY_IMPORT, f"{here} has no place in the flow"
    wrong = imported(path) - MAY_IMPORT[here] - {here}
    assert not wrong, f"{here} may not import {', '.join(sorted(wrong))}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_is_named_for_what_is_left_over(path):
    names = set(path.relative_to(PACKAGE).with_suffix("").parts)
    assert not names & FORBIDDEN_NAMES


@pytest.mark.parametrize("stage", STAGES)
def test_a_stages_front_is_its_table_of_contents_and_nothing_more(stage):
    tree = ast.parse((PACKAGE / stage / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    for node in tree.body[1:]:
        names_all = isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["__all__"]
        assert isinstance(node, (ast.Import, ast.ImportFrom)) or names_all, ast.unparse(node)[:80]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_turns_what_is_missing_into_zero_or_swallows_an_error(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    filled = [
        node.lineno
        for node in calls
        if isinstance(node.func, ast.Attribute)
        and node.func.attr == "fillna"
        and any(isinstance(value, ast.Constant) and value.value == 0 for value in node.args)
        # Who invents a county knows that a month without an offence is a true zero.
        and "sampleshire" not in path.parts
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
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if writes.search(path.read_text(encoding="utf-8")) and part(path) in ("measures", "tables", "publish")
    }
    # These two write for Pandoc, into a folder that is gone afterwards.
    expected = {"publish/edition/writing.py", "publish/edition/documents.py", "publish/forms/word.py"}
    expected |= {"publish/edition/gallery.py"}  # what an edition of invented figures showed, for the README
    expected |= {"publish/edition/profiles.py"}  # a notebook for several places, into such a folder too
    assert writing <= expected


def test_nothing_but_a_fetch_speaks_to_a_network():
    names = "httpx|socket|ssl|urllib\\.request|http\\.client|requests|ftplib"
    speaks = re.compile(rf"^\s*(?:import|from) ({names})\b", re.MULTILINE)
    speaking = {
        path.relative_to(PACKAGE).parent.as_posix()
        for path in MODULES
        if speaks.search(path.read_text(encoding="utf-8"))
    }
    assert speaking == {"sources/fetching"}
