"""Deprivation by small area."""

import pytest

from analysis import tables
from analysis.errors import InputError

COLUMNS = ["lsoa21_code", "imd_rank", "imd_decile", "status"]
LOOKUP = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"
NAME = "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv"


def test_every_small_area_has_its_rank_and_decile(everywhere):
    found = tables.places.deprivation("sampleshire")
    assert list(found.columns) == COLUMNS
    assert len(found) == 350 and found["lsoa21_code"].is_unique
    assert found["imd_decile"].between(1, 10).all()
    # Decile 1 holds the lowest ranks: the most deprived.
    assert found.groupby("imd_decile")["imd_rank"].max().is_monotonic_increasing


@pytest.mark.parametrize("held", ["ruc21_lsoa21.csv", NAME, LOOKUP])
def test_without_the_file_or_the_lookup_the_table_is_empty_with_its_columns(county, held):
    county(held)
    found = tables.places.deprivation("sampleshire")
    assert found.empty and list(found.columns) == COLUMNS


def test_small_areas_of_another_vintage_are_refused(county):
    path = county(NAME, LOOKUP) / NAME
    text = path.read_text(encoding="utf-8-sig")
    assert "E01900001" in text
    path.write_text(text.replace("E01900001", "E01800999"), encoding="utf-8")
    with pytest.raises(InputError, match=r"File_7.*LSOA E01900001 is missing.*vintage"):
        tables.places.deprivation("sampleshire")


@pytest.mark.real
def test_nine_small_areas_of_real_warwickshire_are_in_decile_1_and_23_in_the_first_two(warwickshire):
    found = tables.places.deprivation("warwickshire")
    assert len(found) == 354
    assert (found["imd_decile"] == 1).sum() == 9
    assert (found["imd_decile"] <= 2).sum() == 23
    worst = found.loc[found["imd_rank"].idxmin()]
    assert (worst["lsoa21_code"], worst["imd_rank"]) == ("E01031057", 619)


@pytest.mark.real
def test_an_area_of_wales_has_no_english_index(warwickshire):
    found = tables.places.deprivation("gwent")
    assert found.empty and list(found.columns) == COLUMNS
