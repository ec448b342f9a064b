"""How old a source is on the day of an edition, and whether its figures may still be findings."""

import dataclasses
import datetime

import pandas as pd
import pytest

from analysis import settings, sources, tables
from analysis.publish.exhibits.wording_checks import opened
from analysis.sources import ages, inventory
from analysis.sources.catalogue import CADENCES, EXTRACT, LOG, REFERENCE, catalogue

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


PUBLISHED = [
    card
    for card in catalogue().values()
    if card.kind not in (EXTRACT, LOG, REFERENCE) and CADENCES[card.cadence] is not None
]


def newest_out(card, day):
    """Return the newest period that a publisher in rhythm has out on a day, as "2026-03"."""
    months = CADENCES[card.cadence]
    census = datetime.date(2021, 3, 1)
    since = (day.year - census.year) * 12 + day.month - census.month
    # What ended `published_after` months ago comes in the course of this month: on its first day not yet.
    ended = (since - card.published_after - 1) // months * months
    return str(pd.Period("2021-03", "M") + ended)


@pytest.mark.parametrize("card", PUBLISHED, ids=lambda card: card.id)
def test_the_newest_file_that_a_publisher_has_is_current_on_every_day_of_a_year(card):
    days = [datetime.date(2026, 1, 1) + datetime.timedelta(days) for days in range(365)]
    wrong = [day for day in days if ages.state(card, newest_out(card, day), day) != ages.CURRENT]
    assert not wrong, f"{len(wrong)} days of a year, from {wrong[0]} on"


def test_an_office_that_fetches_a_cadence_late_still_has_findings():
    for card in PUBLISHED:
        months = CADENCES[card.cadence]
        held = str(pd.Period(newest_out(card, datetime.date(2026, 6, 1)), "M") - months)
        assert ages.state(card, held, datetime.date(2026, 6, 1)) in (ages.CURRENT, ages.LATE), card.id


@pytest.mark.parametrize(
    ("quarter", "period", "held"),
    [
        ("2026-Q2", "2026-03", "current"),
        ("2026-Q2", "April 2026", "current"),
        ("2026-Q3", "2026-05", "late"),
        ("2026-Q3", "2026-04", "late"),
        ("2026-Q3", "2026-03", "too old"),
    ],
)
def test_figures_are_findings_until_two_cadences_after_the_next_was_due(on, quarter, period, held):
    on(quarter)
    old = sources.too_old(MONTHLY, [period], True)
    ended, words = sources.dated(MONTHLY, [period], True)
    assert bool(old) is (held == "too old") and bool(ended) is (held == "late")
    assert ages.is_current(MONTHLY, period, True) is (held != "too old")
    if held == "late":
        assert ended == period and "late: the next was due in" in words


def test_what_has_no_rhythm_does_not_grow_old(on):
    on("2038-Q4")
    assert not [one for one in (NO_RHYTHM, TEN_YEARLY) if sources.too_old(one, [sources.newest(one)], True)]
    periods = ["the year that all are of", "2026-03"]
    assert sources.too_old(MONTHLY, periods, True) == sources.too_old(MONTHLY, periods[1:], True) != ""


def test_a_file_without_a_period_that_can_be_read_is_never_current(on):
    on("2026-Q2")
    assert ages.state(catalogue()[MONTHLY], "", datetime.date(2026, 6, 30)) == "too old"
    (item,) = [item for item in inventory.current().files if item.card_id == MONTHLY]
    undated = dataclasses.replace(item, period="")
    inventory._opened[0] = dataclasses.replace(inventory.current(), files=(undated,))
    assert sources.too_old(MONTHLY, [sources.newest(MONTHLY)], True).endswith("does not say of when it is")


def test_figures_that_are_given_without_a_date_are_weighed_elsewhere(on):
    on("2038-Q4")
    assert sources.too_old(MONTHLY, ["", ""], True) == "" and sources.newest(MONTHLY) == "2026-03"


def test_an_invented_draft_is_as_old_as_its_files_whenever_it_is_made(on, monkeypatch):
    monkeypatch.delenv(settings.AS_OF_VARIABLE, raising=False)
    states = tables.registers.source_states("sampleshire").set_index("card")
    assert states.loc[MONTHLY, "age_months"] == 3  # from March to the end of June 2026, and not to today
    assert states.loc[MONTHLY, "held"] == "current"


@pytest.mark.parametrize(
    ("card", "today", "state"),
    [
        ("nrm_referrals", datetime.date(2026, 5, 31), "current"),  # quarterly, published after two months
        ("nrm_referrals", datetime.date(2026, 6, 30), "late"),
        ("nrm_referrals", datetime.date(2026, 11, 30), "late"),
        ("nrm_referrals", datetime.date(2026, 12, 1), "too old"),
        ("children_assessed", datetime.date(2027, 7, 31), "current"),  # yearly, after seven months
        ("children_assessed", datetime.date(2027, 8, 1), "late"),
        ("children_assessed", datetime.date(2029, 8, 1), "too old"),
        ("victims", datetime.date(2026, 3, 31), "current"),  # the office's own takes no time
        ("victims", datetime.date(2026, 9, 30), "late"),
        ("victims", datetime.date(2026, 10, 1), "too old"),
        (NO_RHYTHM, datetime.date(2099, 1, 1), "current"),
    ],
)
def test_a_source_is_late_once_the_next_is_due_and_too_old_two_cadences_later(card, today, state):
    assert ages.state(catalogue()[card], "2025-12", today) == state


@pytest.mark.parametrize(
    ("offered", "today", "held"),
    [
        ("2026-03", datetime.date(2026, 7, 31), "newer is out"),
        ("2025-12", datetime.date(2026, 7, 31), "late"),  # what the office has already
        ("2026-06", datetime.date(2026, 7, 31), "late"),  # was not out on that day: it takes two months
        ("2026-03", datetime.date(2026, 4, 30), "current"),
        ("2026-03", datetime.date(2027, 4, 30), "too old"),
    ],
)
def test_a_newer_one_seen_at_the_publishers_is_said_with_the_command(offered, today, held):
    card = catalogue()["nrm_referrals"]
    assert ages.state(card, "2025-12", today, offered) == held
    if held == "newer is out":
        assert "`vna fetch nrm_referrals`" in ages.in_words(card, "2025-12", held)


def test_the_last_of_a_series_that_ended_is_shown_as_such_and_not_called_late():
    card = catalogue()["nrm_referrals"].model_copy(update={"ended": "2025-Q4"})
    assert ages.state(card, "2025-Q4", datetime.date(2026, 3, 31)) == "current"
    assert ages.state(card, "2025-Q4", datetime.date(2031, 3, 31)) == "discontinued"
    assert ages.state(card, "2025-Q3", datetime.date(2031, 3, 31)) == "too old"


def test_the_title_of_late_figures_says_when_they_end_and_the_note_why(on):
    on("2026-Q3")
    rows = pd.DataFrame({"area_name": ["Northam"], "offences": [12], "status": ["shown"]})
    source = with_newest("2026-05")
    _, words = opened(rows, "table", source, "Crime by district", main=True)
    assert words["title"] == "Crime by district (May 2026)" and words["main"]
    assert "late: the next was due in" in words["note"] and not words["general"]
    old, words = opened(rows, "table", with_newest("2026-03"), "Crime by district", main=True)
    assert words["title"] == "Crime by district" and not words["main"] and old.old


def with_newest(newest):
    (source,) = tables.cards("sampleshire")(MONTHLY)
    return dataclasses.replace(source, period=newest, newest=newest, missing=())
