"""Findings of page one: one order for all, what cannot be said apart, and nothing typed."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis import report
from analysis.errors import InputError
from analysis.publish.exhibits import say, values
from analysis.publish.exhibits.exhibit import PIECE_TYPE
from analysis.report import page_one
from tests.publish.exhibits.kinds import SOURCE

SURE = ("High", "a current count")
PEOPLE = pd.DataFrame({"who": ["many", "few", "nobody"], "people": [1_200, 30, None]})
PEOPLE["status"] = ["shown", "shown", "not available"]


def people(who):
    return values.value(PEOPLE, "people", who=who)


def said(number, words="people", **sources):
    return say.say(f"{{number}} {words}.", f"How many {words}.", number=number, **sources)


def one(value, matters, words="people"):
    return report.finding(said(value, words, sources=SOURCE), "reach", matters, SURE, people=value)


def test_what_matters_most_stands_first_and_then_the_most_people():
    found = [
        one(people("many"), "size", "live here"),
        one(people("few"), "unmet need", "wait"),
        one(people("many"), "unmet need", "have no help"),
        one(people("few"), "danger", "are at risk"),
    ]
    told = [str(item.sentence) for item in page_one.ranked(found)]
    assert told == ["30 are at risk.", "1,200 have no help.", "30 wait.", "1,200 live here."]


@pytest.fixture
def displayed(monkeypatch):
    """Return a function that gives the pieces which a verb of page one shows."""
    held = []
    monkeypatch.setattr("IPython.display.display", held.append)

    def shown(show, found, otherwise):
        held.clear()
        show(found, otherwise=otherwise)
        return [piece._repr_mimebundle_()[PIECE_TYPE] for piece in held]

    return shown


def test_what_can_be_said_is_a_finding_with_how_sure_it_is(displayed):
    found = [one(people("nobody"), "danger"), one(people("few"), "size")]
    (told,) = displayed(report.findings, found, otherwise="Nothing.")
    assert told["words"] == "30 people." and told["leads_to"] == "reach"
    assert told["sure"] == "High confidence: a current count."
    (lost,) = displayed(report.cannot_say, found, otherwise="Everything is known.")
    assert lost["words"] == "How many people." and "sure" not in lost


def test_a_page_has_ten_findings_at_most_and_says_so_when_there_is_none(displayed):
    many = [one(people("few"), "size") for _ in range(11)]
    assert len(displayed(report.findings, many, otherwise="Nothing.")) == 10
    (none,) = displayed(report.findings, [], otherwise="Nothing can be said.")
    assert none["words"] == "Nothing can be said."


@pytest.mark.parametrize(
    ("sentence", "matters", "fault", "says"),
    [
        ("39% were helped.", "size", TypeError, "a sentence by"),
        (said("30"), "size", TypeError, "knows what it stands on"),
        (said("30", sources=SOURCE), "unmet", InputError, 'not "unmet"'),
    ],
)
def test_a_finding_is_a_sentence_that_say_made_and_matters_in_a_known_way(sentence, matters, fault, says):
    with pytest.raises(fault, match=says):
        report.finding(sentence, "reach", matters, SURE)


def test_sources_are_listed_once_with_their_age_and_missing_ones_first():
    aged = replace(SOURCE, id="recorded_crime", newest="2026-Q1", invented=True)
    gone = replace(SOURCE, id="services", newest="", missing=("Not supplied.",), invented=True)
    old = replace(SOURCE, id="police_street", newest="2025-12", invented=True)

    def about(*sources):
        return report.finding(said(people("few"), sources=sources), "reach", "size", SURE)

    found = report.sources_of([about(aged, gone), about(old), about(aged)])
    assert found[["card", "state"]].to_numpy().tolist() == [
        ["police_street", "too old"],
        ["services", "not supplied"],
        ["recorded_crime", "current"],
    ]
    told = found.set_index("card")
    assert told.loc["recorded_crime", "age"] == "3 months (1 cadence)"
    assert told.loc["recorded_crime", ["latest", "next_release"]].tolist() == ["March 2026", "October 2026"]
    assert told.loc["services", ["latest", "age", "next_release"]].isna().all()
    assert not len(report.sources_of([]))
