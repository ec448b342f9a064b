"""Where nobody is responsible, where nobody has said who is, and which moves nobody counts."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures, settings
from analysis.errors import InputError
from analysis.measures.pathway_gaps import GAPS, NO_ROW

NEW, MET, TALKED, REFERRED = "Not known before", "Identified", "Consent talked through", "Referred"
DECLINED, LOCAL, LEFT = "Declined and notified", "Declined and safe locally", "Left support"
RESPONSIBLE = pd.DataFrame(
    [
        (MET, "Sampleshire Police"),
        (TALKED, "Sampleshire Police"),
        (REFERRED, "Lantern support"),
        (DECLINED, "Nobody"),
        (LOCAL, "Lantern support"),
        (LEFT, None),
    ],
    columns=["state", "responsible"],
)
MOVES = [
    (NEW, MET, 30),
    (MET, TALKED, 25),
    (TALKED, REFERRED, 14),
    (TALKED, DECLINED, 10),
    (DECLINED, LOCAL, 6),
    (REFERRED, LEFT, 3),
    (LEFT, "Moved on: own home", 2),
]
LEDGER = pd.DataFrame(MOVES, columns=["from_state", "to_state", "moves"]).assign(
    quarter="2026-Q1", reason=None
)


@pytest.fixture(scope="module")
def states():
    return pd.read_csv(settings.data("reference", "pathway_states.csv"))


def test_each_move_says_whether_somebody_is_responsible_where_it_leads(states):
    found = measures.pathway_gaps(LEDGER, states, RESPONSIBLE)
    gaps = dict(zip(zip(found["from_state"], found["to_state"], strict=True), found["gap"], strict=True))
    assert gaps == {
        (TALKED, DECLINED): "nobody is responsible there",
        (REFERRED, LEFT): "nobody has said who is responsible there",
        (TALKED, REFERRED): "another body takes over",
        (NEW, MET): "a body takes over where none was responsible",
        (DECLINED, LOCAL): "a body takes over where none was responsible",
        (MET, TALKED): "the same body stays responsible",
        (LEFT, "Moved on: own home"): "they leave the pathway",
    }
    assert found["gap"].map(GAPS.index).is_monotonic_increasing
    assert found["moves"].sum() == LEDGER["moves"].sum()
    row = found.iloc[0]
    assert (row["moves"], row["left"], row["status"]) == (10, 24, "shown")
    assert row["lower"] < row["share_pct"] < row["upper"]


def test_the_place_in_the_list_does_not_tell_what_is_hidden(states):
    table = LEDGER.assign(moves=LEDGER["moves"].astype("float64"), status="shown")
    table.loc[2, ["moves", "status"]] = [np.nan, "suppressed"]
    few = table.iloc[[3]].assign(from_state="In immediate safe accommodation", moves=1)
    found = measures.pathway_gaps(pd.concat([table, few], ignore_index=True), states, RESPONSIBLE)
    first = found[found["gap"] == GAPS[0]]
    # Ten went where nobody is responsible from a state whose other move is hidden, and one from elsewhere.
    assert first["from_state"].tolist() == ["In immediate safe accommodation", TALKED]
    assert first["status"].tolist() == ["shown", "suppressed"]


def test_nobody_and_not_stated_are_two_things_and_need_no_ledger(states):
    found = measures.responsibility(states, RESPONSIBLE).set_index("state")
    assert set(found.index) == set(states.loc[states["kind"] == "on the way", "state"])
    assert found.loc[DECLINED, ["responsible", "gap"]].tolist() == ["nobody", True]
    assert found.loc[LEFT, ["responsible", "gap"]].tolist() == ["not stated", True]
    assert found.loc["Lost contact", "responsible"] == "not stated"
    assert found.loc[MET, ["responsible", "gap"]].tolist() == ["Sampleshire Police", False]
    assert found["usually_responsible"].notna().all()


def test_moves_that_nobody_counts_are_named_with_who_could(states):
    table = LEDGER.assign(moves=LEDGER["moves"].astype("float64"), status="shown", method=None)
    later = table.assign(quarter="2026-Q2")
    later.loc[3, ["moves", "status", "method"]] = [np.nan, "not available", "not asked"]
    later.loc[2, ["moves", "status"]] = [np.nan, "suppressed"]
    both = pd.concat([table, later], ignore_index=True)
    found = measures.moves_not_counted(both, states).set_index(["from_state", "to_state"])
    assert found.loc[(TALKED, DECLINED), ["quarters", "quarters_not_counted", "method"]].tolist() == [
        2,
        1,
        "not asked",
    ]
    assert found.loc[(TALKED, "Lost contact"), "method"] == NO_ROW
    assert found.loc[(TALKED, "Lost contact"), "quarters_not_counted"] == 2
    assert found.loc[(TALKED, "Lost contact"), "usually_responsible"].startswith("The first responder")
    # What is hidden was counted, and so was a zero.
    assert (TALKED, REFERRED) not in found.index and (NEW, MET) not in found.index
    assert set(found["status"]) == {"not available"}
    # All moves that can be, but for those from a start, the six that are counted, and the one not asked.
    others = states[states["kind"] != "start"]
    assert len(found) == others["may_be_followed_by"].str.split(";").str.len().sum() - 6 + 1


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (RESPONSIBLE.replace({MET: "Identifyed"}), r'not in .*states\.csv: row 0\. Nearest: "Identified"'),
        (pd.concat([RESPONSIBLE, RESPONSIBLE.iloc[[0]]], ignore_index=True), "A state is repeated in row 6"),
        (RESPONSIBLE.drop(columns="responsible"), 'Column "responsible" is not in the table'),
    ],
)  # fmt: skip
def test_a_table_of_responsible_bodies_that_cannot_be_is_refused(states, table, message):
    with pytest.raises(InputError, match=message):
        measures.responsibility(states, table)
    with pytest.raises(InputError, match=message):
        measures.pathway_gaps(LEDGER, states, table)
