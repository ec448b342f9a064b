"""What an area is like: sums that keep their states, shares, comparisons, languages, seasons."""

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import measures
from analysis.errors import InputError

STATES = ("shown", "suppressed", "not available")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 99)), max_size=30))
def test_pooling_conserves_the_total(rows):
    table = pd.DataFrame({"area": [row[0] for row in rows], "people": [row[1] for row in rows]})
    table = table.astype({"people": "int64"})
    found = measures.pool(table, "area", "people")
    assert found["people"].sum() == table["people"].sum()
    assert len(found) == table["area"].nunique()
    assert measures.pool(table, None, "people")["people"].sum() == table["people"].sum()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=6))
def test_a_sum_is_no_better_than_its_worst_part(parts):
    table = pd.DataFrame({"area": "a", "people": 1.0, "status": parts})
    found = measures.pool(table, "area", "people").loc[0]
    worst = next(state for state in ("suppressed", "not available", "shown") if state in parts)
    assert found["status"] == worst
    assert np.isnan(found["people"]) == (worst != "shown")


def test_a_sum_keeps_the_reason_of_its_parts():
    table = pd.DataFrame(
        {
            "area": ["a", "a", "a", "b"],
            "people": [1, None, None, 4],
            "status": ["shown", "not available", "not available", "shown"],
            "method": ["counted", "no return in May", "no return in June", "counted"],
        }
    )
    found = measures.pool(table, "area", "people")
    assert list(found["method"]) == ["no return in May; no return in June", "counted"]


def test_a_blank_is_never_taken_for_zero():
    found = measures.pool(pd.DataFrame({"area": ["a", "a"], "people": [1.0, None]}), "area", "people")
    assert (found.loc[0, "status"], bool(np.isnan(found.loc[0, "people"]))) == ("not available", True)


def test_rows_without_a_group_are_a_group():
    table = pd.DataFrame({"area": ["a", None, None], "people": [1, 2, 3]})
    assert measures.pool(table, "area", "people")["people"].tolist() == [1, 5]


def census():
    return pd.DataFrame(
        {
            "area_code": ["N", "N", "W", "W", "S", "S"],
            "area_name": ["Northam", "Northam", "Wick", "Wick", "Sand", "Sand"],
            "birthplace": ["UK", "Elsewhere"] * 3,
            "people": [900, 100, 60, 40, 500, 500],
        }
    )


def test_shares_add_up_to_a_hundred_within_each_area():
    found = measures.share(census(), "birthplace", "people", within=["area_code", "area_name"])
    assert list(found.columns) == [
        *("area_code", "area_name", "birthplace", "people", "total_people"),
        *("share_pct", "lower", "upper", "method", "status"),
    ]
    assert found["share_pct"].tolist() == [90, 10, 60, 40, 50, 50]
    assert found["total_people"].tolist() == [1000, 1000, 100, 100, 1000, 1000]
    assert found[["lower", "upper"]].isna().all(axis=None)
    assert (found["method"] == "census count, no sampling interval (perturbed by the publisher)").all()


def test_a_suppressed_category_takes_its_areas_shares_with_it():
    table = census().assign(status=["shown", "suppressed", *["shown"] * 4])
    found = measures.share(table, "birthplace", "people", within="area_code")
    assert list(found["status"]) == ["suppressed"] * 2 + ["shown"] * 4
    assert found.loc[:1, "share_pct"].isna().all()
    assert found["people"].isna().tolist() == [False, True, *[False] * 4]


def released(*counts, labels=("a", "b", "Total")):
    table = pd.DataFrame({"period": "2026-Q1", "group": labels, "sex": "Total"})
    table["victims"] = pd.array(counts, dtype="Int64")
    return table.assign(status=table["victims"].isna().map({True: "suppressed", False: "shown"}))


def shares_of(table):
    return measures.share(table, ["group", "sex"], "victims", within="period", whole="Total")


