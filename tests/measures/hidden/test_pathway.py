"""The pathway's pages: made of published counts alone, bounds where some are hidden, four kinds of blank."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures, tables
from analysis.measures.hidden import pathway as pages
from analysis.measures.hidden.pathway import share_left

STATES = pd.DataFrame(
    {
        "state": ["Not known before", "Identified", "Referred", "Lost contact", "Home"],
        "kind": ["start", "on the way", "on the way", "on the way", "end"],
        "meaning": "",
        "may_be_followed_by": ["Identified", "Referred;Lost contact", "Home;Lost contact", "Identified", ""],
        "usually_responsible": ["", "first responder", "Home Office", "nobody by default", ""],
    }
)
LOG = pd.DataFrame(
    {
        "state": ["Identified", "Lost contact"],
        "responsible": ["Police", "nobody"],
        "service": ["Advocate", None],
        "commissioned_by": ["The office", None],
        "verified_on": pd.to_datetime(["2026-05-12", "2026-06-20"]),
    }
)


DIRECTORY = pd.DataFrame(
    {
        "organisation": ["Lantern"],
        "service": ["ADVOCATE"],
        "shares_with_enforcement": ["may"],
        "sharing_said_by": ["Manager"],
        "sharing_said_on": pd.to_datetime(["2026-05-20"]),
    }
)


def counts(first, second, unit, rows):
    """Return published counts; None is hidden."""
    made = pd.DataFrame(rows, columns=[first, second, unit])
    made[unit] = made[unit].astype("Int64")
    return made.assign(status=np.where(made[unit].isna(), "suppressed", "shown"))


def moves(*rows):
    return counts("from_state", "to_state", "moves", rows)


def test_a_move_is_a_share_of_all_who_left_and_a_hidden_one_hides_itself_alone():
    rows = moves(
        ("Referred", "Home", 40), ("Referred", "Total", 40), ("Identified", "Referred", 30),
        ("Identified", "Lost contact", None), ("Identified", "Home", 0), ("Identified", "Total", 40),
        ("Total", "Total", 80),
    )  # fmt: skip
    found = measures.hidden.onward_moves(rows, ["Identified", "Referred"])
    assert found["from_state"].tolist() == ["Identified", "Identified", "Referred"]
    assert found["to_state"].tolist() == ["Referred", "Lost contact", "Home"], "a zero has no row"
    assert found.loc[0, ["left", "share_pct"]].tolist() == [40, 75]
    assert found.loc[1, "status"] == "suppressed" and np.isnan(found.loc[1, "share_pct"])
    # Where it is hidden how many left no share is given, and rounding makes none above a hundred.
    rows = moves(("Identified", "Referred", 30), ("Identified", "Total", None))
    hidden = measures.hidden.onward_moves(rows, ["Identified"])
    assert hidden["status"].tolist() == ["suppressed"]
    rows = moves(("Identified", "Referred", 35), ("Identified", "Total", 30))
    assert measures.hidden.onward_moves(rows, ["Identified"])["share_pct"].tolist() == [100]


def test_reasons_are_of_those_who_were_asked():
    rows = pd.DataFrame(
        {
            "reason": ["Fear", pages.NO_REASON_ASKED, "Other reason", "Total"],
            "moves": pd.array([30, 20, None, 80], dtype="Int64"),
            "status": ["shown", "shown", "suppressed", "shown"],
        }
    )
    found = measures.hidden.reasons_given(rows)
    assert found["reason"].tolist() == ["Fear", "Other reason"]
    assert found.loc[0, ["asked", "share_pct"]].tolist() == [60, 50]
    assert found.loc[1, "status"] == "suppressed"


def lasted(*numbers, other=0, total=None, label="from_state", unit="moves"):
    groups = [*pages.GROUPS, "Unknown", "Total"]
    values = [*numbers, other, total]
    return counts(
        label, "duration_group", unit, [("Identified", *pair) for pair in zip(groups, values, strict=True)]
    )


def waiting(*numbers, total=None, everybody=None):
    rows = lasted(*numbers, total=total, label="state", unit="people_waiting")
    return pd.concat(
        [rows, counts("state", "duration_group", "people_waiting", [("Total", "Total", everybody)])],
        ignore_index=True,
    )


def told(left, there):
    """Return the time in the state Identified."""
    return measures.hidden.time_in_state(left, there, ["Identified"])


def test_with_nothing_hidden_the_time_is_that_of_the_life_table():
    found = told(lasted(60, 30, 10, total=100), waiting(5, 5, 10, total=20, everybody=20))
    share, lower, _ = share_left([60, 30, 10], [5, 5, 10])
    assert found["within"].tolist() == ["28 days", "90 days"]
    for name, wanted in (("least_pct", share), ("most_pct", share), ("lower", lower)):
        assert found[name].tolist() == pytest.approx(100 * wanted[:2])
    assert set(found["method"]) == {"life table, limits on the log-log scale"}
    assert found["least_pct"].iloc[0] == pytest.approx(100 * 60 / 117.5)


@pytest.mark.parametrize("hidden", [(28, 2), (15, 15), (1, 29)])
def test_the_truth_lies_between_the_bounds_wherever_hidden_people_stand(hidden):
    true = told(lasted(60, *hidden, total=90), waiting(5, 5, 10, total=20, everybody=20))
    bounds = told(lasted(60, None, None, total=90), waiting(5, None, None, total=20, everybody=20))
    assert (bounds["status"] == "shown").all() and bounds["method"].str.contains("hidden").all()
    assert true["least_pct"].between(bounds["least_pct"] - 1e-9, bounds["most_pct"] + 1e-9).all()
    assert (bounds["lower"] <= true["lower"] + 1e-9).all() and (true["upper"] <= bounds["upper"] + 1e-9).all()


def test_how_many_wait_may_be_hidden_and_is_at_most_what_the_margin_leaves():
    left = lasted(60, 30, 10, total=100)
    found = told(left, waiting(None, None, None, everybody=50))
    assert found["most_pct"].tolist() == pytest.approx([60, 90])  # nobody waits
    assert found["least_pct"].iloc[0] == pytest.approx(100 * 60 / 150)  # all fifty wait on
    assert set(told(left, waiting(None, None, None))["status"]) == {"suppressed"}


def test_where_leavers_are_hidden_no_time_is_given_and_of_nobody_there_is_none():
    hidden = told(lasted(60, None, None), waiting(5, 5, 10, total=20, everybody=20))
    assert set(hidden["status"]) == {"suppressed"} and set(hidden["method"]) == {pages.HIDDEN_COUNT}
    nobody = told(lasted(0, 0, 0, total=0), waiting(0, 0, 0, total=0, everybody=0))
    assert set(nobody["method"]) == {"not given: nobody was counted in this state"}


def responsible(services=DIRECTORY):
    return measures.hidden.responsible_now(STATES, LOG, services, "2026-06-30")


def test_who_is_responsible_with_what_is_commissioned_and_silence_is_not_nobody():
    found = responsible()
    assert found[["state", "responsible", "service"]].to_numpy().tolist() == [
        ["Identified", "Police", "Advocate"],
        ["Referred", "not stated", "not stated"],
        ["Lost contact", "nobody", "none named"],
    ]
    # A service says what it tells immigration enforcement, or else its body does.
    assert found["sharing"].tolist() == ["may (Manager, 20 May 2026)", *["no service is named"] * 2]
    assert responsible(DIRECTORY.head(0))["sharing"].iloc[0] == "not known: not in the directory"
    by_its_body = responsible(DIRECTORY.assign(organisation="Police", service="Line"))["sharing"]
    assert by_its_body.iloc[0] == "not in the directory; Police says: may (Manager, 20 May 2026)"


def test_kinds_of_blank_are_told_apart():
    rows = moves(
        ("Not known before", "Identified", 90), ("Identified", "Referred", 40),
        ("Identified", "Lost contact", None), ("Referred", "Lost contact", 0), ("Total", "Identified", 90),
    )  # fmt: skip
    found = measures.hidden.kinds_of_blank(rows, STATES).set_index("kind")["combinations"]
    # Six moves can be made: Home is a state that no row names, and nobody is known to have left Lost contact.
    assert found.to_dict() == {"counted": 2, "zero": 1, "hidden": 1, "not collected": 2}


def test_the_list_of_states_is_one_that_can_be_followed_from_the_start_to_an_end():
    states = tables.people.pathway_states()
    may_follow, kinds = pages.followers(states), dict(zip(states["state"], states["kind"], strict=True))
    assert set(kinds.values()) == {"start", "on the way", "end"}
    assert {one for following in may_follow.values() for one in following} < set(kinds)
    reached, waiting = set(), ["Not known before"]
    while waiting:
        state = waiting.pop()
        waiting += [one for one in may_follow[state] if one not in reached]
        reached.add(state)
    assert reached == {state for state, kind in kinds.items() if kind != "start"} | {"Not known before"}
    assert all(may_follow.values()), "nobody could ever leave one of these again"
    assert not states[["state", "kind", "meaning"]].eq("").any(axis=None)
    assert states.loc[states["kind"].eq("on the way"), "usually_responsible"].ne("").all()
    assert all(state not in followers for state, followers in may_follow.items())
