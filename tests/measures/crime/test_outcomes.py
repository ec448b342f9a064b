"""Outcomes: types 14 and 16 among all but 0, by group, for the offence mix, and how long they took."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.crime import outcomes
from analysis.measures.rates import limits


def ended(**columns):
    table = pd.DataFrame(
        {"outcome_type": ["0", "14", "16", "15", "18", "Unknown"], "outcomes": [500, 10, 30, 20, 40, 25]}
    )
    return table.assign(**columns)


def test_types_14_and_16_among_all_that_are_outcomes():
    row = measures.crime.victim_does_not_support(ended()).loc[0]
    counts = ["victim_does_not_support", "outcomes_known", "outcomes_unknown", "not_yet_assigned"]
    assert row[counts].tolist() == [40, 100, 25, 500]
    assert (row["share_pct"], row["least_pct"], row["most_pct"]) == pytest.approx((40, 32, 52))


# A type that the publisher added is an outcome, and says nothing of the victim; types may be numbers.
@pytest.mark.parametrize("kind", [*map(str, range(24)), 0, 16, 23, 0.0, 14.0, 23.0])
def test_which_types_count(kind):
    table = pd.DataFrame({"outcome_type": [kind, "18"], "outcomes": [7, 93]})
    row = measures.crime.victim_does_not_support(table).loc[0]
    assert row["victim_does_not_support"] == (7 if float(kind) in (14, 16) else 0)
    assert row["outcomes_known"] == (93 if float(kind) == 0 else 100)


@pytest.mark.parametrize("kind", ["1A", "123", "-1", "14.5"])
def test_alternate_and_other_types_are_refused(kind):
    with pytest.raises(InputError, match='"outcome_type" has 1 rows'):
        measures.crime.victim_does_not_support(pd.DataFrame({"outcome_type": [kind], "outcomes": [5]}))


def test_a_group_whose_outcomes_are_all_to_come_has_no_share():
    (row,) = measures.crime.victim_does_not_support(ended().iloc[:1]).itertuples()
    assert row.status == "not available" and row.not_yet_assigned == 500


def mixed(district, robbery, burglary):
    """Outcomes of a district: (not supported, other) of each offence group."""
    rows = [("Robbery", "16", robbery[0]), ("Robbery", "18", robbery[1])]
    rows += [("Burglary", "14", burglary[0]), ("Burglary", "18", burglary[1])]
    table = pd.DataFrame(rows, columns=["offence_group", "outcome_type", "outcomes"])
    return table.assign(year_ending="2026-03", area_name=district)


def test_a_district_that_differs_only_in_its_offences_has_a_ratio_of_one():
    table = pd.concat([mixed("Northam", (80, 120), (5, 95)), mixed("Wick", (20, 30), (20, 380))])
    crude = measures.crime.victim_does_not_support(table, by="area_name").set_index("area_name")["share_pct"]
    found = measures.crime.does_not_support_for_mix(table).set_index("area_name")
    assert crude["Northam"] > 3 * crude["Wick"] - 5
    assert found["ratio"].tolist() == pytest.approx([1, 1])
    assert found.loc["Northam", "expected"] == pytest.approx(200 * 0.4 + 100 * 0.05)


@pytest.mark.parametrize(("events", "method"), [(9, "exact"), (10, "Byar")])
def test_the_ratio_has_the_interval_of_its_count(events, method):
    table = pd.concat([mixed("Northam", (events, 20), (0, 0)), mixed("Wick", (100, 100), (5, 95))])
    row = measures.crime.does_not_support_for_mix(table).set_index("area_name").loc["Northam"]
    assert row["method"] == method
    wanted = [float(end) / row["expected"] for end in limits.count_limits(events)[:2]]
    assert [row["lower"], row["upper"]] == pytest.approx(wanted)
    assert row["ratio"] == pytest.approx(events / row["expected"])


def test_a_district_without_an_outcome_keeps_its_row():
    waiting = mixed("Wick", (9, 0), (0, 0)).iloc[:1].assign(offence_group="Arson", outcome_type="0")
    table = pd.concat([mixed("Northam", (80, 120), (5, 95)), waiting], ignore_index=True)
    found = measures.crime.does_not_support_for_mix(table).set_index("area_name")
    assert found.loc["Wick", ["method", "status"]].tolist() == [outcomes.NO_OUTCOME, "not available"]
    assert found.loc["Northam", "status"] == "shown" and np.isnan(found.loc["Wick", "ratio"])


def test_a_hidden_count_hides_every_ratio_that_is_held_against_it():
    districts = [mixed("Northam", (80, 120), (5, 95)), mixed("Wick", (20, 30), (20, 380))]
    table = pd.concat(districts, ignore_index=True).assign(status="shown").astype({"outcomes": float})
    table.loc[0, ["outcomes", "status"]] = [np.nan, "suppressed"]
    found = measures.crime.does_not_support_for_mix(table)
    assert (found["status"] == "suppressed").all() and found["ratio"].isna().all()


def closed(number=4, **columns):
    """A count of one type in each of the last quarters before April 2026."""
    days = pd.date_range(end="2026-01-01", periods=number, freq="QS")
    table = pd.DataFrame({"period_start": days, "offence_group": "Theft", "outcome_type": 16})
    return table.assign(**{"outcomes_closed_in_quarter": 10, "status": "shown"} | columns)


def test_outcomes_of_the_newest_year_are_added_up_with_their_corrections():
    table = pd.concat([closed(5), closed(1, outcomes_closed_in_quarter=-3)])
    found = measures.crime.closed_outcomes(table)
    columns = ["year_ending", "offence_group", "outcome_type", "outcomes"]
    assert found[columns].values.tolist() == [["2026-03", "Theft", "16", 37]]
    assert measures.crime.victim_does_not_support(found)["share_pct"].tolist() == [100]


def test_a_shown_blank_adds_nothing_and_one_not_provided_leaves_no_sum():
    blank = closed(1, outcomes_closed_in_quarter=None)
    assert measures.crime.closed_outcomes(pd.concat([closed(), blank]))["outcomes"].tolist() == [40]
    never = closed(outcome_type=0, outcomes_closed_in_quarter=None)
    assert measures.crime.closed_outcomes(pd.concat([closed(), never]))["outcome_type"].tolist() == ["16"]
    found = measures.crime.closed_outcomes(pd.concat([closed(), blank.assign(status="not available")]))
    assert found["status"].tolist() == ["not available"] and found["outcomes"].isna().all()


def test_outcomes_of_several_forces_are_kept_apart():
    forces = pd.concat([closed(area_name="Here"), closed(area_name="There", outcomes_closed_in_quarter=5)])
    found = measures.crime.closed_outcomes(forces, by=["area_name"])
    columns = ["area_name", "year_ending", "outcomes"]
    assert found[columns].values.tolist() == [["Here", "2026-03", 40], ["There", "2026-03", 20]]
