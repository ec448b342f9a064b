"""survival 3.8-3 (R): the share that goes on with Greenwood's error, and its limits."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.hidden.pathway import log_log_limits, product_limit, share_left

CURVE = 1e-9  # the reference prints 15 digits; shares lie between 0 and 1


def close(found, expected, tolerance=CURVE):
    np.testing.assert_allclose(
        np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=0, atol=tolerance
    )


@pytest.fixture
def course(oracle):
    """Return the distinct times of the lung trial, and those at risk and those who died at each."""
    table = pd.read_csv(oracle("07_survival/lung.csv"))
    died = table.assign(died=table["status"].eq(2)).groupby("time")["died"].agg(["sum", "size"])
    return died.index.to_numpy(), died["size"].to_numpy()[::-1].cumsum()[::-1], died["sum"].to_numpy()


def test_greenwoods_error_and_log_log_limits(course, oracle):
    expected = pd.read_csv(oracle("07_survival/lung_km_expected.csv")).query("ci_type == 'log-log'")
    assert len(expected) == 5
    times, at_risk, ended = course
    share, error = product_limit(at_risk, ended)
    places = np.searchsorted(times, expected["time"], side="right") - 1
    close(1 - share[places], expected["surv"])
    close(error[places], expected["se"])
    lower, upper = log_log_limits(1 - share[places], error[places])
    close(lower, expected["lo"])
    close(upper, expected["hi"])


def test_a_life_table_of_months_comes_near_to_the_exact_curve(course, oracle):
    expected = pd.read_csv(oracle("07_survival/lung_km_expected.csv")).query("ci_type == 'log-log'")
    times, at_risk, ended = course
    gone = at_risk - np.append(at_risk[1:], 0)
    left, waiting = (np.bincount(times, weights=counts) for counts in (ended, gone - ended))
    found = share_left(left, waiting)[0]
    # Of those last seen on a day half count as there on it.
    close(1 - found[expected["time"]], expected["surv"], 0.002)
