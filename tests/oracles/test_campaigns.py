"""The British seat-belt law of 1983 as R's `glm` has it.

Tolerances are those that the reference states: coefficients 1e-5, standard errors 1e-4 of their size (each
program stops its iterations at another place).
"""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.measures.plans import campaigns


@pytest.fixture(scope="module")
def drivers(oracle):
    """Car drivers killed or seriously injured in Great Britain, 1969 to 1984, a row a month."""
    table = pd.read_csv(oracle("06_trends/UKDriverDeaths_design.csv")).assign(own=True)
    table = table.rename(columns={"y": "contacts"})
    table["period_start"] = pd.date_range("1969-01-01", periods=len(table), freq="MS")
    return table


@pytest.fixture(scope="module")
def expected(oracle):
    return json.loads(oracle("06_trends/UKDriverDeaths_expected.json").read_text())["quasi_poisson"]


def test_the_law_its_error_and_the_dispersion_as_in_r_with_limits_that_are_wider(drivers, expected):
    """The series is known for neighbouring months that go together: R's limits, which take months as
    independent, lie inside ours.
    """
    found = campaigns.interrupted(drivers, "1983-02-01").iloc[0]
    law, error = expected["coef"]["law"], expected["se"]["law"]
    assert found["coefficient"] == pytest.approx(law, abs=1e-5)
    assert found["standard_error"] == pytest.approx(error, rel=1e-4)
    assert found["rate_ratio"] == pytest.approx(np.exp(law), abs=1e-5)
    assert found["dispersion"] == pytest.approx(expected["dispersion"], rel=1e-4)
    assert (found["months_before"], found["months_since"]) == (169, 23)
    assert found["status"] == "shown" and found["upper"] < 1
    growth = np.sqrt((1 + found["autocorrelation"]) / (1 - found["autocorrelation"]))
    reach = growth * stats.t.ppf(0.975, len(drivers) - 14) * error
    assert found["autocorrelation"] > 0.4 and "limits widened" in found["method"]
    limits = np.log([found["lower"], found["upper"]])
    assert limits == pytest.approx([law - reach, law + reach], abs=1e-4)


def test_beside_a_copy_without_the_law_the_change_is_the_laws_own(drivers, expected):
    """Counts that fell by the law's ratio in one place and not in the other: the difference is the ratio."""
    ratio = np.exp(expected["coef"]["law"])
    without = (drivers["contacts"] / np.where(drivers["law"] == 1, ratio, 1)).round().astype(int)
    both = pd.concat([drivers, drivers.assign(contacts=without, own=False)], ignore_index=True)
    found = campaigns.interrupted(both, "1983-02-01").iloc[0]
    assert found["rate_ratio"] == pytest.approx(ratio, abs=1e-3)
    assert "with a comparison area" in found["method"]
