"""Is the latest period unusual? What is called, what is not, and what is never named."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis import measures
from analysis.errors import InputError
from analysis.measures.trends.alerts import (
    Prediction,
    count_tails,
    held_in_check,
    predicted_limits,
    predicted_tails,
)

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
    counts[2, -1] = 90  # of 30
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
        assert found["why"] == "35 months with a figure before this one, 36 are needed"
        assert found["status"] == "not available" and pd.isna(found["expected"])
    old = measures.trends.alerts(long(quiet(2, seed=2)).iloc[:-1], "victims", by="offence")
    assert old["verdict"].tolist() == ["usual", "cannot be told"]
    assert old["why"].tolist()[1] == "no figure for this month" and old["period_start"].nunique() == 1


SELDOM, ONCE_A_SEASON = np.tile([1, 0, 0, 0], 18), np.resize([0, 0, 0, 9, 8, 7, 9, 8, 7, 9, 8, 7], 73)


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ([*SELDOM[:-4], 0, 0, 0, 4], "cannot be told"),
        ([*SELDOM[:-4], 0, 0, 0, 5], "higher than usual"),
        # Where many are expected none at all is not too few to judge.
        ([*(quiet(1, seed=2)[0, :-4] + 10), 0, 0, 0, 0], "lower than usual"),
        # A first event at a time of year that had none is not judged against zero.
        ([*ONCE_A_SEASON[:-1], 1], "usual"),
        # A season without any event and an exact trend do not break it.
        (np.where(np.arange(73) % 12, 0, 30), "usual"),
        (np.round(5 * np.exp(0.03 * np.arange(73))), "higher than usual"),
    ],
)
def test_both_sides_of_the_rule_of_five_in_four_months_and_where_none_are_or_were(long, counts, verdict):
    found = measures.trends.alerts(long(counts), "victims").iloc[0]
    assert found["verdict"] == verdict
    assert verdict != "cannot be told" or found["why"].startswith("too few to judge")


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
    assert aware.loc["offence 1", "expected"] == pytest.approx(level, rel=0.35)
    assert aware.loc["offence 1", "expected"] != plain.loc["offence 1", "expected"]
    others = ["offence 0", "offence 2"]
    pd.testing.assert_series_equal(plain.loc[others, "expected"], aware.loc[others, "expected"])


# The last six months are left out, and three under the new rule are needed: nine since it began, and eight.
@pytest.mark.parametrize(("since", "told"), [(63, True), (64, False)])
def test_both_sides_of_how_long_a_new_rule_must_have_held(long, since, told):
    table = long(quiet(1))
    declared = pd.DataFrame({"started_on": [table["period_start"].iloc[since]]})
    found = measures.trends.alerts(table, "victims", recording=declared).iloc[0]
    assert (found["verdict"] != "cannot be told") is told
    why = "the recording rule changed 8 months before: 9 are needed to know what is usual under it"
    assert told or found["why"] == why


# Sixty months and a window before the last are read: from the eleventh on.
@pytest.mark.parametrize(("since", "past"), [(1, True), (11, True), (12, False), (15, False)])
def test_a_rule_that_has_held_for_all_that_is_read_changes_nothing_and_a_later_one_stops_no_verdict(
    long, since, past
):
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


@pytest.mark.parametrize("since", [66, 72])
def test_a_leap_on_the_day_of_a_new_rule_is_not_called_a_rise(long, since):
    counts = quiet(1)
    counts[0, since:] = 400
    table = long(counts)
    assert measures.trends.alerts(table, "victims")["verdict"].item() == "higher than usual"
    declared = pd.DataFrame({"started_on": [table["period_start"].iloc[since]]})
    found = measures.trends.alerts(table, "victims", recording=declared).iloc[0]
    assert found["verdict"] == "cannot be told" and found["why"].startswith("the recording rule changed")


# Limits and tails say the same, on both sides of every limit


def prediction(mean, error=0.0, dispersion=1.0, freedom=40.0):
    return Prediction(*(np.array([float(item)]) for item in (mean, error, dispersion, freedom)))


@pytest.mark.parametrize("dispersion", [1.0, 1.5, 4.0])
def test_tails_are_those_of_scipy(dispersion):
    counts, mean = np.arange(40), 12.5
    known = stats.poisson(mean) if dispersion == 1 else stats.nbinom(mean / (dispersion - 1), 1 / dispersion)
    fewer, more = count_tails(counts, mean, dispersion)
    np.testing.assert_allclose(fewer, known.cdf(counts), rtol=1e-10)
    np.testing.assert_allclose(more, known.sf(counts - 1), rtol=1e-10)
    assert known.var() == pytest.approx(dispersion * mean)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 300), st.floats(0, 5), st.floats(1, 6), st.integers(5, 260), st.floats(1e-5, 0.2))
def test_so_it_is_when_the_scatter_is_estimated(mean, error, dispersion, freedom, tail):
    one = prediction(mean, error, dispersion, freedom)
    lower, upper = (edge.item() for edge in predicted_limits(one, tail))
    assert predicted_tails(upper + 1, one)[1].item() <= tail
    assert upper == 0 or predicted_tails(upper, one)[1].item() > tail
    assert predicted_tails(lower, one)[0].item() > tail
    assert lower == 0 or predicted_tails(lower - 1, one)[0].item() <= tail


def test_what_is_not_known_of_mean_and_scatter_makes_a_surprise_less_surprising():
    sure = predicted_tails(30, prediction(15, 0, 1.5, 250))[1].item()
    assert sure == pytest.approx(count_tails(30, 15.0, 1.5)[1].item(), rel=0.2)
    assert predicted_tails(30, prediction(15, 0, 1.5, 10))[1].item() > 1.5 * sure
    assert predicted_tails(30, prediction(15, 3, 1.5, 250))[1].item() > 1.5 * sure


@pytest.mark.parametrize(("freedom", "within"), [(10, 1e-3), (45, 1e-4)])
def test_the_mixture_is_the_integral_over_what_the_scatter_may_be(freedom, within):
    mean, dispersion, count = 50.0, 1.5, 95
    points = np.linspace(1e-6, freedom + 14 * np.sqrt(2 * freedom) + 40, 200_001)
    spread = np.maximum(dispersion * freedom / points, 1)
    curve = stats.chi2.pdf(points, freedom) * count_tails(count, mean, spread)[1]
    found = predicted_tails(count, prediction(mean, 0, dispersion, freedom))[1].item()
    assert found == pytest.approx(np.trapezoid(curve, points), rel=within)
