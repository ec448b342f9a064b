"""Which sources the decision about languages rests on: those held, and those whose absence is a gap."""

from analysis import settings, tables
from analysis.release import handover, statements
from analysis.tables.languages.decision import RISK


def test_what_is_held_is_named_and_what_is_not_is_not(county):
    county("census2021-ts024*", "census2021-ts029*", "census2021-ts004*")
    assert tables.languages.sources(settings.SAMPLESHIRE) == ["census_ts024", "census_ts029", "census_ts004"]


def test_the_tables_that_always_count_are_named_without_a_file_too(county):
    county("census2021-ts001*")
    assert tables.languages.sources(settings.SAMPLESHIRE) == ["census_ts024", "census_ts029"]


def test_without_what_small_areas_are_estimated_from_the_usual_tables_are_named_and_nothing_is_read(county):
    county("census2021-ts024*", "census2021-ts029*")
    named = tables.languages.sources(settings.SAMPLESHIRE, "small areas")
    assert {"census_ts004", "census_ts021", "census_ts030", "boundaries_msoa21"} <= set(named)
    assert tables.languages.small_areas(settings.SAMPLESHIRE) is None


def test_with_them_they_are_read(everywhere):
    evidence = tables.languages.small_areas(settings.SAMPLESHIRE)
    assert not evidence["predictors_of_small_areas"].empty
    assert "census_ts021" in tables.languages.sources(settings.SAMPLESHIRE, "small areas")


def test_sensitive_counts_are_named_where_enough_quarters_of_them_were_held_when_they_were_released(
    everywhere, released_file, county, tmp_path, monkeypatch
):
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(released_file))
    assert tables.languages.sources(settings.SAMPLESHIRE, "risk") == ["nrm_referrals", "duty_to_notify"]
    county("census2021-ts024*")
    monkeypatch.delenv(settings.SOLVED_VARIABLE)
    without = {RISK: statements.one(RISK, settings.SAMPLESHIRE)}
    path = tmp_path / "tabulations.json"
    handover.put(path, {"area": "sampleshire", "tabulations": {}, "statements": without})
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(path))
    assert tables.languages.sources(settings.SAMPLESHIRE, "risk") == []
