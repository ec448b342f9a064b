"""Households that lost a home, and assessments of children: sums over quarters and councils, and gaps."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.services import (
    assessed_children,
    beside_others,
    homeless_by_quarter,
    homeless_in_a_year,
)

QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")


def homes(households, quarters=QUARTERS):
    """Return a table of one reason, both duties, in a place: `households` of each quarter's two duties."""
    rows = [
        (quarter, "Larkshire", "domestic abuse", number, 10_000)
        for quarter, pair in zip(quarters, households, strict=True)
        for number in pair
    ]
    names = ["quarter", "area_name", "reason_or_need", "households", "area_households"]
    return pd.DataFrame(rows, columns=names).astype({"households": "Int64", "area_households": "Int64"})


def test_both_duties_are_added_by_quarter_and_over_the_year():
    table = homes([(3, 4), (2, 5), (0, 1), (6, 4)])
    assert homeless_by_quarter(table, "domestic abuse")["households"].tolist() == [7, 7, 1, 10]
    year = homeless_in_a_year(table, "domestic abuse").iloc[0]
    assert (year["households"], year["rate_per_10000"], year["period"]) == (
        25,
        25.0,
        "January 2025 to December 2025",
    )
    assert year["lower"] < 25 < year["upper"]


@pytest.mark.parametrize(("each", "words"), [(1, "fewer than"), (20, "about as many as"), (60, "more than")])
def test_an_area_has_more_or_fewer_than_others_only_beyond_chance(each, words):
    nation = homes([(20, 0)] * 4).assign(area_name="Sample Nation")
    neighbours = homes([(90, 0)] * 4).assign(area_name="Neighbouring districts")
    year = homeless_in_a_year(pd.concat([homes([(each, 0)] * 4), nation, neighbours]), "domestic abuse")
    told = beside_others(year, "Larkshire")["told"].iloc[0]
    assert told.startswith(f"{words} in Sample Nation (") and " neighbouring districts (" in told
    assert beside_others(year, "Nowhere")["told"].isna().all()


@pytest.mark.parametrize(
    ("table", "status"),
    [
        (homes([(3, 4), (2, pd.NA), (0, 1), (6, 4)]), "not available"),
        (homes([(3, 4)] * 3, QUARTERS[:3]), "not available"),
        (homes([(3, 4)] * 4, ("2024-Q4", *QUARTERS[1:])), "not available"),
        (homes([(0, 0)] * 4), "shown"),
    ],
)
def test_a_year_needs_four_quarters_in_a_row_all_of_them_known(table, status):
    assert homeless_in_a_year(table, "domestic abuse")["status"].tolist() == [status]


def children(rows):
    names = ["year", "level", "area_name", "measure", "episodes"]
    return pd.DataFrame(rows, columns=names).astype({"episodes": "Int64"})


ALL, FOUND = "Episodes_with_assessment_factor", "Trafficking"


def test_councils_of_an_area_are_taken_together_and_the_nation_stands_beside():
    table = children(
        [("2025", "local authority", name, ALL, 100) for name in ("Upshire", "Downton")]
        + [
            ("2025", "local authority", name, FOUND, number)
            for name, number in (("Upshire", 4), ("Downton", 6))
        ]
        + [("2025", "country", "England", ALL, 1_000), ("2025", "country", "England", FOUND, 20)]
    )
    found = assessed_children(table, {FOUND: "Trafficking"}).set_index("area_name")
    assert found.loc["Councils of the area", ["episodes", "assessments", "share_pct"]].tolist() == [
        10,
        200,
        5.0,
    ]
    assert found.loc["England", "share_pct"] == 2.0
    assert set(found["period"]) == {"year to March 2025"}


def test_a_factor_that_one_council_hides_is_not_available_for_both():
    table = children(
        [("2025", "local authority", name, ALL, 100) for name in ("Upshire", "Downton")]
        + [
            ("2025", "local authority", "Upshire", FOUND, 4),
            ("2025", "local authority", "Downton", FOUND, pd.NA),
        ]
    )
    assert assessed_children(table, {FOUND: "Trafficking"})["status"].tolist() == ["not available"]


def test_a_factor_that_the_table_does_not_have_is_refused_and_an_empty_table_is_not():
    table = children([("2025", "country", "England", ALL, 1_000)])
    with pytest.raises(InputError, match='No factor "Trafficing"'):
        assessed_children(table, {"Trafficing": "Trafficking"})
    assert assessed_children(table.iloc[:0], {FOUND: "Trafficking"}).empty
    others = children(
        [("2025", "country", "England", "Children_in_need", 1_000)]
    )  # the publisher's other file
    assert assessed_children(others, {FOUND: "Trafficking"}).empty
