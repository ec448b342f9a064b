"""An analyst changes the one cell that names the area, runs all, and has the chapter for it."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from analysis import settings
from analysis.publish.exhibits.exhibit import PIECE_TYPE, WATERMARK
from analysis.publish.report import editions
from analysis.release import handover, write

SOURCE = str(Path(settings.__file__).resolve().parents[1])


def run(chapter, area, inputs, as_of=None):
    """Return what each cell of a chapter shows once its area is changed, those for JupyterLab too."""
    (path,) = editions.choose([chapter])
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [one for one in notebook.cells if "parameters" in one.metadata.get("tags", [])]
    assert cell.source.count('"sampleshire"') == 1
    cell.source = cell.source.replace('"sampleshire"', f'"{area}"')
    kept = {name: value for name, value in os.environ.items() if name not in settings.VARIABLES}
    with settings.serving(settings.Run(inputs, as_of)):
        document, _ = write.released(area, "where no edition was published")
    with handover.handed(document, {}) as released:
        chosen = settings.Run(inputs, as_of, solved=released)
        environment = kept | chosen.environment() | {"PYTHONPATH": SOURCE}
        client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}})
        client.execute(env=environment)
    return [output.data for one in notebook.cells for output in one.get("outputs", []) if "data" in output]


def words(shown):
    """Return what the pieces of a chapter say, as one text."""
    pieces = [data[PIECE_TYPE] for data in shown if PIECE_TYPE in data]
    parts = ("title", "subtitle", "markdown", "alt")
    return " ".join(str(piece.get(part, "")) for piece in pieces for part in parts)


NO_TERMS = "No terms of reference of this area's own were supplied for this edition."


@pytest.mark.real
def test_in_wales_the_census_category_the_language_and_the_index_are_those_of_wales(real):
    said = words(run("02", "dyfed-powys", real("README.md").parent))
    assert "are the most common main languages after English or Welsh" in said
    assert "households nobody has English or Welsh as main language" in said
    assert "The index of deprivation covers England alone" in said and "Welsh Index of Multiple" in said
    said = words(run("11", "dyfed-powys", real("README.md").parent))
    assert "English and Welsh are not among them. Both are official languages of Wales" in said


@pytest.mark.real
@pytest.mark.parametrize("chapter", ["01", "15"])
@pytest.mark.parametrize(("area", "own"), [("dyfed-powys", False), ("warwickshire", True)])
def test_terms_of_reference_stand_in_the_report_of_their_own_area_alone(chapter, area, own, real):
    said = words(run(chapter, area, real("README.md").parent))
    assert (NO_TERMS in said) is not own
    assert (
        "first identification and entering the mechanism" in said or "terms of reference 1" in said
    ) is own


@pytest.mark.real
@pytest.mark.parametrize(
    ("chapter", "area", "place"),
    [
        ("02", "warwickshire", "Nuneaton and Bedworth"),
        ("02", "gwent", "Newport"),
        ("09", "warwickshire", None),
    ],
)
def test_with_real_files_the_chapter_is_that_of_the_other_area(chapter, area, place, real):
    shown = run(chapter, area, real("README.md").parent)
    pieces = [data[PIECE_TYPE] for data in shown if PIECE_TYPE in data]
    assert pieces and not any(piece["invented"] for piece in pieces)
    everything = " ".join(
        f"{piece['title']} {piece.get('markdown', '')} {piece.get('alt', '')}" for piece in pieces
    )
    assert "Larkmere" not in everything and WATERMARK not in everything
    assert place is None or place in everything


@pytest.mark.real
def test_no_main_finding_of_the_real_edition_rests_on_a_figure_older_than_two_cadences(real):
    shown = run("00", "warwickshire", real("README.md").parent, "2026-Q1")
    pieces = [data[PIECE_TYPE] for data in shown if PIECE_TYPE in data]
    (ages_of,) = [one for one in pieces if "behind page one" in one["title"]]
    rows = [
        [cell.strip() for cell in line.strip("| ").split("|")] for line in ages_of["markdown"].splitlines()
    ]
    state = {row[0]: row[-1] for row in rows[2:]}
    assert set(state.values()) == {"current", "too old", "not supplied"}
    findings = [one for one in pieces if "sure" in one]
    assert len(findings) >= 4 and any("domestic abuse" in one["title"] for one in findings)
    named = [title for one in findings for title in state if title in one["source"]]
    assert named and {state[title] for title in named} == {"current"}
    old = [title for title, word in state.items() if word == "too old"]
    assert old and not any(title in one["source"] for one in findings for title in old)
