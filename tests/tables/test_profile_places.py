"""The places that have a profile: districts and teams, each with a name that nothing else has."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.report import profiles
from analysis.tables import places

DISTRICTS = ("Hethering-on-Wend", "Larkmere", "North Larkmere", "Quarrowby", "Tindlebury and Ossage")


@pytest.fixture
def teams(monkeypatch):
    """Return a function that says in which team and district each small area lies."""

    def say(*pairs):
        rows = pd.DataFrame(pairs, columns=["neighbourhood_team", "district22_name"]).astype("str")
        rows.insert(0, "lsoa21_code", [f"E019{number:05d}" for number in range(len(rows))])
        monkeypatch.setattr(places, "area_names", lambda area: rows)

    return say


def test_districts_are_known_without_a_lookup_and_another_kind_is_refused(teams):
    teams()
    found = places.profile_places("sampleshire")
    assert tuple(found["place"]) == DISTRICTS and set(found["kind"]) == {"district"}
    with pytest.raises(InputError, match='Nearest: "district"'):
        places.small_areas_of("sampleshire", "distrikt")


def test_two_teams_of_one_name_bear_their_districts(teams):
    teams(("Mill", "Larkmere"), ("Mill", "Quarrowby"), ("Larkmere", "Larkmere"), ("Wend", "Larkmere"))
    found = places.profile_places("sampleshire")
    mills = ["Mill (Larkmere)", "Mill (Quarrowby)"]
    assert found["place"].tolist()[len(DISTRICTS) :] == ["Larkmere (neighbourhood team)", *mills, "Wend"]
    assert places.small_areas_of("sampleshire", "neighbourhood team")["place"].tolist()[:2] == mills


def test_a_place_is_found_in_any_case_and_by_a_name_that_only_one_has(teams):
    teams(("Mill", "Larkmere"), ("Mill", "Quarrowby"), ("Wend (North)", "Larkmere"))
    assert places.profile_place("sampleshire", " larkmere ")["kind"] == "district"
    assert places.profile_place("sampleshire", "mill (QUARROWBY)")["district"] == "Quarrowby"
    assert places.profile_place("sampleshire", "Wend")["place"] == "Wend (North)"
    with pytest.raises(InputError, match=r'name of 2 places. Ask for "Mill \(Larkmere\)" or "Mill'):
        places.profile_place("sampleshire", "Mill")


def test_a_place_that_does_not_exist_is_answered_with_the_nearest(teams):
    teams()
    with pytest.raises(InputError, match=r'Nearest: "Quarrowby".*vna template neighbourhood_teams'):
        places.profile_place("sampleshire", "Quarroby")
    teams(("Mill", "Larkmere"))
    with pytest.raises(InputError, match="Sampleshire has no place") as fault:
        places.profile_place("sampleshire", "Atlantis")
    assert "template" not in str(fault.value)


@pytest.mark.parametrize(
    ("names", "slugs"),
    [
        (["Stratford-on-Avon", "Rhondda Cynon Taf"], ["stratford-on-avon", "rhondda-cynon-taf"]),
        (["../../etc", "a\\b", "שלום", "!!"], ["etc", "a-b", "place", "place-2"]),
        (["St Ives", "St. Ives", "ST IVES"], ["st-ives", "st-ives-2", "st-ives-3"]),
        (["CON", "nul", "All", "Constance"], ["place-con", "place-nul", "place-all", "constance"]),
        (["Ynys Môn", "x" * 200], ["ynys-mon", "x" * 60]),
    ],
)
def test_a_folder_has_a_plain_name_that_no_other_has(names, slugs):
    assert profiles.named(pd.DataFrame({"place": names}))["slug"].tolist() == slugs