def test_a_hidden_category_hides_its_own_share_alone_where_the_table_has_the_whole():
    found = shares_of(released(30, None, 40))
    assert found["group"].tolist() == ["a", "b"]
    assert found["status"].tolist() == ["shown", "suppressed"]
    assert found["share_pct"].tolist()[0] == 75 and found.loc[1, ["victims", "share_pct"]].isna().all()
    assert (found["total_victims"] == 40).all()


def test_a_hidden_whole_hides_every_share():
    found = shares_of(released(30, 10, None))
    assert (found["status"] == "suppressed").all()
    assert found[["share_pct", "total_victims"]].isna().all(axis=None)


def test_a_table_without_the_whole_that_is_named_is_refused():
    table = released(30, 10, labels=("a", "b"))
    with pytest.raises(InputError, match='has "Total"'):
        shares_of(table)
    with pytest.raises(InputError, match='has "Total"'):
        measures.share(table, "group", "victims", whole="Total")
    assert len(shares_of(table.iloc[:0])) == 0


def test_an_area_with_nobody_has_no_shares():
    found = measures.share(pd.DataFrame({"age": ["0-17"], "people": [0]}), "age", "people").loc[0]
    assert (found["status"], found["method"]) == ("not available", "not given: nobody to share among")


def languages():
    return pd.DataFrame(
        {
            "area_code": ["N", "N", "N", "N", "W", "W"],
            "language": ["English (English or Welsh in Wales)", "Polish", "Tamil", "Urdu", "English", "Urdu"],
            "residents_3_plus": [900, 60, 25, 40, 95, 0],
        }
    )


def proficiency():
    not_english = "Main language is not English (English or Welsh in Wales): "
    categories = [
        "Main language is English (English or Welsh in Wales)",
        f"{not_english}Can speak English very well or well",
        f"{not_english}Cannot speak English well",
        f"{not_english}Cannot speak English",
    ]
    return pd.DataFrame(
        {
            "area_code": ["N"] * 4 + ["W"] * 4,
            "area_name": ["Northam"] * 4 + ["Wick"] * 4,
            "proficiency": categories * 2,
            "residents_3_plus": [900, 85, 12, 3, 100, 0, 0, 0],
        }
    )


def test_the_need_for_language_stands_beside_the_languages_and_is_not_multiplied():
    found = measures.languages.language_need(languages(), proficiency()).set_index("area_code")
    north, wick = found.loc["N"], found.loc["W"]
    assert (north["people_not_proficient"], north["total_residents_3_plus"], north["share_pct"]) == (
        15,
        1000,
        1.5,
    )
    assert north["largest_languages"] == "Polish (60), Urdu (40), Tamil (25)"
    assert (north["largest_language"], north["largest_language_people"]) == ("Polish", 60)
    assert wick["people_not_proficient"] == 0
    assert pd.isna(wick["largest_language"])
    assert north["area_name"] == "Northam"
    assert not set(found.columns) & {"language", "people_not_proficient_by_language"}


def test_a_suppressed_level_of_proficiency_hides_the_need():
    table = proficiency().assign(status=["shown"] * 3 + ["suppressed"] + ["shown"] * 4)
    found = measures.languages.language_need(languages(), table).set_index("area_code")
    assert found.loc["N", "status"] == "suppressed"
    assert np.isnan(found.loc["N", "people_not_proficient"]) and np.isnan(found.loc["N", "share_pct"])
    assert found.loc["W", "status"] == "shown"


def test_a_level_of_proficiency_that_is_missing_is_refused():
    with pytest.raises(InputError, match='needs "Cannot speak English" among its values'):
        measures.languages.language_need(
            languages(), proficiency()[lambda t: ~t["proficiency"].str.endswith("speak English")]
        )


def series(counts, start="2020-01-01", **columns):
    days = pd.date_range(start, periods=len(counts), freq="MS")
    return pd.DataFrame({"period_start": days, "offences": counts} | columns)


