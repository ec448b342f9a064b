"""Providers side by side: how each counts a stage, and its places for those who ask."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError

ASKED, ANY = "Asked whether it was safe to talk", "Any contact, a message left included"
SAFELY, ASSESSED = "Contacted safely", "Needs assessed"


def said(*rows):
    return pd.DataFrame(rows, columns=["provider", "stage", "definition"])


def test_a_stage_is_apart_only_where_two_providers_count_it_otherwise():
    table = said(
        ("B", SAFELY, ANY), ("A", SAFELY, ASKED), ("A", ASSESSED, "All eight"), ("B", ASSESSED, "All eight")
    )
    found = measures.victims.stages_defined(table).set_index(["stage", "provider"])["apart"]
    assert found.to_dict() == {
        (SAFELY, "A"): "yes", (SAFELY, "B"): "yes", (ASSESSED, "A"): "no", (ASSESSED, "B"): "no",
    }  # fmt: skip
    assert measures.victims.stages_apart(table)["stages"].tolist() == [SAFELY]


def test_where_all_count_alike_or_nobody_has_said_no_stage_is_apart():
    assert measures.victims.stages_apart(said(("A", SAFELY, ASKED), ("B", SAFELY, ASKED))).empty
    assert measures.victims.stages_apart(said()).empty and measures.victims.stages_defined(said()).empty


def test_several_stages_apart_are_one_text():
    rows = [(who, stage, who) for stage in (SAFELY, ASSESSED, "Needs met") for who in "AB"]
    names = measures.victims.stages_apart(said(*rows))["stages"].tolist()
    assert names == ["Contacted safely, Needs assessed and Needs met"]


def capacity(provider="A", quarters=("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"), places=10):
    return pd.DataFrame({"provider": provider, "quarter": list(quarters), "places": places})


@pytest.mark.parametrize(("period", "places"), [("2026-Q2", 10), ("year ending 2026-Q2", 40)])
def test_places_are_those_of_every_quarter_of_the_period(period, places):
    older = capacity(quarters=["2025-Q2"], places=99)
    found = measures.victims.places_in_period(pd.concat([older, capacity()]), period)
    assert found.to_dict("records") == [{"provider": "A", "places": places, "status": "shown"}]


def test_three_years_are_twelve_quarters():
    quarters = [f"{year}-Q{number}" for year in (2023, 2024, 2025) for number in (1, 2, 3, 4)]
    found = measures.victims.places_in_period(capacity(quarters=quarters), "three years ending 2025-Q4")
    assert found["places"].tolist() == [120]


def test_a_provider_that_did_not_say_for_one_quarter_has_no_figure():
    table = pd.concat([capacity(), capacity("B").iloc[1:]])
    assert measures.victims.places_in_period(table, "year ending 2026-Q2")["provider"].tolist() == ["A"]


def test_no_period_has_no_places_and_what_is_no_period_is_refused():
    assert measures.victims.places_in_period(capacity(), float("nan")).empty
    with pytest.raises(InputError, match='"2026" is not a period'):
        measures.victims.places_in_period(capacity(), "2026")


def reached(**before):
    rows = [(name, stage, count) for name, count in before.items() for stage in (SAFELY, ASSESSED)]
    return pd.DataFrame(rows, columns=["provider", "stage", "before"]).assign(status="shown")


def test_places_are_held_against_those_who_were_referred():
    places = measures.victims.places_in_period(capacity(), "year ending 2026-Q2")
    found = measures.victims.room_for_demand(reached(A=100), places)
    assert found[["provider", "places", "demand", "verdict"]].values.tolist() == [
        ["A", 40, 100, "too few places"]
    ]


def test_a_provider_with_places_or_people_alone_keeps_its_row_without_a_ratio():
    places = measures.victims.places_in_period(
        pd.concat([capacity("A"), capacity("C")]), "year ending 2026-Q2"
    )
    found = measures.victims.room_for_demand(reached(A=100, B=50), places).set_index("provider")
    assert found["status"].to_dict() == {"A": "shown", "B": "not available", "C": "not available"}
    assert found["ratio"].notna().to_dict() == {"A": True, "B": False, "C": False}
    assert (found.loc["B", "demand"], found.loc["C", "places"]) == (50, 40)
