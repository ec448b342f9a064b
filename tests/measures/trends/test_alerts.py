"""Is the latest period unusual? What is called, what is not, and what is never named."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.trends.alerts import held_in_check

LEVELS = (4, 12, 30, 60, 150)


def quiet(series=20, periods=73, seed=1, period=12):
    """Return counts in which nothing happens but season and scatter."""
    random = np.random.default_rng(seed)
    level = np.resize(LEVELS, series)[:, None] * np.exp(0.2 * np.sin(2 * np.pi * np.arange(periods) / period))
    return random.negative_binomial(level / 0.5, 1 / 1.5)


def test_a_planted_rise_and_a_planted_fall_are_found_and_nothing_else(long):
    counts = quiet()
    counts[3, -1] = 110  # of 60
    counts[4, -1] = 60  # of 150
    found = measures.trends.alerts(long(counts), "victims", by="offence")
    assert len(found) == 20 and (found["comparisons"] == 20).all()
    called = {3: "higher than usual", 4: "lower than usual"}
    assert found["verdict"].tolist() == [called.get(row, "usual") for row in range(20)]
    assert found["why"].isna().all() and found["status"].eq("shown").all()


def test_quarters_are_judged_as_months_are(long):
    counts = quiet(6, 21, seed=2, period=4)
    counts[2, -1] = 150  # of 30
    found = measures.trends.alerts(long(counts, 4), "victims", by="offence", period=4)
    assert found["verdict"].tolist() == ["usual"] * 2 + ["higher than usual"] + ["usual"] * 3


def test_the_count_the_limits_the_score_and_the_verdict_say_the_same(long):
    counts = quiet(200, seed=3)
    counts[:, -1] = np.random.default_rng(3).poisson(counts[:, -1] * np.resize([0.3, 1, 1, 2.5], 200))
    found = measures.trends.alerts(long(counts), "victims", by="offence")
    found = found[found["status"] == "shown"]
    above, below = found["count"] > found["upper"], found["count"] < found["lower"]
    assert (found["verdict"].eq("higher than usual") == above).all() and above.sum() > 10
    assert (found["verdict"].eq("lower than usual") == below).all() and below.sum() > 10
    assert ((found["exceedance"] > 1) == above).all() and ((found["exceedance"] < -1) == below).all()
    assert ((found["p_adjusted"] <= 0.05) == (above | below)).all()


def test_the_more_series_are_judged_the_more_it_takes(long):
    few, many = (measures.trends.alerts(long(quiet(size)), "victims", by="offence") for size in (5, 100))
    assert few["upper"].iloc[1] < many["upper"].iloc[1]


def test_held_in_check_as_benjamini_and_hochberg_print_it():
    # Their own example (1995): fifteen p-values, of which the four smallest are called at 0.05.
    printed = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    printed += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000]
    adjusted, level = held_in_check(np.array([*printed, np.nan]))
    assert (adjusted[:15] <= 0.05).sum() == 4 and np.isnan(adjusted[15])
    assert level == pytest.approx(4 * 0.05 / 15)
    assert np.isnan(held_in_check(np.array([np.nan]))[1])


# Three years are needed before the month judged: 36 and one less.
@pytest.mark.parametrize(("before", "told"), [(35, False), (36, True)])
def test_both_sides_of_the_fewest_months_and_an_older_figure_is_not_the_latest(long, before, told):
    found = measures.trends.alerts(long(quiet(1, before + 1)), "victims").iloc[0]
    assert (found["verdict"] != "cannot be told") is told
    if not told:
        assert found["why"] == "35 months with a figure in the 5 years before this one, 36 are needed"
        assert found["status"] == "not available" and pd.isna(found["expected"])
    old = measures.trends.alerts(long(quiet(2, seed=2)).iloc[:-1], "victims", by="offence")
    assert old["verdict"].tolist() == ["usual", "cannot be told"]
    assert old["why"].tolist()[1] == "no figure for this month" and old["period_start"].nunique() == 1


SELDOM = np.resize([1, 0, 0, 0, 0], 72)


@pytest.mark.parametrize(
    ("counts", "verdict", "why"),
    [
        ([*SELDOM, 1], "cannot be told", "too few to judge: fewer than 5 counted and expected in 4 months"),
        ([*SELDOM, 5], "higher than usual", None),
        ([*(quiet(1, seed=2)[0, :-1] + 40), 0], "lower than usual", None),
        # A first event at a time of year that had none is not judged against zero.
        (
            np.resize([0, 9, 8], 73),
            "cannot be told",
            "a month of the year without a single event in any year",
        ),
        # Counts that never change, or follow a trend exactly, do not break it.
        (np.full(73, 30), "usual", None),
        (np.round(5 * np.exp(0.03 * np.arange(73))), "usual", None),
    ],
)
def test_both_sides_of_the_rule_of_five_in_four_months_and_where_none_were(long, counts, verdict, why):
    found = measures.trends.alerts(long(counts), "victims").fillna({"why": ""}).iloc[0]
    assert (found["verdict"], found["why"]) == (verdict, why or "")


@pytest.mark.parametrize(
    ("row", "status", "named"),
    [
        (72, "suppressed", False),
        (72, "not available", False),
        (5, "suppressed", False),
        (5, "not available", True),
    ],
)
def test_a_series_that_is_not_shown_is_never_named(long, row, status, named):
    counts = quiet(2)
    counts[0, -1] = 500
    table = long(counts, status="shown")
    table.loc[row, "status"] = status
    found = measures.trends.alerts(table, "victims", by="offence").iloc[0]
    assert (found["verdict"] == "higher than usual") is named
    if not named:
        assert found["status"] == "not available"
        figures = ["count", "expected", "lower", "upper", "exceedance", "p_value", "verdict", "why"]
        assert pd.isna(found[figures]).all()


def test_a_hidden_series_changes_nothing_for_the_others(long):
    counts = quiet(4)
    table = long(counts, status="shown")
    table.loc[table["offence"] == "offence 3", "status"] = "suppressed"
    hidden = measures.trends.alerts(table, "victims", by="offence").iloc[:3]
    table.loc[table["offence"] == "offence 3", "victims"] = 999
    pd.testing.assert_frame_equal(hidden, measures.trends.alerts(table, "victims", by="offence").iloc[:3])
    without = measures.trends.alerts(table[table["offence"] != "offence 3"], "victims", by="offence")
    pd.testing.assert_frame_equal(hidden, without)


def test_what_is_usual_is_what_is_usual_under_the_rule_that_now_holds(long):
    counts = quiet(3, seed=6)
    counts[:, 40:] = np.random.default_rng(7).poisson(counts[:, 40:] * 1.6)
    table = long(counts)
    declared = pd.DataFrame({"offence": ["offence 1"], "started_on": [table["period_start"].iloc[40]]})
    plain = measures.trends.alerts(table, "victims", by="offence").set_index("offence")
    aware = measures.trends.alerts(table, "victims", by="offence", recording=declared).set_index("offence")
    level = counts[1, 40:].mean()
    assert aware.loc["offence 1", "expected"] == pytest.approx(level, rel=0.4)
    assert aware.loc["offence 1", "expected"] != plain.loc["offence 1", "expected"]
    others = ["offence 0", "offence 2"]
    pd.testing.assert_series_equal(plain.loc[others, "expected"], aware.loc[others, "expected"])


# Sixty months before the last are read: from the thirteenth on.
@pytest.mark.parametrize(("since", "past"), [(1, True), (12, True), (13, False), (15, False)])
def test_a_rule_that_held_throughout_changes_nothing_and_a_later_one_neither(long, since, past):
    table = long(quiet(3, seed=2))
    declared = pd.DataFrame({"started_on": [table["period_start"].iloc[since]]})
    plain = measures.trends.alerts(table, "victims", by="offence")
    found = measures.trends.alerts(table, "victims", by="offence", recording=declared)
    assert found["verdict"].eq("usual").all() and found.equals(plain) is past
    # Nor does one from before a series began.
    begun_later, earlier = table.drop(index=range(73, 103)), pd.DataFrame({"started_on": ["2022-01-01"]})
    earlier["offence"] = "offence 1"
    found = measures.trends.alerts(begun_later, "victims", by="offence", recording=earlier)
    assert found["verdict"].eq("usual").all()


def test_a_change_that_names_no_series_is_refused_unless_there_are_none(long):
    table = long(quiet(2, seed=2))
    declared = pd.DataFrame({"offence": ["Fraud"], "started_on": ["2022-01-01"]})
    none = measures.trends.alerts(table.iloc[:0], "victims", by="offence", recording=declared)
    assert none.empty and {"offence", "verdict", "upper", "why", "status"} < set(none)
    with pytest.raises(InputError, match='names "Fraud" in "offence", which no series is'):
        measures.trends.alerts(table, "victims", by="offence", recording=declared)


@pytest.mark.parametrize(("since", "verdict"), [(71, "usual"), (72, "cannot be told")])
def test_a_leap_on_the_day_of_a_new_rule_is_not_called_a_rise(long, since, verdict):
    counts = quiet(1) + 20
    counts[0, since:] = 400
    table = long(counts)
    declared = pd.DataFrame({"started_on": [table["period_start"].iloc[since]]})
    found = measures.trends.alerts(table, "victims", recording=declared).iloc[0]
    assert found["verdict"] == verdict
    why = "season, trend and recording rule cannot be distinguished in the earlier months"
    assert verdict == "usual" or found["why"] == why
    until = measures.trends.alerts(table.iloc[: since + 1], "victims")
    assert until["verdict"].item() == "higher than usual"
