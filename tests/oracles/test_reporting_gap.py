"""The reporting gap, N = R / (p a), with the accuracy that HMICFRS found in Warwickshire in 2019."""

import json

import numpy as np
import pytest

from analysis.measures.crime.expected import adjusted_for_accuracy
from analysis.measures.rates import limits

EXACTLY = 1e-6


def test_the_number_expected_and_its_interval_by_the_delta_method_on_the_log(oracle):
    """Victims recorded over the one share p a, whose relative variance is the sum of theirs."""
    expected = json.loads(oracle("06_trends/reporting_gap_expected.json").read_text(encoding="utf-8"))
    given, z = expected["inputs"], limits.standard_normal(0.95)
    # 93.1 per cent, plus or minus 1.68 points: the published half width is the example's error by 1.96.
    assert given["se_accuracy"] * z * 100 == pytest.approx(1.68, rel=EXACTLY)
    share = given["recording_accuracy"] * given["report_rate"]
    relative = np.hypot(
        given["se_accuracy"] / given["recording_accuracy"], given["se_report"] / given["report_rate"]
    )
    recorded = np.array([float(given["recorded"])])
    found = adjusted_for_accuracy(recorded, share * 100, share * relative * z * 100)
    assert found["adjusted"][0] == pytest.approx(expected["estimate"], rel=EXACTLY)
    interval = [found["lower"][0], found["upper"][0]]
    assert interval == pytest.approx(expected["ci_delta_log"], rel=EXACTLY)
