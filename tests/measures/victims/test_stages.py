"""The funnel: each stage from the one before, with the states of those who left and the unknown as itself."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.rates import limits as limits_measures
from analysis.measures.victims import stages
from analysis.publish import states

ROWS = [
    ("Offered", "Went on", 600),
    ("Offered", "Declined", 200),
    ("Offered", "Unknown", 80),
    ("Offered", "Refused", 20),
    ("Referred", "Went on", 420),
    ("Referred", "Waiting", 100),
    ("Referred", "Uncontactable", 80),
    ("Contacted safely", "Went on", 300),
    ("Contacted safely", "Unsafe to contact", 70),
    ("Contacted safely", "Not eligible", 50),
    ("Needs assessed", "Went on", 210),
    ("Needs assessed", "Need not met", 90),
    ("Needs met", "Finished", 210),
]


def returns(rows=ROWS, **columns):
    return pd.DataFrame(rows, columns=["stage", "state", "people"]).assign(**columns)


def replaced(stage, state, people):
    return [(s, t, people if (s, t) == (stage, state) else n) for s, t, n in ROWS]


def reached(rows=ROWS, recorded=1_000, **options):
    first = None if recorded is None else pd.DataFrame({"victims": [recorded]})
    return measures.victims.reach_funnel(returns(rows), recorded=first, **options).set_index("stage")


def test_each_stage_stands_against_the_one_before_and_the_first():
    found = reached()
    assert list(found.index) == ["Recorded", *stages.STAGES]
    assert found["people"].tolist() == [1_000, 900, 600, 420, 300, 210]
    assert found["before"].tolist()[1:] == [1_000, 900, 600, 420, 300]
    assert found.loc["Contacted safely", "share_pct"] == pytest.approx(70)
    assert found.loc["Contacted safely", "share_of_first_pct"] == pytest.approx(42)
    limits = [100 * float(end) for end in limits_measures.wilson_limits(420, 600)]
    assert found.loc["Contacted safely", ["lower", "upper"]].tolist() == pytest.approx(limits)
    of_first = [100 * float(end) for end in limits_measures.wilson_limits(420, 1_000)]
    assert found.loc["Contacted safely", ["lower_of_first", "upper_of_first"]].tolist() == pytest.approx(
        of_first
    )
    assert found["query"].isna().all() and (found["status"] == "shown").all()


def test_the_unknown_are_left_out_of_the_share_and_stand_in_its_bounds():
    row = reached().loc["Referred"]
    assert (row["before"], row["before_unknown"]) == (900, 100)
    assert row["share_pct"] == pytest.approx(600 / 800 * 100)
    assert (row["least_pct"], row["most_pct"]) == pytest.approx((600 / 900 * 100, 700 / 900 * 100))
    assert row["lower_with_unknowns"] < row["least_pct"] and row["upper_with_unknowns"] > row["most_pct"]
    # From there on as many more may have come as far: each later stage has them in its bound of the first.
    assert reached().loc["Contacted safely", "most_of_first_pct"] == pytest.approx(52)


def test_the_states_of_those_who_left_stand_in_the_row_of_the_stage_they_left():
    found = reached()
    offered = found.loc["Offered", ["went_on", "declined", "unknown", "waiting"]]
    assert offered.tolist() == [600, 200, 100, 0]
    assert found.loc["Contacted safely", ["unsafe_to_contact", "not_eligible"]].tolist() == [70, 50]
    assert found.loc["Recorded", "declined":"unknown"].isna().all()


def test_without_states_of_the_recorded_whoever_is_not_offered_support_counts_as_not_reached_and_it_says_so():
    row = reached().loc["Offered"]
    assert row["share_pct"] == 90
    assert row["method"] == "Wilson; a person who is not here counts as not reached"
    with_states = [
        ("Recorded", "Went on", 900),
        ("Recorded", "Unknown", 60),
        ("Recorded", "Declined", 40),
        *ROWS,
    ]
    row = reached(with_states, recorded=None).loc["Offered"]
    assert row["method"] == "Wilson" and row["share_pct"] == pytest.approx(900 / 940 * 100)
    with pytest.raises(InputError, match='has the stage "Recorded" already'):
        reached(with_states)


@pytest.mark.parametrize(("recorded", "fits"), [(900, True), (899, False)])
def test_a_stage_larger_than_the_one_before_has_no_figure_and_says_what_does_not_fit(recorded, fits):
    found = reached(recorded=recorded)
    row = found.loc["Offered"]
    if fits:
        assert (row["status"], row["share_pct"]) == ("shown", 100)
    else:
        assert row["status"] == "not available" and np.isnan(row["people"])
        assert row["method"] == (
            "does not fit: more people were offered help than were recorded: the same people may be in "
            "two returns"
        )
    # The next stage is set against the last one that has a figure.
    after = found.loc["Referred"]
    assert (after["before"], after["status"]) == (900 if fits else 899, "shown")
    said = measures.rates.what_does_not_fit(found.reset_index(), fits="All fits.")["says"].tolist()
    assert said == (
        ["All fits."] if fits else
        ["More people were offered help than were recorded: the same people may be in two returns."]
    )  # fmt: skip
    states.checked(found.reset_index())


def test_no_funnel_of_returns_that_contradict_one_another_is_refused_by_the_door():
    """A force that listed people whom a provider also returned had 23,656 offered against 22,562."""
    for gone in (*stages.STAGES, None):
        rows = [row for row in ROWS if row[0] != gone]
        for recorded in (0, 100, 500, 899, 10_000):
            states.checked(reached(rows, recorded=recorded).reset_index())


@pytest.mark.parametrize(
    ("went_on", "query"),
    [(600, None), (500, None), (499, stages.CAME_ANOTHER_WAY), (601, stages.SOME_NOT_SEEN)],
)
def test_who_went_on_and_who_is_seen_next_are_held_against_each_other(went_on, query):
    """600 are referred; 100 of those offered support are unknown, and may be among them."""
    rows = replaced("Offered", "Went on", went_on)
    row = reached(rows, recorded=2_000).loc["Referred"]
    assert (None if pd.isna(row["query"]) else row["query"]) == query


def test_the_unknown_who_are_seen_again_are_unknown_no_more():
    row = reached(replaced("Offered", "Went on", 540)).loc["Referred"]
    assert (row["before"], row["before_unknown"]) == (840, 40)
    assert row["share_pct"] == pytest.approx(600 / 800 * 100)


def test_a_stage_of_which_nothing_was_returned_keeps_its_row_and_the_next_has_no_share():
    rows = [row for row in ROWS if row[0] != "Contacted safely"]
    found = reached(rows)
    assert list(found.index) == ["Recorded", *stages.STAGES]
    gone = found.loc["Contacted safely"]
    assert (gone["status"], gone["method"]) == ("not available", stages.NOTHING_RETURNED)
    assert gone[["people", "share_pct", "declined"]].isna().all()
    after = found.loc["Needs assessed"]
    assert (after["people"], after["method"], after["status"]) == (300, stages.NOTHING_BEFORE, "shown")
    assert np.isnan(after["share_pct"]) and after["share_of_first_pct"] == pytest.approx(30)
    assert np.isnan(after["most_of_first_pct"])


def test_a_suppressed_cell_hides_its_stage_and_the_share_of_the_next():
    table = returns().assign(status="shown").astype({"people": float})
    table.loc[5, ["people", "status"]] = [np.nan, "suppressed"]
    found = measures.victims.reach_funnel(table, recorded=pd.DataFrame({"victims": [1_000]})).set_index(
        "stage"
    )
    assert found.loc["Referred", "status"] == "suppressed"
    assert found.loc["Referred"].drop(["query", "method", "status"]).isna().all()
    assert np.isnan(found.loc["Contacted safely", "share_pct"])


def test_a_stage_that_nobody_reached_is_a_true_zero():
    rows = [*ROWS[:-1], ("Needs met", "Finished", 0)]
    row = reached(rows).loc["Needs met"]
    assert (row["people"], row["share_pct"], row["lower"], row["status"]) == (0, 0, 0, "shown")
    nobody = [(stage, state, 0) for stage, state, _ in ROWS]
    found = reached(nobody)
    assert found.loc["Offered", "share_pct"] == 0
    assert found.loc["Referred", "method"] == stages.NOBODY_BEFORE


def test_providers_have_funnels_of_their_own():
    table = pd.concat([returns(provider="A"), returns(provider="B").iloc[:2]])
    found = measures.victims.reach_funnel(table, by="provider")
    assert list(found["provider"]) == ["A"] * 5 + ["B"] * 5
    other = found[found["provider"] == "B"].set_index("stage")
    assert other.loc["Offered", "people"] == 800 and other.loc["Referred", "status"] == "not available"
    with pytest.raises(InputError, match='Column "provider" is not in the table'):
        measures.victims.reach_funnel(table, recorded=pd.DataFrame({"victims": [5]}), by="provider")


@pytest.mark.parametrize("column", ["stage", "state"])
def test_a_stage_or_state_that_is_not_known_is_refused_with_the_nearest(column):
    table = returns()
    table.loc[0, column] = "Offerd" if column == "stage" else "Went onn"
    with pytest.raises(
        InputError, match=f'"{column}" has 1 rows.*Nearest: "{"Offered" if column == "stage" else "Went on"}"'
    ):
        measures.victims.reach_funnel(table)


def test_an_unknown_stage_is_refused_for_it_is_no_answer_of_a_person():
    table = returns()
    table.loc[0, "stage"] = "Unknown"
    with pytest.raises(InputError, match='A "stage" that is not known'):
        measures.victims.reach_funnel(table)


def test_capitals_do_not_matter():
    table = returns().assign(state=lambda rows: rows["state"].str.lower())
    assert measures.victims.reach_funnel(table)["people"].tolist() == [900, 600, 420, 300, 210]


def test_who_left_by_state_with_the_unknown_under_their_own_labels():
    found = measures.victims.left_by_state(returns()).set_index(["stage", "state"])
    assert found.loc["Offered"].index.tolist() == ["Declined", "Unknown", "Refused"]
    row = found.loc[("Offered", "Declined")]
    assert (row["people"], row["total_people"]) == (200, 900)
    assert row["share_pct"] == pytest.approx(200 / 900 * 100)
    assert "Needs met" not in found.index.get_level_values("stage")


def test_one_hidden_state_hides_the_shares_of_its_stage():
    table = returns().assign(status="shown").astype({"people": float})
    table.loc[0, ["people", "status"]] = [np.nan, "suppressed"]
    found = measures.victims.left_by_state(table).set_index(["stage", "state"])
    assert (found.loc["Offered", "status"] == "suppressed").all()
    assert found.loc["Offered", "share_pct"].isna().all()
    assert (found.loc["Referred", "status"] == "shown").all()


def test_where_the_first_stage_is_hidden_nothing_is_a_share_of_it():
    table = returns().assign(status="shown").astype({"people": float})
    table.loc[0, ["people", "status"]] = [np.nan, "suppressed"]
    found = measures.victims.reach_funnel(table).set_index("stage")
    assert found["share_of_first_pct"].isna().all()
    assert found.loc["Referred", "method"] == stages.NOTHING_BEFORE
