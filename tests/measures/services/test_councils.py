"""Households that lost a home, and assessments of children: sums over quarters and councils, and gaps."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.rates.rates import COMPLETE
from analysis.measures.services import (
    assessed_children,
    beside_others,
    homeless_by_quarter,
    homeless_in_a_year,
)

QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")


def homes(households, quarters=QUARTERS, place="Larkshire"):
    """Return a table of one reason, both duties, in a place: `households` of each quarter's two duties."""
    pairs = zip(quarters, households, strict=True)
    table = pd.DataFrame(
        [(quarter, one) for quarter, pair in pairs for one in pair], columns=["quarter", "households"]
    )
    code = "K04000901" if place == "Sample Nation" else None  # the nation alone has one
    table = table.assign(area_name=place, area_code=code, area_households=10_000)
    table["reason_or_need"] = "domestic abuse"
    return table.astype({"households": "Int64"})


def test_both_duties_are_added_by_quarter_and_over_the_year():
    table = homes([(3, 4), (2, 5), (0, 1), (6, 4)])
    assert homeless_by_quarter(table, "domestic abuse")["households"].tolist() == [7, 7, 1, 10]
    (year,) = homeless_in_a_year(table, "domestic abuse").itertuples()
    assert (year.households, year.rate_per_10000) == (25, 25.0) and year.lower < 25 < year.upper
    assert year.period == "January 2025 to December 2025"


@pytest.mark.parametrize(("each", "words"), [(1, "fewer than"), (20, "about as many as"), (60, "more than")])
def test_an_area_has_more_or_fewer_than_others_only_beyond_chance(each, words):
    places = {"Larkshire": each, "Sample Nation": 20, "Neighbouring districts": 90}
    table = pd.concat([homes([(one, 0)] * 4, place=place) for place, one in places.items()])
    year = homeless_in_a_year(table, "domestic abuse")
    told = beside_others(year, "Larkshire")["told"].iloc[0]
    nation = year.set_index("area_name").loc["Sample Nation"]
    assert nation[["lower", "upper"]].isna().all() and nation["method"] == COMPLETE
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


def children(*rows):
    table = pd.DataFrame(rows, columns=["level", "area_name", "measure", "episodes"])
    return table.assign(year="2025").astype({"episodes": "Int64"})


ALL, FOUND = "Episodes_with_assessment_factor", "Trafficking"


@pytest.mark.parametrize(("other", "share"), [(6, 5.0), (pd.NA, None)])
def test_councils_of_an_area_are_added_unless_one_hides_beside_the_nation(other, share):
    council, country = "local authority", "country"
    table = children(
        *((council, "Upshire", ALL, 100), (council, "Upshire", FOUND, 4)),
        *((council, "Downton", ALL, 100), (council, "Downton", FOUND, other)),
        *((country, "England", ALL, 1_000), (country, "England", FOUND, 20)),
    )
    found = assessed_children(table, {FOUND: "Trafficking"}).set_index("area_name")
    both = found.loc["Councils of the area"]
    assert both["status"] == ("shown" if share else "not available")
    assert not share or both[["episodes", "assessments", "share_pct"]].tolist() == [10, 200, share]
    assert found.loc["England", "share_pct"] == 2.0 and found.loc["England", ["lower", "upper"]].isna().all()
    assert not share or both["lower"] < share < both["upper"]
    assert set(found["period"]) == {"year to March 2025"}


def test_a_factor_that_the_table_lacks_is_refused_and_an_empty_table_is_not():
    table = children(("country", "England", ALL, 1_000))
    with pytest.raises(InputError, match='No factor "Trafficing"'):
        assessed_children(table, {"Trafficing": "Trafficking"})
    others = table.assign(measure="Children_in_need")  # the publisher's other file
    for none in (table.iloc[:0], others):
        assert assessed_children(none, {FOUND: "Trafficking"}).empty
