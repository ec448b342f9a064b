"""What an area is like: sums that keep their states, shares, comparisons, languages, seasons."""

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import measures
from analysis.errors import InputError
from analysis.measures.rates.shares import stack

STATES = ("suppressed", "not available", "shown")  # the worst first


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 99), st.sampled_from(STATES)), max_size=30))
def test_pooling_conserves_the_total_and_a_sum_is_no_better_than_its_worst_part(rows):
    table = pd.DataFrame(rows, columns=["area", "people", "status"]).astype({"people": "int64"})
    found = measures.pool(table, "area", "people").set_index("area")
    assert set(found.index) == set(table["area"]) and len(measures.pool(table, None, "people")) == bool(rows)
    for area, part in table.groupby("area"):
        worst = next(state for state in STATES if state in set(part["status"]))
        total = part["people"].sum() if worst == "shown" else np.nan
        assert found.loc[area, "status"] == worst
        assert found.loc[area, "people"] == pytest.approx(total, nan_ok=True)


def test_a_sum_keeps_the_reason_of_its_parts_and_a_blank_is_never_taken_for_zero():
    table = pd.DataFrame({"area": ["a", "a", "a", "b", None, None], "people": [1, None, None, 4, 2, 3]})
    why = ["counted", "no return in May", "no return in June", "counted", None, None]
    found = measures.pool(table.assign(method=why), "area", "people")
    assert list(found["method"])[:2] == ["no return in May; no return in June", "counted"]
    assert found["status"].tolist() == ["not available", "shown", "shown"]
    # Rows without a group are a group.
    assert found["people"].tolist() == pytest.approx([np.nan, 4, 5], nan_ok=True)


def census():
    rows = [("N", "UK", 900), ("N", "Elsewhere", 100), ("W", "UK", 60), ("W", "Elsewhere", 40)]
    table = pd.DataFrame(rows, columns=["area_code", "birthplace", "people"])
    return table.assign(area_name=table["area_code"].map({"N": "Northam", "W": "Wick"}))


def test_shares_add_up_to_a_hundred_unless_a_category_is_suppressed():
    within = ["area_code", "area_name"]
    found = measures.share(census(), "birthplace", "people", within=within)
    assert list(found.columns) == [
        *(*within, "birthplace", "people", "total_people"),
        *("share_pct", "lower", "upper", "method", "status"),
    ]
    assert found["share_pct"].tolist() == [90, 10, 60, 40]
    assert found["total_people"].tolist() == [1000, 1000, 100, 100]
    assert found[["lower", "upper"]].isna().all(axis=None)
    assert (found["method"] == "census count, no sampling interval (perturbed by the publisher)").all()
    hidden = census().assign(status=["shown", "suppressed", "shown", "shown"])
    found = measures.share(hidden, "birthplace", "people", within=within)
    assert list(found["status"]) == ["suppressed"] * 2 + ["shown"] * 2
    assert found.loc[:1, "share_pct"].isna().all()
    assert found["people"].isna().tolist() == [False, True, False, False]
    for one in (within, None):
        empty = measures.share(census().iloc[:0], "birthplace", "people", within=one)
        assert empty.empty and {"share_pct", "total_people", "lower", "status"} < set(empty)


def released(*counts, labels=("a", "b", "Total")):
    table = pd.DataFrame({"period": "2026-Q1", "group": labels, "sex": "Total"})
    table["victims"] = pd.array(counts, dtype="Int64")
    return table.assign(status=table["victims"].isna().map({True: "suppressed", False: "shown"}))


def shares_of(table):
    return measures.share(table, ["group", "sex"], "victims", within="period", whole="Total")


def test_a_hidden_category_hides_its_share_alone_and_a_hidden_whole_hides_all():
    found = shares_of(released(30, None, 40))
    assert found["group"].tolist() == ["a", "b"]
    assert found["status"].tolist() == ["shown", "suppressed"]
    assert found["share_pct"].tolist()[0] == 75 and found.loc[1, ["victims", "share_pct"]].isna().all()
    assert (found["total_victims"] == 40).all()
    hidden = shares_of(released(30, 10, None))
    assert (hidden["status"] == "suppressed").all()
    assert hidden[["share_pct", "total_victims"]].isna().all(axis=None)
    nobody = shares_of(released(0, 0, 0))
    assert set(nobody["method"]) == {"not given: nobody to share among"}
    assert set(nobody["status"]) == {"not available"}


def test_a_table_without_the_whole_that_is_named_is_refused():
    table = released(30, 10, labels=("a", "b"))
    with pytest.raises(InputError, match='has "Total"'):
        shares_of(table)
    with pytest.raises(InputError, match='has "Total"'):
        measures.share(table, "group", "victims", whole="Total")
    assert len(shares_of(table.iloc[:0])) == 0


