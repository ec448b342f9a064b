"""Page one: how sure a finding is, and what there is to decide, from the tables that the office supplied."""

import pandas as pd
import pytest

from analysis import measures

DAY, BY = pd.Timestamp("2026-06-30"), pd.Timestamp("2026-09-30")
SOURCES = pd.DataFrame(
    {
        "card": ["victims", "support", "recorded_crime"],
        "held": ["missing", "found", "stale"],
        "publisher": ["The police force", "The providers", "Home Office"],
    }
)
NOTHING = pd.DataFrame({"item": ["recommendation 1"], "due": ["no next date is given"], "owner": [None],
                        "next_on": pd.NaT, "due_on": pd.NaT})  # fmt: skip
NO_SERVICES, NO_OPTIONS = pd.DataFrame({"service": []}), pd.DataFrame({"option": []})
NO_DECISION = pd.DataFrame({"language": []})


def services(*ends, lot="General support"):
    return pd.DataFrame(
        {
            "organisation": [f"Organisation {number}" for number, _ in enumerate(ends)],
            "service": [f"Service {number}" for number, _ in enumerate(ends)],
            "funded_by": "council",
            "lot": lot,
            "funded_until": pd.to_datetime(list(ends)),
            "shares_with_enforcement": "not known",
            "sharing_said_by": None,
            "sharing_said_on": pd.NaT,
        }
    )


def decided(register=NOTHING, sources=SOURCES, listed=NO_SERVICES):
    return measures.office.to_decide(listed, NO_OPTIONS, NO_DECISION, register, sources, DAY, BY)


@pytest.mark.parametrize(
    ("cards", "how", "expected"),
    [
        (["support"], {}, ("High", "a current count")),
        (["support", "recorded_crime"], {}, ("Medium", "a newer edition should be out")),
        (["support"], {"estimated": True}, ("Medium", "an estimate, not a count")),
        (["support"], {"lower": 10, "upper": 20}, ("High", "a current count")),
        (["support"], {"lower": 10, "upper": 20.1}, ("Low", "the range is wide")),
        (["support"], {"verified": False}, ("Low", "claimed, not verified")),
        ([], {"estimated": True, "lower": 10, "upper": 21}, ("Low", "the range is wide")),
    ],
)
def test_confidence_on_both_sides_of_every_limit(cards, how, expected):
    word, reason = measures.confidence(SOURCES, cards, **how)
    assert (word, reason) == expected and len(reason.split()) <= 6


def test_data_that_nobody_supplied_is_asked_for_of_those_who_hold_it():
    (row,) = decided().to_dict("records")
    assert row["what"] == "Ask for the force's extract of recorded victims"
    assert row["because"] == "It would say who the victims are, and who is missing"
    assert (row["owner"], row["by"], row["status"]) == ("The police force", BY, "shown")


def test_services_whose_money_ends_within_half_a_year_are_one_decision_for_each_day():
    listed = services("2026-07-31", "2026-07-31", "2026-12-27", "2026-12-28")
    found = decided(sources=SOURCES[1:], listed=listed)
    assert found["what"].tolist() == ["Renew, replace or end 2 services", "Renew, replace or end 1 service"]
    assert found["because"].tolist() == [
        "Paid until 31 July 2026: General support",
        "Paid until 27 December 2026: General support",
    ]


def test_services_outside_any_lot_stand_under_who_pays_for_them():
    found = decided(sources=SOURCES[1:], listed=services("2026-07-31", lot=None))
    assert found["because"].tolist() == ["Paid until 31 July 2026: council"]


def test_what_is_overdue_says_which_date_has_passed_and_is_due_by_the_next_check():
    late = NOTHING.assign(due="overdue", next_on=pd.Timestamp("2026-06-15"), owner="Head of protection")
    (row,) = decided(late, SOURCES[1:]).to_dict("records")
    assert row["what"] == "Finish, or set a new date: recommendation 1"
    assert row["because"] == "The date, 15 June 2026, has passed"
    assert (row["owner"], row["by"]) == ("Head of protection", BY)


def test_a_date_that_nobody_gave_is_not_overdue_and_an_edition_without_anything_decides_nothing():
    assert decided(NOTHING, SOURCES[1:]).empty
