"""Who agrees with what, of those who answered; and whether those who answered are like the residents."""

import pandas as pd
import pytest

from analysis import measures
from analysis.measures.victims.agreement import FEW, TOO_FEW

SCALE = {"Strongly agree": 20, "Agree": 30, "Neither": 25, "Disagree": 15, "Strongly disagree": 10}


def said(counts=SCALE, question="Kept informed", **columns):
    table = pd.DataFrame({"question": question, "answer": list(counts), "answers": list(counts.values())})
    return table.assign(**columns)


def test_both_ways_to_agree_count_and_no_answer_is_in_the_bounds_alone():
    row = measures.victims.agreement(said(SCALE | {"Refused": 20, "Not asked": 5})).loc[0]
    assert (row["agree"], row["answered"], row["not_answered"]) == (50, 100, 25)
    assert (row["share_pct"], row["least_pct"], row["most_pct"]) == pytest.approx((50, 40, 60))


def test_the_most_agreed_statement_comes_first_and_the_untold_last():
    agree = {"Few": (5, 4), "Least": (10, 90), "Most": (90, 10)}
    rows = [said({"Agree": yes, "Neither": no}, question) for question, (yes, no) in agree.items()]
    table = pd.concat([*rows, said({"Female": 60}, "Sex")])
    assert measures.victims.agreement(table)["question"].tolist() == ["Most", "Least", "Few"]


@pytest.mark.parametrize(
    ("answered", "status", "method"),
    [(9, "suppressed", TOO_FEW), (10, "shown", FEW), (29, "shown", FEW), (30, "shown", "Wilson")],
)
def test_the_rule_of_small_numbers_is_that_of_the_answers(answered, status, method):
    row = measures.victims.agreement(said({"Agree": answered - 3, "Neither": 3, "Refused": 40})).loc[0]
    assert (row["status"], row["method"]) == (status, method)
    assert row[["agree", "answered", "share_pct"]].isna().all() == (status == "suppressed")


def test_victims_of_domestic_abuse_and_professionals_are_never_added_up():
    whom = [("Victims", "yes"), ("Victims", "no"), ("Professionals", "Not asked")]
    table = pd.concat([said(asked=asked, domestic_abuse=abuse) for asked, abuse in whom], ignore_index=True)
    found = measures.victims.agreement(table)
    assert len(found) == 3 and (found["answered"] == 100).all()


def residents(**columns):
    live = [("0-17", 200), ("18-24", 200), ("25 and over", 600)]
    return pd.DataFrame(live, columns=["group", "residents"]).assign(characteristic="Age band", **columns)


def test_children_are_left_out_only_where_no_child_answered():
    recorded = victims({"0-17": 500, "18-24": 250, "25 and over": 250})
    heard = {"18-24": 25, "25 and over": 75}
    found = measures.victims.survey_profile(said(heard, "Age band"), residents()).set_index("group")
    assert found["residents_share_pct"].to_dict() == {"18-24": 25, "25 and over": 75}
    assert beside(heard, recorded)["recorded_share_pct"].tolist() == [50, 50]
    heard |= {"0-17": 20}
    found = measures.victims.survey_profile(said(heard, "Age band"), residents()).set_index("group")
    assert found["residents_share_pct"].to_dict() == {"0-17": 20, "18-24": 20, "25 and over": 60}
    assert beside(heard, recorded)["recorded_share_pct"].tolist() == [50, 25, 25]


def test_residents_that_are_not_known_leave_no_ratio():
    heard = said({"18-24": 25, "25 and over": 75}, "Age band")
    places = residents(residents=[200, None, 600], status=["shown", "not available", "shown"])
    found = measures.victims.survey_profile(heard, places)
    assert (found["status"] == "not available").all() and found["ratio"].isna().all()


# Beside the recorded victims


def victims(counts, column="age_band", **columns):
    return pd.DataFrame({column: list(counts), "victims": list(counts.values())}).assign(**columns)


def beside(heard, recorded, question="Age band", column="age_band"):
    return measures.victims.profile_against_victims(said(heard, question), recorded, columns=[column])


