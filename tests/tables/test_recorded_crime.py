"""Recorded crime by force, quarter and offence: no quarter lost or counted twice, fraud apart."""

import pandas as pd
import pytest

from analysis import tables
from analysis.errors import InputError

COLUMNS = [
    "police_force_area_code",
    "area_name",
    "period_start",
    "quarter",
    "kind",
    "offence_group",
    "offence_subgroup",
    "offence_code",
    "offence",
    "offences",
    "status",
]
ONE, TWO = "prc-pfa-mar2013-onwards-tables202425.csv", "prc-pfa-mar2013-onwards-tables202526.csv"


def keep(path, wanted):
    lines = path.read_text(encoding="utf-8").splitlines(True)
    path.write_text(lines[0] + "".join(line for line in lines[1:] if wanted(line)), encoding="utf-8")


def test_a_force_has_every_quarter_of_every_file_as_it_truly_recorded(everywhere):
    found = tables.crime.recorded_crime("sampleshire")
    assert list(found.columns) == COLUMNS
    assert set(found["area_name"]) == {"Sampleshire"}
    assert found["period_start"].nunique() == 28
    assert isinstance(found["period_start"].dtype, type(pd.Series(pd.to_datetime(["2020"])).dtype))
    every = tables.crime.recorded_crime("sampleshire", of="every force")
    assert every["police_force_area_code"].nunique() == 13
    ours = every[every["police_force_area_code"] == "E23000901"]
    assert ours["offences"].sum() == found["offences"].sum()


def test_fraud_is_of_another_kind_and_other_bodies_are_in_no_force(county):
    county(ONE)
    found = tables.crime.recorded_crime("sampleshire", of="every force")
    fraud = found["offence_group"] == "Fraud offences"
    assert (found.loc[fraud, "kind"] == "fraud").all() and (
        found.loc[~fraud, "kind"] == "recorded crime"
    ).all()
    others = tables.crime.other_bodies("sampleshire")
    assert list(others.columns) == ["body", "kind", "period_start", "offences", "status"]
    assert "Action Fraud" in set(others["body"])
    assert not set(others["body"]) & set(found["area_name"])


def test_without_a_file_both_tables_are_empty_with_their_columns(county):
    county("ruc21_lsoa21.csv")
    assert tables.crime.recorded_crime("sampleshire").empty
    assert list(tables.crime.recorded_crime("sampleshire").columns) == COLUMNS
    assert tables.crime.other_bodies("sampleshire").empty


def test_a_year_that_stands_in_two_files_is_never_counted_twice(county):
    folder = county(ONE)
    (folder / "recorded crime.csv").write_bytes((folder / ONE).read_bytes())
    for table in (tables.crime.recorded_crime, tables.crime.other_bodies):
        with pytest.raises(
            InputError, match=r"both hold the quarter that begins on 1 April 2024\. Keep the newer"
        ):
            table("sampleshire")


def test_a_quarter_that_one_force_lacks_is_refused_because_it_would_look_like_a_fall(county):
    path = county(ONE) / ONE
    keep(path, lambda line: not line.startswith("2024/25,3,Brackmarsh,"))
    with pytest.raises(InputError, match=r"Brackmarsh has 3 of 4 quarters; 1 in all\. A missing quarter"):
        tables.crime.recorded_crime("sampleshire")


def test_a_file_without_the_areas_force_is_refused_with_the_name_it_would_bear(county):
    path = county(ONE) / ONE
    keep(path, lambda line: ",Sampleshire," not in line)
    with pytest.raises(InputError, match='holds no row for Sampleshire, named "Sampleshire" there'):
        tables.crime.recorded_crime("sampleshire")


def rename(folder, old, new):
    path = folder / ONE
    path.write_text(path.read_text(encoding="utf-8").replace(f",{old},", f",{new},"), encoding="utf-8")


def test_a_name_that_no_list_has_is_another_body_and_stops_nothing(county):
    folder = county(ONE)
    before = tables.crime.recorded_crime("sampleshire", of="every force")
    rename(folder, "Brackmarsh", "Fens Partnership")
    found = tables.crime.recorded_crime("sampleshire", of="every force")
    others = tables.crime.other_bodies("sampleshire")
    lost = before.loc[before["area_name"] == "Brackmarsh", "offences"].sum()
    assert others.loc[others["body"] == "Fens Partnership", "offences"].sum() == lost
    assert found["offences"].sum() + lost == before["offences"].sum()


def test_a_name_that_may_be_the_areas_own_is_refused_with_the_nearest(county):
    rename(county(ONE), "Sampleshire", "Sampelshire")
    for load in (tables.crime.recorded_crime, tables.crime.other_bodies):
        with pytest.raises(InputError, match=r'"Sampelshire" is in no list.* Nearest: "Sampleshire"'):
            load("sampleshire")


def test_a_correction_below_zero_is_kept(county):
    path = county(ONE) / ONE
    lines = path.read_text(encoding="utf-8").splitlines(True)
    place = next(i for i, line in enumerate(lines) if ",Sampleshire," in line)
    lines[place] = lines[place].rsplit(",", 1)[0] + ",-7 \n"
    path.write_text("".join(lines), encoding="utf-8")
    assert (tables.crime.recorded_crime("sampleshire")["offences"] == -7).any()


@pytest.mark.real
def test_real_warwickshire_recorded_41_411_offences_in_2017_18(warwickshire):
    found = tables.crime.recorded_crime("warwickshire")
    by_quarter = found.groupby("period_start")["offences"].sum()
    assert by_quarter.tolist() == [10_684, 11_043, 10_421, 9_263]
    assert by_quarter.sum() == 41_411
    slavery = found[found["offence_code"] == "106"].sort_values("period_start")
    assert slavery["offences"].tolist() == [4, 9, 6, 4]


@pytest.mark.real
def test_all_43_forces_are_in_the_real_file_and_corrections_below_zero_too(warwickshire):
    every = tables.crime.recorded_crime("warwickshire", of="every force")
    assert every["police_force_area_code"].nunique() == 43
    assert (every["offences"] < 0).any()
    assert len(set(tables.crime.other_bodies("warwickshire")["body"])) == 5
