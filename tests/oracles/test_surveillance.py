"""R's strucchange and surveillance, Lucas 1985, Borror and others 1998: breaks, alarms and run lengths."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.surveillance.run_length import cusum_run_length, ewma_run_length
from analysis.measures.surveillance.segments import (
    best_breaks,
    break_interval,
    information_criterion,
    recursive_cusum,
)
from analysis.measures.surveillance.thresholds import (
    count_limits,
    count_tails,
    two_thirds_limits,
    two_thirds_tail,
)


@pytest.fixture(scope="module")
def nile(oracle):
    return pd.read_csv(oracle("06_trends/Nile.csv"))


@pytest.fixture(scope="module")
def expected(oracle):
    return json.loads(oracle("06_trends/Nile_expected.json").read_text())


def test_squares_and_bic_of_zero_to_five_breaks_in_the_nile(nile, expected):
    found = best_breaks(nile["y"])
    wanted = expected["breaks_0_to_5"]
    squares = [item for item, _ in found]
    criteria = [information_criterion(item, len(nile), 2 * len(at) + 2) for item, at in found]
    np.testing.assert_allclose(squares, wanted["RSS"], rtol=1e-6)
    np.testing.assert_allclose(criteria, wanted["BIC"], rtol=1e-6)


def test_the_break_of_the_nile_and_its_interval(nile, expected):
    found = measures.change_points(nile, "y", time="year")
    assert len(found) == 1
    row = found.iloc[0]
    assert row["breaks"] == expected["best_number_of_breaks_by_BIC"]
    assert row["last_before"] == expected["break_year"]
    assert [row["earliest"], row["latest"]] == expected["break_ci95_year"]
    at = (expected["break_after_observation"],)
    assert list(break_interval(nile["y"].to_numpy(float), at, 0)) == expected["break_ci95_observation"]
    assert row["largest_f"] == pytest.approx(expected["sup_F"], rel=1e-6)
    assert row["largest_f_p"] < expected["sup_F_p_below"]


def test_the_recursive_cusum_of_the_nile(nile, expected):
    statistic, chance = recursive_cusum(nile["y"])
    assert statistic == pytest.approx(expected["recursive_cusum"]["statistic"], rel=1e-6)
    assert chance == pytest.approx(expected["recursive_cusum"]["p"], rel=1e-6)


def test_the_limit_of_1996_as_in_the_tests_of_surveillance():
    # test-farringtonFlexible.R of surveillance (GPL-2; facts): mean 5, error 0.2, dispersion 1, tail 0.05.
    lower, upper = two_thirds_limits(5.0, 0.2, 1.0, 0.05)
    assert lower == pytest.approx(1.8084477, abs=1e-6)
    assert upper == pytest.approx(9.1154825, abs=1e-6)
    assert two_thirds_tail(8, 5.0, 0.2, 1.0) == pytest.approx(0.1094727, abs=1e-6)


@pytest.mark.parametrize(
    ("cautious", "dispersion", "lower", "upper", "chance"),
    [
        (True, 1.5, 8, 24, 0.8597797),
        (True, 1.0, 9, 22, 0.9093099),
        (False, 1.5, 1, 10, 0.03763657),
        (False, 1.0, 2, 9, 0.01369527),
    ],
)
def test_the_limits_of_2013_as_in_the_tests_of_surveillance(cautious, dispersion, lower, upper, chance):
    # The same file: log mean ln 5 with error ln 2, tail 0.05, 11 counted.
    mean = 5 * np.exp(1.6448536269514722 * np.log(2)) if cautious else 5.0
    assert [edge.item() for edge in count_limits(mean, dispersion, 0.05)] == [lower, upper]
    assert count_tails(11, mean, dispersion)[1].item() == pytest.approx(chance, abs=1e-6)


# Facts, retyped: cases of Salmonella Newport in Germany by week from 2004, out of SurvStat@RKI of the Robert
# Koch Institute, as epysurv (Rüdiger Busche, MIT licence, commit 5281cbf) has them in epysurv/data, in
# salmonella_train.csv and salmonella_test.csv; `salmNewport` of R's surveillance (GPL-2) has them by state.
# The weeks of 2011 and 2012 in which R's functions give an alarm are those of Farrington_pred.csv and
# FarringtonFlexible_pred.csv in epysurv's tests/data.
SALMONELLA = """
0 0 2 2 1 0 1 1 2 5 1 1 0 0 1 0 3 3 3 1 3 1 1 0 1 3 0 1 1 1 3 1 0 3 3 3 3 2 4 2 3 6 2 3 2 2 3 1 1 0 4 2
1 3 1 2 2 1 1 1 1 5 2 3 1 0 2 3 3 3 0 3 1 2 7 4 3 3 10 7 6 3 2 0 4 3 5 7 8 3 9 5 2 3 0 4 1 1 1 1 4 2 1 1
1 1 2 1 1 3 3 2 1 3 1 1 1 4 1 2 2 1 3 3 4 4 3 7 2 3 6 7 8 4 1 3 5 7 3 5 6 2 8 1 5 7 1 4 2 3 4 9 7 3 4 6
4 2 2 5 5 5 1 2 0 3 2 3 4 5 5 1 1 1 1 2 4 2 3 3 6 7 0 0 3 5 4 0 2 0 1 7 6 5 3 5 1 2 4 3 3 3 4 4 13 6 2 1
1 2 0 1 1 4 3 0 1 0 0 4 1 1 2 2 2 3 0 4 2 3 3 1 2 3 3 3 2 2 8 8 2 5 3 2 4 1 3 3 4 1 5 6 5 3 3 1 2 4 1 4
0 4 0 3 2 0 0 1 1 0 1 2 2 0 1 0 1 6 2 1 5 1 2 1 0 5 0 0 3 1 2 4 3 2 3 6 4 3 2 2 2 4 7 7 3 3 1 6 1 1 1 0
0 0 1 1 2 3 1 3 1 1 1 1 0 3 1 1 1 1 1 1 0 2 2 1 2 2 2 3 3 1 2 0 3 1 3 1 2 1 2 0 0 4 3 3 5 3 1 1 1 3 3 1
2 1 0 3 3 3 1 0 0 0 1 3 0 2 2 3 3 0 3 2 1 2 1 1 0 3 1 2 0 0 2 5 2 0 3 6 1 2 1 2 0 2 0 3 9 41 45 17 3 3 5 11
5 4 5 2 6 3 0 5 3 3 4 1 1 3 0 0 1 1 2 2 0 1 0 2 4 1 6 3 3 0 3 6 1 5 1 2 3 7 2 7 3 2 4 8 1 2 4 3 2 4 3 0
0 1
"""
ALARMS_1996 = """
2011-11-07 2011-11-14 2011-11-21 2011-12-19 2012-01-23 2012-02-13 2012-06-25 2012-09-10 2012-09-24
"""
ALARMS_2013 = """
2011-08-01 2011-08-29 2011-11-07 2011-11-14 2011-11-21 2011-12-19 2012-01-23 2012-02-13 2012-06-25 2012-09-24
"""
JUDGED = 105


@pytest.fixture(scope="module")
def salmonella():
    counts = np.array(SALMONELLA.split(), dtype=int)
    weeks = pd.date_range("2004-01-05", periods=len(counts), freq="7D")
    assert weeks[-1] == pd.Timestamp("2012-12-31")
    return pd.DataFrame({"period_start": weeks, "cases": counts})


def alarms(found):
    return set(found.loc[found["alarm"], "period_start"].dt.strftime("%Y-%m-%d"))


def test_farrington_1996_gives_its_alarms_where_r_gives_them(salmonella):
    # R: b = 3, w = 3, alpha = 0.01 over both sides, power 2/3.
    found = measures.farrington(salmonella, "cases", period=52, years=3, window=3, tail=0.005, last=JUDGED)
    assert alarms(found) == set(ALARMS_1996.split())


def test_farrington_2013_gives_its_alarms_where_r_gives_them_but_for_its_slip(salmonella):
    # R: b = 3, w = 3, noPeriods = 1, pastWeeksNotIncluded = 26, alpha = 0.01, thresholdMethod "delta".
    how = {"years": 3, "window": 3, "seasons": 1, "excluded": 26, "tail": 0.01, "limit": "two-thirds power"}
    found = measures.farrington_flexible(salmonella, "cases", period=52, trend_p=0.05, last=JUDGED, **how)
    # On 29 August 2011 the trend's p-value is 0.15; R has 0.03, from weights it has overwritten, keeps it and
    # counts its error too small.
    assert set(ALARMS_2013.split()) - alarms(found) == {"2011-08-29"}
    assert not alarms(found) - set(ALARMS_2013.split())


def test_c1_has_the_limits_that_r_has(salmonella):
    # tests/testthat/test-earsC.R of surveillance, on `salmNewport`: the first weeks of 2011 at alpha 0.05.
    found = measures.early_aberrations(salmonella, "cases", limit=1.6448536269514722, last=JUDGED)
    np.testing.assert_allclose(found["upper"].iloc[:4], [3.278854, 3.278854, 3.436517, 3.855617], atol=1e-6)


# Lucas 1985, tables 2 to 5, as the manual of R's spc cites them: printed without decimals.
@pytest.mark.parametrize(
    ("side", "head_start", "printed"),
    [("upper", 0, 438), ("upper", 5, 333), ("lower", 0, 437), ("lower", 5, 318)],
)
def test_average_run_lengths_of_lucas(side, head_start, printed):
    found = cusum_run_length(0.25, 0.25, 10, side, head_start, steps_in_one=4)
    assert found == pytest.approx(printed, abs=0.5)


# The example of IAcsSPCR::arl (R, after Lucas): printed with two decimals, trailing zeros left out.
@pytest.mark.parametrize(
    ("shift", "head_start", "printed"), [(0, 0, 37.2), (0, 3, 29.19), (0.9627, 0, 5.49), (0.9627, 3, 3.33)]
)
def test_average_run_lengths_with_and_without_a_head_start(shift, head_start, printed):
    found = cusum_run_length(1.88 + shift * np.sqrt(1.88), 2, 6, "upper", head_start)
    assert found == pytest.approx(printed, abs=0.0051)


def test_the_average_run_length_of_borror_champ_and_rigdon():
    # They have 351 for mean 4, weight 0.2 and width 2.8275 (cited by the manual of R's spc), from a coarse
    # chain: 20,000 simulated charts ran 320.8 on average (error 2.2). With as coarse a chain so have we.
    assert ewma_run_length(4.0, 4.0, 0.2, 2.8275, states=31) == pytest.approx(351, rel=0.02)
    assert ewma_run_length(4.0, 4.0, 0.2, 2.8275, states=1_001) == pytest.approx(320.8, rel=0.01)
