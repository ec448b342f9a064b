"""People who came: each source apart, a quarter with nobody a nought, and languages as ranges."""

import doctest
import importlib

import pandas as pd
import pytest

from analysis import measures, tables
from analysis.errors import InputError

QUARTERS = [f"2025-Q{number}" for number in range(1, 5)]
POOL = {"four quarters ending 2025-Q4": QUARTERS}


def counted(*rows):
    known = [[quarter, "", 0] for quarter in QUARTERS]
    return pd.DataFrame([*known, *rows], columns=["quarter", "district", "people"])


def people(found):
    return dict(zip(found["district"], found["people"], strict=True))


def test_the_example_runs():
    assert doctest.testmod(importlib.import_module("analysis.measures.newcomers")).failed == 0


def test_quarters_are_added_within_a_period_and_not_beyond_it():
    rows = counted(["2024-Q4", "Wick", 7], ["2025-Q1", "Wick", 4], ["2025-Q4", "Larkmere", 5])
    assert people(measures.newcomers(rows, "district", "people", POOL)) == {
        "Wick": 4, "Larkmere": 5, "Total": 9,
    }  # fmt: skip


def test_a_stock_is_of_each_quarter_for_itself():
    rows = counted(["2025-Q3", "Wick", 7], ["2025-Q4", "Wick", 4])
    found = measures.newcomers(rows, "district", "people", {one: [one] for one in QUARTERS[2:]})
    assert found.query("district == 'Total'")["people"].tolist() == [7, 4]


def test_known_quarters_with_nobody_are_a_nought_and_an_unknown_one_is_not():
    assert people(measures.newcomers(counted(), "district", "people", POOL)) == {"Total": 0}
    longer = {"later": [*QUARTERS, "2026-Q1"]}
    found = measures.newcomers(counted(["2025-Q1", "Wick", 4]), "district", "people", longer)
    assert (found["status"] == "not available").all() and found["people"].isna().all()


def test_without_a_period_there_is_no_row():
    assert measures.newcomers(counted(), "district", "people", {}).empty


def test_a_label_of_a_known_quarter_that_nobody_bears_has_no_row():
    rows = pd.DataFrame({"quarter": QUARTERS, "scheme": "Old", "people": [0, 0, 0, 0]})
    rows.loc[2, ["scheme", "people"]] = ["New", 3]
    found = measures.newcomers(rows, "scheme", "people", POOL)
    assert found["scheme"].tolist() == ["New", "Total"]


def test_one_count_stands_with_what_it_is_and_for_how_many_residents():
    rows = measures.newcomers(counted(["2025-Q4", "Wick", 30]), "district", "people", POOL)
    living = pd.DataFrame({"area_name": ["Wick", "Wye"], "residents": [4_000, 2_000]})
    (row,) = measures.counted_apart(rows, "Asylum support", "here", "people", living).to_dict("records")
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
    row = measures.counted_apart(rows, "a", "b", "people").iloc[0]
    assert pd.isna(row["people"]) and pd.isna(row["rate_per_10000"]) and row["status"] == "suppressed"


def test_a_table_without_its_margin_is_refused():
    rows = pd.DataFrame({"period": ["p"], "district": ["Wick"], "people": [3], "status": ["shown"]})
    with pytest.raises(InputError, match='No row of the table has "Total" in the column "district"'):
        measures.counted_apart(rows, "a", "b", "people")


def test_likely_languages_have_ranges_that_hold_their_share_and_name_a_language():
    found = measures.likely_languages(tables.language_crosswalk())
    assert set(found["nationality"]) == {"Afghan", "Ukrainian"} and found["named"].is_unique
    assert ((found["lower"] < found["share_pct"]) & (found["share_pct"] < found["upper"])).all()
    assert not found["language"].str.startswith(("Any other", "Other")).any()
    dari = found.set_index("named").loc["Dari (Afghan schemes)"]
    assert (dari["lower"], dari["share_pct"], dari["upper"]) == pytest.approx((20, 50, 83.3))


def test_languages_below_the_least_are_left_out_and_a_crosswalk_without_them_is_refused():
    crosswalk = tables.language_crosswalk()
    assert len(measures.likely_languages(crosswalk, least_pct=30)) == 3
    with pytest.raises(InputError, match="no languages of the nationality Afghan"):
        measures.likely_languages(crosswalk[crosswalk["nationality"] == "Ukrainian"])
