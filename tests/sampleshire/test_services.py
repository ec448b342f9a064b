"""Sampleshire's services, network and options: what was planted is there, and is found."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures, tables
from analysis.measures.plans import options as options_measures
from analysis.tables.languages.reference import language_reference
from sampleshire import places, services

DAY = "2026-06-30"
DISTRICTS = [name for name, _, _ in places.DISTRICTS.values()]
WARDS = pd.DataFrame(
    [
        {"district24_name": name, "ward24_name": f"{name.split()[0]} ward {number}"}
        for name in DISTRICTS
        for number in range(8)
    ]
)
SHELTER, WITHOUT = "Shelter and accommodation", "people with no recourse"
HUB = "Sampleshire Safeguarding Hub"


@pytest.fixture
def directory(sampleshire_folder, reads):
    reads(sampleshire_folder)
    return tables.office.services("sampleshire")


def written(folder, seed):
    services.write(np.random.default_rng(seed), folder, WARDS)
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_services(tmp_path):
    first, again, other = (written(tmp_path, seed) for seed in (1, 1, 2))
    assert first == again and first["services.csv"] != other["services.csv"]
    assert all(content.startswith(b"# Sampleshire is invented: ") for content in first.values())


def test_shelter_for_people_with_no_recourse_tells_no_district_of_a_refuge(directory, monkeypatch):
    spoken = sorted({name for cell in directory["languages"] for name in cell.split("; ")})
    monkeypatch.setattr("analysis.measures.services.coverage.MOST_LANGUAGES", len(spoken))
    need = pd.DataFrame({"language": spoken, "people_not_proficient": 1.0, "status": "shown"})
    found = measures.services.coverage_by_group(directory, DISTRICTS, DAY, need)
    found = found[found["for_whom"] == "domestic abuse"]
    for_them = found[(found["for_people"] == WITHOUT) & (found["what_for"] == SHELTER)]
    assert for_them["services"].sum() > 0
    assert for_them.groupby("area_name")["services"].sum().nunique() == 1


def test_services_say_all_four_things_of_enforcement_and_some_are_stale(directory):
    said = directory["shares_with_enforcement"].value_counts()
    assert set(said.index) == {"never", "only with consent", "not known", "may"} and said["never"] >= 10
    listed = measures.services.directory_listed(directory, DAY)
    assert listed["safe"].iloc[0] == "yes" and listed["safe"].iloc[-1] == "no"
    found = listed["counted"].value_counts()
    assert found["counts"] + found["stale"] == 60 and 10 <= found["stale"] <= 25


@pytest.mark.usefixtures("directory")
def test_one_route_is_safe_for_readers_and_for_people_who_sign():
    doors = measures.services.reporting_pathway(
        tables.people.safe_reporting_routes("sampleshire"), tables.office.services("sampleshire"),
        tables.office.referral_network("sampleshire"), DAY,
    )  # fmt: skip
    reference = language_reference()
    released = measures.plans.briefs_released(["Polish", "British Sign Language"], reference, doors)
    assert released["released"].tolist() == ["yes", "yes"]
    own = tables.office.reporting_routes("sampleshire")
    assert measures.services.routes_in_words(doors, own)["local"].tolist() == [
        "6 of 8 local reporting routes were checked within a year; 2 may be offered first"
    ]


def test_the_hub_holds_the_network_together_and_some_wait_in_vain(directory):
    network = tables.office.referral_network("sampleshire")
    roles = measures.services.network_roles(network, directory, DAY)
    first = roles.sort_values("organisations_cut_off").iloc[-1]
    assert first["organisation"] == HUB and first["organisations_cut_off"] == 3
    lost = measures.services.unreachable_services(network, directory, DAY)
    assert len(lost) == 5 and lost["service"].eq("Help to keep a home").all()


@pytest.mark.usefixtures("directory")
def test_one_option_is_worse_in_each_of_two_gaps_and_for_shelter_unsurely():
    rows = tables.office.options("sampleshire")
    found = options_measures.compare_options(rows).set_index("option")
    assert found["dominated_by"].notna().sum() == 2
    methods = found["method"].value_counts()
    assert methods["nobody has given a price"] == methods["nobody has measured an effect"] == 1
    shelter = found[found["gap"] == "Shelter for people with no recourse"]
    assert shelter.loc[shelter["dominated_by"].notna(), "holds_pct"].item() < 95


def test_who_lives_far_from_a_service_that_people_may_walk_into(directory):
    small = tables.places.points("sampleshire").assign(people=1)
    public = tables.office.service_points("sampleshire").drop_duplicates("site")
    rows = [measures.places.far_from_help(small, public, DAY, furthest) for furthest in (0, 2_000, 50_000)]
    beyond = [row.set_index("what_for")["people_beyond"] for row in rows]
    assert (beyond[0] >= beyond[1]).all() and (beyond[2] == 0).all() and beyond[1].between(1, 349).all()
    wards = tables.places.points("sampleshire", of="ward24")
    plan = measures.places.outreach_places(small, wards, most=3, furthest=5_000)
    assert plan["mean_km"].is_monotonic_decreasing
