"""What a series did from year to year, and the stretch of it that can be used."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.trends import counts as trends
from analysis.measures.trends.change import yearly_change
from analysis.measures.trends.counts import latest_run


def months(counts, start="2020-01-01", freq="MS", **columns):
    days = pd.date_range(start, periods=len(counts), freq=freq)
    return pd.DataFrame({"period_start": days, "offences": counts} | columns)


def noisy(size, yearly=1.0, seed=3):
    at = np.arange(size)
    means = 400 * yearly ** (at / 12) * (1 + 0.2 * np.sin(at * np.pi / 6))
    return np.random.default_rng(seed).poisson(means)


# Yearly change


@pytest.mark.parametrize(
    ("yearly", "direction", "finding"), [(1.15, "rose", "rose by"), (0.85, "fell", "fell by")]
)
def test_a_rise_and_a_fall_are_said_with_their_size_and_an_interval_that_has_a_sign(
    yearly, direction, finding
):
    (row,) = yearly_change(months(noisy(48, yearly)), "offences").itertuples()
    assert (row.direction, row.finding, row.status) == (direction, finding, "shown")
    assert row.change_pct == pytest.approx(15, abs=3)
    assert row.lower_change_pct < (yearly - 1) * 100 < row.upper_change_pct
    assert np.sign(row.lower_change_pct) == np.sign(row.upper_change_pct) == np.sign(yearly - 1)


@pytest.mark.parametrize(("yearly", "sign"), [(1.004, 1), (0.996, -1)])
def test_a_change_whose_interval_holds_zero_is_no_clear_change_and_keeps_its_sign(yearly, sign):
    counts = (noisy(48) * yearly ** (np.arange(48) / 12)).round()
    (row,) = yearly_change(months(counts), "offences").itertuples()
    assert row.direction == "no clear change"
    assert row.finding == "shows no clear change:"
    assert row.lower_change_pct < 0 < row.upper_change_pct
    assert np.sign(row.change_pct) == sign


def test_the_change_is_the_trend_a_year_in_per_cent():
    table = months(noisy(48, 0.9))
    (row,) = yearly_change(table, "offences").itertuples()
    terms = trends.trend(table, "offences").set_index("term").loc["trend per year"]
    assert row.change_pct == pytest.approx(abs(terms["rate_ratio"] - 1) * 100)
    assert row.lower_change_pct == pytest.approx((terms["lower"] - 1) * 100)
    assert row.upper_change_pct == pytest.approx((terms["upper"] - 1) * 100)


def test_each_group_has_its_row_and_its_name():
    table = pd.concat(
        [
            months(noisy(48, 1.2), kind="crime"),
            months(noisy(48, 0.8), kind="antisocial behaviour"),
        ]
    )
    found = yearly_change(table, "offences", by="kind").set_index("kind")
    assert found["direction"].to_dict() == {"crime": "rose", "antisocial behaviour": "fell"}


def test_a_series_that_is_too_short_has_its_row_without_figures_and_with_its_reason():
    (row,) = yearly_change(months(noisy(12)), "offences").itertuples()
    assert row.status == "not available"
    assert np.isnan(row.change_pct) and np.isnan(row.lower_change_pct)
    assert row.method.startswith("not given: 12 months")
    assert pd.isna(row.finding)


@pytest.mark.parametrize("by", [None, "kind"])
def test_an_empty_table_gives_an_empty_one_with_the_columns_of_a_full_one(by):
    full = months(noisy(48), kind="crime")
    found = yearly_change(full.iloc[:0], "offences", by=by)
    assert found.empty
    assert list(found.columns) == list(yearly_change(full, "offences", by=by).columns)


# The latest stretch


def test_of_a_series_with_a_gap_the_latest_stretch_is_kept_however_short():
    table = months(range(10)).drop(index=7)
    assert latest_run(table, "offences")["offences"].tolist() == [8, 9]


def test_what_is_said_of_now_is_of_twelve_months_or_of_as_many_as_there_are():
    table = months(range(20))
    assert latest_run(table, "offences", most=12)["offences"].tolist() == list(range(8, 20))
    assert latest_run(table.drop(index=15), "offences", most=12)["offences"].tolist() == [16, 17, 18, 19]


def test_a_month_without_a_figure_breaks_a_stretch_as_an_absent_one_does():
    table = months([1, 2, 3, np.nan, 5, 6], status=["shown"] * 3 + ["not available"] + ["shown"] * 2)
    assert latest_run(table, "offences")["offences"].tolist() == [5, 6]


def test_a_suppressed_month_breaks_a_stretch_even_where_it_holds_a_number():
    table = months([1, 2, 3, 4, 5, 6], status=["shown"] * 2 + ["suppressed"] + ["shown"] * 3)
    assert latest_run(table, "offences")["offences"].tolist() == [4, 5, 6]


def test_a_stretch_ends_with_the_newest_month_that_has_a_figure():
    table = months([1, 2, 3, np.nan], status=["shown"] * 3 + ["not available"])
    assert latest_run(table, "offences", most=2)["offences"].tolist() == [2, 3]


def test_a_month_of_several_rows_is_one_month():
    table = pd.concat([months(range(14), kind="theft"), months(range(14), kind="arson")])
    found = latest_run(table, "offences", most=12)
    assert len(found) == 24 and found["period_start"].nunique() == 12 and found["offences"].min() == 2


def test_the_order_of_the_rows_does_not_matter():
    table = months(range(5)).sample(frac=1, random_state=1)
    assert latest_run(table, "offences")["offences"].tolist() == [0, 1, 2, 3, 4]


def test_quarters_follow_one_another_at_three_months():
    table = months(range(6), freq="QS").drop(index=1)
    assert latest_run(table, "offences", period=4)["offences"].tolist() == [2, 3, 4, 5]


def test_a_series_without_a_single_figure_has_no_stretch():
    table = months([np.nan, np.nan])
    found = latest_run(table, "offences")
    assert found.empty and list(found.columns) == list(table.columns)
    assert latest_run(table.iloc[:0], "offences").empty


def test_a_column_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(InputError, match='Nearest: "offences"'):
        latest_run(months([1, 2]), "offence")


# Over what time


@pytest.mark.parametrize(
    ("days", "months", "words"),
    [
        (["2023-11-01", "2026-06-01", "2024-01-01"], 1, "November 2023 to June 2026"),
        (["2026-06-01"], 1, "June 2026"),
        (["2026-01-01"], 3, "January to March 2026"),
        (["2025-10-01", "2026-01-01"], 3, "October 2025 to March 2026"),
        ([], 3, ""),
    ],
)
def test_the_time_that_is_covered_runs_to_the_end_of_the_last_period(days, months, words):
    assert measures.stretch(pd.to_datetime(days), months) == words
