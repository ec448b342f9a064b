"""Chapter 6 with the survey's appendix tables and without them: a table or a gap, all else alike."""

import io
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import settings, stages
from analysis.publish.report import chapters
from analysis.sources import inventory
from tests.in_process import only_tables_of

(CHAPTER,) = (Path(__file__).resolve().parents[2] / "notebooks").glob("06_*.ipynb")
OTHER = "survey's tables"  # in the subtitle of what is made from them
PARAMETERS = {"AREA": settings.SAMPLESHIRE, "EDITION": None}


def pieces(folder, sampleshire_folder, released_file):
    """Return what chapter 6 publishes from a folder of publishers' files."""
    local = sampleshire_folder.with_name("sampleshire-local")
    run = settings.Run(folder, local=local, solved=released_file)
    (found,) = chapters.run_all([CHAPTER], PARAMETERS, stages.for_chapters(settings.SAMPLESHIRE, run))
    inventory.forget()
    assert isinstance(found, chapters.Chapter), found
    return found.pieces


@pytest.fixture(scope="module")
def both(sampleshire_folder, released_file, tmp_path_factory):
    """Return what the chapter publishes with the workbook, and without it."""
    without = tmp_path_factory.mktemp("without") / "inputs"
    ignore = shutil.ignore_patterns("domesticabuseprevalence*.xlsx")
    shutil.copytree(sampleshire_folder, without, ignore=ignore)
    with pytest.MonkeyPatch.context() as patch:
        only_tables_of(patch, without.with_name("tables"), [CHAPTER])
        folders = (sampleshire_folder, without)
        return [pieces(folder, sampleshire_folder, released_file) for folder in folders]


def about(found, words):
    return [one for one in found if words in one["title"] + one["subtitle"]]


def test_with_the_tables_abuse_and_stalking_are_given_without_a_range(both):
    (table,) = about(both[0], OTHER)
    assert table["kind"] == "table" and "domestic abuse in a year" in table["title"]
    rows = pd.read_csv(io.StringIO(table["csv"]))
    assert rows["harm"].tolist() == ["Any domestic abuse", "Stalking"] and (rows["expected"] > 1_000).all()
    assert rows[["lower", "upper"]].eq("[z]").all(axis=None)
    assert rows["method"].str.contains("range not given").all()


def test_without_them_a_gap_says_why_and_every_other_figure_stays(both):
    (table,) = about(both[0], OTHER)
    (gap,) = [one for one in both[1] if one["kind"] == "gap"]
    assert "survey_abuse_tables" in gap["cards"] and "appendix tables" in gap["words"]
    assert not re.search("[0-9]", gap["title"])
    kept = [(one["title"], one["csv"]) for one in both[0] if one is not table]
    assert kept == [(one["title"], one["csv"]) for one in both[1] if one is not gap]


def test_whom_the_survey_does_not_ask_is_said_beneath_each_table_in_print_too(both):
    tables = [one for one in both[0] if one["kind"] == "table" and "national survey" in one["subtitle"]]
    assert len(tables) == 2
    assert all("hardly those who do not speak English" in one["note"] for one in tables)
    assert "No range is given" in about(tables, OTHER)[0]["note"]
