"""The sources that an exhibit names: cards, released tables and statements by their names."""

import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.release import handover
from analysis.sources import inventory
from analysis.tables.cards import NO_CELLS

PERIODS = {"2025-Q4": ["2025-Q4"], "2026-Q1": ["2026-Q1"]}
CELLS = [["2025-Q4", ["Wick"], "[x]"], ["2026-Q1", ["Wick"], "[c]"]]
TABLE = {"card": "victims", "by": ["district"], "unit": "victims", "periods": PERIODS, "cells": CELLS}
HELD = {
    "area": "sampleshire",
    "supplier": "Sampleshire Police",
    "tabulations": {
        "victims_by_district": TABLE,
        "victims_by_sex": TABLE,
        "referrals": TABLE | {"card": "nrm_referrals", "supplier": "", "reason": "some are late"},
        "too_late": TABLE | {"cells": CELLS[:1], "reason": "The extract came too late."},
        "never_counted": TABLE | {"cells": [], "periods": {}},
        "not_supplied": TABLE | {"card": "support", "cells": CELLS[:1], "reason": "No return was supplied."},
    },
    "statements": {
        "campaign_results": {"cards": ["campaigns", "contacts"], "missing": []},
        "campaign_plans": {"cards": ["campaigns"], "missing": ["There is no campaign log."]},
    },
}


@pytest.fixture
def cards(county, tmp_path, monkeypatch):
    """Return the sources of Sampleshire by name: the languages of the census are there, and no log."""
    county("census2021-ts024-*.csv")
    path = tmp_path / "tabulations.json"
    nothing_kept = {"held": {"is": []}}
    handover.put(path, HELD | {handover.BESIDE: nothing_kept})
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(path))
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path / "local"))
    yield tables.cards("sampleshire")
    inventory.forget()


def test_a_card_says_whose_it_is_of_when_and_under_which_licence(cards):
    (census,) = cards("census_ts024")
    assert (census.id, census.publisher) == ("census_ts024", "Office for National Statistics, through Nomis")
    assert census.title == "Census 2021 TS024, Main language (detailed)"
    assert census.period == census.newest == "2021-03-21" and "licence" in census.licence.lower()
    assert census.invented and census.missing == () and (census.table, census.periods) == ("", ())
    # What is not of the area is not invented in an invented county.
    for tested in cards("topics_backtest", "need_backtest", "false_alarms", "promises"):
        assert not tested.invented and tested.missing == ()
    # A card of people that is named by itself is evidence and does not make a finding old.
    (evidence,) = cards("nrm_referrals")
    assert evidence.newest == "" and (evidence.table, evidence.periods) == ("", ())


def test_a_missing_file_and_a_statement_that_could_not_be_made_say_why(cards):
    (gone,) = cards("census_ts029")
    (why,) = gone.missing
    assert why.startswith("Not among the sources of this edition: Census 2021 TS029")
    assert "through Nomis has it: https://" in why
    (plans,) = cards("campaign_plans")
    (why,) = plans.missing
    assert "campaign log" in why.lower() and why.startswith("Not among the sources of this edition")
    found = [(one.id, one.table, one.periods, one.missing) for one in cards("campaign_results")]
    assert found == [(card, "campaign_results", (), ()) for card in ("campaigns", "contacts")]


def test_a_released_table_has_its_periods_supplier_and_why_nothing_is_there(cards):
    (table,) = cards("victims_by_district")
    assert (table.id, table.table) == ("victims", "victims_by_district")
    assert table.publisher == "Sampleshire Police"
    assert (table.periods, table.newest) == (("2025-Q4", "2026-Q1"), "2026-Q1")
    late = "The extract came too late."
    names = ("victims_by_district", "referrals", "too_late", "never_counted")
    told = [(one.reason, one.missing) for one in cards(*names)]
    assert told == [("", ()), ("some are late", ()), (late, (late,)), ("", (NO_CELLS,))]
    # Without a name it is all that was released, each card once and without a period, if any of it was there.
    every = cards()
    assert [(one.id, one.publisher) for one in every] == [
        ("victims", "Sampleshire Police"),
        ("nrm_referrals", "Home Office"),
    ]
    assert {(one.period, one.newest, one.table, one.periods) for one in every} == {("", "", "", ())}


def test_those_of_which_there_is_nothing_may_be_left_out_but_not_all(cards):
    held = cards("census_ts029", "census_ts024", "too_late", only_held=True)
    assert [one.id for one in held] == ["census_ts024"]
    none = cards("census_ts029", "too_late", only_held=True)
    assert [one.id for one in none] == ["census_ts029", "victims"]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("census_ts24", "census_ts0"),
        ("victims_by_distrct", "victims_by_district"),
        ("campaign_result", "campaign_results"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(cards, name, near):
    with pytest.raises(InputError, match=f'"{name}" is neither a card.*Nearest: "{near}'):
        cards("census_ts024", name)
