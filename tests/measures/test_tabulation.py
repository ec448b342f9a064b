"""Counts crossed by several columns, with margins, for quarters and for runs of them."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError


def counted(*rows):
    return pd.DataFrame(rows, columns=["quarter", "district", "sex", "victims"])


VICTIMS = counted(
    ("2025-Q2", "North", "F", 4),
    ("2025-Q3", "North", "F", 3),
    ("2025-Q3", "South", "M", 2),
    ("2025-Q4", "South", "F", 6),
    ("2026-Q1", "North", "M", 5),
)


def looked_up(table, **where):
    for column, label in where.items():
        table = table[table[column] == label]
    return int(table["victims"].iloc[0])


def test_every_combination_has_a_row_and_nobody_is_a_true_nought():
    table = measures.tabulate(VICTIMS, ["district", "sex"], quarters=4)
    assert len(table) == 9 and table["status"].eq("shown").all()
    assert looked_up(table, district="North", sex="F") == 7
    assert looked_up(table, district="South", sex="F") == 6
    assert looked_up(table, district="North", sex="Total") == 12
    assert looked_up(table, district="Total", sex="Total") == 20
    assert looked_up(measures.tabulate(VICTIMS, ["district", "sex"]), district="South", sex="M") == 0


def test_a_quarter_is_the_last_one_and_a_year_ends_with_it():
    assert list(measures.tabulate(VICTIMS, "sex")["period"].unique()) == ["2026-Q1"]
    assert list(measures.tabulate(VICTIMS, "sex", last=2)["period"].unique()) == ["2025-Q4", "2026-Q1"]
    assert list(measures.tabulate(VICTIMS, "sex", quarters=4)["period"].unique()) == ["year ending 2026-Q1"]


def test_a_run_with_a_missing_quarter_is_not_available():
    table = measures.tabulate(VICTIMS[VICTIMS["quarter"] != "2025-Q3"], "sex", quarters=4)
    assert table["status"].eq("not available").all() and table["victims"].isna().all()


def test_without_columns_there_is_one_row_a_period():
    table = measures.tabulate(VICTIMS, last=4)
    assert table["victims"].tolist() == [4, 5, 6, 5]


def test_the_order_of_rows_changes_nothing():
    table = measures.tabulate(VICTIMS, ["sex", "district"], quarters=4)
    again = measures.tabulate(VICTIMS.iloc[::-1], ["sex", "district"], quarters=4)
    pd.testing.assert_frame_equal(table, again)


def test_a_label_that_is_the_name_of_the_margin_is_refused():
    with pytest.raises(InputError, match='has the label "Total"'):
        measures.tabulate(counted(("2026-Q1", "Total", "F", 1)), "district")


@pytest.mark.parametrize("quarter", ["2026-Q5", "2026", "Q1 2026", None])
def test_what_is_no_quarter_is_refused(quarter):
    with pytest.raises(InputError, match="no quarter such as 2026-Q1"):
        measures.tabulate(counted((quarter, "North", "F", 1)), "sex")


def test_a_run_of_another_length_is_refused():
    with pytest.raises(InputError, match="1, 4 or 12 quarters"):
        measures.tabulate(VICTIMS, "sex", quarters=3)


def test_nothing_counted_is_an_empty_table():
    assert measures.tabulate(VICTIMS.iloc[:0], "sex").empty


def test_periods_can_be_given_with_their_quarters():
    table = pd.DataFrame({"quarter": ["2025-Q3", "2025-Q4", "2026-Q1"], "victims": [4, 5, 6]})
    pooled = {"two quarters ending 2025-Q4": ["2025-Q3", "2025-Q4"], "2026-Q2": ["2026-Q2"]}
    found = measures.tabulate(table, periods=pooled)
    assert found["period"].tolist() == list(pooled)
    assert found["victims"].tolist() == [9, pd.NA]
    assert found["status"].tolist() == ["shown", "not available"]
