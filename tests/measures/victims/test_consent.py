"""Consent before details are shared: asked, answered, and what was used without it."""

import pandas as pd
import pytest

from analysis import measures

ANSWERS = {"Given": 26, "Declined": 67, "Withdrawn after it was given": 16, "Not asked for": 63}
THERE = {"yes": 39, "no": 28, "Nobody was needed": 32, "Consent was not asked for": 63}
USED = {"Not shared": 131, "Shared with consent": 26, "Suspected of an offence themselves": 15}


def table(column, counts, hidden=(), state="suppressed"):
    counts = counts | {"Total": sum(counts.values())}
    rows = pd.DataFrame({column: list(counts), "sharing_decisions": list(counts.values())})
    gone = rows[column].isin(hidden)
    return rows.assign(
        sharing_decisions=rows["sharing_decisions"].astype("Int64").mask(gone),
        status=gone.map({True: state, False: "shown"}),
    )


def told(answers=ANSWERS, hidden=(), used=USED, state="suppressed"):
    found = measures.victims.consent_asked(
        table("consent", answers, hidden, state),
        table("interpreter_there", THERE),
        table("exception_used", used),
    )
    return found.set_index("what")


def test_what_was_asked_and_answered_and_each_exception_are_counted():
    found = told()["decisions"]
    assert found["It is known whether consent was asked for"] == 172
    assert found["Consent was asked for"] == 109
    assert (found["Consent was given"], found["Consent was withdrawn"]) == (26, 16)
    assert found["An interpreter or advocate was needed and not there"] == 28
    # The case of the suspect is told by itself; what was not shared, or with consent, is no exception.
    assert found["Shared without consent: suspected of an offence themselves"] == 15
    assert not [what for what in found.index if "not shared" in what or "with consent" in what]


def test_zero_is_told_as_zero():
    found = told(ANSWERS | {"Given": 0})
    row = found.loc["Consent was given"]
    assert (row["decisions"], row["status"]) == (0, "shown")


def test_a_hidden_part_hides_its_row_and_the_sum_unless_the_margin_says_it():
    two = ["Given", "Withdrawn after it was given"]
    found = told(hidden=two)
    assert found.loc["Consent was given", "status"] == "suppressed"
    # Declined is shown, and so is who was not asked: how many were asked is what the margin leaves.
    assert found.loc["Consent was asked for", "decisions"] == 109
    both = told(hidden=["Given", "Not asked for"])
    assert both.loc["Consent was asked for", "status"] == "suppressed"


@pytest.mark.parametrize("label", ["Not supplied", "Not asked"])
def test_until_somebody_counts_it_nothing_is_a_zero(label):
    found = told({"Given": 0, "Declined": 0, label: 99})
    assert found.loc["Consent was asked for", "status"] == "not available"
    assert "no file has a column" in found.loc["Consent was asked for", "method"]


def test_without_any_decision_there_is_no_row():
    none = [table(name, {}).iloc[:0] for name in ("consent", "interpreter_there", "exception_used")]
    assert measures.victims.consent_asked(*none).empty
