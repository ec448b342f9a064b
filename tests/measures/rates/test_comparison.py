"""One area beside another, and how few places hold a group."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.rates.shares import concentration, side_by_side, spread


def people(**counts):
    return pd.DataFrame({"age": list(counts), "people": list(counts.values())})


def places(*counts, **columns):
    return pd.DataFrame(
        {"lsoa21_code": [f"E0190000{i}" for i in range(len(counts))], "people": counts} | columns
    )


# Side by side


def test_each_area_has_the_share_of_each_category_and_its_shares_add_to_a_hundred():
    found = side_by_side(
        pd.concat([people(young=10, old=30)] * 2),
        people(young=300, old=700),
        "age",
        "people",
        ("Here", "All"),
    )
    assert found[["place", "age", "share_pct"]].to_numpy().tolist() == [
        ["Here", "young", 25.0],
        ["Here", "old", 75.0],
        ["All", "young", 30.0],
        ["All", "old", 70.0],
    ]
    assert found["people"].tolist() == [20, 60, 300, 700]
    assert found["total_people"].tolist() == [80, 80, 1000, 1000]
    assert (found["status"] == "shown").all()


def test_a_hidden_part_hides_the_shares_of_its_own_area_alone():
    ours = people(young=20, old=60).assign(status=["shown", "suppressed"])
    found = side_by_side(ours, people(young=1, old=3), "age", "people", ("Here", "All"))
    assert found.loc[found["place"] == "Here", "share_pct"].isna().all()
    assert found.loc[found["place"] == "All", "share_pct"].tolist() == [25.0, 75.0]


def test_without_ones_own_figures_there_is_nothing_to_compare():
    nothing = people(young=1).iloc[:0]
    found = side_by_side(nothing, people(young=1, old=3), "age", "people", ("Here", "All"))
    full = side_by_side(people(young=1), people(young=1), "age", "people", ("Here", "All"))
    assert found.empty and list(found.columns) == list(full.columns)


def test_a_column_that_a_table_lacks_is_named_with_the_nearest():
    with pytest.raises(InputError, match='Nearest: "people"'):
        side_by_side(people(young=1), people(young=1), "age", "peple", ("Here", "All"))


# Concentration


def test_the_fewest_places_that_reach_half_are_counted_from_the_largest():
    (row,) = concentration(places(1, 50, 9, 40), "people").itertuples()
    assert (row.places, row.all_places, row.held, row.total) == (1, 4, 50, 100)
    assert row.held_pct == 50.0
    assert row.method == "fewest places that hold 50 per cent"


@pytest.mark.parametrize(("of", "expected"), [(50, 1), (51, 2), (90, 2), (91, 3), (99, 3), (100, 4)])
def test_a_share_is_reached_at_its_edge_and_not_before(of, expected):
    assert concentration(places(1, 50, 9, 40), "people", of=of).loc[0, "places"] == expected


@pytest.mark.parametrize("state", ["suppressed", "not available"])
def test_a_place_that_is_not_shown_could_be_large_so_there_is_no_answer(state):
    (row,) = concentration(places(1, 2, 3, status=["shown", state, "shown"]), "people").itertuples()
    assert row.status == state
    assert np.isnan(row.places) and np.isnan(row.held)
    assert row.method == "not given: a place is not shown"


def test_a_group_without_anybody_lies_nowhere():
    (row,) = concentration(places(0, 0), "people").itertuples()
    assert row.status == "not available" and row.method == "not given: there is nobody to place"


def test_an_empty_table_gives_an_empty_one_with_the_same_columns():
    found = concentration(places(1).iloc[:0], "people")
    assert found.empty
    assert list(found.columns) == list(concentration(places(1), "people").columns)


def rows_of(*states):
    """Return two months of two places each, with a state for each row."""
    months, places = ["May", "May", "June", "June"], ["inside", "outside"] * 2
    return pd.DataFrame({"month": months, "placed": places, "offences": [9, 1, 8, 2], "status": states})


def test_rows_are_spread_into_columns_and_none_is_lost():
    wide = spread(rows_of(*["shown"] * 4), "month", "placed", "offences")
    assert wide[["month", "inside", "outside"]].to_numpy().tolist() == [["May", 9, 1], ["June", 8, 2]]
    assert set(wide["status"]) == {"shown"}


@pytest.mark.parametrize("state", ["suppressed", "not available"])
def test_one_hidden_part_hides_what_stands_beside_it(state):
    wide = spread(rows_of("shown", state, "shown", "shown"), "month", "placed", "offences")
    assert wide["status"].tolist() == [state, "shown"]
    assert wide.loc[0, ["inside", "outside"]].isna().all() and wide.loc[1, "inside"] == 8


def test_an_empty_table_is_spread_into_none():
    assert spread(rows_of(*["shown"] * 4).iloc[:0], "month", "placed", "offences").empty
