"""Sensitive counts cited for a conclusion: their cards are named, and no figure of theirs leaves that way."""

import importlib
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import publish
from analysis.errors import InputError
from analysis.publish.door import evidence

door = importlib.import_module("analysis.publish.door.control")
COUNTED = ["nrm_referrals", "duty_to_notify"]
REACHED = "Referrals by the force to the National Referral Mechanism, 10 or more in 12 quarters together"


@pytest.fixture(autouse=True)
def catalogue(monkeypatch):
    def card(name, sensitivity, publisher):
        return SimpleNamespace(
            id=name,
            title=name,
            publisher=publisher,
            period="2026-Q2",
            licence="OGL",
            sensitivity=sensitivity,
            attribution="",
        )

    cards = [
        card("census_ts024", "open", "ONS"),
        *(card(name, "aggregate", "Home Office") for name in COUNTED),
        card("extract", "restricted", "Police"),
    ]
    monkeypatch.setattr(door, "cards_now", lambda: {each.id: each for each in cards})
    monkeypatch.setattr(door, "period_now", lambda card: card.period)
    monkeypatch.setattr(door, "missing_now", lambda uses: [])
    monkeypatch.setattr(door, "too_old_now", lambda cards, period=None: ())
    monkeypatch.setattr(door, "invented_now", lambda: False)


def table(**columns):
    plain = {"language": ["Albanian"], "residents_3_plus": [233], "status": ["shown"]}
    return pd.DataFrame(plain | columns)


def control(measure, cards=COUNTED, **more):
    return publish.control(measure, uses=["census_ts024"], evidence=cards, **more)


def test_the_cards_are_cited_beside_the_open_ones_and_what_was_done_is_said():
    safe = control(table(said=[f"{REACHED} (Home Office, 30 June 2026)"]))
    assert safe.cards == ("census_ts024", *COUNTED)
    assert "Home Office: nrm_referrals (2026-Q2), duty_to_notify (2026-Q2)" in safe.source
    assert evidence.CONTROL in safe.controls and len(safe.rows) == 1


def test_without_evidence_nothing_is_said_of_it():
    assert evidence.CONTROL not in control(table(many=[4]), cards=[]).controls


@pytest.mark.parametrize(
    "columns",
    [
        {"referrals": [12]},
        {"value": [12]},
        {"reports": [12.0]},
        {"referrals": pd.Series([12], dtype=object)},
        {"many": ["12"]},
        {"many": ["4-6"]},
        {"referrals": ["12 people"]},
        {"said": ["12 referrals by the force"]},
        {"said": ["Referrals by the force, 12"]},
        {"said": [REACHED.replace("10 or", "12 or")]},
        {"said": [REACHED.replace("10 or", "9 or")]},
        {"said": [f"{REACHED}, 14 of them in the newest"]},
        {"said": ["Minutes; Duty to Notify 7"]},
        {"said": ["7 reports"]},
    ],
)
def test_no_figure_of_theirs_leaves_that_way(columns):
    with pytest.raises(InputError, match="The column") as fault:
        control(table(**columns))
    assert "12" not in str(fault.value) and "14" not in str(fault.value)


@pytest.mark.parametrize(
    "said",
    [
        "Duty to Notify reports, among the 5 largest nationalities in 12 quarters together",
        "census of 21 March 2021; referrals by the force 2023-Q3 to 2026-Q2",
        "767 more speakers; an official count that reaches the threshold, within 24 months",
        "RISK_NRM: Referrals by all police (Home Office, 30 June 2026), through Afghan people "
        "(35% of them, 14% to 70%)",
        "2026-06-01",
        "",
        None,
    ],
)
def test_what_was_concluded_leaves_in_words(said):
    assert len(control(table(said=[said])).rows) == 1


@pytest.mark.parametrize("card", ["census_ts024", "extract", "nrm_referal"])
def test_no_other_card_can_be_cited_so(card):
    with pytest.raises(InputError, match=f'"{card}" may not be cited as evidence'):
        control(table(), cards=[card])


def test_they_stay_refused_among_the_cards_that_figures_come_from():
    with pytest.raises(InputError, match="aggregate, not open"):
        publish.control(table(), uses=["nrm_referrals"])


def test_a_tabulation_names_its_own_sources():
    with pytest.raises(InputError, match="leave evidence= out"):
        publish.control(table(), table="victims_by_district", evidence=COUNTED)


def test_a_list_is_wanted():
    with pytest.raises(TypeError, match="takes a list"):
        control(table(), cards="nrm_referrals")
