"""A chapter of the office's own, beside its inputs: it goes into the report as ours do, checked first."""

import json
import os
import shutil

import nbformat
import pytest
from nbformat import v4

from analysis import settings
from analysis.errors import InputError
from analysis.publish.report import editions
from tests.in_process import only_tables_of, release_here

QUESTION = "# Do our libraries know?\n\nThe libraries of each district."
CELLS = (
    "from analysis import charts, measures, read, report",
    'people = measures.pool(read("residents", AREA), "area_name", "residents")\npeople',
    'ax = charts.bar(people, "area_name", "residents")\n'
    'title = report.say("{all} people live here", "Residents", all=report.total(people, "residents"))\n'
    'report.figure(ax, title=title, main=True, subtitle="Residents by district")',
)


def write(folder, name, *cells):
    """Write a chapter of the office's own into the folder beside `inputs`."""
    first = v4.new_code_cell('AREA, EDITION = "sampleshire", None', metadata={"tags": ["parameters"]})
    made = v4.new_notebook(
        cells=[v4.new_markdown_cell(QUESTION), first, *(v4.new_code_cell(one) for one in cells)]
    )
    folder.mkdir(exist_ok=True)
    nbformat.write(made, folder / f"{name}.ipynb")


@pytest.fixture(scope="module")
def inputs(small_county, tmp_path_factory):
    """Return a folder of Sampleshire's files of its own, beside which chapters may lie."""
    tmp_path = tmp_path_factory.mktemp("office")
    own = small_county.with_name("sampleshire-local")
    for folder, name in ((small_county, "sampleshire"), (own, "sampleshire-local")):
        shutil.copytree(folder, tmp_path / name, copy_function=os.link)
    with pytest.MonkeyPatch.context() as patch:
        release_here(patch)
        only_tables_of(patch, tmp_path / "tables", editions.choose(["01", "02"]))
        yield tmp_path / "sampleshire"


def build(inputs, edition, *chapters):
    """Build an edition with the office's own chapters; what an earlier one made of the files is used."""
    asked = {"edition": edition, "chapters": chapters, "printed": False}
    return editions.build(
        editions.Asked.of("sampleshire", inputs, inputs.with_name("reports"), **asked), again=False
    )


def test_it_goes_into_the_report_with_its_figures_and_its_place_in_the_contents(inputs):
    write(inputs.with_name("chapters"), "20_our_libraries", *CELLS)
    report = build(inputs, "whole", "01", "20")
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    (figure,) = [one for one in manifest["figures"] if one["chapter"] == "20_our_libraries"]
    assert "people live here" in figure["title"] and figure["cards"] == ["census_ts001"]
    page = (report / "20_our_libraries.html").read_text(encoding="utf-8")
    assert "Do our libraries know?" in page
    assert "20_our_libraries.html" in (report / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "cells", "why"),
    [
        ("05_our_libraries", CELLS, "05_our_libraries.ipynb: has the number of 05_reach.ipynb"),
        ("libraries", CELLS, "libraries.ipynb: is not named as a chapter is"),
        ("20_libraries", ("1 / 0",), "20_libraries, cell 3: ZeroDivisionError"),
    ],
)
def test_one_that_cannot_go_in_is_told_in_a_line_and_nothing_is_written(inputs, name, cells, why):
    shutil.rmtree(inputs.with_name("chapters"), ignore_errors=True)
    write(inputs.with_name("chapters"), name, *cells)
    with pytest.raises(InputError, match=why):
        build(inputs, "faulty", "01", "20")
    assert not list(inputs.with_name("reports").glob("*/faulty*"))


def test_sampleshire_has_them_in_the_same_folder_as_other_areas(tmp_path):
    assert settings.own_chapters_of(settings.data("raw", settings.SAMPLESHIRE)) == settings.data("chapters")
    assert settings.own_chapters_of(settings.data("raw")) == settings.data("chapters")
    assert settings.own_chapters_of(tmp_path / "files") == tmp_path / "chapters"
