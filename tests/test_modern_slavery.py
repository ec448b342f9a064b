"""Chapter 07 as it is shipped, of an invented and of a real area: nothing by one quarter of one force."""

import csv
import json
import re

import pytest

from tests.commands import ran
from tests.whole_way import FIRST

QUARTER = re.compile(r"20\d\d-Q[1-4]")
STOCKS = {"pathway_still_waiting"}  # who is there on one day: never added up, and of no force's referrals
SOURCES = ("nrm_", "duty_to_notify", "pathway_")
NO_LOCAL = "It needs a pathway ledger, and none is among the sources of this edition."


@pytest.fixture(scope="module")
def warwickshire(tmp_path_factory, real):
    """Return the folder of an edition of a real area with chapter 07 alone, without any file of an office."""
    out, local = (tmp_path_factory.mktemp(name) for name in ("out", "local"))
    given = ["--area", "warwickshire", "--chapters", "07", "--inputs", real("README.md").parent]
    ran("build", *given, "--out", out, "--local", local)
    return out / "warwickshire" / "draft"


@pytest.fixture(scope="module")
def sampleshire(first_edition):
    return first_edition / "reports" / "sampleshire" / FIRST


def tabulations(folder):
    document = json.loads((folder / "tabulations.json").read_text(encoding="utf-8"))["tabulations"]
    return {name: one for name, one in document.items() if one["source"].startswith(SOURCES)}


def walk(folder, force):
    """Refuse a row by force and quarter in any table, sentence and tabulation of chapter 07 of an edition."""
    for name, one in tabulations(folder).items():
        assert name in STOCKS or not any(map(QUARTER.fullmatch, one["periods"])), name
        assert not ("nationality" in one["by"] and len(one["by"]) > 1), name
        if "force" in one["by"]:
            assert one["by"] == ["force"] and force not in {cell[1][0] for cell in one["cells"]}, name
    paths = sorted((folder / "data").glob("07-*.csv"))
    assert paths
    for path in paths:
        heads, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
        # The quarter that ends a year of the whole country's decisions is none of any force.
        kept = [place for place, heading in enumerate(heads) if heading != "year_ending"]
        assert not [row for row in rows if any(QUARTER.fullmatch(row[place]) for place in kept)], path.name
        assert not {"quarter", "nationality"} & set(heads), path.name
    pieces = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["figures"]
    pieces = [one for one in pieces if one["chapter"].startswith("07")]
    words = [str(one.get(key, "")) for one in pieces for key in ("title", "subtitle", "alt")]
    assert words and not [text for text in words if QUARTER.search(text)]


@pytest.mark.slow
@pytest.mark.real
def test_nothing_of_a_real_force_has_a_row_by_force_and_quarter(warwickshire):
    walk(warwickshire, "Warwickshire")
    page = (warwickshire / "07_modern_slavery.html").read_text(encoding="utf-8")
    assert "six quarters ending September 2023" in page and "Invented" not in page
    # Six quarters 4, 7, 7, 13, 7 and 10: their sum is told, and their parts are not.
    own = tabulations(warwickshire)["referrals_by_adult_or_child"]
    assert {tuple(labels): value for _, labels, value in own["cells"]}[("Total",)] == 48
    quarters = ["2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1", "2023-Q2", "2023-Q3"]
    assert list(own["periods"].values()) == [quarters]
    # Without a ledger each question says so, and what to count.
    for question in ("Before the referral", "On leaving", "On declining", "Those never seen"):
        assert question in page
    assert NO_LOCAL in page and "not checked since" in page


def test_the_invented_county_has_no_row_by_quarter_and_shows_no_small_count(sampleshire):
    walk(sampleshire, "Sampleshire")
    held = tabulations(sampleshire)
    assert {one["policy"] for one in held.values()} == {"pathway", "as_published"}
    for name, one in held.items():
        values = [value for _, _, value in one["cells"]]
        if one["policy"] == "pathway":
            assert not [one for one in values if isinstance(one, int) and (0 < one < 10 or one % 5)], name
        else:
            assert "[c]" not in values, name
