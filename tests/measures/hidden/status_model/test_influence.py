"""Which assumption moves the interval, and what knowing it would be worth: never a point."""

import numpy as np
import pytest

from analysis import measures
from analysis.measures.hidden import ranges

FLAT = {"low_pct": 49.99, "high_pct": 50.01, "shape": "every value alike"}
WIDE = {"low_pct": 10.0, "high_pct": 90.0, "shape": "every value alike"}


@pytest.mark.parametrize("verb", [measures.hidden.status_tornado, measures.hidden.value_of_knowing])
def test_the_wide_one_comes_first_and_the_flat_one_matters_little(verb, census, assumptions):
    found = verb(*census(), assumptions(prevalence_of_abuse=WIDE, adults_among_no_recourse=FLAT))
    assert found["assumption"].tolist()[0] == "prevalence_of_abuse"
    assert set(found["assumption"]) == set(ranges.NEEDS[ranges.VICTIMS])  # who seeks help does not matter
    column = "people_moved" if "people_moved" in found else "narrower_pct"
    flat = found.set_index("assumption").loc["adults_among_no_recourse", column]
    assert abs(flat) < 1 and found[column].is_monotonic_decreasing


def test_a_tornado_holds_each_end_as_an_interval(census, assumptions):
    found = measures.hidden.status_tornado(*census(), assumptions())
    assert (found["lower_at_low"] < found["upper_at_low"]).all()
    assert (found["lower_at_high"] < found["upper_at_high"]).all()
    assert not [name for name in found.columns if name in ("value", "mean", "median", "people")]


def test_knowing_all_that_matters_narrows_to_almost_nothing(census, assumptions):
    every = {row.assumption: FLAT for row in assumptions().itertuples()} | {"prevalence_of_abuse": WIDE}
    row = measures.hidden.value_of_knowing(*census(), assumptions(**every)).iloc[0]
    assert row["assumption"] == "prevalence_of_abuse" and row["narrower_pct"] > 98
    assert row["narrower_least_pct"] <= row["narrower_pct"] <= row["narrower_most_pct"]
    assert row["could_come_from"] == "A survey"


@pytest.mark.parametrize("verb", [measures.hidden.status_tornado, measures.hidden.value_of_knowing])
def test_what_is_not_found_is_named_and_nothing_is_computed(verb, census, assumptions, not_found):
    found = verb(*census(), not_found("prevalence_of_abuse"))
    assert found["assumption"].tolist() == ["prevalence_of_abuse"]
    assert (found["status"] == "not available").all()
    figures = found.select_dtypes(float)
    assert len(figures.columns) and figures.isna().all(axis=None)
    passports, arrivals = census()
    found = verb(passports, arrivals.assign(residents=np.nan), assumptions())
    assert found["called"].tolist() == ["a figure of the census"]
