"""Counts over time: two years, gaps, what a trend is called, and the stretch that can be used."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.trends.change import newest_year

DAYS = ["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"]
ABSENT = ["shown"] * 3 + ["not available"]


def months(counts, start="2020-01-01", freq="MS", **columns):
    days = pd.date_range(start, periods=len(counts), freq=freq)
    return pd.DataFrame({"period_start": days, "offences": counts} | columns)


def noisy(size, yearly=1.0):
    """Poisson counts with a season and a trend of so much a year."""
    at = np.arange(size)
    means = 400 * yearly ** (at / 12) * (1 + 0.2 * np.sin(at * np.pi / 6))
    return np.random.default_rng(3).poisson(means)


def change(table, **how):
    (row,) = measures.trends.yearly_change(table, "offences", **how).itertuples()
    return row


def decomposed(table, **how):
    return measures.trends.decompose(table, "offences", **how)


@pytest.mark.parametrize(
    ("size", "period", "reason"),
    [
        (23, 12, "not given: 23 months with a figure, 24 are needed"),
        (24, 12, None),
        (7, 4, "not given: 7 quarters with a figure, 8 are needed"),
        (8, 4, None),
    ],
)
def test_two_years_are_needed(size, period, reason):
    counts = noisy(size) if period == 12 else [100, 120, 140, 110, 102, 118, 139, 113][:size]
    table = months(counts, freq="MS" if period == 12 else "QS")
    row, parts = change(table, period=period), decomposed(table, period=period)
    assert (parts["status"] == row.status).all()
    assert row.status == ("not available" if reason else "shown")
    if reason:
        assert row.method == reason and set(parts["method"]) == {reason}
        assert np.isnan([row.change_pct, row.lower_change_pct]).all() and pd.isna(row.finding)
        assert parts[["seasonal", "trend", "remainder"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("yearly", "direction", "finding"),
    [
        (1.15, "rose", "rose by"),
        (0.85, "fell", "fell by"),
        (1.004, "no clear change", "shows no clear change:"),
        (0.996, "no clear change", "shows no clear change:"),
    ],
)
def test_a_change_has_its_size_and_only_its_sign_where_zero_is_in_the_interval(yearly, direction, finding):
    row = change(months((noisy(48) * yearly ** (np.arange(48) / 12)).round()))
    assert (row.direction, row.finding, row.status) == (direction, finding, "shown")
    assert row.lower_change_pct < (yearly - 1) * 100 < row.upper_change_pct
    ends, sign = np.sign([row.lower_change_pct, row.upper_change_pct]).tolist(), np.sign(yearly - 1)
    if direction == "no clear change":
        assert ends == [-1, 1] and np.sign(row.change_pct) == sign
    else:
        assert ends == [sign, sign] and row.change_pct == pytest.approx(15, abs=3)


def test_counts_no_wider_than_chance_are_poisson_and_a_flat_series_has_no_trend():
    row = change(months([100 + at % 12 + at % 5 for at in range(36)]))
    assert row.method.startswith("Poisson regression (no more spread than chance)")
    row = change(months([5] * 36))
    assert (row.direction, round(row.change_pct, 4)) == ("no clear change", 0)


def test_missing_months_are_left_out_and_counted_and_do_not_shift_time():
    whole = months(noisy(60, 1.2))
    gappy = whole.drop(index=[5, 6]).astype({"offences": float})
    gappy.loc[7, "offences"] = np.nan
    row, parts = change(gappy), decomposed(gappy)
    assert row.method.endswith("3 months without a figure left out") and row.periods == 57
    assert row.change_pct == pytest.approx(change(whole).change_pct, rel=0.05)
    assert (parts["status"] == "not available").all()
    assert parts["method"].iloc[0] == "not given: no figure for June 2020 and 2 more"


def test_a_suppressed_month_suppresses_all_that_is_made_of_it():
    table = months(noisy(36), status=["suppressed", *["shown"] * 35])
    row = change(table)
    assert (row.status, row.method) == ("suppressed", "not given: a period is suppressed")
    assert np.isnan(row.change_pct)
    assert (decomposed(table)["status"] == "suppressed").all()
    assert change(table.assign(method=["hidden", *[None] * 35])).method.endswith("suppressed (hidden)")


def test_the_order_of_the_rows_does_not_matter():
    table = months(noisy(36))
    shuffled = table.sample(frac=1, random_state=2)
    assert change(shuffled) == change(table)
    pd.testing.assert_frame_equal(decomposed(shuffled), decomposed(table))
    assert measures.latest_run(shuffled, "offences")["period_start"].is_monotonic_increasing


def test_two_rows_for_one_month_are_refused_and_an_empty_table_answers_empty():
    with pytest.raises(InputError, match="Two rows for one month"):
        change(pd.concat([months(noisy(24)), months(noisy(1))], ignore_index=True))
    empty = months(noisy(24)).iloc[:0]
    assert measures.trends.yearly_change(empty, "offences").empty
    parts = decomposed(empty)
    assert len(parts) == 0 and {"seasonal", "trend", "remainder", "method", "status"} < set(parts)


@pytest.mark.parametrize("quiet", [slice(2, None, 12), slice(None)])
def test_a_time_of_year_without_an_event_gives_no_number_but_a_reason(quiet):
    counts = noisy(36)
    counts[quiet] = 0
    method = change(months(counts)).method
    assert method == "not given: a month of the year without a single event in any year"


# The latest stretch


@pytest.mark.parametrize(
    ("table", "most", "kept"),
    [
        (months(range(10)).drop(index=7), None, [8, 9]),
        (months(range(20)), 12, list(range(8, 20))),
        (months(range(20)).drop(index=15), 12, [16, 17, 18, 19]),
        (months([1, 2, 3, np.nan, 5, 6], status=[*ABSENT, "shown", "shown"]), None, [5, 6]),
        (months([1, 2, 3, 4, 5], status=["shown", "shown", "suppressed", "shown", "shown"]), None, [4, 5]),
        (months([1, 2, 3, np.nan], status=ABSENT), 2, [2, 3]),
        (months([np.nan, np.nan]), None, []),
        (months([]), None, []),
    ],
)
def test_the_latest_stretch_begins_after_the_last_gap_and_ends_with_the_newest(table, most, kept):
    found = measures.latest_run(table, "offences", most=most)
    assert found["offences"].tolist() == kept and list(found.columns) == list(table.columns)


def test_a_month_of_several_rows_is_one_month_and_quarters_follow_at_three():
    table = pd.concat([months(range(14), kind="theft"), months(range(14), kind="arson")])
    found = measures.latest_run(table, "offences", most=12)
    assert len(found) == 24 and found["period_start"].nunique() == 12 and found["offences"].min() == 2
    table = months(range(6), freq="QS").drop(index=1)
    assert measures.latest_run(table, "offences", period=4)["offences"].tolist() == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("days", "length", "words"),
    [
        (["2023-11-01", "2026-06-01", "2024-01-01"], 1, "November 2023 to June 2026"),
        (["2026-06-01"], 1, "June 2026"),
        (["2026-01-01"], 3, "January to March 2026"),
        (["2025-10-01", "2026-01-01"], 3, "October 2025 to March 2026"),
        ([], 3, ""),
    ],
)
def test_the_time_that_is_covered_runs_to_the_end_of_the_last_period(days, length, words):
    assert measures.stretch(pd.to_datetime(days), length) == words


# A year is four quarters that follow each other, or it is none


def counted(offences=(100, 1, 2, 3, 4)):
    return pd.DataFrame({"period_start": pd.to_datetime(DAYS), "offences": offences})


def test_the_newest_four_quarters_are_the_year_and_rows_of_one_are_added_up():
    found = measures.trends.latest_year(counted().iloc[::-1])
    assert found.to_dict("records") == [{"year_ending": "2026-03", "offences": 10, "status": "shown"}]
    assert measures.trends.latest_year(pd.concat([counted(), counted()]))["offences"].tolist() == [20]


@pytest.mark.parametrize(("left_out", "rows"), [([0], 1), ([2], 0), ([4], 1), ([0, 1], 0), (range(5), 0)])
def test_a_missing_quarter_leaves_no_year_and_an_unknown_one_no_number(left_out, rows):
    table = counted().drop(index=left_out)
    found = measures.trends.latest_year(table)
    assert len(found) == rows and list(found.columns) == ["year_ending", "offences", "status"]
    assert len(newest_year(table["period_start"])[0]) == 4 * rows
    unknown = measures.trends.latest_year(counted([100, 1, None, 3, 4]))
    assert unknown["status"].tolist() == ["not available"] and unknown["offences"].isna().all()
    assert measures.trends.latest_year(counted([None, 1, 2, 3, 4]))["offences"].tolist() == [10]