def test_as_many_a_day_in_every_month_is_a_hundred_in_every_month():
    days = pd.date_range("2019-03-01", periods=36, freq="MS").days_in_month
    found = measures.trends.seasonality(series(list(days), start="2019-03-01"), "offences")
    assert found["calendar_month"].tolist() == list(range(1, 13))
    assert found["month_name"].iloc[1] == "February"
    for column in ("index", "lower", "upper"):
        assert found[column].tolist() == pytest.approx([100] * 12)
    assert (found["years"] == 3).all()


def test_the_calendar_month_with_more_stands_above_a_hundred():
    counts = [10.0] * 36
    counts[6::12] = [20.0, 30.0, 40.0]
    found = measures.trends.seasonality(series(counts), "offences").set_index("month_name")
    assert found.loc["July", "lower"] < found.loc["July", "index"] < found.loc["July", "upper"]
    assert found["index"].idxmax() == "July"
    assert found.loc["July", "offences"] == 90


@pytest.mark.parametrize(("size", "status"), [(23, "not available"), (24, "shown")])
def test_a_season_needs_two_whole_years(size, status):
    found = measures.trends.seasonality(series([5] * size), "offences")
    assert len(found) == 12
    assert (found["status"] == status).all()
    assert found["index"].isna().all() == (status != "shown")


def test_a_year_with_a_missing_month_is_left_out_and_named():
    found = measures.trends.seasonality(series([5] * 36).drop(index=3), "offences")
    assert found["method"].iloc[0].endswith("1 with a missing month left out")
    assert (found["years"] == 2).all() and len(set(found["period"])) == 1
    (period,) = set(found["period"])
    whole = measures.trends.seasonality(series([5] * 36), "offences")["period"].iloc[0]
    assert period.split(" to ")[1] == whole.split(" to ")[1] and period != whole


def test_a_suppressed_month_suppresses_the_season():
    found = measures.trends.seasonality(series([5] * 36, status=["suppressed", *["shown"] * 35]), "offences")
    assert (found["status"] == "suppressed").all() and found["index"].isna().all()


def test_empty_tables_give_empty_answers_with_their_columns():
    empty = census().iloc[:0]
    pooled = measures.pool(empty, "area_code", "people")
    assert list(pooled.columns) == ["area_code", "people", "method", "status"]
    shares = measures.share(empty, "birthplace", "people", within=["area_code", "area_name"])
    assert len(shares) == 0 and {"share_pct", "total_people", "lower", "status"} < set(shares)
    without_area = measures.share(empty, "birthplace", "people")
    assert len(without_area) == 0 and "share_pct" in without_area
    need = measures.languages.language_need(languages().iloc[:0], proficiency().iloc[:0])
    assert len(need) == 0 and {"people_not_proficient", "share_pct", "largest_languages"} < set(need)
    assert len(measures.trends.seasonality(series([1]).iloc[:0], "offences")) == 0


def test_without_a_table_of_languages_the_need_is_still_told():
    need = measures.languages.language_need(languages().iloc[:0], proficiency())
    assert need["people_not_proficient"].tolist() == [15, 0]
    assert need["largest_languages"].isna().all()


def test_importing_measures_imports_neither_scipy_nor_statsmodels():
    import subprocess

    code = "import sys, analysis.measures; sys.exit(bool({'scipy', 'statsmodels'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_tables_stand_one_beneath_the_other_and_those_without_a_row_do_not_change_their_columns():
    wick = pd.DataFrame({"area": ["Wick"], "people": pd.array([5], "Int64")})
    none = pd.DataFrame({"area": [], "people": []})
    both = measures.rates.stack(none, wick, wick)
    assert both["people"].dtype == "Int64" and both.index.tolist() == [0, 1]
    assert both["area"].tolist() == ["Wick", "Wick"]


def test_of_tables_that_all_are_without_a_row_the_columns_stay():
    none = pd.DataFrame({"area": [], "people": []})
    assert measures.rates.stack(none, none).columns.tolist() == ["area", "people"]
    assert measures.rates.stack(none, none).empty
