"""A year's recorded crime in every edition: each figure with the file that it stands in."""

import pytest

import sampleshire
from analysis import tables
from analysis.tables.crime.recorded import OPEN_DATA, TOTAL, WORKBOOK

NEWER, OLDER = "pfatablesmar26.xlsx", "pfatablesmar25.xlsx"
CRIME = "prc-pfa-mar2013-onwards-tables202526.csv"


def test_both_workbooks_and_the_open_data_stand_side_by_side(county):
    county(NEWER, OLDER, CRIME)
    found = tables.crime.recorded.force_area_crime("sampleshire")
    editions = found.drop_duplicates(["edition"]).set_index("edition")[["publication", "year_ending"]]
    assert editions.T.to_dict("list") == {
        OLDER: [WORKBOOK, "2025-03"],
        NEWER: [WORKBOOK, "2026-03"],
        CRIME: [OPEN_DATA, "2026-03"],
    }


def test_a_year_in_two_editions_has_both_figures_and_the_span_between(county):
    county(NEWER, CRIME)
    found = tables.crime.force_area_revisions("sampleshire")
    true = sampleshire.truth()["recorded_crime"]
    true = true[(true["force_name"] == "Sampleshire") & (true["financial_year"] == "2025/26")]
    assert found["edition"].tolist() == [CRIME, NEWER]
    assert found["offences"].iloc[0] == true["offences"].sum() < found["offences"].iloc[1]
    assert found["lowest"].eq(found["offences"].iloc[0]).all()
    assert found["highest"].eq(found["offences"].iloc[1]).all()


def test_a_year_in_one_edition_has_no_revision(county):
    county(NEWER)
    assert tables.crime.force_area_revisions("sampleshire").empty


def test_an_open_data_year_of_three_quarters_is_no_year(county):
    path = county(CRIME) / CRIME
    lines = path.read_text(encoding="utf-8").splitlines(True)
    path.write_text("".join(line for line in lines if not line.startswith("2025/26,4,")), encoding="utf-8")
    assert tables.crime.recorded.force_area_crime("sampleshire").empty


def test_the_publishers_rate_is_of_its_own_count_and_population(county):
    county(NEWER)
    found = tables.crime.recorded.force_area_crime("sampleshire")
    totals = found[(found["level"] == "total") & found["rate_per_1000"].notna()]
    assert len(totals) == 15  # 12 forces, of which one has no rate and one no figures; 3 regions; the nation
    ours = totals["offences"] * 1_000 / totals["population"]
    assert (ours - totals["rate_per_1000"]).abs().max() < 0.01


def test_forces_regions_and_the_nation_are_told_apart(county):
    county(NEWER)
    found = tables.crime.recorded.force_area_crime("sampleshire").drop_duplicates("area_code")
    assert found["area_kind"].value_counts().to_dict() == {
        "force": 13,
        "region": 3,
        "country": 1,
        "no area": 1,
    }


def test_without_a_file_the_table_is_empty_with_its_columns(county):
    county("ruc21_lsoa21.csv")
    found = tables.crime.recorded.force_area_crime("sampleshire")
    assert found.empty and {"edition", "publication", "rate_per_1000"} <= set(found.columns)
    assert tables.crime.force_area_revisions("sampleshire").empty


@pytest.fixture
def real_tables(real, reads):
    reads(real("README.md").parent)


@pytest.mark.real
def test_two_real_editions_of_2017_18_differ_and_both_are_kept(real_tables):
    found = tables.crime.force_area_revisions("warwickshire")
    assert found[["publication", "offences"]].values.tolist() == [[OPEN_DATA, 41_411], [WORKBOOK, 41_443]]
    assert set(found["year_ending"]) == {"2018-03"}


@pytest.mark.real
@pytest.mark.parametrize(
    ("year", "area", "group", "offences"),
    [
        ("2018-03", "E23000017", TOTAL, 41_443),
        ("2018-03", "E23000017", "Violence against the person", 11_939),
        ("2018-03", "K04000001", TOTAL, 4_876_282),
        ("2019-12", "E23000017", TOTAL, 42_014),
        ("2019-12", "E23000017", "Violence against the person", 14_319),
        ("2019-12", "K04000001", TOTAL, 5_013_284),
    ],
)
def test_the_golden_facts_of_the_real_workbooks(real_tables, year, area, group, offences):
    found = tables.crime.recorded.force_area_crime("warwickshire")
    found = found[(found["publication"] == WORKBOOK) & (found["year_ending"] == year)]
    found = found[(found["area_code"] == area) & (found["offence_group"] == group)]
    assert found["offences"].tolist() == [offences]


@pytest.mark.real
def test_the_real_open_data_adds_to_its_groups(real_tables):
    found = tables.crime.recorded.force_area_crime("warwickshire")
    found = found[(found["publication"] == OPEN_DATA) & (found["area_code"] == "E23000017")]
    assert found.groupby("level")["offences"].sum().to_dict() == {"group": 41_411, "total": 41_411}
