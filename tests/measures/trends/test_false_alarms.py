"""The false-alarm rate stated is the false-alarm rate found, and what is said to be found is found."""

import numpy as np
import pytest
from scipy import stats

from analysis import measures
from analysis.measures.trends.alerts import CORRELATION, FALSE_DISCOVERY_RATE, POWER, YEARS

SERIES, QUARTERS = 300, 4


def simulated(correlation, ratio=1.0, mean=300, scatter=0.1):
    """Return counts of quarters that go together, `ratio` times as high in the last one."""
    random = np.random.Generator(np.random.PCG64(7))
    logs = scatter * random.standard_normal((SERIES, YEARS * QUARTERS + 1))
    for at in range(1, logs.shape[1]):
        logs[:, at] = correlation * logs[:, at - 1] + np.sqrt(1 - correlation**2) * logs[:, at]
    logs[:, -1] += np.log(ratio)
    return random.poisson(mean * np.exp(logs))


@pytest.mark.parametrize("correlation", [0, CORRELATION])
def test_alerts_keep_to_what_is_stated_whatever_the_correlation(long, correlation):
    found = measures.trends.alerts(long(simulated(correlation), QUARTERS), "victims", "offence", period=4)
    alarms = (found["p_value"] <= FALSE_DISCOVERY_RATE).sum()
    assert stats.binomtest(alarms, SERIES, FALSE_DISCOVERY_RATE).pvalue > 0.05
    assert found["verdict"].eq("usual").mean() > 0.99


def test_a_rise_as_large_as_is_said_is_found_as_often_as_is_said(long):
    table = long(simulated(0.5)[:9], QUARTERS)
    rise = measures.trends.alerts(table, "victims", "offence", period=4)["smallest_rise_pct"].median()
    risen = np.split(simulated(0.5, 1 + rise / 100), SERIES // 3)
    calm = simulated(0.5)[:8]
    called = [
        measures.trends.alerts(long(np.vstack([one[:1], calm]), QUARTERS), "victims", "offence", period=4)
        for one in risen
    ]
    share = np.mean([found["verdict"].iloc[0] == "higher than usual" for found in called])
    assert share == pytest.approx(POWER, abs=0.12)
