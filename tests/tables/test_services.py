"""The directory, the network and the options: no place of a refuge, no address, no value shown."""

import pandas as pd
import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.extracts import logs
from analysis.tables import places
from tests.tables.office_rows import SECRET, WARD, said, write

REFUGE = {"refuge": "yes", "ward": "", "organisation": "Quietwater Trust", "service": "Rooms at night"}


# The directory


@pytest.mark.parametrize("place", ["CV34 4RL", "14 Nowhere Lane"])
def test_a_refuge_has_neither_address_nor_postcode_in_any_column_for_a_name(office, place):
    for heading in ("ward", "organisation", "service", "lot", "verified_by"):
        if heading == "ward" or "CV" in place:
            assert place not in said(office, "services", REFUGE | {heading: place})


@pytest.mark.parametrize("name", ["Refuge for women", "Women's shelter", "A safe-house"])
def test_what_is_called_a_safe_place_has_no_ward_even_where_it_is_not_marked(office, name):
    assert "has the name of a safe place and has a ward" in said(office, "services", {"service": name})
    assert len(office("services", {"service": name, "ward": ""})) == 1


def test_services_that_people_may_walk_into_have_a_point_and_refuges_have_none(office):
    office("services", {}, REFUGE, {"service": "Line", "ward": "", "channel": "telephone"})
    (found,) = tables.office.service_points("sampleshire").to_dict("records")
    assert (found["site"], found["what_for"]) == ("Lantern Service: Advocates", "Finance and benefits")
    assert found["verified_on"] == pd.Timestamp("2026-05-20")
    wards = tables.places.points("sampleshire", of="ward24").set_index("ward24_name")
    assert found["easting_metres"] == wards.loc[WARD, "easting_metres"]
    small = tables.places.points("sampleshire")
    middle = small.loc[small["ward24_name"] == WARD, "northing_metres"].mean()
    assert wards.loc[WARD, "northing_metres"] == pytest.approx(middle)


# The network


@pytest.mark.parametrize("end", ["from_organisation", "to_organisation"])
def test_an_organisation_that_is_not_listed_is_refused_with_the_nearest_row(office, end):
    message = said(office, "referral_network", {end: "Lantern Servise"})
    assert f"row 2: {end} is an organisation that services.csv does not list" in message
    assert "services.csv, row 2" in message
    assert message.count("Lantern") == 0
    far = said(office, "referral_network", {end: SECRET})
    assert "Add it there" in far and "nearest" not in far


def test_organisations_bear_the_spelling_of_the_directory(office):
    found = office("referral_network", {"to_organisation": "LANTERN SERVICE"})
    assert found["to_organisation"].tolist() == ["Lantern Service"]


def test_a_network_without_a_directory_is_refused(office, office_folder):
    write(office_folder, "referral_network")
    with pytest.raises(InputError, match=r"names organisations, and there is no services\.csv"):
        tables.office.referral_network("sampleshire")


# Sampleshire's own


def test_every_public_service_of_sampleshire_has_its_point(everywhere):
    services = tables.office.services("sampleshire")
    points = tables.office.service_points("sampleshire")
    assert len(points) == services["ward"].notna().sum() > 50
    small = tables.places.points("sampleshire")
    assert len(small) == 350 and small["lsoa21_code"].is_unique
    for axis in ("easting_metres", "northing_metres"):
        assert points[axis].between(small[axis].min(), small[axis].max()).all()
    assert isinstance(services["verified_on"].max(), pd.Timestamp)


def test_no_band_of_the_network_tells_a_number_that_the_strictest_rule_hides():
    """The network holds no count: its bands are the control, and begin where every policy shows."""
    from analysis.release import policies

    strictest = max(rule.hide_below for rule in policies.read().values())
    bands = logs.columns("referral_network")["people_a_year"].choices
    numbered = [[int(part) for part in band.split() if part.isdigit()] for band in bands if band[0].isdigit()]
    below = [ends for ends in numbered if ends[0] < strictest]
    assert below == [[0, strictest - 1]]


def test_two_wards_of_one_name_are_told_apart_by_their_districts(monkeypatch):
    rows = [("E05000001", "Abbey", "Wick"), ("E05000002", "Abbey", "Larkmere"), ("E05000003", "Mill", "Wick")]
    names = pd.DataFrame(rows, columns=["ward24_code", "ward24_name", "district22_name"])
    monkeypatch.setattr(places, "area_names", lambda area: pd.concat([names, names]))
    assert places.ward_names("x")["site"].tolist() == ["Abbey (Wick)", "Abbey (Larkmere)", "Mill"]
