"""People who came since the census: counted over three years where they arrive, once where they are there."""

import pandas as pd
import pytest

from analysis import measures

KNOWN = [f"{year}-Q{quarter}" for year in range(2022, 2026) for quarter in range(1, 5)]


def counted(*rows):
    return pd.DataFrame(rows, columns=["quarter", "district", "people"])


@pytest.mark.parametrize(("quarter", "people"), [("2022-Q4", 0), ("2023-Q1", 7), ("2025-Q4", 7)])
def test_three_years_end_with_the_last_known_quarter(quarter, people):
    found = measures.in_all(counted([quarter, "Wick", 7]), "people", KNOWN)
    assert found["people"].tolist() == [people]


def test_a_stock_is_of_the_last_quarter_alone():
    found = measures.in_all(
        counted(["2025-Q3", "Wick", 7], ["2025-Q4", "Wick", 4], ["2025-Q4", "Larkmere", 5]),
        "people",
        KNOWN,
        quarters=1,
    )
    assert found.to_dict("records") == [{"district": "Total", "people": 9, "status": "shown"}]


def test_a_known_quarter_with_nobody_is_a_nought_and_an_unknown_one_is_no_row():
    nobody = counted()
    assert measures.in_all(nobody, "people", KNOWN)["people"].tolist() == [0]
    assert measures.in_all(nobody, "people", []).empty
