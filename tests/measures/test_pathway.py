"""The pathway ledger: who goes where, who is still there, and why adults decline; invented counts."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures, settings
from analysis.errors import InputError
from analysis.measures import pathway_moves
from analysis.measures.pathway import DECLINED

NEW, MET, TALKED, REFERRED, LOST = (
    "Not known before", "Identified", "Consent talked through", "Referred", "Lost contact",
)  # fmt: skip
LEDGER = pd.DataFrame(
    [
        ("2026-Q1", NEW, MET, None, 40),
        ("2026-Q1", MET, TALKED, None, 30),
        ("2026-Q1", MET, LOST, None, 2),
        ("2026-Q1", TALKED, REFERRED, None, 12),
        ("2026-Q1", TALKED, DECLINED, "afraid of the consequences", 8),
        ("2026-Q1", TALKED, DECLINED, "wants to work", 2),
        ("2026-Q2", NEW, MET, None, 20),
        ("2026-Q2", MET, TALKED, None, 26),
        ("2026-Q2", TALKED, REFERRED, None, 14),
        ("2026-Q2", TALKED, DECLINED, None, 5),
    ],
    columns=["quarter", "from_state", "to_state", "reason", "moves"],
)

TWICE = pd.concat([LEDGER, LEDGER.iloc[[4]]], ignore_index=True)


@pytest.fixture(scope="module")
def states():
    return pd.read_csv(settings.data("reference", "pathway_states.csv"))


def changed(row, **columns):
    """Return the ledger with one row changed."""
    table = LEDGER.astype({"moves": "float64"}).assign(**{name: LEDGER.get(name) for name in columns})
    for name, value in columns.items():
        table[name] = table[name].astype(object)
        table.loc[row, name] = value
    return table


def test_the_list_of_states_is_one_that_can_be_followed_from_the_start_to_an_end(states):
    may_follow = pathway_moves.followers(states)
    kinds = dict(zip(states["state"], states["kind"], strict=True))
    assert set(kinds.values()) == set(pathway_moves.KINDS)
    reached, waiting = set(), [NEW]
    while waiting:
        state = waiting.pop()
        waiting += [one for one in may_follow[state] if one not in reached]
        reached.add(state)
    assert reached == {state for state, kind in kinds.items() if kind != "start"} | {NEW}
    assert all(may_follow.values()), "nobody could ever leave one of these again"
    assert not states[["state", "kind", "meaning"]].isna().any(axis=None)
    on_the_way = states[states["kind"] == "on the way"]
    assert on_the_way["usually_responsible"].notna().all()
    assert DECLINED in set(states["state"])
    assert all(state not in followers for state, followers in may_follow.items())


def test_each_move_is_a_share_of_those_who_left_its_state(states):
    found = measures.pathway_flows(LEDGER, states).set_index(["from_state", "to_state"])
    row = found.loc[(TALKED, REFERRED)]
    assert (row["moves"], row["left"]) == (26, 41)
    assert row["share_pct"] == pytest.approx(100 * 26 / 41)
    assert [row["lower"], row["upper"]] == pytest.approx(
        [100 * limit for limit in measures.wilson_limits(26, 41)]
    )
    assert found.groupby("from_state")["share_pct"].sum().to_numpy() == pytest.approx(100)
    assert found["moves"].sum() == LEDGER["moves"].sum()


def test_each_quarter_can_stand_alone(states):
    found = measures.pathway_flows(LEDGER, states, by="quarter")
    row = found[(found["quarter"] == "2026-Q2") & (found["to_state"] == DECLINED)].iloc[0]
    assert (row["moves"], row["left"]) == (5, 19)


def test_a_state_that_nobody_left_has_no_shares_and_keeps_its_rows(states):
    table = LEDGER.assign(moves=LEDGER["moves"].where(LEDGER["from_state"] != TALKED, 0))
    found = measures.pathway_flows(table, states)
    rows = found[found["from_state"] == TALKED]
    assert set(rows["status"]) == {"not available"} and rows["moves"].tolist() == [0, 0]
    assert set(rows["method"]) == {"not given: nobody left this state"}
    assert set(found.loc[found["from_state"] != TALKED, "status"]) == {"shown"}


@pytest.mark.parametrize("kind", ["suppressed", "not available"])
def test_the_four_kinds_of_blank_stay_apart(states, kind):
    table = LEDGER.assign(moves=LEDGER["moves"].astype("float64"), status="shown", method=None)
    table.loc[2, ["moves", "status", "method"]] = [np.nan, kind, "not asked"]
    table.loc[3, "moves"] = 0
    found = measures.pathway_flows(table, states, by="quarter")
    found = found.set_index(["quarter", "from_state", "to_state"]).sort_index()
    hidden = found.loc[("2026-Q1", MET)]
    assert set(hidden["status"]) == {kind} and set(hidden["method"]) == {"not asked"}
    assert hidden["share_pct"].isna().all()
    zero = found.loc[("2026-Q1", TALKED, REFERRED)]
    assert (zero["moves"], zero["share_pct"], zero["status"]) == (0, 0, "shown")
    stocks = measures.pathway_stocks(table, states).set_index("state")
    # The move ran from one state to another: neither can be told any more, and no third is touched.
    assert set(stocks.index[stocks["status"] == kind]) >= {MET, LOST}
    assert stocks.loc[[MET, LOST], ["entered", "left", "still_in"]].isna().all(axis=None)
    assert stocks.loc[TALKED, "status"] == "shown"


def test_who_entered_left_and_is_still_there(states):
    found = measures.pathway_stocks(LEDGER, states).set_index("state")
    assert found.loc[MET, ["entered", "left", "still_in"]].tolist() == [60, 58, 2]
    assert found.loc[TALKED, ["entered", "left", "still_in"]].tolist() == [56, 41, 15]
    assert found.loc[REFERRED, ["entered", "left", "still_in"]].tolist() == [26, 0, 26]
    assert found.loc[TALKED, "share_pct"] == pytest.approx(100 * 41 / 56)
    assert found.loc["Left support", "method"] == "not given: nobody entered this state"
    starts = set(states.loc[states["kind"] == "start", "state"])
    assert set(found.index) == set(states["state"]) - starts
    # Whoever came in is somewhere.
    assert found["still_in"].sum() == LEDGER.loc[LEDGER["from_state"] == NEW, "moves"].sum()


def test_quarter_by_quarter_each_begins_with_what_the_last_left(states):
    found = measures.pathway_stocks_by_quarter(LEDGER, states)
    rows = found[found["state"] == TALKED].set_index("quarter")
    assert rows["still_in"].tolist() == [8, 15]
    assert rows["entered"].tolist() == [30, 26] and rows["left"].tolist() == [22, 19]
    for state, part in found.groupby("state"):
        change = part["still_in"].diff().iloc[1:]
        assert (change == (part["entered"] - part["left"]).iloc[1:]).all(), state


@pytest.mark.parametrize(("left", "refused"), [(28, False), (29, True)])
def test_both_sides_of_more_leaving_a_state_than_had_entered_it(states, left, refused):
    # By the end of 2026-Q1 eight were left where consent had been talked through.
    table = LEDGER.assign(moves=[*LEDGER["moves"][:-2], left, 5 + 1])
    if not refused:
        assert measures.pathway_stocks(table, states).set_index("state").loc[TALKED, "still_in"] == 0
        return
    with pytest.raises(InputError) as caught:
        measures.pathway_stocks(table, states)
    assert '"Consent talked through", 2026-Q2: more had left this state' in str(caught.value)
    assert not any(character.isdigit() for character in str(caught.value).replace("2026-Q2", ""))


def test_who_was_there_before_counting_began_counts_as_having_entered(states):
    late = LEDGER[LEDGER["quarter"] == "2026-Q2"]
    with pytest.raises(InputError, match='"Identified", 2026-Q2: more had left'):
        measures.pathway_stocks(late, states)
    before = pd.DataFrame([("2026-Q2", "Known before counting began", MET, None, 8)], columns=LEDGER.columns)
    found = measures.pathway_stocks(pd.concat([late, before]), states).set_index("state")
    assert found.loc[MET, ["entered", "left", "still_in"]].tolist() == [28, 26, 2]


def test_a_quarter_that_is_missing_between_two_is_refused(states):
    gap = LEDGER.assign(quarter=LEDGER["quarter"].replace("2026-Q2", "2026-Q3"))
    with pytest.raises(InputError, match="no row for 2026-Q2, between 2026-Q1 and 2026-Q3"):
        measures.pathway_stocks(gap, states)


def test_reasons_for_declining_with_those_that_were_not_recorded(states):
    found = measures.reasons_for_declining(LEDGER, states)
    assert found["reason"].tolist() == [
        "afraid of the consequences", "Reason not recorded", "wants to work",
    ]  # fmt: skip
    assert found["moves"].tolist() == [8, 5, 2] and set(found["declined"]) == {15}
    assert found["share_pct"].sum() == pytest.approx(100)
    nobody = measures.reasons_for_declining(LEDGER[LEDGER["to_state"] != DECLINED], states)
    assert len(nobody) == 0 and "share_pct" in nobody.columns


def test_a_hidden_reason_hides_all_shares(states):
    table = LEDGER.assign(moves=LEDGER["moves"].astype("float64"), status="shown")
    table.loc[5, ["moves", "status"]] = [np.nan, "suppressed"]
    found = measures.reasons_for_declining(table, states)
    assert set(found["status"]) == {"suppressed"} and found["share_pct"].isna().all()


def test_an_empty_ledger_has_no_moves_and_no_stocks(states):
    assert len(measures.pathway_flows(LEDGER[:0], states)) == 0
    assert len(measures.pathway_stocks(LEDGER[:0], states)) == 0


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (changed(1, to_state="Consent talked thru"), r'not in .*: row 1\. Nearest: "Consent talked through"'),
        (changed(1, from_state=None), '"from_state" is blank in row 1'),
        (changed(3, to_state="Left support"), 'through" cannot be followed by "Left support": row 3'),
        (changed(3, to_state=TALKED), 'through" cannot be followed by "Consent talked through"'),
        (changed(0, to_state=NEW), '"Not known before" cannot be followed by "Not known before"'),
        (changed(1, moves=-1), '"moves" is negative in row 1'),
        (changed(1, moves=0.5), '"moves" is not whole in row 1'),
        (changed(1, moves="some"), 'Column "moves" needs numbers'),
        (changed(1, quarter="2026-03"), 'not a quarter such as 2026-Q1'),
        (changed(0, quarter=None), "not a quarter such as 2026-Q1"),
        (TWICE, "Two rows for one move, quarter and reason in row 10"),
        (LEDGER.drop(columns="moves"), 'Column "moves" is not in the table'),
        (LEDGER.drop(columns="reason"), 'Column "reason" is not in the table'),
        (LEDGER.assign(status="secret"), "No known status"),
    ],
)  # fmt: skip
def test_a_ledger_that_cannot_be_is_refused_by_every_measure(states, table, message):
    for verb in (measures.pathway_flows, measures.pathway_stocks, measures.reasons_for_declining):
        with pytest.raises(InputError, match=message):
            verb(table, states)


def test_a_row_for_each_person_is_refused(states):
    people = pd.DataFrame([("2026-Q1", NEW, MET, None, 1)] * 3, columns=LEDGER.columns)
    with pytest.raises(InputError, match="A row for each person does not belong in it"):
        measures.pathway_flows(people, states)


def test_no_message_repeats_what_the_ledger_holds(states):
    for table in (
        changed(1, to_state="Canary-7731"),
        changed(1, moves="Canary-7731"),
        changed(1, quarter="Canary-7731"),
    ):
        with pytest.raises(InputError) as caught:
            measures.pathway_flows(table, states)
        assert "Canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("kind", "middle", "No known kind in row 3"),
        ("state", "Referred", "A state is repeated in row 6"),
        ("state", None, '"state" is blank in row 3'),
        ("may_be_followed_by", "Refered", r'"Refered", which is not a state\. Nearest: "Referred"'),
        ("may_be_followed_by", NEW, 'followed by "Not known before", which is a start'),
    ],
)  # fmt: skip
def test_a_list_of_states_that_cannot_be_is_refused(states, column, value, message):
    wrong = states.astype(object).where(states.notna(), None)
    wrong.loc[3, column] = value
    with pytest.raises(InputError, match=message):
        measures.pathway_flows(LEDGER, wrong)
