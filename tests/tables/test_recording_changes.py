"""Declared changes of recording rules: Sampleshire's is the one that was planted, on its day."""

import pytest

import sampleshire
from analysis import measures, settings, tables
from analysis.errors import InputError


def test_the_declared_change_is_the_one_that_was_planted():
    true = sampleshire.truth()["planted_changes"].set_index("kind").loc["recording change"]
    found = tables.crime.recording_changes("sampleshire")
    assert found.values.tolist() == [[true["from_day"], true["offence_group"], true["rule"]]]


def test_a_real_area_has_no_invented_change():
    found = tables.crime.recording_changes("warwickshire")
    assert list(found.columns) == ["started_on", "offence_group", "rule"]
    assert "Public order offences" not in set(found["offence_group"])


def test_a_day_that_is_none_is_refused(tmp_path, monkeypatch):
    listed = tmp_path / "recording_changes.csv"
    listed.write_text("started_on,offence_group,rule,source,invented\n1 April 2022,Robbery,x,y,yes\n")
    monkeypatch.setattr(settings, "data", lambda *parts: listed)
    with pytest.raises(InputError, match='row 2: found "1 April 2022": started_on needs a day'):
        tables.crime.recording_changes("sampleshire")


def test_surveillance_takes_the_table_as_it_is(county):
    county("prc-pfa-*.csv")
    crime = tables.crime.recorded_crime("sampleshire").query("kind == 'recorded crime'")
    quarters = crime.groupby(["offence_group", "period_start"], as_index=False)["offences"].sum()
    found = measures.trends.alerts(
        quarters,
        "offences",
        by="offence_group",
        period=4,
        recording=tables.crime.recording_changes("sampleshire"),
    ).set_index("offence_group")["verdict"]
    assert found["Sexual offences"] == "higher than usual"
    assert found["Public order offences"] == found["Robbery"] == "usual"
