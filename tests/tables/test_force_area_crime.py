"""A year's recorded crime in every edition: each figure with the file that it stands in."""

import pytest

import sampleshire
from analysis import tables
from analysis.tables.crime.recorded import OPEN_DATA, WORKBOOK
from analysis.tables.declaration import columns

NEWER, OLDER = "pfatablesmar26.xlsx", "pfatablesmar25.xlsx"
CRIME = "prc-pfa-mar2013-onwards-tables202526.csv"


def test_a_year_in_two_editions_has_the_figure_of_each(county):
    county(NEWER, OLDER, CRIME)
    found = tables.crime.force_area_revisions("sampleshire")
    true = sampleshire.truth()["recorded_crime"]
    true = true[(true["force_name"] == "Sampleshire") & (true["financial_year"] == "2025/26")]
    assert found["edition"].tolist() == [CRIME, NEWER] and set(found["year_ending"]) == {"2026-03"}
    assert found["publication"].tolist() == [OPEN_DATA, WORKBOOK]
    assert found["offences"].iloc[0] == true["offences"].sum() < found["offences"].iloc[1]


@pytest.mark.parametrize("name", [NEWER, "ruc21_lsoa21.csv"])
def test_a_year_in_one_edition_or_none_has_no_revision(county, name):
    county(name)
    found = tables.crime.force_area_revisions("sampleshire")
    assert found.empty and list(found.columns) == columns(tables.crime.recorded.ForceAreaRevisions)


def test_an_open_data_year_of_three_quarters_is_no_year(county):
    path = county(NEWER, CRIME) / CRIME
    lines = path.read_text(encoding="utf-8").splitlines(True)
    path.write_text("".join(line for line in lines if not line.startswith("2025/26,4,")), encoding="utf-8")
    assert tables.crime.force_area_revisions("sampleshire").empty


@pytest.mark.real
def test_two_real_editions_of_2017_18_differ_and_both_are_kept(warwickshire):
    found = tables.crime.force_area_revisions("warwickshire")
    assert found[["publication", "offences"]].values.tolist() == [[OPEN_DATA, 41_411], [WORKBOOK, 41_443]]
    assert set(found["year_ending"]) == {"2018-03"}
