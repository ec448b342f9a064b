"""Spells of invented people: endings that compete, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.measures.survival import cumulative_incidence, scales

WAITS = pd.DataFrame({"time": [5, 8, 8, 12, 20], "event": [1, 2, 0, 1, 0]})

spells = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=30).map(
    lambda rows: pd.DataFrame(rows, columns=["time", "event"])
)


@given(spells)
@settings(max_examples=60, deadline=None)
def test_what_goes_on_and_the_incidences_of_all_endings_add_to_one(table):
    if (table["event"] == 0).all():
        with pytest.raises(InputError, match="No spell of"):
            cumulative_incidence(table)
        return
    found = cumulative_incidence(table)
    sums = found.groupby("time")["cumulative_incidence"].sum() + found.groupby("time")["survival"].first()
    assert sums.to_numpy() == pytest.approx(1)
    assert found.groupby("ending")["ended"].sum().sum() == (table["event"] > 0).sum()


@given(spells)
@settings(max_examples=60, deadline=None)
def test_every_figure_lies_between_its_limits_and_order_does_not_matter(table):
    table = table.assign(event=table["event"].where(table["event"] != 0, 1))
    found = cumulative_incidence(table)
    limited = found[found["lower"].notna()]
    assert (limited["lower"] <= limited["cumulative_incidence"] + 1e-12).all()
    assert (limited["cumulative_incidence"] <= limited["upper"] + 1e-12).all()
    backwards = cumulative_incidence(table.iloc[::-1])
    pd.testing.assert_frame_equal(found, backwards, check_exact=True)


def test_without_censoring_the_error_is_that_of_a_share():
    table = pd.DataFrame({"time": np.arange(40) % 9, "event": np.arange(40) % 3 + 1})
    found = cumulative_incidence(table)
    share = found["cumulative_incidence"]
    assert found["standard_error"].to_numpy() == pytest.approx(np.sqrt(share * (1 - share) / 40).to_numpy())


def test_the_last_step_at_which_everybody_ends_has_an_error_too():
    table = pd.DataFrame({"time": [1, 2, 3, 4], "event": [1, 2, 1, 2]})
    last = cumulative_incidence(table).tail(2)
    assert last["cumulative_incidence"].tolist() == pytest.approx([0.5, 0.5])
    assert last["standard_error"].tolist() == pytest.approx([0.25, 0.25])


@pytest.mark.parametrize("at", [0, 4.999, 5, 20])
def test_both_sides_of_an_ending(at):
    row = cumulative_incidence(WAITS, at=at).iloc[0]
    assert row["survival"] == pytest.approx({0: 1, 4.999: 1, 5: 0.8, 20: 0.3}[at])
    assert row["at_risk"] == {0: 5, 4.999: 5, 5: 5, 20: 1}[at]
    assert row["status"] == "shown"
    if row["survival"] == 1:
        assert np.isnan(row["lower"]) and row["method"].endswith("no interval: nobody has ended so")


@pytest.mark.parametrize(("at", "status"), [(20, "shown"), (20.001, "not available")])
def test_nothing_is_said_of_a_time_that_nobody_was_followed_to(at, status):
    found = cumulative_incidence(WAITS, at=at)
    assert set(found["status"]) == {status}
    if status != "shown":
        assert found["survival"].isna().all()
        assert found["method"].str.startswith("not given: nobody was followed so long").all()


def test_endings_are_counted_since_the_row_before():
    found = cumulative_incidence(WAITS, at=[4, 9, 20])
    assert found.loc[found["ending"] == 1, "ended"].tolist() == [0, 1, 1]
    assert found.loc[found["ending"] == 2, "ended"].tolist() == [0, 1, 0]


def test_who_was_last_seen_when_another_ended_was_at_risk_then():
    found = cumulative_incidence(pd.DataFrame({"time": [3, 3], "event": [1, 0]}))
    assert (found["at_risk"].item(), found["survival"].item()) == (2, 0.5)


def test_a_group_in_which_nobody_has_ended_keeps_a_row():
    table = pd.concat([WAITS.assign(state="A"), pd.DataFrame({"time": [9], "event": [0], "state": ["B"]})])
    found = cumulative_incidence(table, by="state")
    rows = found[found["state"] == "B"]
    assert rows["time"].tolist() == [9, 9] and rows["cumulative_incidence"].tolist() == [0, 0]
    assert rows["method"].str.endswith("no interval: nobody has ended so").all()
    assert rows["survival"].tolist() == [1, 1]


def test_no_groups_no_rows():
    found = cumulative_incidence(WAITS[:0])
    assert len(found) == 0 and "survival" in found.columns


@pytest.mark.parametrize("scale", scales.SCALES)
def test_a_share_without_doubt_has_itself_for_limits(scale):
    lower, upper = scales.limits([0.0, 0.3, 1.0], [0.1, 0.0, 0.1], scale)
    assert lower[1] == pytest.approx(0.3) and upper[1] == pytest.approx(0.3)
    assert np.isnan(lower[[0, 2]]).all() and np.isnan(upper[[0, 2]]).all()


@pytest.mark.parametrize(
    ("table", "how", "message"),
    [
        (WAITS.assign(time=[5, 8, None, 12, 20]), {}, '"time" is blank, negative or without end in row 2'),
        (WAITS.assign(time=[5, 8, -1, 12, 20]), {}, '"time" is blank, negative or without end in row 2'),
        (WAITS.assign(time=[5, 8, np.inf, 12, 20]), {}, '"time" is blank, negative or without end in row 2'),
        (WAITS.assign(event=[1, 2, None, 1, 0]), {}, '"event" is blank in row 2'),
        (WAITS.assign(event=list("abcab")), {}, "holds words. Name in `censored`"),
        (WAITS.rename(columns={"event": "evnt"}), {}, 'Column "event" is not in the table.*Nearest: "evnt"'),
        (WAITS, {"scale": "loglog"}, 'The scale is "loglog".*Nearest: "log-log"'),
        (WAITS, {"at": [-1]}, "A time in `at` is negative"),
        (WAITS, {"at": [np.nan]}, "A time in `at` is negative or no number"),
    ],
)
def test_what_is_wrong_is_refused_and_its_place_named(table, how, message):
    with pytest.raises(InputError, match=message):
        cumulative_incidence(table, **how)


def test_no_message_gives_a_value_of_a_table_that_may_be_of_people():
    secret = "Canary-7731"
    table = pd.DataFrame({"time": [1, 2], "event": [secret, "b"]})
    with pytest.raises(InputError) as caught:
        cumulative_incidence(table)
    assert secret not in str(caught.value)
