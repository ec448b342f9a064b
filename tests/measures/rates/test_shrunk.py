"""Rates of small places: nearer to the truth than their own, with limits that hold and few false findings."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.rates import shrunk_rates

PLACES, MEAN = 80, 0.1


def world(spread, seed):
    """Return places of unequal size with true rates, and what was counted."""
    chance = np.random.default_rng(seed)
    people = chance.lognormal(7, 0.7, PLACES).round()
    true = MEAN * np.exp(chance.normal(-(spread**2) / 2, spread, PLACES))
    return pd.DataFrame({"true": true * 1_000, "events": chance.poisson(people * true), "people": people})


@pytest.mark.parametrize("spread", [0.05, 0.2, 0.5])
def test_limits_hold_the_error_is_smaller_and_few_are_called_that_are_not(spread):
    held, own, drawn, false = [], 0.0, 0.0, 0
    for seed in range(60):
        found = shrunk_rates(world(spread, seed), "events", "people")
        held.append(found["true"].between(found["lower"], found["upper"]).mean())
        own += ((found["rate_per_1000"] - found["true"]) ** 2).sum()
        drawn += ((found["shrunk_rate_per_1000"] - found["true"]) ** 2).sum()
        higher = found["position"].eq("higher than chance explains")
        false += (higher & (found["true"] <= 1_000 * MEAN)).sum()
    assert 0.92 <= np.mean(held) <= 0.97 and drawn < own
    assert false <= 0.005 * 60 * PLACES


def test_a_place_twice_as_high_is_called_so():
    table = world(0.2, 3)
    table.loc[0, ["events", "people"]] = [400, 2_000]
    assert shrunk_rates(table, "events", "people")["position"].iloc[0] == "higher than chance explains"


def test_what_chance_explains_is_nothing_and_no_figure_stays_without():
    same = pd.DataFrame({"events": [10, 10, 10, None], "people": [100, 100, 100, 100]})
    found = shrunk_rates(same.assign(status=["shown"] * 3 + ["suppressed"]), "events", "people")
    assert found["position"].tolist()[:3] == ["as chance explains"] * 3 and pd.isna(found["position"].iloc[3])
    assert found["shrunk_rate_per_1000"].round(3).tolist()[:3] == [100.0] * 3
    assert np.isnan(found["shrunk_rate_per_1000"].iloc[3]) and found["status"].iloc[3] == "suppressed"
