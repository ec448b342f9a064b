"""How old a source is on the day of an edition, and whether its figures may still be findings."""

import datetime

import pytest

from analysis import settings, sources, tables
from analysis.sources import ages
from analysis.sources.catalogue import catalogue

MONTHLY, TEN_YEARLY, NO_RHYTHM = "police_street", "census_ts001", "rural_urban_2021"


@pytest.fixture
def on(county, monkeypatch):
    """Return a function that makes a quarter that of the edition, with one month of street crime to read."""
    county("2026-03-*-street.csv", "census2021-ts001-ltla.csv", "ruc21_lsoa21.csv")

    def choose(quarter):
        monkeypatch.setenv(settings.AS_OF_VARIABLE, quarter)
        tables.census.residents("sampleshire")

    return choose


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("2018-10", 3),
        ("2017/18", 10),
        ("2018", 1),
        ("2018-12-21", 1),
        ("2019-01", 0),
        ("2019-06", 0),
        ("year ending 2018-Q3", 4),
        ("year ending September 2018", 4),
        ("October 2017 to September 2018", 4),
        ("21 March 2018", 10),
        ("2016 or later", None),
        ("", None),
    ],
)
def test_an_age_is_told_in_whole_months_and_never_below_zero(period, months):
    assert ages.months_old(period, datetime.date(2019, 1, 15)) == months


OLD = "“Street-level crime” ends in March 2026"


@pytest.mark.parametrize(
    ("quarter", "period", "said"),
    [("2026-Q1", "2026-03", ""), ("2026-Q2", "2026-03", OLD), ("2026-Q2", "2026-04", ""),
     ("2026-Q2", "April 2026", "")],
)  # fmt: skip
def test_figures_of_a_period_may_be_a_finding_until_they_are_two_cadences_old(on, quarter, period, said):
    on(quarter)
    assert sources.too_old(MONTHLY, [period], True) == said
    assert ages.is_current(MONTHLY, period, True) == (not said)


def test_what_has_no_rhythm_or_no_date_does_not_grow_old(on):
    on("2038-Q4")
    assert not [one for one in (NO_RHYTHM, TEN_YEARLY) if sources.too_old(one, [sources.newest(one)], True)]
    periods = ["the year that all are of", "2026-03"]
    assert sources.too_old(MONTHLY, periods, True) == sources.too_old(MONTHLY, periods[1:], True) != ""


def test_an_invented_draft_is_as_old_as_its_files_whenever_it_is_made(on, monkeypatch):
    monkeypatch.delenv(settings.AS_OF_VARIABLE, raising=False)
    states = tables.registers.source_states("sampleshire").set_index("card")
    assert states.loc[MONTHLY, "age_months"] == 3  # from March to the end of June 2026, and not to today
    assert states.loc[MONTHLY, "held"] == "too old"


@pytest.mark.parametrize(
    ("card", "today", "state"),
    [
        ("nrm_referrals", datetime.date(2026, 5, 31), "current"),  # quarterly, published after two months
        ("nrm_referrals", datetime.date(2026, 6, 30), "late"),
        ("nrm_referrals", datetime.date(2026, 7, 1), "too old"),
        ("children_assessed", datetime.date(2027, 7, 31), "current"),  # yearly, after seven months
        ("children_assessed", datetime.date(2027, 8, 1), "late"),
        ("children_assessed", datetime.date(2028, 1, 1), "too old"),
        ("survey_violence", datetime.date(2027, 12, 31), "current"),  # nobody said when the next is due
        (NO_RHYTHM, datetime.date(2099, 1, 1), "current"),
    ],
)
def test_a_source_is_late_once_the_next_is_due_and_too_old_after_two_cadences(card, today, state):
    assert ages.state(catalogue()[card], "2025-12", today) == state
