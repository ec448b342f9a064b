"""The early aberration methods: short baselines, C2 with a gap, C3 with a memory."""

import numpy as np
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.surveillance.ears import aberration

# Mean 10, standard deviation 2 over the seven before.
BEFORE = [8.0, 8.0, 10.0, 10.0, 10.0, 12.0, 12.0]


@pytest.mark.parametrize(("latest", "alarm"), [(14, False), (15, True)])
def test_both_sides_of_three_standard_deviations(long, latest, alarm):
    spread = np.std(BEFORE, ddof=1)
    found = measures.early_aberrations(long([*BEFORE, latest], period=52), "victims").iloc[0]
    assert found["upper"] == pytest.approx(10 + 3 * spread)
    assert found["alarm"] == alarm


def test_c2_leaves_two_periods_out_so_a_slow_rise_does_not_hide_itself():
    counts = np.array([[*BEFORE, 14.0, 15.0, 16.0]])
    c1, c2 = (aberration(counts, 9, method)[2].item() for method in ("C1", "C2"))
    assert c2 == pytest.approx(6 / np.std(BEFORE, ddof=1))
    assert c1 < c2


def test_c3_adds_up_what_three_periods_went_beyond_one_standard_deviation():
    counts = np.array([[*BEFORE, *BEFORE[:2], 13.0, 13.0, 13.0]])
    scores = [aberration(counts, at, "C2")[2].item() for at in (9, 10, 11)]
    _, upper, score = aberration(counts, 11, "C3")
    assert score.item() == pytest.approx(sum(max(one - 1, 0) for one in scores))
    # The limit and the score say the same.
    assert (counts[0, 11] > upper.item()) == (score.item() > 2)


def test_counts_all_alike_have_no_scale_unless_one_is_given(long):
    table = long([5.0] * 7 + [6.0], period=52)
    assert measures.early_aberrations(table, "victims")["status"].tolist() == ["not available"]
    given = measures.early_aberrations(table, "victims", smallest_sd=0.5).iloc[0]
    assert given["score"] == pytest.approx(2)


def test_too_few_periods_before_are_not_judged(long):
    assert measures.early_aberrations(long(BEFORE, period=52), "victims")["status"].item() == "not available"


def test_settings_that_are_none_are_refused(long):
    with pytest.raises(InputError, match="C1, C2 or C3"):
        measures.early_aberrations(long(BEFORE), "victims", period=12, method="C4")
    with pytest.raises(InputError, match="baseline is 2"):
        measures.early_aberrations(long(BEFORE), "victims", period=12, baseline=2)


def test_an_empty_table_gives_an_empty_answer_and_a_gap_in_time_gets_no_row(long):
    table = long(BEFORE, period=52)
    found = measures.early_aberrations(table.iloc[:0], "victims")
    assert len(found) == 0 and {"period_start", "alarm", "status"} < set(found)
    assert len(measures.early_aberrations(table.drop(index=5), "victims", last=3)) == 3
