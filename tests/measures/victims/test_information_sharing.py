"""Decisions to share: what nobody collects is not a zero, and whoever was not shared was told nothing."""

import doctest

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.victims import information_sharing


def linked(**counts):
    labels = {"not_asked": "Not asked", "not_supplied": "Not supplied", "unknown": "Unknown"}
    names = [labels.get(name, name) for name in counts]
    return pd.DataFrame({"linked_to_third_party": names, "sharing_decisions": list(counts.values())})


def test_the_example_runs():
    assert doctest.testmod(information_sharing).failed == 0


@pytest.mark.parametrize("label", ["not_asked", "not_supplied"])
def test_the_linkage_rate_is_not_collected_until_somebody_collects_it(label):
    row = information_sharing.linkage_rate(linked(**{label: 40})).loc[0]
    assert row["status"] == "not available" and row["method"].startswith("not collected")
    assert pd.isna(row["share_pct"]) and row["sharing_decisions_not_collected"] == 40


def test_from_the_first_that_is_collected_there_is_a_rate_and_the_rest_is_in_its_bounds():
    row = information_sharing.linkage_rate(linked(not_asked=39, yes=1)).loc[0]
    assert row["status"] == "shown" and row["share_pct"] == 100
    assert (row["least_pct"], row["most_pct"]) == pytest.approx((2.5, 100))


def test_asked_and_not_known_is_not_the_same_as_not_collected():
    row = information_sharing.linkage_rate(linked(unknown=12)).loc[0]
    assert row["status"] == "not available" and "not collected" not in row["method"]


def test_zero_that_somebody_counted_is_a_rate_of_zero():
    row = information_sharing.linkage_rate(linked(no=25)).loc[0]
    assert row["status"] == "shown" and row["share_pct"] == 0 and row["upper"] > 0


def test_of_victims_not_shared_nobody_had_to_be_told():
    table = pd.DataFrame({"told_beforehand": ["Not shared", "yes", "no"], "sharing_decisions": [60, 30, 10]})
    row = information_sharing.told_before_sharing(table).loc[0]
    assert row["sharing_decisions_known"] == 40 and row["share_pct"] == 75


def test_decisions_written_down_by_quarter():
    table = pd.DataFrame(
        {
            "quarter": ["2026-Q1", "2026-Q1", "2026-Q2"],
            "recorded_decision": ["yes", "no", "yes"],
            "sharing_decisions": [15, 5, 8],
        }
    )
    found = information_sharing.decisions_written_down(table, by="quarter").set_index("quarter")
    assert found["share_pct"].to_dict() == {"2026-Q1": 75, "2026-Q2": 100}


def test_a_hidden_count_hides_the_rate():
    table = linked(yes=20, no=15).astype({"sharing_decisions": float}).assign(status=["shown", "suppressed"])
    table.loc[1, "sharing_decisions"] = float("nan")
    row = information_sharing.linkage_rate(table).loc[0]
    assert row["status"] == "suppressed" and pd.isna(row["share_pct"])


def test_a_label_that_is_not_known_is_refused_without_being_said():
    with pytest.raises(InputError, match="1 rows whose label is none of") as caught:
        information_sharing.linkage_rate(linked(maybe_kalina=3))
    assert "kalina" not in str(caught.value)


def test_completeness_of_the_record_is_told_as_for_any_other_count():
    table = pd.DataFrame({"ground": ["To keep the victim safe", "Unknown"], "sharing_decisions": [18, 2]})
    found = measures.victims.completeness(table, ["ground"], value="sharing_decisions")
    assert found.loc[found["state"] == "Unknown", "share_pct"].item() == 10


def test_the_three_questions_stand_in_one_table_with_what_is_not_collected():
    tables = [
        pd.DataFrame({name: labels, "sharing_decisions": counts})
        for name, labels, counts in (
            ("recorded_decision", ["yes", "no", "Unknown"], [30, 10, 5]),
            ("linked_to_third_party", ["yes", "Not asked"], [5, 40]),
            ("told_beforehand", ["yes", "no", "Not shared"], [6, 4, 35]),
        )
    ]
    found = measures.victims.sharing_assured(*tables)
    assert found[["yes", "known", "unknown", "not_collected"]].to_numpy().tolist() == [
        [30, 40, 5, 0], [5, 5, 0, 40], [6, 10, 0, 0],
    ]  # fmt: skip
    assert found["share_pct"].tolist() == [75, 100, 60]
    assert found["least_pct"].tolist() == pytest.approx([66.67, 11.11, 60], abs=0.01)
