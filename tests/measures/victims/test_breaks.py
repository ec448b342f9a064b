"""A line runs within a segment, never across a break."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError


def years(first=2017, last=2024, **columns):
    days = [f"{year}-04-01" for year in range(first, last + 1)]
    return pd.DataFrame({"period_start": days, "victims": range(len(days))}).assign(**columns)


def broken(*rows):
    return pd.DataFrame(rows, columns=["period_start", "reason"])


def parts(*rows, table=None, **options):
    return measures.segments(years() if table is None else table, broken(*rows), **options)


def test_the_first_period_counted_in_the_new_way_begins_a_segment():
    found = parts(("2020-04-01", "asked by telephone"), ("2023-04-01", "asked in two ways"))
    assert found["segment"].tolist() == [1, 1, 1, 2, 2, 2, 3, 3]
    assert found["series_break"].dropna().to_dict() == {3: "asked by telephone", 6: "asked in two ways"}


@pytest.mark.parametrize(("day", "starts"), [("2020-03-31", 3), ("2020-04-01", 3), ("2020-04-02", 4)])
def test_a_break_within_a_period_parts_at_the_next(day, starts):
    found = parts((day, "x"))
    assert found["segment"].tolist() == [1] * starts + [2] * (8 - starts)


@pytest.mark.parametrize(
    ("day", "segments"), [("2017-04-01", 1), ("2017-04-02", 2), ("2024-04-01", 2), ("2024-04-02", 1)]
)
def test_a_break_before_the_first_or_after_the_last_period_parts_nothing(day, segments):
    found = parts((day, "x"))
    assert found["segment"].max() == segments
    assert found["series_break"].notna().sum() == segments - 1


def test_two_breaks_without_a_period_between_them_part_once_for_both_reasons():
    table = years().drop(index=[3, 4])
    found = parts(("2020-04-01", "x"), ("2021-04-01", "y"), table=table)
    assert found["segment"].tolist() == [1, 1, 1, 2, 2, 2]
    assert found["series_break"].dropna().tolist() == ["x; y"]


def test_quarters_have_breaks_too_named_by_quarter_or_by_day():
    table = pd.DataFrame({"quarter": ["2025-Q4", "2026-Q1", "2026-Q2"], "victims": [5, 6, 7]})
    for day in ("2026-Q1", "2026-01-01"):
        breaks = pd.DataFrame({"quarter": [day], "reason": ["another system"]})
        assert measures.segments(table, breaks, time="quarter")["segment"].tolist() == [1, 2, 2]


def test_financial_years_have_breaks_too():
    table = pd.DataFrame({"year": ["2019/20", "2020/21", "2023/24"]})
    breaks = pd.DataFrame({"year": ["2020/21"], "reason": ["asked by telephone"]})
    assert measures.segments(table, breaks, time="year")["segment"].tolist() == [1, 2, 2]


def test_rows_come_in_order_of_time_and_none_is_lost():
    table = years().sample(frac=1, random_state=3)
    found = parts(("2020-04-01", "x"), table=table)
    assert found["period_start"].is_monotonic_increasing and sorted(found["victims"]) == list(range(8))
    assert found["segment"].is_monotonic_increasing


def test_a_series_has_its_own_breaks_where_they_are_named_and_all_have_the_rest():
    table = pd.concat([years(offence_group=name) for name in ("Fraud", "Robbery")])
    own = broken(("2020-04-01", "x")).assign(offence_group="Fraud")
    found = measures.segments(table, own, by="offence_group")
    assert found.groupby("offence_group")["segment"].max().to_dict() == {"Fraud": 2, "Robbery": 1}
    shared = measures.segments(table, broken(("2020-04-01", "x")), by="offence_group")
    assert shared.groupby("offence_group")["segment"].max().to_dict() == {"Fraud": 2, "Robbery": 2}
    assert shared["series_break"].notna().sum() == 2


def test_no_break_is_one_segment_and_no_row_none():
    assert parts()["segment"].tolist() == [1] * 8
    assert len(parts(("2020-04-01", "x"), table=years().iloc[:0])) == 0


@pytest.mark.parametrize(
    ("table", "rows", "message"),
    [
        (years(), [("2020-04-01", None)], 'without a "reason"'),
        (years(), [("2020-04-01", " ")], 'without a "reason"'),
        (years(), [("2020-04-01", "x"), ("2020-04-01", "y")], "given twice"),
        (pd.concat([years(), years()]), [], "A second row for one period"),
        (years(period_start=None), [], '"period_start" is blank'),
        (years(period_start="spring"), [], "not made of dates"),
    ],
)
def test_what_cannot_be_placed_is_refused(table, rows, message):
    with pytest.raises(InputError, match=message):
        parts(*rows, table=table)