def test_the_need_for_language_stands_beside_the_languages_and_is_not_multiplied():
    spoken = [("N", "English (English or Welsh in Wales)", 900), ("N", "Polish", 60), ("N", "Tamil", 25)]
    spoken += [("N", "Urdu", 40), ("W", "English", 95), ("W", "Urdu", 0)]
    spoken = pd.DataFrame(spoken, columns=["area_code", "language", "residents_3_plus"])
    not_english = "Main language is not English (English or Welsh in Wales): "
    levels = [f"{not_english}Can speak English very well or well", f"{not_english}Cannot speak English well"]
    levels = [
        "Main language is English (English or Welsh in Wales)",
        *levels,
        f"{not_english}Cannot speak English",
    ]
    able = pd.DataFrame({"area_code": ["N"] * 4 + ["W"] * 4, "proficiency": levels * 2})
    able = able.assign(residents_3_plus=[900, 85, 12, 3, 100, 0, 0, 0], area_name="Northam")
    found = measures.languages.language_need(spoken, able).set_index("area_code")
    north, wick = found.loc["N"], found.loc["W"]
    counts = ["area_name", "people_not_proficient", "total_residents_3_plus", "share_pct"]
    assert north[counts].tolist() == ["Northam", 15, 1000, 1.5]
    assert north["largest_languages"] == "Polish (60), Urdu (40), Tamil (25)"
    assert (north["largest_language"], north["largest_language_people"]) == ("Polish", 60)
    assert wick["people_not_proficient"] == 0 and pd.isna(wick["largest_language"])
    assert not set(found.columns) & {"language", "people_not_proficient_by_language"}
    hidden = able.assign(status=["shown"] * 3 + ["suppressed"] + ["shown"] * 4)
    need = measures.languages.language_need(spoken, hidden).set_index("area_code")
    assert need["status"].to_dict() == {"N": "suppressed", "W": "shown"}
    assert need.loc["N", ["people_not_proficient", "share_pct"]].isna().all()
    alone = measures.languages.language_need(spoken.iloc[:0], able)
    assert alone["people_not_proficient"].tolist() == [15, 0] and alone["largest_languages"].isna().all()
    assert measures.languages.language_need(spoken.iloc[:0], able.iloc[:0]).empty
    # A district that the file lacks is not available, and is no zero.
    part = measures.languages.language_need(spoken.assign(area_name="Northam"), able.head(4))
    assert part["status"].tolist() == ["shown"] + ["not available"] * (spoken["area_code"].nunique() - 1)
    assert part["people_not_proficient"].isna().tolist() == part["status"].ne("shown").tolist()
    with pytest.raises(InputError, match='needs "Cannot speak English" among its values'):
        measures.languages.language_need(spoken, able[~able["proficiency"].str.endswith("speak English")])


def series(counts, start="2020-01-01", **columns):
    days = pd.date_range(start, periods=len(counts), freq="MS")
    return pd.DataFrame({"period_start": days, "offences": counts} | columns)


def test_as_many_a_day_in_every_month_is_a_hundred_in_every_month():
    days = pd.date_range("2019-03-01", periods=36, freq="MS").days_in_month
    found = measures.trends.seasonality(series(list(days), start="2019-03-01"), "offences")
    assert found["calendar_month"].tolist() == list(range(1, 13))
    assert found["month_name"].iloc[1] == "February" and (found["years"] == 3).all()
    assert found[["index", "lower", "upper"]].to_numpy() == pytest.approx(100)


def test_the_calendar_month_with_more_stands_above_a_hundred():
    counts = [10.0] * 36
    counts[6::12] = [20.0, 30.0, 40.0]
    found = measures.trends.seasonality(series(counts), "offences").set_index("month_name")
    july = found.loc["July"]
    assert found["index"].idxmax() == "July" and july["lower"] < july["index"] < july["upper"]
    assert july["offences"] == 90


@pytest.mark.parametrize(
    ("size", "states", "status"),
    [
        (23, "shown", "not available"),
        (24, "shown", "shown"),
        (36, ["suppressed", *["shown"] * 35], "suppressed"),
    ],
)
def test_a_season_needs_two_whole_years_and_no_suppressed_month(size, states, status):
    table = series([5] * size, status=states)
    found = measures.trends.seasonality(table, "offences")
    assert len(found) == 12 and (found["status"] == status).all()
    assert found["index"].isna().all() == (status != "shown")
    assert measures.trends.seasonality(table.iloc[:0], "offences").empty


def test_a_year_with_a_missing_month_is_left_out_and_named():
    found = measures.trends.seasonality(series([5] * 36).drop(index=3), "offences")
    assert found["method"].iloc[0].endswith("1 with a missing month left out")
    assert (found["years"] == 2).all() and len(set(found["period"])) == 1
    (period,) = set(found["period"])
    whole = measures.trends.seasonality(series([5] * 36), "offences")["period"].iloc[0]
    assert period.split(" to ")[1] == whole.split(" to ")[1] and period != whole


def test_importing_measures_imports_neither_scipy_nor_statsmodels():
    import subprocess

    code = "import sys, analysis.measures; sys.exit(bool({'scipy', 'statsmodels'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_tables_stand_one_beneath_the_other_and_empty_ones_change_no_column():
    wick = pd.DataFrame({"area": ["Wick"], "people": pd.array([5], "Int64")})
    none = pd.DataFrame({"area": [], "people": []})
    both = stack(none, wick, wick)
    assert both["people"].dtype == "Int64" and both.index.tolist() == [0, 1]
    assert both["area"].tolist() == ["Wick", "Wick"]
    nothing = stack(none, none)
    assert nothing.empty and nothing.columns.tolist() == ["area", "people"]
