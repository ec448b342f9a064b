"""Count surveillance as published: which periods are read, when a trend is kept, when no alarm is given."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.surveillance.baselines import Rules, expect, read_periods


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


# 4 in the last four months and 5: the published rule gives no alarm below 5.
@pytest.mark.parametrize(("latest", "alarm"), [(4, False), (5, True)])
def test_both_sides_of_the_rule_of_five_in_four(long, latest, alarm):
    counts = np.tile([1.0, 0, 0, 0], 18)
    counts[-4:] = [0, 0, 0, latest]
    found = measures.farrington(long(counts), "victims", window=1, tail=0.025).iloc[0]
    assert found["exceedance"] > 1
    assert found["alarm"] == alarm
    assert ("fewer than 5" in found["method"]) is not alarm


def test_one_row_a_series_and_period_oldest_first(long):
    table = long(np.random.default_rng(1).poisson(20, (2, 73)))
    found = measures.farrington(table, "victims", by="offence", window=1, last=3)
    assert len(found) == 6
    assert (
        found["period_start"].dt.strftime("%Y-%m").tolist()
        == ["2025-11"] * 2 + ["2025-12"] * 2 + ["2026-01"] * 2
    )
    assert (found["lower"] < found["expected"]).all() and (found["expected"] < found["upper"]).all()


def test_the_cautious_limit_lies_above_the_plug_in(long):
    table = long(np.random.default_rng(1).poisson(20, 73))
    how = {"window": 1, "seasons": 4, "excluded": 6}
    plug_in = measures.farrington_flexible(table, "victims", **how)["upper"].item()
    assert measures.farrington_flexible(table, "victims", limit="cautious", **how)["upper"].item() > plug_in


def test_what_is_suppressed_is_not_told_by_what_it_led_to(long):
    table = long(np.random.default_rng(1).poisson(20, 73), status="shown")
    table.loc[5, "status"] = "suppressed"
    found = measures.farrington(table, "victims", window=1).iloc[0]
    assert found["status"] == "not available" and found["method"].startswith("not given")
    assert pd.isna(found[["count", "expected", "upper", "p_value", "alarm"]]).all()


def test_a_series_too_short_to_read_anything_is_not_judged(long):
    found = measures.farrington(long([3, 4, 5]), "victims", window=1)
    assert found["status"].tolist() == ["not available"]


def test_settings_that_are_none_are_refused(long):
    with pytest.raises(InputError, match='limit is "exact"'):
        measures.farrington_flexible(long([1, 2]), "victims", limit="exact")
    with pytest.raises(InputError, match=r"tail is 0\.5"):
        measures.farrington(long([1, 2]), "victims", tail=0.5)


def test_an_empty_table_gives_an_empty_answer(long):
    assert len(measures.farrington(long([1, 2]).iloc[:0], "victims")) == 0
