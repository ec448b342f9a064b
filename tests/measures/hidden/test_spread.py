"""Whether a number may be shown: both sides of twice and of half, and what counts as a defensible choice."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.hidden import population, spread
from analysis.measures.hidden.captures import read_captures
from analysis.measures.hidden.spread import spread_around
from analysis.measures.hidden.stepwise import DEFAULT, DEFENSIBLE, TRIED

from .conftest import THIN


def around(given, estimate, lower=None, upper=None):
    return spread_around(given, (estimate, lower or estimate, upper or estimate), DEFAULT)


def test_a_limit_twice_the_estimate_may_be_shown_and_one_further_may_not(captures):
    given = read_captures(captures())
    estimate = 400.0  # every choice gives between 200 and 800: only the limits decide
    assert around(given, estimate, 200.0, 800.0).may_be_shown
    for limits in ((200.0, 800.1), (199.9, 800.0)):
        found = around(given, estimate, *limits)
        assert not found.may_be_shown and "the limits of 400 alone" in found.verdict


def test_a_choice_twice_the_estimate_may_be_shown_and_one_further_may_not(captures):
    given = read_captures(captures())
    counted = around(given, 400.0).choices.query("counted")["estimate"]
    assert counted.max() < 2 * counted.min()  # so that one end at a time decides
    for estimate, name in ((counted.max() / 2, "high"), (counted.min() * 2, "low")):
        assert around(given, estimate).may_be_shown, name
        further = estimate * (0.999 if name == "high" else 1.001)
        found = around(given, further)
        assert not found.may_be_shown and "where the estimate is" in found.verdict


def test_no_pair_and_every_pair_are_shown_and_not_counted_and_a_threshold_of_ones_own_is(captures):
    choices = population.hidden_population(captures()).spread.choices
    thresholds = choices[choices["kind"] == "threshold"]
    assert len(thresholds) == len(TRIED) == 9 and thresholds["counted"].sum() == len(DEFENSIBLE) == 7
    assert not thresholds["counted"].iloc[[0, -1]].any()
    # Joining two of three lists leaves too few, and keeps its row.
    joined = choices.query("kind == 'lists joined'")
    assert len(joined) == 3 and (joined["status"] == "not available").all()
    assert joined["method"].str.contains("three lists are needed").all() and not joined["counted"].any()
    choices = population.hidden_population(captures(), 0.03).spread.choices
    row = choices[choices["choice"] == "threshold 0.03"]
    assert len(row) == 1 and row["counted"].all()
    alone = population.hidden_population(captures(), 0).spread.choices
    assert (alone["kind"] == "threshold").sum() == 9 and not alone["counted"].iloc[0]


def test_each_choice_gives_what_the_choice_made_would():
    names = ["police", "council", "charity"]
    rows = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)]
    both = [pd.DataFrame(rows, columns=names).assign(health=seen) for seen in (0, 1)]
    table = pd.concat(both, ignore_index=True)
    table["people"] = [60, 60, 60, 30, 20, 20, 7, 15, 14, 13, 8, 5, 5, 2]
    found = population.hidden_population(table).spread
    choices = found.choices.set_index("choice")
    figures = ["estimate", "lower", "upper"]
    for threshold in (0.001, 0.1):
        made, row = population.hidden_population(table, threshold), choices.loc[f"threshold {threshold:g}"]
        assert row[figures].tolist() == pytest.approx([getattr(made, name) for name in figures], rel=1e-8)
    joined = table.assign(either=table["police"] | table["council"])
    joined = joined.groupby(["charity", "health", "either"], as_index=False)["people"].sum()
    made = population.hidden_population(joined).estimate
    assert choices.loc["joining police and council", "estimate"] == pytest.approx(made, rel=1e-8)
    near = spread.near_best(read_captures(table), 2)
    models = found.choices[found.choices["kind"] == "model by BIC"]
    assert models["estimate"].tolist() == pytest.approx([one.estimate for one in near], rel=1e-8)


def test_a_spread_too_wide_warns_with_the_choices_that_make_it(captures):
    found = population.hidden_population(captures(THIN)).spread
    said = "No single number should be shown: the limits of 539 alone are 279 and 1,171"
    assert not found.may_be_shown and found.verdict.startswith(said)


def test_joining_the_only_lists_that_share_people_leaves_no_estimate_and_keeps_its_row():
    rows = [(1, 0, 0, 0, 40), (0, 1, 0, 0, 30), (0, 0, 1, 0, 20), (0, 0, 0, 1, 25), (1, 1, 0, 0, 12)]
    table = pd.DataFrame(rows, columns=["police", "council", "charity", "health", "people"])
    choices = population.hidden_population(table).spread.choices.set_index("choice")
    row = choices.loc["joining police and council"]
    assert (row["status"], row["counted"]) == ("not available", False)
    assert row["method"] == "not given: the lists alone have no estimate" and np.isnan(row["estimate"])
    assert choices.loc["joining police and charity", "counted"]


@pytest.mark.parametrize(("limit", "enough", "too_few"), [("LISTS_AT_MOST", 3, 2), ("MODELS_AT_MOST", 1, 0)])
def test_a_number_whose_models_cannot_be_compared_is_not_shown(captures, monkeypatch, limit, enough, too_few):
    monkeypatch.setattr(spread, limit, enough)
    assert population.hidden_population(captures()).spread.may_be_shown
    monkeypatch.setattr(spread, limit, too_few)
    found = population.hidden_population(captures())
    (row,) = found.spread.choices.query("kind == 'model by BIC'").itertuples()
    assert row.status == "not available" and not row.counted
    assert not found.spread.may_be_shown and "models could not be compared" in found.spread.verdict


def test_nine_lists_are_estimated_and_their_number_is_not_shown():
    rng = np.random.default_rng(3)
    people = rng.random((3_000, 9)) < 0.1
    names = [f"list {at}" for at in range(9)]
    table = pd.DataFrame(people[people.any(axis=1)], columns=names).value_counts().reset_index(name="people")
    found = population.hidden_population(table)
    assert found.status == "shown" and not found.spread.may_be_shown
    assert found.spread.verdict.startswith("No single number should be shown: models")
    assert "too many lists" in found.spread.verdict


def test_lists_too_thin_to_compare_models_end_in_time_and_are_not_shown():
    # Seven lists with two people shared: most of two million models have no estimate.
    table = pd.DataFrame(np.eye(7, dtype=int), columns=list("ABCDEFG")).assign(people=6)
    shared = [[1, 1, 0, 0, 0, 0, 0, 1], [0, 0, 1, 1, 0, 0, 0, 1]]
    table = pd.concat([table, pd.DataFrame(shared, columns=table.columns)], ignore_index=True)
    found = population.hidden_population(table)
    assert found.status == "shown" and not found.spread.may_be_shown
