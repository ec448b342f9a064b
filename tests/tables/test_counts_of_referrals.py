"""Counts of official tables as editions publish them, support that is known, and estimates of the country."""

import importlib

import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.measures.hidden import referrals as referral_volumes
from analysis.release import people, series
from analysis.sources import home_office
from analysis.tables.people import reference, referrals


def counted(name):
    """Return the counts of a series of Sampleshire, as release reads them."""
    one = series.ALL[name]
    module = importlib.import_module(f"analysis.tables.people.{one.table}")
    return module.counts("sampleshire", *([one.of] if one.of else []))


def test_names_are_the_same_in_every_room():
    assert referral_volumes.MENTIONED == referrals.MENTIONED
    assert referral_volumes.ADULT == home_office.ADULT


def test_counts_have_the_columns_of_their_series(everywhere):
    for one in series.ALL.values():
        if not one.own:
            found = counted(one.card)
            assert {*found.columns} == {"quarter", *one.fields, one.unit} and len(found), one.card


def test_the_parts_of_referrals_agree_and_every_report_is_of_an_adult(everywhere):
    own = counted("nrm_referrals")
    assert set(own["adult_or_child"]) == {home_office.ADULT, referrals.CHILD_OR_NOT_KNOWN}
    adults = own["age_group"] == home_office.ADULT
    assert (own.loc[adults, "adult_or_child"] == home_office.ADULT).all()
    for field, kind in referrals.KINDS.items():
        named = own["exploitation"].str.contains(kind, regex=False)
        assert own[field].eq(referrals.MENTIONED).equals(named), field
    others = counted("nrm_referrals_of_others")
    assert "Sampleshire" not in set(others["force"])
    every = people.referrals("sampleshire", of="every force")
    assert others["referrals"].sum() + own["referrals"].sum() == every["referrals"].sum()
    found = counted("duty_to_notify_by_quarter")
    assert set(found["age_group"]) == {home_office.ADULT}
    course = people.duty_to_notify_by_quarter("sampleshire")
    assert found["reports"].sum() == course["reports"].sum()


def test_support_is_an_areas_and_the_countrys_and_an_invented_one_has_no_real():
    real, invented = (
        tables.people.slavery_support("warwickshire"),
        tables.people.slavery_support("sampleshire"),
    )
    assert set(real["reach"]) == {"local", "national"} and set(invented["reach"]) == {"local"}
    assert {"before", "leaving", "declining"} <= set(real["part"]) <= set(reference.PARTS)
    assert "October 2023" in set(real["stated"]) and "2 June 2026" in set(invented["verified"])
    assert set(real["verified"]) == {"not checked since"}


def test_a_day_of_support_that_is_none_is_refused(in_reference):
    headings = "area,part,support,commissioned_by,source,stated_on,verified_on\n"
    in_reference(reference.SUPPORT, headings + "national,before,a,b,c,soon,\n")
    says = r'slavery_support\.csv, row 2, stated_on: found "soon", expected a day'
    with pytest.raises(InputError, match=says):
        tables.people.slavery_support("warwickshire")


def test_estimates_of_the_country_have_year_maker_and_status():
    real = tables.people.national_estimates("warwickshire")
    assert (real["people_from"] <= real["people_to"]).all() and (real["status"] == "shown").all()
    assert real[["said_by", "how", "state_of_it"]].notna().all(axis=None)
    invented = tables.people.national_estimates("sampleshire")
    assert invented[["people_from", "people_to"]].isna().all(axis=None)
    assert set(invented["status"]) == {"not available"}
