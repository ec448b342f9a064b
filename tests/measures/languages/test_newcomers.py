"""People who came: each source apart, and languages as ranges."""

import pandas as pd
import pytest

from analysis import measures, tables
from analysis.errors import InputError


def counted(**people):
    rows = {"period": "four quarters ending 2025-Q4", "district": list(people), "people": people.values()}
    return pd.DataFrame(rows).assign(status="shown")


def test_one_count_stands_with_what_it_is_and_for_how_many_residents():
    living = pd.DataFrame({"area_name": ["Wick", "Wye"], "residents": [4_000, 2_000]})
    arguments = counted(Wick=30, Total=30), "Asylum support", "here", "people"
    (row,) = measures.rates.counted_apart(*arguments, living).to_dict("records")
    assert (row["what"], row["is_a"]) == ("Asylum support", "here")
    assert (row["people"], row["rate_per_10000"], row["status"]) == (30, 50, "shown")
    assert "counted everybody" in row["method"]
    # Where no residents are known there is no rate.
    for nobody in (None, living.iloc[:0]):
        assert "rate_per_10000" not in measures.rates.counted_apart(*arguments, nobody)
    hidden = counted(Total=pd.NA).assign(status="suppressed").astype({"people": "Int64"})
    row = measures.rates.counted_apart(hidden, "a", "b", "people").iloc[0]
    assert pd.isna(row["people"]) and row["status"] == "suppressed"
    with pytest.raises(InputError, match='No row of the table has "Total" in the column "district"'):
        measures.rates.counted_apart(counted(Wick=3), "a", "b", "people")


def test_likely_languages_have_ranges_that_hold_their_share_and_name_a_language():
    crosswalk = tables.languages.language_crosswalk()
    found = measures.languages.likely_languages(crosswalk)
    assert set(found["nationality"]) == {"Afghan", "Ukrainian"} and found["named"].is_unique
    assert ((found["lower"] < found["share_pct"]) & (found["share_pct"] < found["upper"])).all()
    assert not found["language"].str.startswith(("Any other", "Other")).any()
    dari = found.set_index("named").loc["Dari (Afghan schemes)"]
    assert (dari["lower"], dari["share_pct"], dari["upper"]) == pytest.approx((20, 50, 83.3))
    assert found["share_pct"].min() >= 1 and crosswalk["weight"].min() < 0.01  # the least is left out
