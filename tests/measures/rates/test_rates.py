"""Rates and shares: what is in a row, on both sides of every threshold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import measures
from analysis.errors import InputError
from analysis.measures.rates import limits as limits_measures


def districts(**columns):
    return pd.DataFrame({"area_name": ["Northam", "Wick", "Unknown"], **columns})


def test_a_row_without_a_population_keeps_its_place():
    table = districts(offences=[412, 7, 49], population=pd.array([65035, 1490, None], dtype="Int64"))
    found = measures.rates.rate(table, "offences", "population")
    assert list(found.columns) == [
        *table.columns,
        *("rate_per_1000", "lower", "upper", "method", "status"),
    ]
    assert found["offences"].sum() == table["offences"].sum()
    assert list(found["status"]) == ["shown", "shown", "not available"]
    assert found["rate_per_1000"].round(2).tolist()[:2] == [6.34, 4.70]
    assert found.loc[2, ["rate_per_1000", "lower", "upper", "method"]].isna().all()


@pytest.mark.parametrize(("events", "method"), [(0, "exact"), (9, "exact"), (10, "Byar"), (11, "Byar")])
def test_the_interval_is_exact_below_ten_events_and_byar_from_ten(events, method):
    found = measures.rates.rate(pd.DataFrame({"events": [events], "people": [1000]}), "events", "people")
    assert found.loc[0, "method"] == method
    limits = limits_measures.exact_limits if method == "exact" else limits_measures.byar_limits
    assert found.loc[0, ["lower", "upper"]].tolist() == pytest.approx([float(x) for x in limits(events)])


@pytest.mark.parametrize("verb", [measures.rates.rate, measures.rates.proportion])
def test_a_suppressed_input_gives_no_number_and_an_empty_table_an_empty_answer(verb):
    table = districts(victims=[3.0, np.nan, 20], population=100)
    table["status"] = ["suppressed", "suppressed", "shown"]
    table["method"] = ["hidden by the publisher", "hidden by the publisher", None]
    before = table.copy()
    found = verb(table, "victims", "population")
    assert list(found["status"]) == ["suppressed", "suppressed", "shown"]
    hidden = found["status"] == "suppressed"
    assert found.loc[hidden].filter(regex="^(rate|share|lower|upper)").isna().all(axis=None)
    assert (found.loc[hidden, "method"] == "hidden by the publisher").all()
    pd.testing.assert_frame_equal(table, before)
    none = verb(table.iloc[:0], "victims", "population")
    assert none.empty and {"victims", "population", "lower", "upper", "method", "status"} < set(none.columns)


@pytest.mark.parametrize("verb", [measures.rates.rate, measures.rates.proportion])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"population": [100, 0, 100]}, '"population" is zero or negative in Wick'),
        ({"population": [100, -5, 100]}, '"population" is zero or negative in Wick'),
        ({"population": [100, 100, np.inf]}, '"population" is infinite'),
        ({"victims": [5.0, 5.0, np.inf]}, '"victims" is infinite'),
        ({"victims": [-1, 0, 0]}, '"victims" is negative in Northam'),
        ({"victims": ["1", "c", "2"]}, 'Column "victims" needs numbers.*Wick'),
        ({"status": ["shown", None, "hidden"]}, "No known status in Wick, Unknown"),
    ],
)
def test_what_is_no_count_no_population_or_no_state_is_refused_by_name(verb, changes, said):
    with pytest.raises(InputError, match=said):
        verb(districts(**{"victims": 0, "population": 100} | changes), "victims", "population")
    with pytest.raises(InputError, match=r'Column "victim" is not in the table.*Nearest: "victims"'):
        verb(districts(victims=0, population=100), "victim", "population")


def test_a_share_larger_than_its_whole_is_refused_but_a_rate_is_not():
    table = districts(victims=[5, 120, 1], population=[100, 100, 100])
    with pytest.raises(InputError, match='"victims" is larger than "population" in Wick'):
        measures.rates.proportion(table, "victims", "population")
    assert measures.rates.rate(table, "victims", "population").loc[1, "rate_per_1000"] == 1200


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 10**7), st.sampled_from([0.8, 0.95, 0.998]))
def test_an_interval_contains_its_value(events, people, confidence):
    table = pd.DataFrame({"events": [events], "people": [people]})
    row = measures.rates.rate(table, "events", "people", confidence=confidence).loc[0]
    assert row["lower"] <= row["rate_per_1000"] <= row["upper"]
    if events <= people:
        row = measures.rates.proportion(table, "events", "people", confidence=confidence).loc[0]
        assert 0 <= row["lower"] <= row["share_pct"] + 1e-9
        assert row["share_pct"] - 1e-9 <= row["upper"] <= 100 + 1e-9


@pytest.mark.parametrize("per", [0, -1_000, np.nan, np.inf])
def test_a_rate_is_per_a_number_of_people_above_zero(per):
    with pytest.raises(InputError, match="it needs a number of people above zero"):
        measures.rates.rate(districts(victims=10, people=1_000), "victims", "people", per=per)
