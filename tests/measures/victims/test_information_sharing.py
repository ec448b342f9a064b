"""Decisions to share: what nobody collects is not a zero, and whoever was not shared was told nothing."""

import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures.victims.completeness import NOT_COLLECTED
from analysis.measures.victims.unknowns import NOBODY_KNOWN

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


def linked(status="shown", **counts):
    recorded, link, told = (answers(column, **counts) for column in COLUMNS)
    return measures.victims.sharing_assured(recorded, link.assign(status=status), told).loc[1]


@pytest.mark.parametrize(
    ("counts", "method", "figures"),
    [
        ({"not_asked": 40}, NOT_COLLECTED, [40]),
        ({"not_supplied": 40}, NOT_COLLECTED, [40]),
        ({"unknown": 12}, NOBODY_KNOWN, [0]),
        ({"no": 25}, "Wilson", [0, 0, 0, 0]),
        ({"not_asked": 39, "yes": 1}, "Wilson", [39, 100, 2.5, 100]),
    ],
)
def test_there_is_a_rate_from_the_first_that_is_collected_and_bounds_the_rest(counts, method, figures):
    row = linked(**counts)
    shown = method == "Wilson"
    assert (row["status"], row["method"]) == ("shown" if shown else "not available", method)
    found = row[["not_collected", "share_pct", "least_pct", "most_pct"]]
    assert found.tolist()[: len(figures)] == pytest.approx(figures) and pd.notna(row["share_pct"]) == shown


def test_a_hidden_count_hides_the_rate():
    row = linked(["shown", "suppressed"], yes=20.0, no=float("nan"))
    assert row["status"] == "suppressed" and pd.isna(row["share_pct"])


def test_a_label_that_is_not_known_is_refused_without_being_said():
    with pytest.raises(InputError, match="1 rows whose label is none of") as caught:
        linked(maybe_kalina=3)
    assert "kalina" not in str(caught.value)


def test_three_questions_stand_in_one_table_and_what_is_unshared_is_told_nobody():
    counts = ({"yes": 30, "no": 10, "unknown": 5}, {"yes": 5, "not_asked": 40})
    counts += ({"yes": 6, "no": 4, "not_shared": 35},)
    tables = [answers(column, **each) for column, each in zip(COLUMNS, counts, strict=True)]
    found = measures.victims.sharing_assured(*tables)
    assert found[["yes", "known", "unknown", "not_collected"]].to_numpy().tolist() == [
        [30, 40, 5, 0], [5, 5, 0, 40], [6, 10, 0, 0],
    ]  # fmt: skip
    assert found["share_pct"].tolist() == [75, 100, 60]
    assert found["least_pct"].tolist() == pytest.approx([66.67, 11.11, 60], abs=0.01)
