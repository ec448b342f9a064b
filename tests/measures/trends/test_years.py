"""A year is four quarters that follow each other, or it is none."""

import pandas as pd
import pytest

from analysis import measures
from analysis.measures.trends.change import newest_year

DAYS = ["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"]


def counted(days=DAYS, offences=(100, 1, 2, 3, 4), **columns):
    return pd.DataFrame({"period_start": pd.to_datetime(days), "offences": offences}).assign(**columns)


def test_the_newest_four_quarters_are_the_year_whatever_their_order():
    found = measures.trends.latest_year(counted().iloc[::-1])
    assert found.to_dict("records") == [{"year_ending": "2026-03", "offences": 10, "status": "shown"}]


def test_rows_of_one_quarter_are_added_up():
    assert measures.trends.latest_year(pd.concat([counted(), counted()]))["offences"].tolist() == [20]


@pytest.mark.parametrize(("left_out", "rows"), [(0, 1), (2, 0), (4, 1)])
def test_a_quarter_that_is_missing_among_them_leaves_no_year(left_out, rows):
    table = counted().drop(index=left_out)
    assert len(measures.trends.latest_year(table)) == rows
    assert len(newest_year(table["period_start"])) == 4 * rows


def test_three_quarters_and_none_are_no_year():
    assert measures.trends.latest_year(counted().tail(3)).empty
    assert list(measures.trends.latest_year(counted().iloc[:0]).columns) == [
        "year_ending",
        "offences",
        "status",
    ]


def test_a_quarter_that_is_not_known_leaves_the_year_without_a_number():
    found = measures.trends.latest_year(counted(offences=[100, 1, None, 3, 4]))
    assert found["status"].tolist() == ["not available"] and found["offences"].isna().all()
    assert measures.trends.latest_year(counted(offences=[None, 1, 2, 3, 4]))["offences"].tolist() == [10]
