"""Voice: who answered what, small numbers, domestic abuse apart, and who was heard."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.victims import answers


def said(yes=40, no=20, refused=6, question="Were you kept informed?", **columns):
    table = pd.DataFrame({"answer": ["Yes", "No", "Refused"], "answers": [yes, no, refused]})
    return table.assign(question=question, **columns)


def test_shares_are_of_those_who_answered_and_the_silent_stand_beside():
    found = measures.survey_answers(said()).set_index("answer")
    assert list(found.index) == ["Yes", "No"]
    row = found.loc["Yes"]
    assert (row["answers"], row["answered"], row["answers_not_given"]) == (40, 60, 6)
    assert row["share_pct"] == pytest.approx(200 / 3)
    assert (row["least_pct"], row["most_pct"]) == pytest.approx((40 / 66 * 100, 46 / 66 * 100))
    assert row["method"] == "Wilson"


@pytest.mark.parametrize(
    ("answered", "status", "method"),
    [
        (9, "suppressed", answers.TOO_FEW),
        (10, "shown", answers.FEW),
        (29, "shown", answers.FEW),
        (30, "shown", "Wilson"),
    ],
)
def test_both_sides_of_the_small_number_rule(answered, status, method):
    found = measures.survey_answers(said(yes=answered - 3, no=3, refused=50))
    assert (found["status"] == status).all() and (found["method"] == method).all()
    figures = found[["answers", "answered", "answers_not_given", "share_pct", "lower", "upper_with_unknowns"]]
    assert figures.isna().all(axis=None) == (status == "suppressed")
    assert figures.notna().all(axis=None) == (status == "shown")


def test_a_question_that_nobody_answered_keeps_a_row():
    table = pd.concat([said(), said(0, 0, 12, question="Were you safe?").iloc[2:]], ignore_index=True)
    found = measures.survey_answers(table)
    silent = found[found["question"] == "Were you safe?"].iloc[0]
    assert silent["status"] == "not available" and pd.isna(silent["answer"])
    assert silent["answers_not_given"] == 12


def test_domestic_abuse_and_professionals_are_apart_though_nobody_asked_for_it():
    table = pd.concat(
        [
            said(40, 20, domestic_abuse="no", asked="Victims"),
            said(15, 30, domestic_abuse="yes", asked="Victims"),
            said(50, 5, domestic_abuse="no", asked="Professionals"),
        ]
    )
    found = measures.survey_answers(table)
    yes = found[found["answer"] == "Yes"].set_index(["asked", "domestic_abuse"])["answers"]
    assert yes.to_dict() == {
        ("Victims", "no"): 40, ("Victims", "yes"): 15, ("Professionals", "no"): 50,
    }  # fmt: skip
    assert measures.survey_answers(table, by=["domestic_abuse", "asked"])["answers"].sum() == 160


def test_an_answer_that_one_group_did_not_give_is_a_zero_there():
    table = pd.concat([said(40, 20, district="A"), said(40, 20, district="B").iloc[:1]])
    found = measures.survey_answers(table, by="district").set_index(["district", "answer"])
    assert found.loc[("B", "No"), "answers"] == 0 and found.loc[("B", "No"), "share_pct"] == 0


def test_a_hidden_answer_hides_its_question_and_no_other():
    table = pd.concat([said(), said(question="Were you safe?")], ignore_index=True)
    table = table.assign(status="shown").astype({"answers": float})
    table.loc[0, ["answers", "status"]] = [np.nan, "suppressed"]
    found = measures.survey_answers(table).set_index("question")["status"]
    assert (found["Were you kept informed?"] == "suppressed").all()
    assert (found["Were you safe?"] == "shown").all()


def test_no_answers_at_all_give_an_empty_answer():
    found = measures.survey_answers(said().iloc[:0])
    assert len(found) == 0 and {"answer", "share_pct", "status"} < set(found.columns)


def test_the_profile_says_who_was_not_heard():
    """A peer's respondents were 96 per cent aged 18 to 64: such a survey does not speak for the rest."""
    heard = pd.DataFrame(
        {
            "characteristic": ["age_band"] * 3 + ["sex"] * 3,
            "group": ["0-17", "18-64", "65 and over", "Female", "Male", "Unknown"],
            "people": [2, 192, 6, 110, 80, 10],
        }
    )
    live = pd.DataFrame(
        {
            "characteristic": ["age_band"] * 3 + ["sex"] * 2,
            "group": ["0-17", "18-64", "65 and over", "Female", "Male"],
            "residents": [120_000, 350_000, 120_000, 302_000, 288_000],
        }
    )
    found = measures.profile_against_residents(heard, live).set_index(["characteristic", "group"])
    assert found["verdict"].to_dict() == {
        ("age_band", "0-17"): "under",
        ("age_band", "18-64"): "over",
        ("age_band", "65 and over"): "under",
        ("sex", "Female"): "cannot be told",
        ("sex", "Male"): "cannot be told",
    }
    assert found.loc[("sex", "Female"), "people_unknown"] == 10
