"""Limits among areas: they hold where areas differ by a known amount, and find an area that stands out."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.rates import among_areas


def forces(between, events, seed, areas=43, sizes=0.6):
    """Return areas whose log rates differ by a known standard deviation, with so many events on average."""
    chance = np.random.default_rng(seed)
    people = chance.lognormal(13.5, sizes, areas).round()
    rates = events / people.mean() * np.exp(chance.normal(0, between, areas))
    return pd.DataFrame(
        {"area_name": range(areas), "events": chance.poisson(people * rates), "people": people}
    )


@pytest.mark.parametrize(
    ("between", "events", "sizes"),
    [(0.0, 300, 0.6), (0.1, 300, 0.6), (0.3, 300, 1), (0.3, 30_000, 1), (0.5, 40, 0.6)],
)
def test_95_per_cent_of_areas_lie_in_the_usual_range_whatever_they_differ_by(between, events, sizes):
    made = [among_areas(forces(between, events, seed, 43, sizes), "events", "people") for seed in range(60)]
    # 60 draws of 43 areas: a standard error of 0.4 points.
    assert np.mean([one["position"].eq("as usual").mean() for one in made]) == pytest.approx(0.955, abs=0.012)
    found = np.mean([one["between_areas"].iloc[0] for one in made])
    assert found == pytest.approx(between, abs=0.03 + 0.05 * between)


def test_an_area_with_three_times_the_rate_of_others_stands_out():
    table = forces(0.1, 2_000, seed=7)
    table.loc[0, "events"] *= 3
    found = among_areas(table, "events", "people")
    first = found.iloc[0]
    assert (first["area_name"], first["position"]) == (0, "higher than usual")
    assert first["between_areas"] < 0.25


def test_areas_are_listed_from_the_highest_and_those_not_shown_are_not_judged():
    table = forces(0.2, 500, seed=1, areas=8).astype({"events": "Int64"})
    table["status"] = "shown"
    table.loc[3, ["events", "status"]] = [pd.NA, "suppressed"]
    table.loc[5, "events"] = 0
    found = among_areas(table, "events", "people").set_index("area_name")
    assert found["rate_per_1000"].dropna().is_monotonic_decreasing
    assert found.loc[[3, 5], "position"].isna().all() and found.loc[3, "status"] == "suppressed"
    assert found["position"].notna().sum() == 6
    four = among_areas(forces(0.3, 500, seed=2, areas=4), "events", "people")  # too few to judge any
    assert four[["position", "usual_upper"]].isna().all(axis=None) and four["rate_per_1000"].notna().all()
