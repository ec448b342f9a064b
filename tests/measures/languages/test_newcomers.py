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
    gone = counted(Total=pd.NA).assign(status="not available").astype({"people": "Int64"})
    assert measures.rates.counted_apart(gone, "a", "b", "people")["period"].isna().all()
    with pytest.raises(InputError, match='No row of the table has "Total" in the column "district"'):
        measures.rates.counted_apart(counted(Wick=3), "a", "b", "people")


def likely(crosswalk, afghans=5, ukrainians=7):
    scheme = {"scheme": ["Afghan Citizens Resettlement Scheme"], "people_resettled": [afghans]}
    came = pd.DataFrame({"people_arrived": pd.array([ukrainians], dtype="Int64"), "status": "shown"})
    return measures.languages.likely_languages(crosswalk, pd.DataFrame(scheme).assign(status="shown"), came)


def test_nothing_is_said_of_the_languages_of_a_scheme_under_which_nobody_is_counted_here():
    """Ukrainian and Dari were the likeliest languages of an area that counts nobody under either scheme."""
    crosswalk = tables.languages.language_crosswalk()
    assert set(likely(crosswalk, ukrainians=None)["nationality"]) == {"Afghan"}
    assert set(likely(crosswalk, afghans=0)["nationality"]) == {"Ukrainian"}
    assert likely(crosswalk, afghans=0, ukrainians=pd.NA).empty


def test_likely_languages_have_ranges_that_hold_their_share_and_name_a_language():
    crosswalk = tables.languages.language_crosswalk()
    found = likely(crosswalk)
    assert set(found["nationality"]) == {"Afghan", "Ukrainian"} and found["named"].is_unique
    assert ((found["lower"] < found["share_pct"]) & (found["share_pct"] < found["upper"])).all()
    assert not found["language"].str.startswith(("Any other", "Other")).any()
    dari = found.set_index("named").loc["Dari (Afghan schemes)"]
    assert (dari["lower"], dari["share_pct"], dari["upper"]) == pytest.approx((20, 50, 83.3))
    assert found["share_pct"].min() >= 1 and crosswalk["weight"].min() < 0.01  # the least is left out
