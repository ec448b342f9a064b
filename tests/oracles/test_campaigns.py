"""The British seat-belt law of 1983, beside R's `glm` and beside generalised least squares of statsmodels."""

import json

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import GLS

from analysis.measures.plans import campaigns, interruption


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


def test_the_law_is_about_as_in_r_and_its_error_as_in_statsmodels(drivers, expected):
    """R's Poisson regression has a level for each month of the year, ours one wave of logs."""
    found = campaigns.interrupted(drivers, "1983-02-01").iloc[0]
    assert np.log(found["rate_ratio"]) == pytest.approx(expected["coef"]["law"], abs=0.05)
    assert found["upper_by_chance"] < 1 and (found["months_before"], found["months_since"]) == (169, 23)
    step = np.arange(len(drivers))
    turn = 2 * np.pi * step / 12
    design = np.column_stack([np.ones(len(step)), step, np.sin(turn), np.cos(turn), drivers["law"]])
    together = interruption.CORRELATION ** np.abs(np.subtract.outer(step, step))
    fit = GLS(np.log(drivers["contacts"] + 0.5), design, sigma=together).fit()
    limits = np.log([found["rate_ratio"], found["lower_by_chance"], found["upper_by_chance"]])
    assert limits == pytest.approx([fit.params.iloc[-1], *fit.conf_int().iloc[-1]], abs=1e-9)


def test_beside_a_copy_without_the_law_the_change_is_the_laws_own(drivers, expected):
    """Counts that fell by the law's ratio in one place and not in the other: the difference is the ratio."""
    ratio = np.exp(expected["coef"]["law"])
    without = (drivers["contacts"] / np.where(drivers["law"] == 1, ratio, 1)).round().astype(int)
    both = pd.concat([drivers, drivers.assign(contacts=without, own=False)], ignore_index=True)
    found = campaigns.interrupted(both, "1983-02-01").iloc[0]
    assert found["rate_ratio"] == pytest.approx(ratio, abs=2e-3)
    assert "with a comparison area" in found["method"]
