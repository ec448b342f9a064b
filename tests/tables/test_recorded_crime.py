"""Recorded crime by force, quarter and offence: by edition, by which rules, no quarter lost or twice."""

import pandas as pd
import pytest

import sampleshire
from analysis import measures, tables
from analysis.errors import InputError
from analysis.sources import inventory
from analysis.tables.crime.recorded import (
    FEWEST_RESIDENTS,
    OPEN_DATA,
    WORKBOOK,
    ForceComparison,
    RecordedCrime,
)
from analysis.tables.declaration import columns
from tests.sources.refusals import refusal
from tests.tables.edits import drop, replace

COLUMNS, COMPARED = columns(RecordedCrime), columns(ForceComparison)
ONE = "prc-pfa-mar2013-onwards-tables202425.csv"


def test_a_force_has_every_quarter_of_every_file_as_it_truly_recorded(everywhere):
    found = tables.crime.recorded_crime("sampleshire")
    assert list(found.columns) == COLUMNS
    assert set(found["area_name"]) == {"Sampleshire"}
    assert found["period_start"].nunique() == 28
    true = sampleshire.truth()["recorded_crime"].query("force_name == 'Sampleshire'")
    assert found["offences"].sum() == true["offences"].sum()
    assert found["offences"].min() == true["offences"].min() < 0  # a correction of an earlier quarter
    every = tables.crime.recorded_crime("sampleshire", of="every force")
    assert every["police_force_area_code"].nunique() == 13
    ours = every[every["police_force_area_code"] == "E23000901"]
    assert ours["offences"].sum() == found["offences"].sum()


def test_fraud_is_of_another_kind_and_other_bodies_are_in_no_force(county):
    county(ONE)
    found = tables.crime.recorded_crime("sampleshire", of="every force")
    others = tables.crime.other_bodies("sampleshire")
    assert list(others.columns) == ["body", "kind", "period_start", "offences", "status"]
    assert set(found["kind"]) == {"recorded crime"}
    assert set(others.loc[others["body"] == "Action Fraud", "kind"]) == {"fraud"}
    assert not set(others["body"]) & set(found["area_name"])


def test_a_year_that_stands_in_two_files_is_never_counted_twice(county):
    folder = county(ONE)
    before = tables.crime.recorded_crime("sampleshire")
    (folder / "recorded crime.csv").write_bytes((folder / ONE).read_bytes())
    inventory.forget()
    assert tables.crime.recorded_crime("sampleshire")["offences"].sum() == before["offences"].sum()
    assert len(inventory.current().replaced) == 1
    drop(folder / "recorded crime.csv", "2024/25,1,")
    inventory.forget()
    says = "both hold the quarter that begins on 1 July 2024. Keep the newer"
    for table in (tables.crime.recorded_crime, tables.crime.other_bodies):
        assert says in refusal(table, "sampleshire")


def test_a_quarter_that_one_force_lacks_is_refused_as_it_would_look_like_a_fall(county):
    drop(county(ONE) / ONE, "2024/25,3,Brackmarsh,")
    with pytest.raises(InputError, match=r"Brackmarsh has 3 of 4 quarters; 1 in all\. A missing quarter"):
        tables.crime.recorded_crime("sampleshire")


def test_a_file_without_the_areas_force_is_refused_with_the_name_it_would_bear(county):
    drop(county(ONE) / ONE, ",Sampleshire,")
    with pytest.raises(InputError, match='holds no row for Sampleshire, named "Sampleshire" there'):
        tables.crime.recorded_crime("sampleshire")


def test_a_name_that_no_list_has_is_another_body_and_stops_nothing(county):
    folder = county(ONE)
    before = tables.crime.recorded_crime("sampleshire", of="every force")
    replace(folder / ONE, ",Brackmarsh,", ",Fens Partnership,")
    found = tables.crime.recorded_crime("sampleshire", of="every force")
    others = tables.crime.other_bodies("sampleshire")
    lost = before.loc[before["area_name"] == "Brackmarsh", "offences"].sum()
    assert others.loc[others["body"] == "Fens Partnership", "offences"].sum() == lost
    assert found["offences"].sum() + lost == before["offences"].sum()


def test_a_name_that_may_be_the_areas_own_is_refused_with_the_nearest(county):
    replace(county(ONE) / ONE, ",Sampleshire,", ",Sampelshire,")
    for load in (tables.crime.recorded_crime, tables.crime.other_bodies):
        with pytest.raises(InputError, match=r'"Sampelshire" is in no list.* Nearest: "Sampleshire"'):
            load("sampleshire")


