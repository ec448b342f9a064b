"""A change in recording, a real rise and noise: each is called by its name, and noise is called nothing."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.trends.panels import declared_steps, panel

RECORDED_FROM, ROSE_FROM, PERIODS = 30, 40, 72


def planted(long, families=4):
    """Return series of a real rise, a recording change and noise, over and over, with a season."""
    random = np.random.default_rng(1)
    level = np.full((3 * families, PERIODS), 30.0) * np.exp(0.25 * np.sin(np.arange(PERIODS) * np.pi / 6))
    level[::3, ROSE_FROM:] *= 1.8
    level[1::3, RECORDED_FROM:] *= 1.8
    counts = random.negative_binomial(level / 0.5, 1 / 1.5)
    return long(counts, kind=np.repeat(np.resize(["rise", "recorded", "noise"], len(counts)), PERIODS))


@pytest.fixture
def table(long):
    return planted(long)


@pytest.mark.parametrize("families", [4, pytest.param(500, marks=pytest.mark.slow)])
def test_the_three_planted_changes_are_called_what_they_are_and_the_flag_table_tells_them_apart(
    long, families
):
    table = planted(long, families)
    declared = pd.DataFrame({"kind": ["recorded"], "started_on": [table["period_start"].iloc[RECORDED_FROM]]})
    found = measures.trends.steps(table, "victims", by=["offence", "kind"], recording=declared)
    called = pd.crosstab(found["kind"], found["finding"]) / families
    assert called.loc["rise", "a rise"] >= 0.9 and called.loc["noise", "no step"] >= 0.97
    assert called.loc["recorded", "a change in recording"] >= 0.95
    # A recording change is never called a rise; what else its series is called is chance, and rare.
    near = found["earliest"] <= table["period_start"].iloc[RECORDED_FROM + 1]
    near &= found["latest"] >= table["period_start"].iloc[RECORDED_FROM - 1]
    assert not ((found["kind"] == "recorded") & (found["finding"] == "a rise") & near).any()
    rose, true = found[found["kind"] == "rise"], table["period_start"].iloc[ROSE_FROM]
    assert ((rose["earliest"] <= true) & (rose["latest"] >= true)).mean() >= 0.9
    assert ((rose["lower"] < 1.8) & (rose["upper"] > 1.8)).mean() >= 0.75
    assert found.loc[found["finding"] == "no step", ["step_from", "rate_ratio"]].isna().all(axis=None)
    assert found["status"].eq("shown").all()
    undeclared = measures.trends.steps(table, "victims", by=["offence", "kind"])
    called = undeclared[undeclared["kind"] == "recorded"].drop_duplicates("offence")["finding"]
    assert called.eq("a rise").mean() >= 0.9


def test_a_rule_that_is_kept_a_month_late_is_still_a_change_in_recording(table):
    early = pd.DataFrame({"started_on": [table["period_start"].iloc[RECORDED_FROM - 1]]})
    recorded = table[table["kind"] == "recorded"]
    found = measures.trends.steps(recorded, "victims", by="offence", recording=early)
    assert set(found["finding"]) == {"a change in recording"}


def test_a_real_rise_elsewhere_in_a_series_that_was_recorded_anew_is_still_a_rise(long):
    random = np.random.default_rng(2)
    level = np.repeat([40.0, 70.0, 130.0], [20, 26, 26])
    table = long(random.poisson(level))
    declared = pd.DataFrame({"started_on": [table["period_start"].iloc[20]]})
    found = measures.trends.steps(table, "victims", recording=declared)
    assert found["finding"].tolist() == ["a change in recording", "a rise"]
    np.testing.assert_allclose(found["rate_ratio"], [70 / 40, 130 / 70], rtol=0.15)


def test_a_fall_is_a_fall_and_a_steady_trend_is_no_step(long):
    fallen = long(np.random.default_rng(1).poisson(np.repeat([60.0, 30.0], 36)))
    (fell,) = measures.trends.steps(fallen, "victims").itertuples()
    assert fell.finding == "a fall" and fell.upper < 1
    level = 40 * np.exp(0.006 * np.arange(PERIODS))
    counts = np.random.default_rng(4).poisson(np.tile(level, (30, 1)))
    found = measures.trends.steps(long(counts), "victims", by="offence")
    assert found["finding"].eq("no step").all()


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([9, 10] * 17 + [9], "35 months with a figure, 36 are needed"),
        ([9, 10] * 18, None),
        ([1, 0] * 36, "fewer than one a month on average: too few to judge"),
        ([1] * 72, None),
    ],
)
def test_both_sides_of_the_fewest_months_and_of_one_event_a_month(long, counts, why):
    found = measures.trends.steps(long(counts), "victims").iloc[0]
    assert (found["finding"] == "cannot be told") is bool(why)
    assert found["why"] == why or why is None


def test_a_suppressed_series_has_no_finding(table):
    table["status"] = np.where(table["offence"] == "offence 0", "suppressed", "shown")
    found = measures.trends.steps(table, "victims", by="offence").set_index("offence").loc["offence 0"]
    assert found["status"] == "not available"
    assert found[["finding", "step_from", "rate_ratio", "p_value", "why"]].isna().all()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"started_on": ["2022-01-01"], "kinds": ["rise"]}, 'a column "kinds", .* Nearest: "kind"'),
        ({"started_on": ["2022-01-01"], "kind": ["rises"]}, 'names "rises" in "kind", .* Nearest: "rise"'),
        ({"date": ["2022-01-01"]}, 'Column "started_on" is not in the table'),
        ({"started_on": ["1 January 2022"]}, "needs the first day of each month"),
    ],
)
def test_a_slip_in_the_flag_table_does_not_make_a_rise_of_a_change_in_recording(table, changes, said):
    with pytest.raises(InputError, match=said):
        measures.trends.steps(table, "victims", by=["offence", "kind"], recording=pd.DataFrame(changes))


@pytest.mark.parametrize(
    ("period", "day", "column"),
    [(12, "2020-03-15", 2), (4, "2020-05-31", 1), (12, "2019-01-01", None)],
)
def test_a_rule_holds_from_the_period_in_which_its_day_lies(long, period, day, column):
    table = long(np.ones(8), period, start="2020-01-01")
    many = panel(table, "victims", period=period)
    found = declared_steps(many, pd.DataFrame({"started_on": [day]}))
    # A rule that held from the first period on, or before it, changes nothing within the table.
    assert found == [(column,) if column else ()]
