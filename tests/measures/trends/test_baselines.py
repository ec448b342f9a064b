"""What the past says of one period: which earlier periods are read, and when a trend is kept."""

import numpy as np
import pytest

from analysis.measures.trends.baselines import Rules, expect, read_periods


def test_the_windows_of_1996_stand_around_the_same_time_of_earlier_years():
    columns, parts = read_periods(60, 12, Rules(3, 1, 1, 1))
    assert columns.tolist() == [23, 24, 25, 35, 36, 37, 47, 48, 49]
    assert not parts.any()


def test_the_form_of_2013_reads_everything_but_the_latest_periods_and_shares_out_the_year():
    columns, parts = read_periods(60, 12, Rules(3, 1, 4, 6))
    assert columns.tolist() == list(range(23, 54))
    year = dict(zip(columns.tolist(), parts.tolist(), strict=True))
    assert [year[column] for column in range(35, 47)] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_of_weeks_the_first_parts_take_what_is_left_over():
    columns, parts = read_periods(300, 52, Rules(2, 3, 10, 26))
    # 52 weeks are 7 in the window and 45 in nine parts of 5; of 8 parts the first five would have 6.
    assert np.bincount(parts[columns < 245]).tolist() == [7] + [5] * 9
    columns, parts = read_periods(300, 52, Rules(2, 3, 9, 26))
    assert np.bincount(parts[columns < 245]).tolist() == [7, 6, 6, 6, 6, 6, 5, 5, 5]


def test_periods_before_the_table_are_not_read():
    assert read_periods(13, 12, Rules(5, 1, 1, 1))[0].tolist() == [0, 1, 2]


def rising(slope, years=6):
    random = np.random.default_rng(3)
    return random.poisson(40 * np.exp(slope * np.arange(12 * years + 1) / 12)).astype(float)[None]


@pytest.mark.parametrize(("slope", "kept"), [(0.0, False), (-0.2, True)])
def test_a_trend_is_kept_where_it_is_there(slope, kept):
    found = expect(rising(slope), 72, 12, Rules(5, 1, 1, 1, 1.0, 0.05))
    assert found.trend.tolist() == [kept]


def test_a_trend_that_leads_beyond_anything_counted_is_not_kept():
    found = expect(np.exp(0.05 * np.arange(73)).round()[None], 72, 12, Rules(5, 1, 4, 6))
    assert not found.trend[0]
    assert found.mean[0] < np.exp(0.05 * 65)


@pytest.mark.parametrize(("years", "kept"), [(2, False), (3, True)])
def test_a_trend_wants_three_years(years, kept):
    found = expect(rising(-0.4), 72, 12, Rules(years, 1, 4, 6))
    assert found.trend.tolist() == [kept]
