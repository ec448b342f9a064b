"""People who came: each source apart, and languages as ranges."""

import pandas as pd
import pytest

from analysis import measures, tables
from analysis.errors import InputError


def counted(**people):
    rows = {"period": "four quarters ending 2025-Q4", "district": list(people), "people": people.values()}
    return pd.DataFrame(rows).assign(status="shown")


def test_one_count_stands_with_what_it_is_and_for_how_many_residents():
    rows = counted(Wick=30, Total=30)
    living = pd.DataFrame({"area_name": ["Wick", "Wye"], "residents": [4_000, 2_000]})
    (row,) = measures.rates.counted_apart(rows, "Asylum support", "here", "people", living).to_dict("records")
    assert (row["what"], row["is_a"], row["people"], row["rate_per_10000"]) == (
        "Asylum support",
        "here",
        30,
        50,
    )
    assert row["status"] == "shown" and "counted everybody" in row["method"]


def test_without_residents_there_is_no_rate_and_a_hidden_total_stays_hidden():
    rows = pd.DataFrame({"period": "p", "district": ["Total"], "people": pd.array([pd.NA], dtype="Int64"),
                         "status": "suppressed"})  # fmt: skip
    row = measures.rates.counted_apart(rows, "a", "b", "people").iloc[0]
    assert pd.isna(row["people"]) and "rate_per_10000" not in row and row["status"] == "suppressed"


def test_where_no_residents_are_known_there_is_no_rate():
    rows = pd.DataFrame({"period": ["p"], "district": ["Total"], "people": [3], "status": ["shown"]})
    nobody = pd.DataFrame({"residents": pd.array([], dtype="Int64")})
    assert (
        measures.rates.counted_apart(rows, "a", "b", "people", nobody).columns.isin(["rate_per_10000"]).sum()
        == 0
    )


def test_a_table_without_its_margin_is_refused():
    rows = pd.DataFrame({"period": ["p"], "district": ["Wick"], "people": [3], "status": ["shown"]})
    with pytest.raises(InputError, match='No row of the table has "Total" in the column "district"'):
        measures.rates.counted_apart(rows, "a", "b", "people")


def test_likely_languages_have_ranges_that_hold_their_share_and_name_a_language():
    found = measures.languages.likely_languages(tables.languages.language_crosswalk())
    assert set(found["nationality"]) == {"Afghan", "Ukrainian"} and found["named"].is_unique
    assert ((found["lower"] < found["share_pct"]) & (found["share_pct"] < found["upper"])).all()
    assert not found["language"].str.startswith(("Any other", "Other")).any()
    dari = found.set_index("named").loc["Dari (Afghan schemes)"]
    assert (dari["lower"], dari["share_pct"], dari["upper"]) == pytest.approx((20, 50, 83.3))


def test_languages_below_the_least_are_left_out():
    crosswalk = tables.languages.language_crosswalk()
    found = measures.languages.likely_languages(crosswalk)
    assert found["share_pct"].min() >= 1 and crosswalk["weight"].min() < 0.01
