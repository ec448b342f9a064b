"""The reporting gap, N = R / (p a), with the accuracy that HMICFRS found in Warwickshire in 2019."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.measures.crime.expected import adjusted_for_accuracy
from analysis.measures.rates import limits

EXACTLY = 1e-6
# Another random stream: with 100,000 draws the outer quantiles themselves move by some 0.2 %.
SIMULATED = 0.02


@pytest.fixture(scope="module")
def expected(oracle):
    return json.loads(oracle("06_trends/reporting_gap_expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def found(expected):
    """Return the victims recorded over the one share p a, whose relative variance is the sum of theirs."""
    given = expected["inputs"]
    share = given["recording_accuracy"] * given["report_rate"]
    error = share * np.hypot(
        given["se_accuracy"] / given["recording_accuracy"], given["se_report"] / given["report_rate"]
    )
    recorded = pd.DataFrame({"victims": [given["recorded"]]})
    half_width = error * limits.standard_normal(0.95) * 100
    return adjusted_for_accuracy(recorded, share * 100, half_width, "constructed example").loc[0]


def test_the_number_expected_and_the_number_not_recorded(expected, found):
    assert found["adjusted"] == pytest.approx(expected["estimate"], rel=EXACTLY)
    assert found["adjusted_not_recorded"] == pytest.approx(expected["dark_figure"], rel=EXACTLY)


def test_the_interval_by_the_delta_method_on_the_log(expected, found):
    assert [found["lower"], found["upper"]] == pytest.approx(expected["ci_delta_log"], rel=EXACTLY)


@pytest.mark.parametrize(("name", "quantile"), [("lower", "0.025"), ("middle", "0.5"), ("upper", "0.975")])
def test_the_quantiles_of_the_simulation(expected, found, name, quantile):
    assert found[f"simulated_{name}"] == pytest.approx(expected["mc_quantiles"][quantile], rel=SIMULATED)


def test_the_half_width_of_the_accuracy_is_the_published_one(expected):
    """93.1 per cent, plus or minus 1.68 points: the example's error is that over 1.96."""
    z = limits.standard_normal(0.95)
    assert expected["inputs"]["se_accuracy"] * z * 100 == pytest.approx(1.68, rel=EXACTLY)
