"""Everyone at each stage, from the last stage that each person reached."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.victims.last_stages import all_at_each_stage, stages_by_group
from analysis.measures.victims.stages import STAGES, largest_fall, reach_funnel

LAST = [
    # came by, last stage, state, clients
    ("Offered by the police", "Offered", "Declined", 300),
    ("Offered by the police", "Offered", "Unknown", 100),
    ("Offered by the police", "Referred", "Uncontactable", 80),
    ("Offered by the police", "Contacted safely", "Declined", 20),
    ("Offered by the police", "Needs met", "Need met", 100),
    ("Came by themselves", "Referred", "Waiting", 10),
    ("Came by themselves", "Needs assessed", "Need not met", 30),
    ("Came by themselves", "Needs met", "Need met", 60),
]


def tabulated(rows, *by):
    """Return counts by two columns with their margins, as a released table has them."""
    frame = pd.DataFrame(rows, columns=["came_by", "stage", "state", "clients"])
    cells = frame.groupby(list(by), as_index=False)["clients"].sum()
    for column in by:
        others = [name for name in by if name != column]
        margin = cells.groupby(others, as_index=False)["clients"].sum() if others else cells.sum()
        cells = pd.concat([cells, margin.assign(**{column: "Total"})], ignore_index=True)
    return cells.assign(status="shown")


def everyone(rows=LAST[:5]):
    return all_at_each_stage(tabulated(rows, "stage", "state"))


def test_whoever_reached_a_later_stage_was_at_each_before_it():
    reach = reach_funnel(everyone()).set_index("stage")
    assert reach.loc[list(STAGES), "people"].tolist() == [600, 200, 120, 100, 100]
    assert reach.loc[list(STAGES), "went_on"].tolist() == [200, 120, 100, 100, 0]
    assert reach.loc["Offered", ["declined", "unknown"]].tolist() == [300, 100]
    # Of 100 it is not known what became: 200 of 500 went on, and at most 300 of 600.
    assert reach.loc["Referred", ["share_pct", "most_pct"]].tolist() == [40, 50]


def test_a_hidden_total_hides_those_who_went_on_and_no_more():
    states = tabulated(LAST[:5], "stage", "state")
    hidden = states["stage"].eq("Contacted safely") & states["state"].eq("Total")
    states.loc[hidden, ["clients", "status"]] = [None, "suppressed"]
    made = all_at_each_stage(states)
    went_on = made[made["state"].eq("Went on")].set_index("stage")
    assert went_on["status"].tolist() == ["suppressed", "suppressed", "shown", "shown"]
    assert went_on["people"].isna().tolist() == [True, True, False, False]


def test_a_table_without_margins_is_refused():
    whole = tabulated(LAST, "stage", "state")
    with pytest.raises(InputError, match='no "Total" in "state"'):
        all_at_each_stage(whole[whole["state"].ne("Total")])


def test_groups_are_compared_stage_by_stage():
    found = stages_by_group(tabulated(LAST, "came_by", "stage"), "came_by").set_index(["came_by", "stage"])
    own = found.loc["Came by themselves"]
    assert own["reached"].tolist() == [90, 90, 60]
    assert own["before"].tolist() == [100, 90, 90]
    assert own.loc["Contacted safely", "share_pct"] == 90
    assert 82 < own.loc["Contacted safely", "lower"] < 90 < own.loc["Contacted safely", "upper"] < 95


def test_a_stage_that_nobody_came_to_has_no_share_after_it():
    rows = [("x", "Referred", "Declined", 12)]
    found = stages_by_group(tabulated(rows, "came_by", "stage"), "came_by")
    assert found["reached"].tolist() == [0, 0, 0]
    assert found["status"].tolist() == ["shown", *["not available"] * 2]
    assert found["method"].iloc[1] == "not given: nothing before it"


def test_a_hidden_last_stage_hides_what_is_counted_with_it():
    table = tabulated(LAST, "came_by", "stage")
    one = table["came_by"].eq("Offered by the police") & table["stage"].eq("Contacted safely")
    table.loc[one, ["clients", "status"]] = [None, "suppressed"]
    found = stages_by_group(table, "came_by").set_index(["came_by", "stage"])
    assert found.loc["Offered by the police", "status"].tolist() == ["suppressed"] * 2 + ["shown"]
    assert found.loc["Came by themselves", "status"].eq("shown").all()


def test_a_stage_that_providers_count_in_different_ways_has_no_figure_and_the_next_is_of_the_one_before_it():
    reach = reach_funnel(everyone(), apart=["Contacted safely"]).set_index("stage")
    withheld = reach.loc["Contacted safely"]
    assert (withheld["status"], withheld["method"]) == (
        "not available",
        "not given: the providers count it in different ways",
    )
    assert pd.isna(withheld["people"]) and pd.isna(withheld["share_pct"])
    # 100 of the 200 who were referred were assessed, whatever lies between.
    assert reach.loc["Needs assessed", ["people", "before", "share_pct"]].tolist() == [100, 200, 50]
    assert reach.loc["Needs met", "share_pct"] == 100
    fall = largest_fall(reach.reset_index()).iloc[0]
    assert (fall["stage"], fall["stage_before"], fall["fall_pct"]) == ("Referred", "Offered", 60)


def test_the_stage_before_a_fall_is_one_that_has_a_figure():
    rows = [*LAST[:1], ("Offered by the police", "Referred", "Waiting", 900), *LAST[3:5]]
    reach = reach_funnel(everyone(rows), apart=["Contacted safely"])
    fall = largest_fall(reach).iloc[0]
    assert (fall["stage"], fall["stage_before"]) == ("Needs assessed", "Referred")


def test_groups_are_compared_without_a_stage_that_is_counted_in_different_ways():
    found = stages_by_group(tabulated(LAST, "came_by", "stage"), "came_by", apart=["Contacted safely"])
    assert set(found["stage"]) == {"Needs assessed", "Needs met"}
    police = found[found["came_by"].eq("Offered by the police")].set_index("stage")
    assert police.loc["Needs assessed", ["reached", "before", "share_pct"]].tolist() == [100, 200, 50]
    themselves = found[found["came_by"].eq("Came by themselves")].set_index("stage")
    assert themselves.loc["Needs assessed", ["reached", "before", "share_pct"]].tolist() == [90, 100, 90]