@pytest.mark.parametrize(("young", "verdict"), [(10, "under"), (25, "cannot be told"), (40, "over")])
def test_a_group_is_over_or_under_where_neither_chance_nor_the_unknown_undo_it(young, verdict):
    heard, known = {"18-24": young, "25-34": 100 - young}, {"18-24": 250, "25-34": 750}
    row = beside(heard, victims(known | {"Unknown": 20})).set_index("group").loc["18-24"]
    assert (row["heard_share_pct"], row["recorded_share_pct"]) == pytest.approx((young, 25))
    assert (row["ratio"], row["verdict"]) == (pytest.approx(young / 25), verdict)
    assert row["finding"].startswith({"under": "too few", "over": "more than"}.get(verdict, "which chance"))
    many = beside(heard, victims(known | {"Unknown": 500})), beside(heard | {"Refused": 100}, victims(known))
    assert [found.loc[0, "verdict"] for found in many] == ["cannot be told"] * 2


def test_a_group_without_answers_has_a_zero_and_one_without_victims_no_ratio():
    found = beside({"18-24": 100}, victims({"18-24": 100, "25-34": 100})).set_index("group")
    assert found.loc["25-34", ["heard", "ratio", "verdict"]].tolist() == [0, 0, "under"]
    found = beside({"18-24": 50, "25-34": 50}, victims({"18-24": 100, "25-34": 0})).set_index("group")
    assert found.loc["25-34", "status"] == "not available" and pd.isna(found.loc["25-34", "ratio"])


def test_hidden_victims_and_a_question_that_was_not_asked_leave_no_verdict():
    hidden = victims({"18-24": 100, "25-34": None}, status=["shown", "suppressed"])
    found = beside({"18-24": 50, "25-34": 50}, hidden)
    assert set(found["status"]) == {"suppressed"} and found["verdict"].isna().all()
    found = beside(SCALE, victims({"18-24": 100}), "Kept informed")
    assert found[["group", "status"]].values.tolist() == [["18-24", "not available"]]


def test_each_characteristic_is_held_against_the_victims_by_it():
    heard = pd.concat([said({"18-24": 25, "25-34": 75}, "Age band"), said({"Female": 60, "Male": 40}, "Sex")])
    found = measures.victims.profile_against_victims(
        heard, victims({"18-24": 1, "25-34": 1}), victims({"Female": 3, "Male": 1}, "sex"),
        columns=["age_band", "sex"],
    )  # fmt: skip
    assert found["characteristic"].tolist() == ["Age band", "Age band", "Sex", "Sex"]
    assert found["recorded_share_pct"].tolist() == [50, 50, 75, 25]


def test_an_answer_of_no_group_is_compared_with_nobody_and_stands_apart():
    heard = {"18-24": 30, "25 and over": 30, "18-34": 7, "Refused": 3}
    live = residents(residents=500)
    recorded = live.iloc[1:].rename(columns={"group": "age_band", "residents": "victims"})
    of_residents = measures.victims.survey_profile(said(heard, "Age band"), live)
    for found, whom in ((of_residents, "residents"), (beside(heard, recorded), "recorded victims")):
        assert found["group"].tolist() == ["18-24", "25 and over", "18-34"]
        assert found["ratio"].tolist()[:2] == pytest.approx([1, 1])
        last = found.iloc[-1]
        assert (last["status"], last["verdict"]) == ("not available", "not compared: no such group")
        assert last["method"] == f"does not fit: some answers of the survey are not a group of the {whom}"


def test_the_profile_says_who_was_not_heard():
    """A peer's respondents were 96 per cent aged 18 to 64: such a survey does not speak for the rest."""
    ages, sexes = {"0-17": 2, "18-64": 192, "65 and over": 6}, {"Female": 110, "Male": 80, "Unknown": 10}
    heard = pd.concat([said(ages, "Age band"), said(sexes, "Sex"), said()])
    live = {
        "characteristic": ["Age band"] * 3 + ["Sex"] * 2 + ["Religion"],
        "group": [*ages, *[*sexes][:2], ""],
    }
    live |= {"residents": [120_000, 350_000, 120_000, 302_000, 288_000, 1]}
    found = measures.victims.survey_profile(heard, pd.DataFrame(live)).set_index("group")
    assert found["verdict"].tolist() == ["under", "over", "under", *["cannot be told"] * 2]
    assert found.loc["Female", "answers_unknown"] == 10
