"""The register on a day: three fields apart, both sides of a day that is due, and nothing resolved."""

import doctest

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.registers import gaps, now

DAYS = ("due_on", "claimed_on", "evidence_on", "view_on", "next_on", "done_on")
WORDS = ("claimed_by", "source", "evidence", "also_said", "independent_view", "view_by")


def register(**changes):
    row = dict.fromkeys(WORDS) | {"item": "recommendation 1", "claim": "Completed", "status": "shown"}
    row |= {"method": "as claimed", "claimed_by": "The force", "source": "A response"}
    row |= dict.fromkeys(DAYS) | {"claimed_on": "2026-01-01"} | changes
    frame = pd.DataFrame([row])
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in DAYS})


def on(day="2026-07-01", **changes):
    return measures.register_now(register(**changes), day).loc[0]


@pytest.mark.parametrize("module", [now, gaps])
def test_the_examples_run(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("day", "due", "days"),
    [("2026-06-30", "not yet due", None), ("2026-07-01", "overdue", 1), ("2026-07-31", "overdue", 31)],
)
def test_both_sides_of_the_next_date(day, due, days):
    row = on(day, next_on="2026-06-30")
    assert row["due"] == due
    assert pd.isna(row["days_overdue"]) if days is None else row["days_overdue"] == days


def test_without_a_next_date_the_day_that_the_item_was_due_counts():
    assert on(due_on="2026-06-30")["days_overdue"] == 1
    assert on(due_on="2026-06-30", next_on="2026-08-01")["due"] == "not yet due"
    assert on()["due"] == "no next date is given"


@pytest.mark.parametrize(("done", "due"), [("2026-07-01", "done, as claimed"), ("2026-07-02", "overdue")])
def test_what_is_claimed_to_be_done_is_not_overdue_and_what_is_done_later_is_not_done_yet(done, due):
    assert on(next_on="2026-06-01", done_on=done)["due"] == due


def test_a_claim_without_evidence_or_view_says_so_and_is_not_made_into_one():
    row = on()
    assert (row["claim"], row["evidence"], row["independent_view"]) == (
        "Completed",
        "not recorded",
        "none known",
    )
    assert pd.isna(row["evidence_age_days"]) and row["claim_age_days"] == 181


def test_ages_are_days_up_to_the_day():
    row = on(evidence="A list", evidence_on="2026-06-21", independent_view="Seen", view_on="2026-06-30")
    assert (row["evidence_age_days"], row["view_age_days"]) == (10, 1)
    assert (row["evidence"], row["independent_view"]) == ("A list", "Seen")


def test_what_is_dated_after_the_day_is_not_known_on_it():
    row = on("2026-02-01", evidence="A list", evidence_on="2026-03-01")
    assert row["status"] == "shown" and row["evidence"] == "not recorded"
    row = on("2025-12-31", next_on="2025-06-01")
    assert row["status"] == "not available" and row["method"] == "no claim was made by then"
    assert pd.isna(row["claim"]) and pd.isna(row["days_overdue"]) and pd.isna(row["due"])


def test_an_area_without_claims_keeps_its_items_and_has_no_figure():
    row = on(status="not available", claim=None, claimed_on=None, due_on="2021-06-17")
    assert row["status"] == "not available" and pd.isna(row["days_overdue"]) and pd.isna(row["due"])


def test_completed_stands_beside_no_organisation_and_neither_is_changed():
    both = register(also_said="No organisation is commissioned.")
    row = measures.beside_claims(both).loc[0]
    assert (row["claim"], row["also_said"]) == ("Completed", "No organisation is commissioned.")
    assert "neither is resolved" in row["method"]
    assert measures.register_now(both, "2026-07-01").loc[0, "claim"] == "Completed"
    assert not len(measures.beside_claims(register()))


def test_a_day_that_is_none_is_refused():
    with pytest.raises(InputError, match="as_of wants a day"):
        measures.register_now(register(), "soon")


def duties(**changes):
    row = {
        "body": "The office",
        "act": "An act",
        "section": "section 1",
        "in_force": "yes",
        "status": "shown",
    }
    row |= {"checked_on": "2026-06-01"} | changes
    frame = pd.DataFrame([row])
    return frame.assign(checked_on=pd.to_datetime(frame["checked_on"]))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "in force, as seen on 1 June 2026"),
        ({"in_force": "no"}, "not in force, as seen on 1 June 2026"),
        ({"in_force": "unknown", "checked_on": None}, "check"),
        ({"checked_on": "2026-07-01"}, "in force, as seen on 1 July 2026"),
        ({"checked_on": "2026-07-02"}, "check"),
    ],
)
def test_a_duty_that_nobody_looked_up_by_then_prints_as_check(changes, says):
    assert measures.duties_now(duties(**changes), "2026-07-01").loc[0, "says"] == says


def test_a_word_that_is_none_of_three_is_refused():
    with pytest.raises(InputError, match="yes, no, unknown"):
        measures.duties_now(duties(in_force="probably"), "2026-07-01")
