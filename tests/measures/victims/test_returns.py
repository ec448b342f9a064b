"""Which returns were expected, which have not come, and how many people those may hold."""

import pandas as pd
import pytest

from analysis import measures

YEAR = {"year ending 2026-Q2": ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]}


def coverage(expected, sent, places=(), return_of="support", periods=YEAR):
    rows = pd.DataFrame(expected, columns=["provider", "return_of", "from_quarter", "until_quarter"])
    came = pd.DataFrame(sent, columns=["provider", "return_of", "quarter"])
    room = pd.DataFrame(places, columns=["provider", "quarter", "places"])
    return measures.victims.returns_expected(rows, came, room, return_of, periods).iloc[0]


def all_of(provider, quarters=YEAR["year ending 2026-Q2"]):
    return [(provider, "support", quarter) for quarter in quarters]


BOTH = [("Harbour", "support", "2024-Q1", None), ("Lantern", "support", "2026-Q1", None)]


def test_a_provider_is_missing_for_each_quarter_it_should_have_sent_alone():
    row = coverage(BOTH, all_of("harbour "), [("Lantern", "2026-Q1", 40), ("Lantern", "2026-Q2", 50)])
    assert (row["listed"], row["expected"], row["sent"]) == ("yes", 6, 4)
    assert (row["missing"], row["people_at_most"]) == ("Lantern (2 quarters)", 90)
    ended = [BOTH[0], ("Lantern", "support", "2024-Q1", "2025-Q2")]
    assert pd.isna(coverage(ended, all_of("Harbour"))["missing"])


def test_without_a_missing_providers_places_nobody_knows_how_many_it_helped():
    row = coverage(BOTH, all_of("Harbour"), [("Lantern", "2026-Q1", 40)])
    assert pd.isna(row["people_at_most"])


@pytest.mark.parametrize("expected", [[], [("Haven", "safe accommodation", "2024-Q1", None)]])
def test_a_list_that_names_nobody_for_a_return_is_not_one_of_which_all_have_come(expected):
    row = coverage(expected, all_of("Harbour"))
    assert row["listed"] == "no" and pd.isna(row["people_at_most"]) and "not listed" in row["finding"]


def test_all_returns_have_come():
    row = coverage(BOTH[:1], all_of("Harbour"))
    assert pd.isna(row["missing"]) and row["people_at_most"] == 0 and row["expected"] == row["sent"] == 4
