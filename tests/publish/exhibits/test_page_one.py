"""Findings of page one: one order for all, what cannot be said apart, and nothing typed."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis import publish
from analysis.errors import InputError
from analysis.publish.exhibits import page_one
from analysis.publish.exhibits.exhibit import PIECE_TYPE

from .kinds import SOURCE

SURE = ("High", "a current count")


PEOPLE = pd.DataFrame({"who": ["many", "few", "nobody"], "people": [1_200, 30, None]})
PEOPLE["status"] = ["shown", "shown", "not available"]


def people(who):
    return publish.value(PEOPLE, "people", who=who)


def one(value, matters, words="people"):
    sentence = publish.say(f"{{number}} {words}.", f"How many {words}.", number=value, sources=SOURCE)
    return publish.finding(sentence, "reach", matters, SURE, people=value)


def test_what_matters_most_stands_first_and_then_the_most_people():
    found = [
        one(people("many"), "size", "live here"),
        one(people("few"), "unmet need", "wait"),
        one(people("many"), "unmet need", "have no help"),
        one(people("few"), "danger", "are at risk"),
    ]
    told = [str(item.sentence) for item in page_one.ranked(found)]
    assert told == ["30 are at risk.", "1,200 have no help.", "30 wait.", "1,200 live here."]


def shown(capture, show, *given, **how):
    capture.clear()
    show(*given, **how)
    return [one[PIECE_TYPE] for one in capture]


@pytest.fixture
def displayed(monkeypatch):
    held = []
    monkeypatch.setattr("IPython.display.display", lambda piece: held.append(piece._repr_mimebundle_()))
    return held


def test_what_can_be_said_is_a_finding_with_how_sure_it_is_and_the_rest_cannot_be_said(displayed):
    found = [one(people("nobody"), "danger"), one(people("few"), "size")]
    (said,) = shown(displayed, publish.page_one.findings, found, otherwise="Nothing.")
    assert said["markdown"] == "30 people." and said["leads_to"] == "reach"
    assert said["sure"] == "High confidence: a current count."
    (lost,) = shown(displayed, publish.page_one.cannot_say, found, otherwise="Everything is known.")
    assert lost["markdown"] == "How many people." and "sure" not in lost


def test_a_page_has_ten_findings_at_most_and_says_so_when_there_is_none(displayed):
    many = [one(people("few"), "size") for _ in range(11)]
    assert len(shown(displayed, publish.page_one.findings, many, otherwise="Nothing.")) == 10
    (none,) = shown(displayed, publish.page_one.findings, [], otherwise="Nothing can be said.")
    assert none["markdown"] == "Nothing can be said."


def test_a_finding_is_a_sentence_that_say_made_and_matters_in_a_known_way():
    with pytest.raises(TypeError, match="a sentence by"):
        publish.finding("39% were helped.", "reach", "size", SURE)
    sentence = publish.say("{number} people.", number=people("few"), otherwise="None.", sources=SOURCE)
    own = publish.say("{number} people.", number=people("few"), otherwise="None.")
    with pytest.raises(TypeError, match="names its sources"):
        publish.finding(own, "reach", "size", SURE)
    with pytest.raises(InputError, match='not "unmet"'):
        publish.finding(sentence, "reach", "unmet", SURE)


def test_sources_of_findings_are_listed_once_with_their_age_and_what_is_missing_first():
    aged = replace(SOURCE, id="recorded_crime", newest="2026-Q1", invented=True)
    gone = replace(SOURCE, id="services", newest="", missing=("Not supplied.",), invented=True)
    old = replace(SOURCE, id="police_street", newest="2026-03", invented=True)

    def about(*sources):
        return publish.finding(
            publish.say("{number} people.", number=people("few"), otherwise="None.", sources=sources),
            "reach", "size", SURE,
        )  # fmt: skip

    found = page_one.sources([about(aged, gone), about(old), about(aged)])
    assert found[["card", "state"]].to_numpy().tolist() == [
        ["police_street", "too old"],
        ["services", "not supplied"],
        ["recorded_crime", "current"],
    ]
    told = found.set_index("card")
    assert told.loc["recorded_crime", "age"] == "3 months (1 cadence)"
    assert told.loc["recorded_crime", ["latest", "next_release"]].tolist() == ["March 2026", "October 2026"]
    assert told.loc["services", ["latest", "age", "next_release"]].isna().all()
    assert not len(page_one.sources([]))


def test_sources_of_which_a_table_says_the_same_share_a_row():
    row = {"publisher": "ONS", "cadence": "ten-yearly", "age": "63 months", "next_release": None}
    titles = {"ts005": "Passports", "services": "Services", "ts029": "Proficiency"}
    used = pd.DataFrame([{"card": card, "title": title, **row} for card, title in titles.items()])
    used["next_release"] = used["next_release"].mask(used["card"] == "services", "May 2031")
    assert page_one.together(used)["title"].tolist() == ["Passports; Proficiency", "Services"]
    assert not len(page_one.together(page_one.sources([])))
