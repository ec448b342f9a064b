"""Control charts on a table: they rise, signal, start again, and say nothing of what is hidden."""

import numpy as np
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.surveillance.control_charts import cusum_design
from analysis.measures.surveillance.run_length import cusum_run_length


def test_a_sum_by_hand(long):
    found = measures.cusum_chart(long([4, 9, 9, 2]), "victims", 4.0, head_start=0.0)
    reference, limit, _ = cusum_design(4.0)["upper"]
    wanted, now = [], 0.0
    for count in (4, 9, 9, 2):
        now = max(0.0, now + count - reference)
        wanted.append(now)
    np.testing.assert_allclose(found["upper_sum"], wanted)
    assert (found["upper_limit"] == limit).all()
    assert found["signal"].isna().all() == (max(wanted) < limit)


def test_each_side_is_tuned_to_twice_the_run_so_that_both_signal_once_in_it():
    for side, (reference, limit, steps) in cusum_design(4.0, run_length=370.0).items():
        assert cusum_run_length(4.0, reference, limit, side, 0.0, steps) >= 740
        assert cusum_run_length(4.0, reference, limit - 1 / steps, side, 0.0, steps) < 740


@pytest.mark.parametrize("chart", [measures.cusum_chart, measures.ewma_chart])
@pytest.mark.parametrize(("later", "signal"), [(20, "higher"), (0, "lower")])
def test_a_shift_is_signalled_on_its_side(long, chart, later, signal):
    counts = [9, 11, 10, 10, 9, 10, *[later] * 12]
    found = chart(long(counts), "victims", 10.0)
    signals = found["signal"].dropna()
    assert set(signals) == {signal}
    assert signals.index[0] >= 6


def test_after_a_signal_the_sum_starts_again_at_its_head_start(long):
    found = measures.cusum_chart(long([10, 60, 10, 10]), "victims", 10.0, head_start=0.5)
    assert found["signal"].tolist()[1] == "higher"
    reference, limit, steps = cusum_design(10.0)["upper"]
    start = np.floor(limit / 2 * steps) / steps
    assert found.loc[2, "upper_sum"] == pytest.approx(max(0, start + 10 - reference))


def test_the_mean_may_be_a_column_and_one_for_each_series(long):
    table = long([[10, 12, 11], [2, 3, 2]])
    table["usual"] = np.repeat([10.0, 2.5], 3)
    found = measures.ewma_chart(table, "victims", "usual", by="offence")
    assert found["expected"].tolist() == [10.0] * 3 + [2.5] * 3
    assert found.groupby("offence")["upper_limit"].nunique().tolist() == [1, 1]
    table.loc[0, "usual"] = 9
    with pytest.raises(InputError, match='"usual" changes'):
        measures.ewma_chart(table, "victims", "usual", by="offence")
    with pytest.raises(InputError, match='"usual" is zero or negative'):
        measures.cusum_chart(table.assign(usual=0), "victims", "usual", by="offence")
    with pytest.raises(InputError, match="in_control is 0"):
        measures.cusum_chart(table, "victims", 0, by="offence")


def test_so_small_a_mean_has_nothing_to_fall_to(long):
    found = measures.cusum_chart(long([0, 1, 0]), "victims", 0.5)
    assert found["lower_limit"].isna().all() and found["upper_limit"].notna().all()


def test_a_gap_leaves_the_sum_where_it_was_and_a_suppressed_count_ends_the_chart(long):
    table = long([14, 14, 14, 14], status=["shown", "not available", "shown", "shown"])
    found = measures.cusum_chart(table, "victims", 10.0, head_start=0.0)
    assert found["status"].tolist() == ["shown", "not available", "shown", "shown"]
    assert found.loc[2, "upper_sum"] == pytest.approx(2 * found.loc[0, "upper_sum"])
    hidden = measures.cusum_chart(
        table.assign(status=["shown", "suppressed", "shown", "shown"]), "victims", 10.0
    )
    assert hidden["status"].tolist() == ["shown"] + ["not available"] * 3
    assert hidden.loc[1:, ["count", "upper_sum", "lower_sum", "signal"]].isna().all(axis=None)


def test_periods_that_no_series_has_get_no_row(long):
    table = long([10, 11, 12, 13]).drop(index=2)
    assert len(measures.cusum_chart(table, "victims", 10.0)) == 3
