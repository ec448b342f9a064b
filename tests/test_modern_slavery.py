"""Chapter 07 as it is shipped, of an invented and of a real area: nothing by one quarter of one force."""

import csv
import json
import re

import pytest
from typer.testing import CliRunner

from analysis.cli import app

QUARTER = re.compile(r"20\d\d-Q[1-4]")
STOCKS = {"pathway_still_waiting"}  # who is there on one day: never added up, and of no force's referrals
SOURCES = ("nrm_", "duty_to_notify", "pathway_")
NO_LOCAL = "It needs a pathway ledger, and none is among the sources of this edition."


def built(tmp_path_factory, area, inputs, local=None):
    """Return the folder of an edition with chapter 07 alone."""
    out = tmp_path_factory.mktemp(area)
    local = local or tmp_path_factory.mktemp("local")
    arguments = [
        "build",
        "--area",
        area,
        "--chapters",
        "07",
        "--out",
        out,
        "--inputs",
        inputs,
        "--local",
        local,
    ]
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return out / area / "draft"


@pytest.fixture(scope="module")
def sampleshire(sampleshire_folder, tmp_path_factory):
    return built(
        tmp_path_factory, "sampleshire", sampleshire_folder, sampleshire_folder.with_name("sampleshire-local")
    )


@pytest.fixture(scope="module")
def warwickshire(tmp_path_factory, real):
    return built(tmp_path_factory, "warwickshire", real("README.md").parent)


def tabulations(folder):
    document = json.loads((folder / "tabulations.json").read_text(encoding="utf-8"))["tabulations"]
    return {name: one for name, one in document.items() if one["source"].startswith(SOURCES)}


def tables(folder):
    """Yield the name and the rows of each table that the edition ships, headings first."""
    paths = sorted((folder / "data").glob("07-*.csv"))
    assert paths
    for path in paths:
        yield path.name, list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def words(folder):
    """Return the titles, subtitles and alt texts of the edition's pieces."""
    pieces = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["figures"]
    return [str(one.get(key, "")) for one in pieces for key in ("title", "subtitle", "alt")]


def walk(folder, force):
    """Refuse a row by force and quarter in any table, sentence and tabulation of an edition."""
    for name, one in tabulations(folder).items():
        assert name in STOCKS or not any(map(QUARTER.fullmatch, one["periods"])), name
        assert not ("nationality" in one["by"] and len(one["by"]) > 1), name
        if "force" in one["by"]:
            assert one["by"] == ["force"] and force not in {cell[1][0] for cell in one["cells"]}, name
    for name, rows in tables(folder):
        # The quarter that ends a year of the whole country's decisions is none of any force.
        kept = [place for place, heading in enumerate(rows[0]) if heading != "year_ending"]
        assert not [row for row in rows if any(QUARTER.fullmatch(row[place]) for place in kept)], name
        assert not {"quarter", "nationality"} & set(rows[0]), name
    assert not [text for text in words(folder) if QUARTER.search(text)]


@pytest.mark.slow
def test_no_table_chart_or_sentence_of_the_invented_county_has_a_row_by_force_and_quarter(sampleshire):
    walk(sampleshire, "Sampleshire")


@pytest.mark.slow
@pytest.mark.real
def test_no_table_chart_or_sentence_of_a_real_force_has_a_row_by_force_and_quarter(warwickshire):
    walk(warwickshire, "Warwickshire")
    page = (warwickshire / "07_modern_slavery.html").read_text(encoding="utf-8")
    assert "six quarters ending September 2023" in page and "Invented" not in page
    # Six quarters 4, 7, 7, 13, 7 and 10: their sum is told, and their parts are not.
    own = tabulations(warwickshire)["referrals_by_adult_or_child"]
    assert {tuple(labels): value for _, labels, value in own["cells"]}[("Total",)] == 48
    assert list(own["periods"].values()) == [
        ["2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1", "2023-Q2", "2023-Q3"]
    ]


@pytest.mark.slow
@pytest.mark.real
def test_without_a_ledger_each_question_says_so_and_what_to_count(warwickshire):
    page = (warwickshire / "07_modern_slavery.html").read_text(encoding="utf-8")
    for question in ("Before the referral", "On leaving", "On declining", "Those never seen"):
        assert question in page
    assert NO_LOCAL in page and "not checked since" in page


@pytest.mark.slow
def test_no_small_count_of_the_sensitive_tables_is_shown(sampleshire):
    policies = {one["policy"] for one in tabulations(sampleshire).values()}
    assert policies == {"pathway", "as_published"}
    for name, one in tabulations(sampleshire).items():
        shown = [value for _, _, value in one["cells"] if isinstance(value, int)]
        if one["policy"] == "pathway":
            assert not [value for value in shown if 0 < value < 10 or value % 5], name
        else:
            assert "[c]" not in [value for _, _, value in one["cells"]], name
