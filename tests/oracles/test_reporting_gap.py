"""The reporting gap, N = R / (p a), with the accuracy that HMICFRS found in Warwickshire in 2019."""

import json

import numpy as np
import pytest

from analysis.measures.crime.expected import adjusted_for_accuracy
from analysis.measures.rates import limits

EXACTLY = 1e-6


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
    half_width = error * limits.standard_normal(0.95) * 100
    found = adjusted_for_accuracy(np.array([float(given["recorded"])]), share * 100, half_width)
    return {name: figure[0] for name, figure in found.items()}


def test_the_number_expected(expected, found):
    assert found["adjusted"] == pytest.approx(expected["estimate"], rel=EXACTLY)


def test_the_interval_by_the_delta_method_on_the_log(expected, found):
    assert [found["lower"], found["upper"]] == pytest.approx(expected["ci_delta_log"], rel=EXACTLY)


def test_the_half_width_of_the_accuracy_is_the_published_one(expected):
    """93.1 per cent, plus or minus 1.68 points: the example's error is that over 1.96."""
    z = limits.standard_normal(0.95)
    assert expected["inputs"]["se_accuracy"] * z * 100 == pytest.approx(1.68, rel=EXACTLY)
