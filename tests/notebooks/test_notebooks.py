"""A notebook reads as prose: questions in words, a few lines of code, and no figure typed by hand."""

import ast
import functools
import itertools
import re
from pathlib import Path

import nbformat
import pytest

from analysis import charts, measures, report, tables
from analysis.publish.report import chapters

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
FOLDERS = (FOLDER, FOLDER / "profiles", FOLDER / "restricted")
NOTEBOOKS = sorted(path for folder in FOLDERS for path in folder.glob("*.ipynb"))
WIDEST = 110  # letters of a line
EXHIBITS = {"bar", "brief", "dot", "flow", "journey", "line", "map", "network", "table", "what_if"}


def each(rule):
    """Return a test that a rule holds for every notebook, and names each for which it does not."""

    def test():
        faults = []
        for path in NOTEBOOKS:
            try:
                rule(path)
            except (AssertionError, pytest.fail.Exception, chapters.ChapterError) as fault:
                faults.append(f"{path.stem}: {fault}")
        assert NOTEBOOKS and not faults, "\n".join(faults)

    return test


notebook = functools.cache(functools.partial(nbformat.read, as_version=4))


def cells(path, kind):
    return [(index, cell) for index, cell in enumerate(notebook(path).cells, 1) if cell.cell_type == kind]


def published(node):
    """Return the name of the verb of `report` that a node calls, "" where it calls none."""
    called = node.func if isinstance(node, ast.Call) else None
    of = ast.unparse(called.value).split(".")[0] if isinstance(called, ast.Attribute) else ""
    return called.attr if of == "report" else ""


@each
def test_it_can_be_run_has_one_parameters_cell_and_keeps_no_outputs(path):
    chapters.read(path)
    assert all(cell.execution_count is None for _, cell in cells(path, "code"))


@each
def test_its_parameters_are_the_area_and_the_edition(path):
    (cell,) = [one for _, one in cells(path, "code") if "parameters" in one.metadata.get("tags", [])]
    replaced = chapters.replace_values(cell.source, {"AREA": "kent", "EDITION": "2026-Q3"})
    assert "'kent'" in replaced and "'2026-Q3'" in replaced


@each
def test_it_begins_with_its_title_and_its_headings_skip_no_level(path):
    words = cells(path, "markdown")
    assert words[0][0] == 1 and words[0][1].source.startswith("# ")
    levels = [
        len(marks) for _, cell in words for marks in re.findall(r"^(#+) ", cell.source, flags=re.MULTILINE)
    ]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@each
def test_no_code_cell_is_wider_than_a_page(path):
    for index, cell in cells(path, "code"):
        assert max(map(len, cell.source.strip().splitlines())) <= WIDEST, f"cell {index}"


@each
def test_what_it_calls_is_there(path):
    """A chapter that is not run by every test would keep a name that was taken away."""
    stages = {"measures": measures, "tables": tables, "charts": charts, "report": report}
    for index, cell in cells(path, "code"):
        for node in ast.walk(ast.parse(cell.source)):
            called = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
            if re.fullmatch(rf"({'|'.join(stages)})(\.\w+)+", called):
                stage, *names = called.split(".")
                found = stages[stage]
                for name in names:
                    assert hasattr(found, name), f"cell {index}: {called}"
                    found = getattr(found, name)


@each
def test_every_exhibit_and_every_sentence_by_itself_names_its_sources(path):
    """What `report` keeps knows the tables that it stands on."""
    for index, cell in cells(path, "code"):
        tree = ast.parse(cell.source)
        alone = {node.value for node in tree.body if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("report."):
                continue
            shown = published(node) in EXHIBITS or (published(node) == "say" and node in alone)
            named = shown and any(keyword.arg == "sources" for keyword in node.keywords)
            assert named or not shown, f"cell {index}: {ast.unparse(node)[:60]} names no sources"


@each
def test_what_is_for_jupyterlab_alone_is_tagged_and_nothing_else_is(path):
    """A build leaves cells tagged `lab` out: sliders, and the words about them."""
    for index, cell in cells(path, "code"):
        sliders = ".what_if(" in cell.source
        assert sliders == (chapters.LAB in cell.metadata.get("tags", [])), f"cell {index}"


@each
def test_no_meaning_is_printed_that_would_stand_whatever_the_figures_say(path):
    assert not [index for index, cell in cells(path, "markdown") if "What this means" in cell.source]


@each
def test_no_cell_stands_twice(path):
    sources = [cell.source for _, cell in cells(path, "code")]
    assert len(set(sources)) == len(sources)


CRIME_COUNTS = ("offences", "victims", "outcomes")
PLACES_OF_CRIME = ("partnership", "district", "area_name", "force", "force_name", "police_force_area_name")


@each
def test_no_place_is_ranked_by_a_count_of_crime_that_grows_with_its_size(path):
    """A partnership of two districts was said to have more crime than one of one district."""
    for index, cell in cells(path, "code"):
        for node in ast.walk(ast.parse(cell.source)):
            if published(node) in ("largest", "smallest"):
                named = {one.value for one in node.args if isinstance(one, ast.Constant)}
                named |= {one.value.value for one in node.keywords if isinstance(one.value, ast.Constant)}
                ranked = named & {*CRIME_COUNTS} and named & {*PLACES_OF_CRIME}
                assert not ranked, f"cell {index}: {ast.unparse(node)}"
