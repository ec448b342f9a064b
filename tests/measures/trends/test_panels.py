"""A long table becomes a matrix, and nothing is lost or made up on the way."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.trends.panels import panel


def quarters(**columns):
    table = {"area": ["A", "A", "B"], "quarter": ["2026-Q1", "2025-Q3", "2026-Q1"], "victims": [7, 5, 0]}
    return pd.DataFrame(table | columns)


def test_a_missing_period_is_blank_a_zero_is_zero_and_quarters_days_or_words():
    found = panel(quarters(), "victims", "area", "quarter", 4)
    np.testing.assert_array_equal(found.counts, [[5, np.nan, 7], [np.nan, np.nan, 0]])
    assert list(found.labels) == ["2025-Q3", None, "2026-Q1"]
    assert found.keys["area"].tolist() == ["A", "B"] and not found.suppressed.any()
    days = quarters(quarter=pd.to_datetime(["2026-01-01", "2025-07-01", "2026-01-01"]))
    np.testing.assert_array_equal(panel(days, "victims", "area", "quarter", 4).counts, found.counts)


def test_a_series_is_hidden_by_a_suppressed_past_or_latest_and_not_by_a_gap():
    table = pd.DataFrame({"area": [*"AABBCCD"], "quarter": ["2025-Q4", "2026-Q1"] * 3 + ["2026-Q1"]})
    states = ["suppressed", "shown", "not available", "shown", "shown", "not available", "shown"]
    table = table.assign(victims=5, status=states)
    assert panel(table, "victims", "area", "quarter", 4).hidden(1).tolist() == [True, False, True, False]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"victims": [1, -1, 0]}, '"victims" is negative'),
        ({"victims": [1, 0.5, 0]}, '"victims" is not whole'),
        ({"quarter": ["2026-Q1", "2026-Q1", "2026-Q1"]}, "Two rows for one quarter"),
        ({"quarter": ["2026-Q1", None, "2026-Q1"]}, '"quarter" is blank'),
        ({"quarter": ["2026-Q1", "Q3 2025", "2026-Q1"]}, "needs the first day of each quarter or text"),
        ({"quarter": ["2026-01-01", "2026-02-01", "2026-01-01"]}, "Two rows for one quarter"),
    ],
)
def test_a_table_that_is_not_one_of_counts_is_refused(columns, said):
    with pytest.raises(InputError, match=said):
        panel(quarters(**columns), "victims", "area", "quarter", 4)
