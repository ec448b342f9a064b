"""Counts of official tables as editions publish them, support that is known, and estimates of the country."""

import importlib

import pandas as pd
import pytest

from analysis import measures, settings, tables
from analysis.disclosure import series
from analysis.errors import InputError
from analysis.measures import referral_volumes
from analysis.sources import home_office
from analysis.sources.local import guarded

# The modules: the package has their `load` under these names.
referrals, official_counts, pathway_states, slavery_support = (
    importlib.import_module(f"analysis.tables.{name}")
    for name in ("referrals", "official_counts", "pathway_states", "slavery_support")
)


def plain(table):
    return pd.DataFrame(table)


@pytest.fixture
def sampled(sampleshire_folder, reads):
    return reads(sampleshire_folder)


def test_every_open_series_is_counted_alike_by_the_build_and_by_chapters():
    mine = {
        one.card: (one.table, *([one.of] if one.of else [])) for one in series.ALL.values() if not one.own
    }
    assert mine == official_counts.SERIES
    assert referral_volumes.MENTIONED == referrals.MENTIONED
    assert referral_volumes.ADULT == home_office.ADULT


@pytest.mark.parametrize("name", official_counts.SERIES)
def test_counts_have_the_columns_of_their_series_and_are_guarded(sampled, name):
    found, one = tables.official_counts("sampleshire", name), series.ALL[name]
    assert isinstance(found, guarded.Guarded)
    assert {*found.columns} == {"quarter", *one.fields, one.unit} and len(found)


def test_the_parts_of_referrals_agree(sampled):
    own = plain(tables.official_counts("sampleshire", "nrm_referrals"))
    assert set(own["adult_or_child"]) == {home_office.ADULT, referrals.CHILD_OR_NOT_KNOWN}
    adults = own["age_group"] == home_office.ADULT
    assert (own.loc[adults, "adult_or_child"] == home_office.ADULT).all()
    for field, kind in referrals.KINDS.items():
        named = own["exploitation"].str.contains(kind, regex=False)
        assert own[field].eq(referrals.MENTIONED).equals(named), field
    others = plain(tables.official_counts("sampleshire", "nrm_referrals_of_others"))
    assert "Sampleshire" not in set(others["force"])
    every = plain(tables.referrals("sampleshire", of="every force"))
    assert others["referrals"].sum() + own["referrals"].sum() == every["referrals"].sum()


def test_every_report_is_of_an_adult(sampled):
    found = plain(tables.official_counts("sampleshire", "duty_to_notify_by_quarter"))
    assert set(found["age_group"]) == {home_office.ADULT}
    course = plain(tables.duty_to_notify_by_quarter("sampleshire"))
    assert found["reports"].sum() == course["reports"].sum()


def test_a_quarter_in_which_nobody_was_referred_is_nought_and_not_missing(sampled, monkeypatch):
    made = referrals.counts("sampleshire")
    monkeypatch.setattr(referrals, "counts", lambda area: made[made["quarter"] != "2026-Q1"])
    found = plain(tables.official_counts("sampleshire", "nrm_referrals"))
    assert found.loc[found["quarter"] == "2026-Q1", "referrals"].tolist() == [0]


def test_a_run_as_of_an_earlier_quarter_counts_no_later_one(sampled, monkeypatch):
    monkeypatch.setenv(settings.AS_OF_VARIABLE, "2025-Q4")
    assert plain(tables.official_counts("sampleshire", "nrm_referrals"))["quarter"].max() == "2025-Q4"


def test_a_series_that_is_none_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r'No official counts of "nrm_referal"\. Nearest: "nrm_referrals"'):
        tables.official_counts("sampleshire", "nrm_referal")


def test_labels_of_other_quarters_alone_have_no_row():
    table = pd.DataFrame({"quarter": ["2025-Q4", "2026-Q1"], "sex": ["Other", "F"], "victims": [1, 7]})
    found = measures.tabulate(table, "sex", periods={"latest": ["2026-Q1"]})
    assert found["sex"].tolist() == ["F", "Total"]


def test_support_is_an_areas_own_and_the_countrys_and_an_invented_county_has_no_real_one():
    real, invented = tables.slavery_support("warwickshire"), tables.slavery_support("sampleshire")
    assert set(real["reach"]) == {"local", "national"} and set(invented["reach"]) == {"local"}
    assert {"before", "leaving", "declining"} <= set(real["part"]) <= set(pathway_states.PARTS)
    assert "October 2023" in set(real["stated"]) and "2 June 2026" in set(invented["verified"])
    assert set(real["verified"]) == {"not checked since"}


def test_a_day_of_support_that_is_none_is_refused(tmp_path, monkeypatch):
    rows = "area,part,support,commissioned_by,source,stated_on,verified_on\nnational,before,a,b,c,soon,\n"
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / slavery_support.FILE).write_text(rows, encoding="utf-8")
    monkeypatch.setattr(settings, "data", lambda *parts: tmp_path.joinpath(*parts))
    with pytest.raises(
        InputError, match=r'slavery_support\.csv, row 2, stated_on: found "soon", expected a day'
    ):
        tables.slavery_support("warwickshire")


def test_estimates_of_the_country_have_year_maker_and_status_and_none_stands_beside_invented_figures():
    real = tables.national_estimates("warwickshire")
    assert (real["people_from"] <= real["people_to"]).all() and (real["status"] == "shown").all()
    assert real[["said_by", "how", "state_of_it"]].notna().all(axis=None)
    invented = tables.national_estimates("sampleshire")
    assert invented[["people_from", "people_to"]].isna().all(axis=None)
    assert set(invented["status"]) == {"not available"}


def test_every_state_on_the_way_says_what_to_count_and_belongs_to_a_question():
    states = tables.pathway_states()
    way = states[states["kind"] == "on the way"]
    assert (way["start_counting"] != "").all() and (way["part"] != "").all()
    assert set(states.loc[states["kind"] != "on the way", "part"]) == {""}
