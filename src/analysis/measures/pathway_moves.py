"""The pathway ledger, checked: counts of moves between states that are known, by moves that can be."""

from itertools import pairwise

from analysis.errors import InputError, nearest
from analysis.measures.quarters import name, number
from analysis.measures.status import numbers, refuse, require, rows_named, statuses

START, ON_THE_WAY, END = "start", "on the way", "end"
KINDS = (START, ON_THE_WAY, END)
STATES_LISTED = "data/reference/pathway_states.csv"
KEY = ("quarter", "from_state", "to_state", "reason")


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


def checked(moves, states):
    """Return a ledger of moves; refuse it unless every row counts a possible move.

    `moves` has `quarter` ("2026-Q1"), `from_state`, `to_state`, `reason` (a code, blank where none is asked),
    `moves` and, where some counts cannot be had, `status` and the reason in `method` ("not collected", "not
    asked"). A move without a row was not made in that quarter; one that nobody counts has a row that is
    "not available". `states` is the list of states with the moves that may follow.

    The error names the row and the states of the list, and never a value that the ledger holds.
    """
    require(moves, *KEY, "moves")
    counts = numbers(moves, "moves")
    statuses(moves, counts)
    for quarter in moves["quarter"].drop_duplicates():
        number(quarter)
    refuse(moves, counts < 0, '"moves" is negative', "A count is zero or more.")
    refuse(moves, (counts % 1) > 0, '"moves" is not whole', "It counts moves.")
    may_follow = followers(states)
    for column in ("from_state", "to_state"):
        refuse(moves, moves[column].isna().to_numpy(), f'"{column}" is blank', "Name the state.")
        unknown = ~moves[column].isin(may_follow).to_numpy()
        if unknown.any():
            hint = nearest(moves.loc[unknown, column].iloc[0], may_follow)
            raise InputError(
                f'Column "{column}" names a state that is not in {STATES_LISTED}: '
                f"{rows_named(moves, unknown)}. {hint}".rstrip()
            )
    _refuse_moves_that_cannot_be(moves, may_follow)
    refuse(
        moves,
        moves.duplicated(list(KEY)).to_numpy(),
        "Two rows for one move, quarter and reason",
        "The ledger holds counts: add them together. A row for each person does not belong in it.",
    )
    return moves


def _refuse_moves_that_cannot_be(moves, may_follow):
    pairs = moves[["from_state", "to_state"]].drop_duplicates()
    for start, end in zip(pairs["from_state"], pairs["to_state"], strict=True):
        if end not in may_follow[start]:
            here = ((moves["from_state"] == start) & (moves["to_state"] == end)).to_numpy()
            others = ", ".join(may_follow[start]) or "nothing"
            raise InputError(
                f'"{start}" cannot be followed by "{end}": {rows_named(moves, here)}. It can be followed by '
                f"{others}. If this move is made, add it to {STATES_LISTED}."
            )


def every_quarter(moves):
    """Return the quarters of a ledger, the oldest first.

    Raises InputError for a quarter that is missing between two: what came to be in it would be lost.
    """
    found = sorted({number(quarter) for quarter in moves["quarter"]})
    for one, following in pairwise(found):
        if following - one > 1:
            raise InputError(
                f"The ledger has no row for {name(one + 1)}, between {name(one)} and {name(following)}. "
                'Give that quarter\'s moves, with status "not available" where they were not counted.'
            )
    return [name(running) for running in found]
