"""One area beside another, and how few places hold a group."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.rates.shares import concentration, side_by_side, spread


def people(**counts):
    return pd.DataFrame({"age": list(counts), "people": list(counts.values())})


def places(*counts, **columns):
    return pd.DataFrame({"people": counts} | columns)


def test_each_area_has_its_shares_and_a_hidden_part_hides_its_own_area_alone():
    ours, theirs = pd.concat([people(young=10, old=30)] * 2), people(young=300, old=700)
    found = side_by_side(ours, theirs, "age", "people", ("Here", "All"))
    columns = ["place", "age", "people", "total_people", "share_pct"]
    assert found[columns].to_numpy().tolist() == [
        ["Here", "young", 20, 80, 25.0],
        ["Here", "old", 60, 80, 75.0],
        ["All", "young", 300, 1000, 30.0],
        ["All", "old", 700, 1000, 70.0],
    ]
    assert (found["status"] == "shown").all()
    hidden = ours.iloc[:2].assign(status=["shown", "suppressed"])
    shares = side_by_side(hidden, theirs, "age", "people", ("Here", "All")).set_index("place")["share_pct"]
    assert shares["Here"].isna().all() and shares["All"].tolist() == [30.0, 70.0]
    nothing = side_by_side(ours.iloc[:0], theirs, "age", "people", ("Here", "All"))
    assert nothing.empty and list(nothing.columns) == list(found.columns)


# Concentration


@pytest.mark.parametrize(
    ("counts", "fewest"), [((1, 50, 9, 40), 1), ((1, 49, 10, 40), 2), ((34, 33, 33), 2), ((7,), 1)]
)
def test_the_fewest_places_count_from_the_largest_and_half_is_at_its_edge(counts, fewest):
    (row,) = concentration(places(*counts), "people").itertuples()
    assert (row.places, row.all_places, row.status) == (fewest, len(counts), "shown")
    assert row.method == "fewest places that hold 50 per cent"


@pytest.mark.parametrize("state", ["suppressed", "not available"])
def test_a_place_not_shown_could_be_large_and_an_empty_group_lies_nowhere(state):
    hidden = places(1, 2, 3, status=["shown", state, "shown"])
    for table, method in ((hidden, "a place is not shown"), (places(0, 0), "there is nobody to place")):
        (row,) = concentration(table, "people").itertuples()
        assert (row.status, row.method) == (
            state if "status" in table else "not available",
            f"not given: {method}",
        )
        assert np.isnan(row.places)
    none = concentration(places(1).iloc[:0], "people")
    assert none.empty and list(none.columns) == list(concentration(places(1), "people").columns)


@pytest.mark.parametrize("state", ["shown", "suppressed", "not available"])
def test_rows_are_spread_into_columns_and_one_hidden_part_hides_its_neighbours(state):
    months, places = ["May", "May", "June", "June"], ["inside", "outside"] * 2
    table = pd.DataFrame({"month": months, "placed": places, "offences": [9, 1, 8, 2], "status": "shown"})
    table.loc[1, "status"] = state
    wide = spread(table, "month", "placed", "offences")
    assert wide["month"].tolist() == ["May", "June"] and wide["status"].tolist() == [state, "shown"]
    assert wide.loc[1, ["inside", "outside"]].tolist() == [8, 2]
    first = wide.loc[0, ["inside", "outside"]]
    assert first.tolist() == [9, 1] if state == "shown" else first.isna().all()
    assert spread(table.iloc[:0], "month", "placed", "offences").empty
