"""One year of recorded crime in every force, from one edition at a time."""

import pandas as pd
import pytest

from analysis import tables
from analysis.tables.crime.recorded import FEWEST_RESIDENTS

COLUMNS = [
    "police_force_area_code",
    "area_name",
    "year_ending",
    "level",
    "offence_group",
    "offences",
    "population",
    "status",
]
NAME = "pfatablesmar26.xlsx"


def test_each_force_has_each_group_once_and_its_residents(county):
    county(NAME)
    found = tables.crime.force_comparison("sampleshire")
    assert list(found.columns) == COLUMNS
    assert found["police_force_area_code"].nunique() == 13
    assert found["police_force_area_code"].str.fullmatch(r"E23\d{6}").all()
    assert found["population"].min() >= FEWEST_RESIDENTS


def test_an_edition_that_the_folder_lacks_gives_no_other_in_its_place(county):
    county(NAME)
    found = tables.crime.force_comparison("sampleshire", edition="2018-03")
    assert found.empty and list(found.columns) == COLUMNS


@pytest.fixture
def warwickshire(real, reads):
    reads(real("README.md").parent)
    return lambda **how: tables.crime.force_comparison("warwickshire", **how).set_index(
        "police_force_area_code"
    )


def total(found, code="E23000017"):
    rows = found[found["offence_group"].str.startswith("Total")]
    return rows.loc[code, "offences"]


@pytest.mark.real
def test_the_newest_real_edition_says_42_014_and_the_one_of_march_2018_41_443(warwickshire):
    newest, older = warwickshire(), warwickshire(edition="2018-03")
    assert total(newest) == 42_014
    assert total(older) == 41_443
    assert set(older["year_ending"]) == {"2018-03"}


@pytest.mark.real
def test_a_force_that_the_publisher_left_out_has_its_row_without_a_figure(warwickshire):
    manchester = warwickshire().loc["E23000005"]
    assert (manchester["status"] == "not available").all()
    assert manchester["offences"].isna().all()


@pytest.mark.real
def test_the_city_of_london_has_no_residents_to_make_a_rate_of(warwickshire):
    city = warwickshire().loc["E23000034"]
    assert city["population"].isna().all()
    assert (city["status"] == "not available").all()
    assert isinstance(city["population"].dtype, pd.Int64Dtype)


@pytest.mark.real
def test_an_area_has_its_own_name_and_not_the_publishers(warwickshire):
    assert warwickshire().loc["E23000034", "area_name"].eq("London, City of").all()
    own = tables.crime.force_comparison("city-of-london").set_index("police_force_area_code")
    assert own.loc["E23000034", "area_name"].eq("City of London").all()
