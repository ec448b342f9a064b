"""The list of states of the pathway, and which may follow each."""

import pandas as pd
import pytest

from analysis import settings
from analysis.errors import InputError
from analysis.measures.hidden import pathway as pathway_moves

NEW, DECLINED = "Not known before", "Declined and notified"


@pytest.fixture(scope="module")
def states():
    return pd.read_csv(settings.data("reference", "pathway_states.csv"))


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
        pathway_moves.followers(wrong)
