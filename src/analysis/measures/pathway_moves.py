"""The states of the pathway, and which of them may follow each."""

from analysis.errors import InputError, nearest
from analysis.measures.status import refuse, require

START, ON_THE_WAY, END = "start", "on the way", "end"
KINDS = (START, ON_THE_WAY, END)
STATES_LISTED = "data/reference/pathway_states.csv"


def followers(states):
    """Return {state: the states that may follow it}.

    `states` has `state`, `kind` ("start", "on the way" or "end") and `may_be_followed_by`, separated by ";".

    Raises InputError for a state twice, a kind that is none, and a follower that is not a state or a start.
    """
    require(states, "state", "kind", "may_be_followed_by")
    refuse(states, states["state"].isna().to_numpy(), '"state" is blank', "Every row is a state.")
    refuse(states, states.duplicated("state").to_numpy(), "A state is repeated", "Each has one row.")
    refuse(states, ~states["kind"].isin(KINDS).to_numpy(), "No known kind", f"It is {', '.join(KINDS)}.")
    kinds = dict(zip(states["state"], states["kind"], strict=True))
    found = {}
    for state, following in zip(states["state"], states["may_be_followed_by"], strict=True):
        found[state] = [one.strip() for one in following.split(";")] if isinstance(following, str) else []
        for one in found[state]:
            if kinds.get(one, START) == START:
                what = "is a start, which nobody enters" if one in kinds else "is not a state"
                hint = nearest(one, kinds) if one not in kinds else ""
                raise InputError(f'"{state}" may be followed by "{one}", which {what}. {hint}'.rstrip())
    return found
