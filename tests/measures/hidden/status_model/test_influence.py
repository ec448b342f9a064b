"""What knowing an assumption would be worth: how far the interval narrows, and never a point."""

import numpy as np

from analysis import measures
from analysis.measures.hidden import ranges

FLAT = {"low_pct": 49.99, "high_pct": 50.01, "shape": "every value alike"}
WIDE = {"low_pct": 10.0, "high_pct": 90.0, "shape": "every value alike"}


def test_the_wide_one_comes_first_and_the_flat_one_matters_little(census, assumptions):
    found = measures.hidden.value_of_knowing(
        *census(), assumptions(prevalence_of_abuse=WIDE, adults_among_no_recourse=FLAT)
    )
    assert found["assumption"].tolist()[0] == "prevalence_of_abuse"
    assert set(found["assumption"]) == set(ranges.NEEDS[ranges.VICTIMS])  # who seeks help does not matter
    flat = found.set_index("assumption").loc["adults_among_no_recourse", "narrower_pct"]
    assert abs(flat) < 1 and found["narrower_pct"].is_monotonic_decreasing


def test_knowing_all_that_matters_narrows_to_almost_nothing(census, assumptions):
    every = {row.assumption: FLAT for row in assumptions().itertuples()} | {"prevalence_of_abuse": WIDE}
    row = measures.hidden.value_of_knowing(*census(), assumptions(**every)).iloc[0]
    assert row["assumption"] == "prevalence_of_abuse" and row["narrower_pct"] > 98
    assert row["narrower_least_pct"] <= row["narrower_pct"] <= row["narrower_most_pct"]
    assert row["could_come_from"] == "A survey"


def test_what_is_not_found_is_named_and_nothing_is_computed(census, assumptions, not_found):
    found = measures.hidden.value_of_knowing(*census(), not_found("prevalence_of_abuse"))
    assert found["assumption"].tolist() == ["prevalence_of_abuse"]
    assert (found["status"] == "not available").all()
    figures = found.select_dtypes(float)
    assert len(figures.columns) and figures.isna().all(axis=None)
    passports, arrivals = census()
    found = measures.hidden.value_of_knowing(passports, arrivals.assign(residents=np.nan), assumptions())
    assert found["called"].tolist() == ["a figure of the census"]
