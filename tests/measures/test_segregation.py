"""Mutual information of areas and languages: its ends, its parts, and what is not shown."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError


def people(north, south, **columns):
    rows = [("North", "Polish", north[0]), ("North", "Urdu", north[1])]
    rows += [("South", "Polish", south[0]), ("South", "Urdu", south[1])]
    return pd.DataFrame(rows, columns=["area", "language", "speakers"]).assign(**columns)


def whole(table, **how):
    return measures.segregation(table, "area", "language", "speakers", **how)


def test_the_same_mix_everywhere_is_zero_and_no_mix_at_all_is_one():
    (even,) = whole(people((30, 10), (60, 20))).itertuples()
    assert even.mutual_information == pytest.approx(0) and even.normalised == pytest.approx(0)
    (apart,) = whole(people((30, 0), (0, 30))).itertuples()
    assert apart.mutual_information == pytest.approx(np.log(2)) and apart.normalised == pytest.approx(1)
    assert apart.speakers == 60 and apart.status == "shown"


def test_an_absent_row_is_nobody():
    table = people((30, 0), (0, 30))
    short = table[table["speakers"] > 0]
    assert whole(short)["normalised"].tolist() == pytest.approx(whole(table)["normalised"].tolist())


def test_one_group_alone_has_no_normalised_form_and_says_so():
    (row,) = whole(people((30, 0), (10, 0))).itertuples()
    assert row.mutual_information == 0 and np.isnan(row.normalised)
    assert "no normalised form" in row.method


def test_each_district_has_its_own():
    table = pd.concat([people((30, 0), (0, 30), district="A"), people((1, 1), (1, 1), district="B")])
    found = whole(table, within="district")
    assert found["district"].tolist() == ["A", "B"]
    assert found["normalised"].tolist() == pytest.approx([1, 0])


def test_the_group_that_lives_most_apart_comes_first_and_nobody_has_no_place():
    table = pd.concat([people((50, 50), (50, 0)), people((0, 0), (0, 0)).assign(language="Pashto")])
    table = table.groupby(["area", "language"], as_index=False)["speakers"].sum()
    found = measures.segregation_by_group(table, "area", "language", "speakers")
    assert found["language"].tolist() == ["Urdu", "Polish", "Pashto"]
    # Urdu all in North, which holds two thirds of everybody.
    assert found.loc[0, "local_segregation"] == pytest.approx(np.log(1.5))
    assert found.loc[2, ["status", "speakers", "contribution"]].tolist() == ["not available", 0, 0]
    assert found["contribution"].sum() == pytest.approx(whole(table).loc[0, "mutual_information"])


def test_one_person_cannot_be_spread_and_is_not_called_apart_for_it():
    rows = [
        ("North", "Polish", 5_000),
        ("South", "Polish", 5_000),
        ("North", "Urdu", 40),
        ("South", "Urdu", 160),
    ]
    table = pd.DataFrame([*rows, ("North", "Cornish", 1)], columns=["area", "language", "speakers"])
    found = measures.segregation_by_group(table, "area", "language", "speakers").set_index("language")
    assert found["local_segregation"].idxmax() == "Cornish"
    assert found.index[0] == "Urdu"
    assert found.loc["Cornish", "expected_by_chance"] == pytest.approx(np.log(2), abs=0.02)
    assert found.loc["Cornish", "beyond_chance"] == pytest.approx(0, abs=0.03)


def test_people_placed_by_chance_have_the_mutual_information_of_chance():
    random = np.random.default_rng(2)
    table = pd.DataFrame(
        {
            "area": np.repeat(np.arange(60), 20),
            "language": np.tile(np.arange(20), 60).astype(str),
            "speakers": random.poisson(2, 1_200),
        }
    )
    (row,) = whole(table).itertuples()
    assert row.mutual_information == pytest.approx(row.expected_by_chance, rel=0.1)
    assert row.mutual_information > 0.1  # and would be taken for segregation without it


@pytest.mark.parametrize("state", ["suppressed", "not available"])
def test_a_cell_that_is_not_shown_takes_the_whole_with_it(state):
    table = people((30, 10), (60, 20), status=["shown", state, "shown", "shown"])
    (row,) = whole(table).itertuples()
    assert (row.status, row.method) == (state, "not given: a figure is not shown")
    parts = measures.segregation_by_group(table, "area", "language", "speakers")
    assert (parts["status"] == state).all() and parts["local_segregation"].isna().all()


def test_nobody_at_all_has_no_index():
    assert whole(people((0, 0), (0, 0))).loc[0, "status"] == "not available"


def test_a_negative_number_of_people_is_refused():
    with pytest.raises(InputError, match='"speakers" is negative'):
        whole(people((30, -1), (60, 20)))


def test_an_empty_table_gives_empty_ones_with_the_columns_of_a_full_one():
    full = people((30, 10), (60, 20))
    assert whole(full.iloc[:0]).empty
    assert list(whole(full.iloc[:0]).columns) == list(whole(full).columns)
    assert measures.segregation_by_group(full.iloc[:0], "area", "language", "speakers").empty
