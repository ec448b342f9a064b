"""The reporting gap, N = R / (p a), with the accuracy that HMICFRS found in Warwickshire in 2019."""

import json

import pandas as pd
import pytest

from analysis import measures
from analysis.measures import limits

EXACTLY = 1e-6
# Another random stream: with 100,000 draws the outer quantiles themselves move by some 0.2 %.
SIMULATED = 0.02


@pytest.fixture(scope="module")
def expected(oracle):
    return json.loads(oracle("06_trends/reporting_gap_expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def found(expected):
    given = expected["inputs"]
    z = limits.standard_normal(0.95)
    recorded = pd.DataFrame({"victims": [given["recorded"]]})
    return measures.reporting_gap(
        recorded,
        accuracy_pct=given["recording_accuracy"] * 100,
        accuracy_half_width_pct=given["se_accuracy"] * z * 100,
        reported_pct=given["report_rate"] * 100,
        reported_half_width_pct=given["se_report"] * z * 100,
        source="constructed example",
    ).loc[0]


def test_the_number_expected_and_the_number_not_recorded(expected, found):
    assert found["expected"] == pytest.approx(expected["estimate"], rel=EXACTLY)
    assert found["expected_not_recorded"] == pytest.approx(expected["dark_figure"], rel=EXACTLY)


def test_the_interval_by_the_delta_method_on_the_log(expected, found):
    assert [found["lower"], found["upper"]] == pytest.approx(expected["ci_delta_log"], rel=EXACTLY)


@pytest.mark.parametrize(("name", "quantile"), [("lower", "0.025"), ("middle", "0.5"), ("upper", "0.975")])
def test_the_quantiles_of_the_simulation(expected, found, name, quantile):
    assert found[f"simulated_{name}"] == pytest.approx(expected["mc_quantiles"][quantile], rel=SIMULATED)


def test_the_half_width_of_the_accuracy_is_the_published_one(expected):
    """93.1 per cent, plus or minus 1.68 points: the example's error is that over 1.96."""
    z = limits.standard_normal(0.95)
    assert expected["inputs"]["se_accuracy"] * z * 100 == pytest.approx(1.68, rel=EXACTLY)
