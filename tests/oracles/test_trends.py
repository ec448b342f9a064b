"""R 4.5.0 `stl` (Cleveland and others 1990), MASS 7.3-65 `glm.nb` (Venables and Ripley 2002), R's `glm`."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.trends import counts as trends


def test_nottingham_temperatures_decompose_as_in_r(oracle):
    table = pd.read_csv(oracle("06_trends/nottem.csv"))
    table["period_start"] = pd.date_range("1920-01-01", periods=len(table), freq="MS")
    expected = pd.read_csv(oracle("06_trends/nottem_stl_s7_expected.csv"))
    found = measures.trends.decompose(table, "y")
    for part in ("seasonal", "trend", "remainder"):
        np.testing.assert_allclose(found[part], expected[part], rtol=0, atol=1e-9)


@pytest.fixture(scope="module")
def drivers(oracle):
    """Car drivers killed or seriously injured in Great Britain, 1969 to 1984; the law is of February 1983."""
    table = pd.read_csv(oracle("06_trends/UKDriverDeaths_design.csv"))
    table["period_start"] = pd.date_range("1969-01-01", periods=len(table), freq="MS")
    assert table.loc[table["law"] == 1, "period_start"].min() == pd.Timestamp("1983-02-01")
    return table


@pytest.fixture(scope="module")
def expected(oracle):
    return json.loads(oracle("06_trends/UKDriverDeaths_expected.json").read_text())


@pytest.mark.parametrize(
    ("family", "key"), [("negative binomial", "negative_binomial"), ("quasi-Poisson", "quasi_poisson")]
)
def test_the_seat_belt_law_as_in_mass_and_r(drivers, expected, family, key):
    found = trends.trend(drivers, "y", intervention="1983-02-01", family=family)
    terms = found[found["term"] != "trend per year"]
    coefficients, errors = expected[key]["coef"], expected[key]["se"]
    np.testing.assert_allclose(terms["coefficient"], list(coefficients.values()), rtol=0, atol=1e-5)
    np.testing.assert_allclose(terms["standard_error"], list(errors.values()), rtol=1e-4)
    law = terms.iloc[-1]
    assert (law["term"], law["direction"]) == ("from 1983-02-01", "fell")
    assert law["rate_ratio"] == pytest.approx(np.exp(coefficients["law"]), abs=1e-5)


def test_theta_its_error_and_the_likelihood_as_in_mass(drivers, expected):
    found = trends.trend(drivers, "y", intervention="1983-02-01").iloc[0]
    wanted = expected["negative_binomial"]
    assert found["theta"] == pytest.approx(wanted["theta"], rel=1e-3)
    assert found["theta_standard_error"] == pytest.approx(wanted["se_theta"], rel=1e-3)
    assert found["log_likelihood"] == pytest.approx(wanted["loglik"], abs=1e-4)


def test_the_dispersion_as_in_r(drivers, expected):
    found = trends.trend(drivers, "y", intervention="1983-02-01", family="quasi-Poisson").iloc[0]
    assert found["dispersion"] == pytest.approx(expected["quasi_poisson"]["dispersion"], rel=1e-4)
