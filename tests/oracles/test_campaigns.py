"""The British seat-belt law of 1983 as MASS 7.3-65 `glm.nb` (Venables and Ripley 2002) and R's `glm` have it.

Tolerances are those that the reference states: coefficients 1e-5, standard errors 1e-4 of their size, theta
1e-3 of its size (each program stops its iterations at another place).
"""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.measures.plans import campaigns
from analysis.measures.rates.limits import standard_normal


@pytest.fixture(scope="module")
def drivers(oracle):
    """Car drivers killed or seriously injured in Great Britain, 1969 to 1984, a row a month."""
    table = pd.read_csv(oracle("06_trends/UKDriverDeaths_design.csv"))
    table["period_start"] = pd.date_range("1969-01-01", periods=len(table), freq="MS")
    return table


@pytest.fixture(scope="module")
def expected(oracle):
    return json.loads(oracle("06_trends/UKDriverDeaths_expected.json").read_text())


@pytest.mark.parametrize(
    ("family", "key"), [("quasi-Poisson", "quasi_poisson"), ("negative binomial", "negative_binomial")]
)
def test_the_law_and_its_error_as_in_r(drivers, expected, family, key):
    found = campaigns.interrupted(drivers, "y", "1983-02-01", family=family).iloc[0]
    assert found["coefficient"] == pytest.approx(expected[key]["coef"]["law"], abs=1e-5)
    assert found["standard_error"] == pytest.approx(expected[key]["se"]["law"], rel=1e-4)
    assert found["rate_ratio"] == pytest.approx(np.exp(expected[key]["coef"]["law"]), abs=1e-5)
    assert (found["months_before"], found["months_since"]) == (169, 23)
    assert found["status"] == "shown" and found["upper"] < 1


def test_theta_likelihood_and_dispersion_as_in_mass_and_r(drivers, expected):
    wanted = expected["negative_binomial"]
    found = campaigns.interrupted(drivers, "y", "1983-02-01", family="negative binomial").iloc[0]
    assert found["theta"] == pytest.approx(wanted["theta"], rel=1e-3)
    assert found["log_likelihood"] == pytest.approx(wanted["loglik"], abs=1e-4)
    quasi = campaigns.interrupted(drivers, "y", "1983-02-01").iloc[0]
    assert quasi["dispersion"] == pytest.approx(expected["quasi_poisson"]["dispersion"], rel=1e-4)


def test_neighbouring_months_go_together_and_widen_the_limits_that_r_would_give(drivers, expected):
    """The series is known for it: R's limits, which take months as independent, lie inside ours."""
    found = campaigns.interrupted(drivers, "y", "1983-02-01", family="negative binomial").iloc[0]
    wanted = expected["negative_binomial"]
    reach = standard_normal(0.95) * wanted["se"]["law"]
    growth = np.sqrt((1 + found["autocorrelation"]) / (1 - found["autocorrelation"]))
    assert found["autocorrelation"] > 0.4 and "limits widened" in found["method"]
    assert np.log(found["upper"]) == pytest.approx(wanted["coef"]["law"] + growth * reach, abs=1e-5)
    assert np.log(found["lower"]) == pytest.approx(wanted["coef"]["law"] - growth * reach, abs=1e-5)


def test_beside_a_copy_without_the_law_the_change_is_the_laws_own(drivers, expected):
    """Counts that fell by the law's ratio in one place and not in the other: the difference is the ratio."""
    law = drivers["law"] == 1
    ratio = np.exp(expected["quasi_poisson"]["coef"]["law"])
    copy = drivers.assign(y=np.where(law, (drivers["y"] / ratio).round(), drivers["y"]).astype(int))
    both = pd.concat([drivers.assign(own=True), copy.assign(own=False)], ignore_index=True)
    found = campaigns.interrupted(both, "y", "1983-02-01", own="own").iloc[0]
    assert found["rate_ratio"] == pytest.approx(ratio, abs=1e-3)
    assert "with a comparison area" in found["method"]
