"""Rural and urban small areas."""

import pytest

from analysis import tables
from analysis.errors import InputError

COLUMNS = ["lsoa21_code", "classification", "residents", "rural_urban", "status"]
LOOKUP = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"
NAME = "ruc21_lsoa21.csv"


def test_every_small_area_is_rural_or_urban_and_has_its_residents(everywhere):
    found = tables.census.rurality("sampleshire")
    assert list(found.columns) == COLUMNS
    assert len(found) == 350
    assert set(found["rural_urban"]) == {"Rural", "Urban"}
    people = tables.census.residents("sampleshire", by="lsoa21")
    assert found["residents"].sum() == people["residents"].sum()


@pytest.mark.parametrize(
    "held",
    [(NAME,), (NAME, LOOKUP), (LOOKUP, "census2021-ts001-lsoa.csv"), ("census2021-ts001-lsoa.csv", NAME)],
)
def test_without_one_of_its_files_the_table_is_empty_with_its_columns(county, held):
    county(*held)
    found = tables.census.rurality("sampleshire")
    assert found.empty and list(found.columns) == COLUMNS


def test_a_classification_that_lacks_a_small_area_is_refused(county):
    path = county(NAME, LOOKUP, "census2021-ts001-*.csv") / NAME
    lines = path.read_text(encoding="utf-8").splitlines(True)
    path.write_text("".join(line for line in lines if "E01900001" not in line), encoding="utf-8")
    with pytest.raises(InputError, match=r"ruc21_lsoa21.csv: LSOA E01900001 is missing"):
        tables.census.rurality("sampleshire")


@pytest.mark.real
def test_105_small_areas_of_real_warwickshire_are_rural(warwickshire):
    found = tables.census.rurality("warwickshire")
    assert len(found) == 354
    assert (found["rural_urban"] == "Rural").sum() == 105
    assert found["residents"].sum() == 596_773
