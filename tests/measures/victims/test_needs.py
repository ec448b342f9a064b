"""Needs: found, met, waiting, not met and why; and places against those who ask."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.rates import limits
from analysis.measures.victims import needs
from analysis.measures.victims import needs as needs_measures

STATES = {
    "Met": 40, "Waiting": 10, "Declined": 5, "Unsafe to contact": 3, "Uncontactable": 2,
    "Not met: no interpreter": 6, "Not met: service full": 4, "Unknown": 20, "Refused": 10,
}  # fmt: skip


def found_needs(provider="A", category="Finance and benefits", states=STATES):
    return pd.DataFrame(
        {
            "provider": provider,
            "need_category": category,
            "need_state": list(states),
            "needs": list(states.values()),
        }
    )


def test_every_state_has_its_place_and_the_unknown_are_in_none_of_them():
    row = measures.victims.needs_met(found_needs()).loc[0]
    assert row["needs_identified"] == 100
    assert row[
        ["needs_met", "waiting", "declined", "unsafe_to_contact", "uncontactable", "not_met"]
    ].tolist() == [40, 10, 5, 3, 2, 10]
    assert (row["needs_known"], row["needs_unknown"]) == (70, 30)
    assert row["share_pct"] == pytest.approx(40 / 70 * 100)
    assert (row["least_pct"], row["most_pct"]) == (40, 70)


def test_providers_are_apart_where_asked_and_together_where_not():
    table = pd.concat([found_needs("A"), found_needs("B", states={"Met": 10, "Waiting": 10})])
    apart = measures.victims.needs_met(table, by="provider").set_index("provider")
    assert apart["needs_identified"].to_dict() == {"A": 100, "B": 20}
    assert measures.victims.needs_met(table)["needs_identified"].tolist() == [120]


def test_the_counts_may_be_of_clients_needs():
    table = found_needs().rename(columns={"needs": "client_needs"})
    row = measures.victims.needs_met(table, value="client_needs").loc[0]
    assert (row["client_needs_identified"], row["client_needs_met"]) == (100, 40)


def test_a_category_that_is_none_of_the_eight_is_refused():
    assert len(needs.NEED_CATEGORIES) == 8
    with pytest.raises(InputError, match='Nearest: "Finance and benefits"'):
        measures.victims.needs_met(found_needs(category="Finances and benefits"))


def test_a_state_that_is_not_known_is_refused():
    with pytest.raises(InputError, match=r'"need_state".*Nearest: "Declined"'):
        measures.victims.needs_met(found_needs(states={"Declines": 4}))


def test_a_suppressed_state_takes_the_category_along():
    table = found_needs(states={"Met": 40.0, "Waiting": np.nan}).assign(status=["shown", "suppressed"])
    met = measures.victims.needs_met(table)
    assert (met["status"] == "suppressed").all() and met.select_dtypes("number").isna().all(axis=None)


@pytest.mark.parametrize(
    ("demand", "verdict"), [(90, "too few places"), (70, "cannot be told"), (40, "enough places")]
)
def test_places_against_demand(demand, verdict):
    table = pd.DataFrame({"provider": ["A"], "places": [60], "demand": [demand]})
    row = needs_measures.capacity_against_demand(table).loc[0]
    lower, upper = limits.byar_limits(demand)
    assert row["ratio"] == pytest.approx(60 / demand)
    assert (row["lower"], row["upper"]) == pytest.approx((60 / float(upper), 60 / float(lower)))
    assert row["verdict"] == verdict


@pytest.mark.parametrize(("demand", "method"), [(9, "exact"), (10, "Byar")])
def test_the_demand_is_a_count_with_exact_limits_below_ten(demand, method):
    table = pd.DataFrame({"places": [5], "demand": [demand]})
    assert needs_measures.capacity_against_demand(table).loc[0, "method"].startswith(method)


def test_nobody_asking_is_no_ratio_and_no_places_are_a_ratio_of_zero():
    table = pd.DataFrame({"places": [5.0, 0.0, np.nan], "demand": [0.0, 20.0, 5.0]})
    found = needs_measures.capacity_against_demand(table)
    assert list(found["status"]) == ["not available", "shown", "not available"]
    assert found.loc[0, "method"] == "not given: nobody asked"
    assert (found.loc[1, "ratio"], found.loc[1, "verdict"]) == (0, "too few places")
    assert found.loc[[0, 2], ["ratio", "lower", "upper", "verdict"]].isna().all(axis=None)
    with pytest.raises(InputError, match='"places" is negative'):
        needs_measures.capacity_against_demand(table.assign(places=-1))


def test_reasons_are_counted_over_categories_the_most_frequent_first():
    table = pd.concat([found_needs(), found_needs(category="Shelter and accommodation")])
    found = measures.victims.reasons_not_met(table)
    assert found[["reason", "needs"]].values.tolist() == [["no interpreter", 12], ["service full", 8]]
    apart = measures.victims.reasons_not_met(pd.concat([table, found_needs("B")]), by="provider")
    assert apart["provider"].tolist() == ["A", "A", "B", "B"] and apart["needs"].tolist() == [12, 8, 6, 4]


def test_a_need_not_met_without_a_word_why_has_no_reason_and_no_such_need_no_row():
    found = measures.victims.reasons_not_met(found_needs(states={"Not met": 7, "Met": 5}))
    assert found[["reason", "needs"]].values.tolist() == [[needs.NO_REASON, 7]]
    assert measures.victims.reasons_not_met(found_needs(states={"Met": 5})).empty


def test_a_hidden_reason_hides_itself_and_no_other():
    table = found_needs(states={"Not met: service full": np.nan, "Not met: no interpreter": 6.0})
    found = measures.victims.reasons_not_met(table.assign(status=["suppressed", "shown"])).set_index("reason")
    assert found["status"].to_dict() == {"no interpreter": "shown", "service full": "suppressed"}
