"""What an office's files say that cannot all be true is said in words, and nothing ends for it."""

import pandas as pd

from analysis import cli, tables
from analysis.errors import InputError
from analysis.measures.office.gaps import contradictions
from analysis.release import people

VICTIMS = pd.DataFrame({"quarter": ["2026-Q1", "2026-Q1", "2026-Q2"], "victims": [100, 40, 100]})
CAMPAIGNS = pd.DataFrame({"campaign": ["You can ask"], "route": "Lantern line", "area": "Larkmere"})
CAMPAIGNS["comparison_area"] = None
CONTACTS = pd.DataFrame({"route": ["Lantern line"], "area": ["Larkmere"]})
LIVING = pd.DataFrame({"characteristic": ["Age band", "Ethnic group"], "group": ["18-24", "White"]})
SURVEY = pd.DataFrame({"question": ["Age band", "Ethnic group"], "answer": ["18-24", "White"]})


def support(*offered):
    """Return clients by quarter, 500 more in each who came by themselves."""
    rows = [(f"2026-Q{at}", "Offered by the police", people) for at, people in enumerate(offered, start=1)]
    rows += [(f"2026-Q{at}", "Came by themselves", 500) for at, _ in enumerate(offered, start=1)]
    return pd.DataFrame(rows, columns=["quarter", "came_by", "clients"])


def said(offered=(140, 100), campaigns=CAMPAIGNS, contacts=CONTACTS, survey=SURVEY, living=LIVING, lists=()):
    found = contradictions(VICTIMS, support(*offered), campaigns, contacts, survey, living, lists)
    return found["says"].tolist()


def test_more_offered_help_than_recorded_are_named_by_quarter():
    assert said() == [] and said(offered=(1, 1, 900)) == []
    assert said(offered=(141, 100)) == [
        "2026-Q1: more people were offered help than were recorded: the same people may be in two returns."
    ]
    assert len(said(offered=(141, 101))) == 2


def test_a_campaign_of_an_uncounted_route_and_answers_of_no_group_are_named():
    elsewhere = CAMPAIGNS.assign(area="Quarrowby")
    no_row = 'Campaign "You can ask": the log of contacts has no row for its route in its area.'
    assert said(campaigns=elsewhere) == [no_row]
    compared = CAMPAIGNS.assign(comparison_area="Quarrowby")
    assert "in its comparison area" in said(campaigns=compared)[0]
    other = SURVEY.assign(answer=["18-25", "Unknown"])
    no_group = 'The survey\'s answers to "Age band" are not all groups of the residents: 18-25.'
    assert said(survey=other) == [no_group]
    # What only one of two files speaks of is not compared.
    assert said(campaigns=elsewhere, contacts=CONTACTS[:0], survey=other, living=LIVING[:0]) == []


def test_two_answers_of_the_offices_own_lists_are_named():
    answers = ("What Line says of sharing details", "the list of routes", "never", "the directory", "may")
    assert said(lists=[(*answers, "yes")]) == []
    assert said(lists=[(*answers, "no")]) == [
        "What Line says of sharing details: the list of routes says never, and the directory says may."
    ]


def test_the_check_says_it_in_a_row_that_is_no_fault(monkeypatch):
    held = {"victims": VICTIMS, "support": support(141, 100), "campaigns": CAMPAIGNS}
    held |= {"contacts": CONTACTS, "survey": SURVEY, "residents_by_group": LIVING}
    for name, table in held.items():
        room = {"campaigns": tables.office, "residents_by_group": tables.census}.get(name, people)
        monkeypatch.setattr(room, name, lambda area, table=table: table)
    ((file, state, *_, says),) = cli.contradictions("sampleshire")
    assert (file, state) == ("the office's own files", "do not fit")
    assert says.startswith("2026-Q1: more people were offered help than were recorded")

    def refused(area):
        raise InputError("columns.toml: cannot be read.")

    monkeypatch.setattr(people, "support", refused)
    assert cli.contradictions("sampleshire") == []
