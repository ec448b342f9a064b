"""An analyst changes the one cell that names the area, runs all, and has the chapter for it."""

import functools
import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from analysis import settings, stages
from analysis.publish.exhibits.exhibit import PIECE_TYPE, WATERMARK
from analysis.publish.report import chapters, editions
from analysis.sources import ages
from tests.in_process import only_tables_of, released_to

SOURCE = str(Path(settings.__file__).resolve().parents[1])


CHAPTERS = {"dyfed-powys": ["01", "02", "11", "15"], "warwickshire": ["00", "01", "15"]}
IN_A_KERNEL = "09"


@pytest.fixture(scope="module")
def run_of(real, tmp_path_factory):
    """Return a function: the run that reads the real files and what was released of an area."""
    read = [*CHAPTERS["dyfed-powys"], *CHAPTERS["warwickshire"], IN_A_KERNEL]

    @functools.cache
    def of(area):
        home = tmp_path_factory.mktemp(area)
        run = settings.Run(real("README.md").parent, "2026-Q1")
        return stages.for_chapters(area, released_to(home / f"{area}.json", area, run))

    with pytest.MonkeyPatch.context() as patch:
        only_tables_of(patch, tmp_path_factory.mktemp("tables"), editions.choose(read))
        yield of


@pytest.fixture(scope="module")
def pieces(run_of):
    """Return a function: what some chapters of an area publish, as {number of the chapter: its pieces}."""

    @functools.cache
    def of(area):
        parameters = {"AREA": area, "EDITION": None}
        found = chapters.run_all(editions.choose(CHAPTERS[area]), parameters, run_of(area))
        return {one.number: one.pieces for one in found}

    return of


def words(pieces):
    """Return what pieces of a chapter say, as one text."""
    parts = ("title", "subtitle", "words", "alt", "grid")
    return " ".join(str(piece.get(part, "")) for piece in pieces for part in parts)


def of_the_invented_county(pieces):
    """Tell whether any piece is marked as invented, or tells of Sampleshire."""
    text = words(pieces)
    return any(piece["invented"] for piece in pieces) or "Larkmere" in text or WATERMARK in text


NO_TERMS = "No terms of reference of this area's own were supplied for this edition."


@pytest.mark.real
def test_in_wales_the_census_category_language_and_index_are_welsh(pieces):
    said = words(pieces("dyfed-powys")["02"])
    assert "are the most common main languages after English or Welsh" in said
    assert "households nobody has English or Welsh as main language" in said
    assert "The index of deprivation covers England alone" in said and "Welsh Index of Multiple" in said
    said = words(pieces("dyfed-powys")["11"])
    assert "English and Welsh are not among them. Both are official languages of Wales" in said


@pytest.mark.real
def test_without_neighbourhood_outlines_each_gap_says_so_and_what_to_do(pieces):
    """The folder has the outlines of another county alone."""
    gaps = {one["words"] for one in pieces("dyfed-powys")["11"] if one["kind"] == "gap"}
    assert len(gaps) == 1 and "No outlines of this area's neighbourhoods (MSOAs) were supplied" in gaps.pop()


@pytest.mark.real
@pytest.mark.parametrize("chapter", ["01", "15"])
@pytest.mark.parametrize(("area", "own"), [("dyfed-powys", False), ("warwickshire", True)])
def test_terms_of_reference_stand_in_the_report_of_their_own_area_alone(chapter, area, own, pieces):
    said = words(pieces(area)[chapter])
    assert (NO_TERMS in said) is not own
    assert (
        "first identification and entering the mechanism" in said or "terms of reference 1" in said
    ) is own


@pytest.mark.real
def test_with_real_files_the_chapter_is_that_of_the_other_area(pieces):
    found = pieces("dyfed-powys")["02"]
    assert found and "Ceredigion" in words(found) and not of_the_invented_county(found)


@pytest.mark.real
def test_an_analyst_changes_the_one_cell_that_names_the_area_and_runs_all(run_of):
    """In a kernel, with the cells that are for JupyterLab alone."""
    (path,) = editions.choose([IN_A_KERNEL])
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [one for one in notebook.cells if "parameters" in one.metadata.get("tags", [])]
    assert cell.source.count('"sampleshire"') == 1
    cell.source = cell.source.replace('"sampleshire"', '"warwickshire"')
    kept = {name: value for name, value in os.environ.items() if name not in settings.VARIABLES}
    environment = kept | run_of("warwickshire").environment() | {"PYTHONPATH": SOURCE}
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}})
    client.execute(env=environment)
    shown = [output.data for one in notebook.cells for output in one.get("outputs", []) if "data" in output]
    found = [data[PIECE_TYPE] for data in shown if PIECE_TYPE in data]
    assert found and not of_the_invented_county(found)


@pytest.mark.real
def test_no_main_finding_of_the_real_edition_rests_on_a_figure_that_is_too_old(pieces):
    found = pieces("warwickshire")["00"]
    (ages_of,) = [one for one in found if "behind the findings" in one["title"]]
    state = {row[0]: row[-1] for row in ages_of["grid"]["rows"]}
    assert set(state.values()) <= set(ages.STATES)
    findings = [one for one in found if "sure" in one]
    assert len(findings) >= 4 and any("domestic abuse" in one["title"] for one in findings)
    named = [title for one in findings for title in state if title in one["source"]]
    assert named and {state[title] for title in named} <= {ages.CURRENT, *ages.DATED}
    old = [title for title, word in state.items() if word == "too old"]
    assert old and not any(title in one["source"] for one in findings for title in old)