@pytest.mark.real
def test_warwickshire_recorded_41_411_offences_in_2017_18_of_all_43_forces(warwickshire):
    found = tables.crime.recorded_crime("warwickshire")
    by_quarter = found.groupby("period_start")["offences"].sum()
    assert by_quarter.tolist() == [10_684, 11_043, 10_421, 9_263]
    assert by_quarter.sum() == 41_411
    slavery = found[found["offence_code"] == "106"].sort_values("period_start")
    assert slavery["offences"].tolist() == [4, 9, 6, 4]
    every = tables.crime.recorded_crime("warwickshire", of="every force")
    assert every["police_force_area_code"].nunique() == 43
    assert (every["offences"] < 0).any()
    assert len(set(tables.crime.other_bodies("warwickshire")["body"])) == 5


# One year in every force


def test_each_force_has_each_group_once_and_its_residents(county):
    county("pfatablesmar26.xlsx")
    found = tables.crime.force_comparison("sampleshire")
    assert list(found.columns) == COMPARED
    assert found["police_force_area_code"].nunique() == 13
    assert found["police_force_area_code"].str.fullmatch(r"E23\d{6}").all()
    assert found["population"].min() >= FEWEST_RESIDENTS


@pytest.mark.real
def test_the_newest_real_edition_says_42_014_and_leaves_two_forces_out(warwickshire):
    found = tables.crime.force_comparison("warwickshire").set_index("police_force_area_code")
    totals = found[found["offence_group"].str.startswith("Total")]
    assert totals.loc["E23000017", "offences"] == 42_014
    # Greater Manchester supplied nothing, and the City of London has no residents to make a rate of.
    manchester, city = found.loc["E23000005"], found.loc["E23000034"]
    assert (manchester["status"] == "not available").all() and manchester["offences"].isna().all()
    assert (city["status"] == "not available").all() and city["population"].isna().all()
    assert isinstance(city["population"].dtype, pd.Int64Dtype)
    # An area has its own name where it is asked for, and elsewhere the publisher's.
    assert city["area_name"].eq("London, City of").all()
    own = tables.crime.force_comparison("city-of-london").set_index("police_force_area_code")
    assert own.loc["E23000034", "area_name"].eq("City of London").all()


# One year in every edition


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


def test_a_year_in_one_edition_has_no_revision_and_three_quarters_are_no_year(county):
    folder = county(NEWER, CRIME)
    drop(folder / CRIME, "2025/26,4,")
    assert tables.crime.force_area_revisions("sampleshire").empty
    (folder / CRIME).unlink()
    inventory.forget()
    assert tables.crime.force_area_revisions("sampleshire").empty


@pytest.mark.real
def test_two_real_editions_of_2017_18_differ_and_both_are_kept(warwickshire):
    found = tables.crime.force_area_revisions("warwickshire")
    assert found[["publication", "offences"]].values.tolist() == [[OPEN_DATA, 41_411], [WORKBOOK, 41_443]]
    assert set(found["year_ending"]) == {"2018-03"}


# By which rules


def test_the_declared_change_is_the_planted_one_and_a_real_area_has_none():
    true = sampleshire.truth()["planted_changes"].set_index("kind").loc["recording change"]
    found = tables.crime.recording_changes("sampleshire")
    assert found.values.tolist() == [[true["from_day"], true["offence_group"], true["rule"]]]
    found = tables.crime.recording_changes("warwickshire")
    assert list(found.columns) == ["started_on", "offence_group", "rule"]
    assert "Public order offences" not in set(found["offence_group"])


def test_surveillance_takes_the_table_as_it_is(county):
    county("prc-pfa-*.csv")
    crime = tables.crime.recorded_crime("sampleshire").query("kind == 'recorded crime'")
    quarters = crime.groupby(["offence_group", "period_start"], as_index=False)["offences"].sum()
    changes = tables.crime.recording_changes("sampleshire")
    found = measures.trends.alerts(quarters, "offences", by="offence_group", period=4, recording=changes)
    assert found["verdict"].eq("usual").all() and found["smallest_rise_pct"].between(5, 80).all()
    # The rise begins two quarters before the end: it is called then, and is what is expected afterwards.
    begins = sampleshire.truth()["planted_changes"].set_index("kind").loc["real rise", "from_day"]
    until = quarters[quarters["period_start"] <= begins]
    found = measures.trends.alerts(until, "offences", by="offence_group", period=4, recording=changes)
    assert found.query("verdict != 'usual'")["offence_group"].tolist() == ["Sexual offences"]


# How often an alert is false


def test_what_the_chapters_use_keeps_to_what_it_states():
    found = tables.crime.false_alarms("sampleshire")
    assert found["method_judged"].nunique() == 2
    assert found["correlation"].max() == 0.8 and set(found["mean_count"]) == {5, 30, 300, 3_000}
    assert (found["lower"] <= found["stated_pct"] + 1).all()
    assert (found["alarms"] / found["judged"] * 100 - found["found_pct"]).abs().max() < 0.006
