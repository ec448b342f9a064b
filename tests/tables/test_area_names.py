"""Where each small area lies, in names that people use: MSOAs, wards, neighbourhood teams, districts."""

import pytest

from analysis import tables
from analysis.errors import InputError, MissingSourceError
from analysis.tables.declaration import columns
from analysis.tables.places import LIBRARY, STATISTICS, AreaNames, team_template

LOOKUP = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"
WARDS = "LSOA21_WD24_LAD24_EW_LU.csv"
TEAMS = "sampleshire-neighbourhood-teams.csv"
OUTLINES = ("lsoa21-*.geojson", "msoa21-*.geojson")


def edited(path, change):
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_every_small_area_of_sampleshire_lies_somewhere_at_every_level(everywhere):
    found = tables.places.area_names("sampleshire")
    assert list(found.columns) == columns(AreaNames)
    assert len(found) == 350 and not found.isna().any(axis=None)
    assert set(found["msoa21_named_by"]) == {LIBRARY}
    assert found.groupby("msoa21_code")["msoa21_name"].nunique().eq(1).all()
    assert found["msoa21_name"].nunique() == found["msoa21_code"].nunique() == 70
    levels = found[["ward24_code", "neighbourhood_team", "district22_code"]]
    assert levels.nunique().tolist() == [71, 17, 5]
    assert found.groupby("ward24_code")["neighbourhood_team"].nunique().eq(1).all()


def test_without_the_librarys_list_an_msoa_has_the_name_of_the_statistics_office(county):
    county(LOOKUP, *OUTLINES)
    found = tables.places.area_names("sampleshire")
    assert set(found["msoa21_named_by"]) == {STATISTICS}
    assert found.loc[0, "msoa21_name"] == "North Larkmere 001"
    assert found[["ward24_code", "neighbourhood_team", "lsoa21_name"]].isna().all(axis=None)


def test_without_outlines_or_teams_those_are_blank_and_the_rest_is_there(county):
    county(LOOKUP, WARDS)
    found = tables.places.area_names("sampleshire")
    assert len(found) == 350
    assert (
        found[["msoa21_code", "msoa21_name", "msoa21_named_by", "neighbourhood_team"]].isna().all(axis=None)
    )
    assert not found[["ward24_name", "district22_name"]].isna().any(axis=None)


def test_without_the_lookup_of_small_areas_the_table_is_empty_with_its_columns(county):
    county(WARDS, TEAMS)
    found = tables.places.area_names("sampleshire")
    assert found.empty and list(found.columns) == columns(AreaNames)


def test_a_table_of_teams_that_lacks_a_ward_is_refused(county):
    edited(
        county(LOOKUP, WARDS, TEAMS) / TEAMS,
        lambda text: "".join(line for line in text.splitlines(True) if "E05900001" not in line),
    )
    with pytest.raises(InputError, match=rf"{TEAMS}: ward E05900001 is missing \(1 in all\)"):
        tables.places.area_names("sampleshire")


def test_the_teams_of_another_force_are_not_ours(county):
    folder = county(LOOKUP, WARDS, TEAMS)
    (folder / TEAMS).rename(folder / "warwickshire-neighbourhood-teams.csv")
    assert tables.places.area_names("sampleshire")["neighbourhood_team"].isna().all()


def test_the_template_of_teams_lists_the_wards_and_reads_once_it_is_filled_in(county):
    folder = county(LOOKUP, WARDS)
    template = team_template("sampleshire")
    assert len(template) == 71 and (template["neighbourhood_team"] == "").all()
    assert template["ward24_code"].is_unique
    filled = template.assign(neighbourhood_team="Team of " + template["district22_name"])
    filled.to_csv(folder / "neighbourhood-teams.csv", index=False)
    from analysis.sources import inventory

    inventory.forget()
    assert tables.places.area_names("sampleshire")["neighbourhood_team"].nunique() == 5


def test_a_template_left_as_it_is_names_the_first_ward_without_a_team(county):
    folder = county(LOOKUP, WARDS)
    team_template("sampleshire").to_csv(folder / "neighbourhood-teams.csv", index=False)
    from analysis.sources import inventory

    inventory.forget()
    with pytest.raises(InputError, match=r'neighbourhood-teams.csv, column "neighbourhood_team", row 2'):
        tables.places.area_names("sampleshire")


def test_without_the_lookup_of_wards_there_is_no_template(county):
    county(LOOKUP)
    with pytest.raises(MissingSourceError, match="LSOA 2021 to ward 2024"):
        team_template("sampleshire")


@pytest.mark.real
def test_real_warwickshire_has_its_wards_and_the_offices_own_names_of_msoas(warwickshire):
    found = tables.places.area_names("warwickshire")
    assert len(found) == 354
    assert found["msoa21_code"].nunique() == 67 and found["ward24_code"].nunique() == 108
    assert set(found["msoa21_named_by"]) == {STATISTICS}
    assert found["neighbourhood_team"].isna().all()
    assert len(team_template("warwickshire")) == 108
