"""Decisions to share: what nobody collects is not a zero, and whoever was not shared was told nothing."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError

COLUMNS = ("recorded_decision", "linked_to_third_party", "told_beforehand")
LABELS = {
    "not_asked": "Not asked",
    "not_supplied": "Not supplied",
    "unknown": "Unknown",
    "not_shared": "Not shared",
}


def answers(column, **counts):
    names = [LABELS.get(name, name) for name in counts]
    return pd.DataFrame({column: names, "sharing_decisions": list(counts.values())})


def linked(status=None, **counts):
    recorded, link, told = (answers(column, **counts) for column in COLUMNS)
    link = link if status is None else link.assign(status=status)
    return measures.victims.sharing_assured(recorded, link, told).loc[1]


@pytest.mark.parametrize("label", ["not_asked", "not_supplied"])
def test_a_share_is_not_collected_until_somebody_collects_it(label):
    row = linked(**{label: 40})
    assert row["status"] == "not available" and row["method"].startswith("not collected")
    assert pd.isna(row["share_pct"]) and row["not_collected"] == 40


def test_from_the_first_that_is_collected_there_is_a_rate_and_the_rest_is_in_its_bounds():
    row = linked(not_asked=39, yes=1)
    assert row["status"] == "shown" and row["share_pct"] == 100
    assert (row["least_pct"], row["most_pct"]) == pytest.approx((2.5, 100))


def test_asked_and_not_known_is_not_the_same_as_not_collected():
    row = linked(unknown=12)
    assert row["status"] == "not available" and "not collected" not in row["method"]


def test_zero_that_somebody_counted_is_a_rate_of_zero():
    row = linked(no=25)
    assert row["status"] == "shown" and row["share_pct"] == 0 and row["upper"] > 0


def test_a_hidden_count_hides_the_rate():
    row = linked(["shown", "suppressed"], yes=20.0, no=float("nan"))
    assert row["status"] == "suppressed" and pd.isna(row["share_pct"])


def test_a_label_that_is_not_known_is_refused_without_being_said():
    with pytest.raises(InputError, match="1 rows whose label is none of") as caught:
        linked(maybe_kalina=3)
    assert "kalina" not in str(caught.value)


def test_the_three_questions_stand_in_one_table_and_of_what_was_not_shared_nobody_had_to_be_told():
    counts = ({"yes": 30, "no": 10, "unknown": 5}, {"yes": 5, "not_asked": 40})
    counts += ({"yes": 6, "no": 4, "not_shared": 35},)
    tables = [answers(column, **each) for column, each in zip(COLUMNS, counts, strict=True)]
    found = measures.victims.sharing_assured(*tables)
    assert found[["yes", "known", "unknown", "not_collected"]].to_numpy().tolist() == [
        [30, 40, 5, 0], [5, 5, 0, 40], [6, 10, 0, 0],
    ]  # fmt: skip
    assert found["share_pct"].tolist() == [75, 100, 60]
    assert found["least_pct"].tolist() == pytest.approx([66.67, 11.11, 60], abs=0.01)
