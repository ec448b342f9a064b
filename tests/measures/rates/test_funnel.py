"""Funnels: on which side of a limit an area lies, in words, in limits and on the curve alike."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import measures
from analysis.measures.rates import funnel


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2000), st.floats(0.001, 2000))
def test_the_words_and_the_limits_agree(observed, expected):
    seen, wanted = np.array([float(observed)]), np.array([expected])
    counts = {name: edge.item() for name, edge in funnel.control_limits(wanted).items()}
    words = {
        funnel.ABOVE_OUTER: observed > counts["outer_upper"],
        funnel.ABOVE_INNER: counts["inner_upper"] < observed <= counts["outer_upper"],
        funnel.WITHIN: counts["inner_lower"] <= observed <= counts["inner_upper"],
        funnel.BELOW_INNER: counts["outer_lower"] <= observed < counts["inner_lower"],
        funnel.BELOW_OUTER: observed < counts["outer_lower"],
    }
    assert words[funnel.positions(seen, wanted).item()]


# Poisson with mean 10: 3 or fewer 0.0103, 4 or fewer 0.0293; 18 or more 0.0143, 17 or more 0.0270.
# 1 or fewer 0.0005, 2 or fewer 0.0028; 22 or more 0.0007, 21 or more 0.0016.
@pytest.mark.parametrize(
    ("observed", "position"),
    [
        (1, "below the outer limit"),
        (2, "below the inner limit"),
        (3, "below the inner limit"),
        (4, "within the limits"),
        (17, "within the limits"),
        (18, "above the inner limit"),
        (21, "above the inner limit"),
        (22, "above the outer limit"),
    ],
)
def test_both_sides_of_every_limit(observed, position):
    assert funnel.positions(np.array([float(observed)]), np.array([10.0])).item() == position


def test_none_at_all_is_no_surprise_where_little_is_expected():
    expected = np.array([3.6, 3.7])  # exp(-3.69) = 0.025
    assert list(funnel.positions(np.zeros(2), expected)) == ["within the limits", "below the inner limit"]
    lower = funnel.control_limits(expected)["inner_lower"]
    assert lower[0] == 0 < lower[1]


def forces(**columns):
    table = {"force_name": [*"ABC"], "offences": [100, 240, 350], "population": [10_000, 20_000, 30_000]}
    return pd.DataFrame(table | columns)


def test_rates_stand_against_the_rate_of_all_areas_together():
    found = measures.rates.funnel_of_rates(forces(), "offences", "population")
    assert found["overall_rate_per_1000"].tolist() == pytest.approx([11.5] * 3)  # 690 in 60,000
    assert found["rate_per_1000"].tolist() == pytest.approx([10, 12, 350 / 30])
    assert (found["comparisons"] == 3).all()
    assert ((found["inner_lower"] < 11.5) & (found["inner_upper"] > 11.5)).all()
    assert (found["outer_lower"] < found["inner_lower"]).all()


def test_an_area_that_is_not_shown_is_neither_judged_nor_in_the_average():
    table = forces(status=["shown", "suppressed", "not available"], method=[None, "too few", "no return"])
    found = measures.rates.funnel_of_rates(table, "offences", "population")
    assert found["overall_rate_per_1000"].iloc[0] == pytest.approx(10)
    assert found["comparisons"].iloc[0] == 1
    assert list(found["status"]) == ["shown", "suppressed", "not available"]
    assert found.loc[1:, ["rate_per_1000", "lower", "inner_upper", "position"]].isna().all(axis=None)
    assert list(found.loc[1:, "method"]) == ["too few", "no return"]


def test_areas_that_differ_as_chance_would_have_them_show_a_dispersion_near_one():
    random, dispersion = np.random.default_rng(1), []
    for means in (np.full(400, 50.0), np.repeat([40.0, 60.0], 200)):
        table = pd.DataFrame({"observed": random.poisson(means), "people": 1_000})
        found = measures.rates.funnel_of_rates(table, "observed", "people")
        dispersion.append(found["dispersion"].iloc[0])
    assert 0.5 < dispersion[0] < 1.1  # drawing in the ends takes about a third off
    assert dispersion[1] > 1.5


def beyond(many, of, **columns):
    """Return a funnel of which so many areas lie beyond the outer limits."""
    position = [funnel.ABOVE_OUTER] * many + [funnel.WITHIN] * (of - many)
    return pd.DataFrame({"position": position, "method": "limits", "status": ["shown"] * of} | columns)


@pytest.mark.parametrize(
    ("many", "of", "drawn"), [(0, 12, True), (1, 10, True), (2, 19, False), (40, 41, False)]
)
def test_a_funnel_of_which_more_than_a_tenth_lies_beyond_the_outer_limits_is_left_out(many, of, drawn):
    found = measures.rates.where_limits_hold(beyond(many, of))
    assert found["status"].eq("shown" if drawn else "not available").all()
    if not drawn:
        assert found["method"].str.startswith(f"not given: {many} of {of} forces lie beyond").all()
        # Areas that are not shown are none of those judged.
        more = beyond(many, of + 1, status=["shown"] * of + ["not available"])
        assert f"{many} of {of} forces" in measures.rates.where_limits_hold(more).loc[0, "method"]


def test_areas_without_a_single_event_have_nothing_to_be_judged_by_and_an_empty_table_gives_an_empty_funnel():
    found = measures.rates.funnel_of_rates(forces(offences=0), "offences", "population")
    assert (found["status"] == "not available").all() and found["position"].isna().all()
    none = measures.rates.funnel_of_rates(forces().iloc[:0], "offences", "population")
    assert none.empty and {"position", "inner_lower", "lower", "comparisons", "status"} < set(none)
