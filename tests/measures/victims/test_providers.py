"""How many people each provider could take on, for those who ask."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.rates import limits
from analysis.measures.victims.needs import room_for_demand

YEAR = ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")
THREE = [f"{year}-Q{number}" for year in (2023, 2024, 2025) for number in (1, 2, 3, 4)]


def capacity(provider="A", quarters=YEAR, places=10):
    return pd.DataFrame({"provider": provider, "quarter": list(quarters), "places": places})


def reached(**before):
    rows = [(name, stage, count) for name, count in before.items() for stage in ("Contacted safely", "Met")]
    return pd.DataFrame(rows, columns=["provider", "stage", "before"]).assign(status="shown")


def room(table, period="2026-Q2", **before):
    return room_for_demand(reached(**before or {"A": 100}), table, period).set_index("provider")


@pytest.mark.parametrize(
    ("quarters", "period", "places"),
    [
        (("2025-Q2", *YEAR), "2026-Q2", 10),
        (("2025-Q2", *YEAR), "year ending 2026-Q2", 40),
        (THREE, "three years ending 2025-Q4", 120),
        (YEAR, np.nan, np.nan),
    ],
)
def test_places_are_those_of_every_quarter_of_the_period_and_no_period_has_none(quarters, period, places):
    assert room(capacity(quarters=quarters), period)["places"].tolist() == pytest.approx(
        [places], nan_ok=True
    )


def test_a_provider_with_places_or_people_alone_keeps_its_row_without_a_ratio():
    table = pd.concat([capacity(), capacity("B").iloc[1:], capacity("C")])
    found = room(table, "year ending 2026-Q2", A=100, B=50)
    assert found["status"].to_dict() == {"A": "shown", "B": "not available", "C": "not available"}
    assert found["ratio"].notna().to_dict() == {"A": True, "B": False, "C": False}
    assert (found.loc["B", "demand"], found.loc["C", "places"]) == (50, 40)


@pytest.mark.parametrize(
    ("demand", "verdict"), [(90, "too few places"), (70, "cannot be told"), (40, "enough places")]
)
def test_places_against_demand(demand, verdict):
    row = room(capacity(places=60), A=demand).loc["A"]
    lower, upper = limits.byar_limits(demand)
    assert row[["ratio", "lower", "upper"]].tolist() == pytest.approx(
        [60 / one for one in (demand, upper, lower)]
    )
    assert row["verdict"] == verdict
    nobody, none = room(capacity(), A=0.0).loc["A"], room(capacity(places=0), A=20).loc["A"]
    assert (nobody["status"], nobody["method"]) == ("not available", "not given: nobody asked")
    assert np.isnan(nobody["ratio"]) and pd.isna(nobody["verdict"])
    assert (none["ratio"], none["verdict"]) == (0, "too few places")
