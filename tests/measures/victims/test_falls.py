"""Where most are lost, and how sure that is: never more sure than chance and the unknown allow."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.rates import limits
from analysis.measures.victims import stages as falls


def funnel(steps, unknown=None, **columns):
    """A funnel as `reach_funnel` gives it: people at each stage, and the unknown of the stage before."""
    names = ["Recorded", "Offered", "Referred", "Contacted safely", "Needs assessed", "Needs met"]
    table = pd.DataFrame({"stage": names[: len(steps)], "people": np.array(steps, dtype=float)})
    before = table["people"].shift()
    unknown = np.array([np.nan, *(unknown or [0] * (len(steps) - 1))], dtype=float)
    known = before - unknown
    lower, upper = limits.wilson_limits(table["people"], known)
    return table.assign(
        before=before,
        before_unknown=unknown,
        share_pct=table["people"] / known * 100,
        lower=np.asarray(lower) * 100,
        upper=np.asarray(upper) * 100,
        status="shown",
        **columns,
    )


def test_the_largest_fall_is_of_the_share_and_not_of_the_people():
    # 200 of 1,000 are lost first, then 160 of 800, then 400 of 640, and last 180 of 240: 75 in 100.
    row = measures.victims.largest_fall(funnel([1_000, 800, 640, 240, 60])).loc[0]
    assert (row["stage"], row["stage_before"]) == ("Needs assessed", "Contacted safely")
    assert (row["fall_pct"], row["people_lost"], row["steps"]) == (75, 180, 4)
    lower, upper = limits.wilson_limits(60, 240)
    assert [row["lower"], row["upper"]] == pytest.approx([100 - 100 * float(upper), 100 - 100 * float(lower)])
    assert row["chance_largest"] == row["chance_at_worst"] > 0.99 and row["verdict"] == falls.CLEAR


def test_two_falls_alike_cannot_be_told_apart():
    row = measures.victims.largest_fall(funnel([1_000, 500, 250, 240])).loc[0]
    assert row["verdict"] == falls.CANNOT_BE_TOLD and 0.3 < row["chance_largest"] < 0.7


def test_where_the_unknown_could_undo_it_it_depends_on_them():
    # Of 900 offered support 300 are unknown: 300 of the 600 known went on, and 600 of 900 if all unknown did.
    row = measures.victims.largest_fall(funnel([1_000, 900, 300, 210], unknown=[0, 300, 0])).loc[0]
    assert row["stage"] == "Referred" and row["fall_pct"] == pytest.approx(50)
    assert row["chance_largest"] > 0.95 > row["chance_at_worst"]
    assert row["verdict"] == falls.ON_THE_UNKNOWN
    assert row["people_lost"] == 300


def test_the_answer_is_the_same_on_every_run():
    table = funnel([1_000, 500, 260, 240])
    first, second = (measures.victims.largest_fall(table).loc[0, "chance_largest"] for _ in range(2))
    assert first == second != measures.victims.largest_fall(table, seed=3).loc[0, "chance_largest"]


def test_a_step_with_more_people_than_before_is_not_compared():
    table = funnel([100, 90, 45, 40])
    table.loc[1, ["lower", "upper", "share_pct"]] = [np.nan, np.nan, 104.0]
    row = measures.victims.largest_fall(table).loc[0]
    assert (row["steps"], row["stage"]) == (2, "Referred")


def test_one_step_is_nothing_to_compare():
    row = measures.victims.largest_fall(funnel([100, 60])).loc[0]
    assert (row["status"], row["method"]) == ("not available", falls.TOO_FEW)
    assert row[["stage", "fall_pct", "verdict"]].isna().all()
    assert measures.victims.largest_fall(funnel([100, 60, 50])).loc[0, "status"] == "shown"


def test_a_hidden_stage_hides_which_fall_is_the_largest():
    table = funnel([1_000, 800, 640, 240, 60])
    table.loc[2, ["people", "share_pct", "lower", "upper"]] = np.nan
    table.loc[2, "status"] = "suppressed"
    row = measures.victims.largest_fall(table).loc[0]
    assert row["status"] == "suppressed" and row[["stage", "fall_pct", "chance_largest"]].isna().all()


def test_each_group_has_its_own():
    table = pd.concat(
        [funnel([1_000, 300, 290], provider="A"), funnel([1_000, 900, 100], provider="B")], ignore_index=True
    )
    found = measures.victims.largest_fall(table, by="provider").set_index("provider")["stage"]
    assert found.to_dict() == {"A": "Offered", "B": "Referred"}


def test_it_takes_what_reach_funnel_gives():
    rows = [("Offered", "Went on", 300), ("Offered", "Declined", 600), ("Referred", "Went on", 280)]
    rows += [("Referred", "Waiting", 20), ("Contacted safely", "Went on", 280)]
    table = pd.DataFrame(rows, columns=["stage", "state", "people"])
    reach = measures.victims.reach_funnel(table, recorded=pd.DataFrame({"victims": [1_000]}))
    row = measures.victims.largest_fall(reach).loc[0]
    assert (row["stage"], row["steps"], row["verdict"]) == ("Referred", 3, falls.CLEAR)
    assert len(measures.victims.largest_fall(reach.iloc[:0])) == 0
