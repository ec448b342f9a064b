"""Whether a number may be shown: both sides of twice and of half, and what counts as a defensible choice."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.hidden import population, spread
from analysis.measures.hidden.captures import read_captures
from analysis.measures.hidden.spread import spread_around
from analysis.measures.hidden.stepwise import DEFAULT, DEFENSIBLE, TRIED


def around(given, estimate, lower=None, upper=None):
    return spread_around(given, (estimate, lower or estimate, upper or estimate), DEFAULT)


def test_a_limit_twice_the_estimate_may_be_shown_and_one_further_may_not(captures):
    given = read_captures(captures())
    # Every choice gives between 200 and 800: only the limits of 400 decide.
    assert around(given, 400.0, 200.0, 800.0).why_not == ""
    for limits in ((200.0, 800.1), (199.9, 800.0)):
        assert around(given, 400.0, *limits).why_not == spread.TOO_WIDE


def test_a_choice_twice_the_estimate_may_be_shown_and_one_further_may_not(captures):
    given = read_captures(captures())
    counted = around(given, 400.0).choices.query("counted")["estimate"]
    assert counted.max() < 2 * counted.min()  # so that one end at a time decides
    for estimate, further in ((counted.max() / 2, 0.999), (counted.min() * 2, 1.001)):
        assert around(given, estimate).why_not == ""
        assert around(given, estimate * further).why_not == spread.TOO_WIDE


def test_no_pair_and_every_pair_are_shown_and_not_counted_and_a_threshold_of_ones_own_is(captures):
    choices = population.hidden_population(captures()).spread.choices
    thresholds = choices[choices["kind"] == "threshold"]
    assert len(thresholds) == len(TRIED) == 9 and thresholds["counted"].sum() == len(DEFENSIBLE) == 7
    assert not thresholds["counted"].iloc[[0, -1]].any()
    # Joining two of three lists leaves too few, and keeps its row.
    joined = choices.query("kind == 'lists joined'")
    assert len(joined) == 3 and joined["estimate"].isna().all() and not joined["counted"].any()
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
    for threshold in (0.001, 0.1):
        made = population.hidden_population(table, threshold).estimate
        assert choices.loc[f"threshold {threshold:g}", "estimate"] == pytest.approx(made, rel=1e-8)
    joined = table.assign(either=table["police"] | table["council"])
    joined = joined.groupby(["charity", "health", "either"], as_index=False)["people"].sum()
    made = population.hidden_population(joined).estimate
    assert choices.loc["joining police and council", "estimate"] == pytest.approx(made, rel=1e-8)
    near = spread.near_best(read_captures(table), 2)
    models = found.choices[found.choices["kind"] == "model by BIC"]
    assert models["estimate"].tolist() == pytest.approx([one.estimate for one in near], rel=1e-8)


def test_joining_the_only_lists_that_share_people_leaves_no_estimate_and_keeps_its_row():
    rows = [(1, 0, 0, 0, 40), (0, 1, 0, 0, 30), (0, 0, 1, 0, 20), (0, 0, 0, 1, 25), (1, 1, 0, 0, 12)]
    table = pd.DataFrame(rows, columns=["police", "council", "charity", "health", "people"])
    choices = population.hidden_population(table).spread.choices.set_index("choice")
    row = choices.loc["joining police and council"]
    assert np.isnan(row["estimate"]) and not row["counted"]
    assert choices.loc["joining police and charity", "counted"]


@pytest.mark.parametrize(("limit", "enough", "too_few"), [("LISTS_AT_MOST", 3, 2), ("MODELS_AT_MOST", 1, 0)])
def test_a_number_whose_models_cannot_be_compared_is_not_shown(captures, monkeypatch, limit, enough, too_few):
    monkeypatch.setattr(spread, limit, enough)
    assert not population.hidden_population(captures()).spread.why_not
    monkeypatch.setattr(spread, limit, too_few)
    found = population.hidden_population(captures()).spread
    (row,) = found.choices.query("kind == 'model by BIC'").itertuples()
    assert np.isnan(row.estimate) and not row.counted and found.why_not == spread.TOO_MANY


def test_nine_lists_are_estimated_and_their_number_is_not_shown():
    rng = np.random.default_rng(3)
    people = rng.random((3_000, 9)) < 0.1
    names = [f"list {at}" for at in range(9)]
    table = pd.DataFrame(people[people.any(axis=1)], columns=names).value_counts().reset_index(name="people")
    found = population.hidden_population(table)
    assert found.step is not None and found.spread.why_not == spread.TOO_MANY


def test_lists_too_thin_to_compare_models_end_in_time_and_are_not_shown():
    # Seven lists with two people shared: most of two million models have no estimate.
    table = pd.DataFrame(np.eye(7, dtype=int), columns=list("ABCDEFG")).assign(people=6)
    shared = [[1, 1, 0, 0, 0, 0, 0, 1], [0, 0, 1, 1, 0, 0, 0, 1]]
    table = pd.concat([table, pd.DataFrame(shared, columns=table.columns)], ignore_index=True)
    found = population.hidden_population(table)
    assert found.step is not None and found.spread.why_not
