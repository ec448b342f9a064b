"""survival 3.8-3 (R): the share that goes on with Greenwood's error, and its limits."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.hidden.pathway import log_log_limits, product_limit, share_left

CURVE = 1e-9  # the reference prints 15 digits; shares lie between 0 and 1


@pytest.fixture
def lung(oracle):
    """Return the times of the lung trial, those at risk and those who died at each, and R's curve."""
    table = pd.read_csv(oracle("07_survival/lung.csv"))
    died = table.assign(died=table["status"].eq(2)).groupby("time")["died"].agg(["sum", "size"])
    at_risk = died["size"].to_numpy()[::-1].cumsum()[::-1]
    expected = pd.read_csv(oracle("07_survival/lung_km_expected.csv")).query("ci_type == 'log-log'")
    assert len(expected) == 5
    return died.index.to_numpy(), at_risk, died["sum"].to_numpy(), expected


def test_greenwoods_error_and_log_log_limits(lung):
    times, at_risk, ended, expected = lung
    places = np.searchsorted(times, expected["time"], side="right") - 1
    share, error = (figures[places] for figures in product_limit(at_risk, ended))
    lower, upper = log_log_limits(1 - share, error)
    for found, name in ((1 - share, "surv"), (error, "se"), (lower, "lo"), (upper, "hi")):
        np.testing.assert_allclose(found, expected[name], rtol=0, atol=CURVE)


def test_a_life_table_of_days_comes_near_to_the_exact_curve(lung):
    times, at_risk, ended, expected = lung
    gone = at_risk - np.append(at_risk[1:], 0)
    left, waiting = (np.bincount(times, weights=counts) for counts in (ended, gone - ended))
    found = share_left(left, waiting)[0]
    # Of those last seen on a day half count as there on it.
    np.testing.assert_allclose(1 - found[expected["time"]], expected["surv"], rtol=0, atol=0.002)
