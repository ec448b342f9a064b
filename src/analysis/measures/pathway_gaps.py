"""Where on the pathway nobody is responsible, and which moves nobody counts."""

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.pathway import pathway_flows
from analysis.measures.pathway_moves import END, START, STATES_LISTED, checked, followers
from analysis.measures.status import (
    NOT_AVAILABLE,
    SHOWN,
    numbers,
    refuse,
    require,
    rows_named,
    statuses,
    text,
)

NOBODY = "nobody"
NOT_STATED = "not stated"
# In the order in which they are told: what is missing first.
NOBODY_THERE = "nobody is responsible there"
UNKNOWN = "nobody has said who is responsible there"
HAND_OVER = "another body takes over"
TAKEN_UP = "a body takes over where none was responsible"
SAME = "the same body stays responsible"
LEAVES = "they leave the pathway"
GAPS = (NOBODY_THERE, UNKNOWN, HAND_OVER, TAKEN_UP, SAME, LEAVES)
NO_ROW = "not collected: the ledger has no row for this move, in any quarter"


def responsibility(states, responsible):
    """Return who is responsible for people in each state on the way: the list's usual answer, and the area's.

    `responsible` has `state` and `responsible`, a body, or "nobody" where somebody has looked and none is. A
    state that is not in it, or blank in it, is "not stated", which is not the same.

    Columns: `state`, `meaning`, `usually_responsible`, `responsible`, `gap` (true where nobody is, or nobody
    has said). Needs no ledger.

    Raises InputError for a state that is not in the list, and one that appears twice.
    """
    require(states, "state", "kind", "meaning", "usually_responsible")
    bodies = _bodies(states, responsible)
    rows = states[~states["kind"].isin([START, END])]
    found = rows[["state", "meaning", "usually_responsible"]].reset_index(drop=True)
    body = found["state"].map(bodies).astype("str")
    return found.assign(responsible=body, gap=body.isin([NOBODY, NOT_STATED]))


def pathway_gaps(moves, states, responsible):
    """Return each move of the ledger with who is responsible before and after it, the gaps first.

    Takes what `pathway_flows` and `responsibility` take. `gap` says what the move leads to: to a state where
    nobody is responsible, or nobody has said who is; from one body to another; from none to one; within one;
    or off the pathway.

    Columns: `from_state`, `to_state`, `from_responsible`, `to_responsible`, `gap`, and those of
    `pathway_flows`. The largest moves of each kind come first.
    """
    flows = pathway_flows(moves, states)
    bodies = _bodies(states, responsible)
    kinds = dict(zip(states["state"], states["kind"], strict=True))
    before, after = (flows[end].map(bodies).astype("str") for end in ("from_state", "to_state"))
    gap = [
        _gap(one, other, kinds[state])
        for one, other, state in zip(before, after, flows["to_state"], strict=True)
    ]
    found = flows.assign(from_responsible=before, to_responsible=after, gap=text(gap))
    first = ["from_state", "to_state", "from_responsible", "to_responsible", "gap"]
    order = found["gap"].map({name: place for place, name in enumerate(GAPS)})
    # What is hidden goes last, so that no place in the list tells its size.
    largest = -np.where(found["status"] == SHOWN, numbers(found, "moves"), 0)
    ranked = found.assign(_gap=order, _moves=largest).sort_values(["_gap", "_moves"], kind="stable")
    return ranked[[*first, *found.columns.drop(first)]].reset_index(drop=True)


def moves_not_counted(moves, states):
    """Return the moves that can be made and that the ledger does not count, with who could count them.

    A move that has no row in any quarter, from a start apart, and one with a row that is "not available",
    which gives its reason ("not asked"). Columns: `from_state`, `to_state`, `usually_responsible` (for who
    goes), `quarters` (of the ledger), `quarters_not_counted`, `method`, `status`.
    """
    require(states, "usually_responsible")
    ledger = checked(moves, states)
    status = statuses(ledger, numbers(ledger, "moves"))
    given = (
        ledger["method"] if "method" in ledger.columns else pd.Series(None, index=ledger.index, dtype="str")
    )
    usual = dict(zip(states["state"], states["usually_responsible"], strict=True))
    kinds = dict(zip(states["state"], states["kind"], strict=True))
    known = set(zip(ledger["from_state"], ledger["to_state"], strict=True))
    every = ledger["quarter"].nunique()
    rows = []
    for start, ends in followers(states).items():
        for end in ends:
            here = ((ledger["from_state"] == start) & (ledger["to_state"] == end)).to_numpy()
            missing = here & (status == NOT_AVAILABLE)
            if (start, end) not in known and kinds[start] != START:
                rows.append([start, end, usual[start], every, every, NO_ROW, NOT_AVAILABLE])
            elif missing.any():
                reasons = "; ".join(given[missing].dropna().drop_duplicates()) or "not collected"
                absent = ledger.loc[missing, "quarter"].nunique()
                rows.append([start, end, usual[start], every, absent, reasons, NOT_AVAILABLE])
    columns = ["from_state", "to_state", "usually_responsible", "quarters", "quarters_not_counted"]
    found = pd.DataFrame(rows, columns=[*columns, "method", "status"])
    return found.astype(
        {name: "str" for name in ("from_state", "to_state", "usually_responsible", "method", "status")}
    )


def _bodies(states, responsible):
    """Return {state: the body responsible, "nobody" or "not stated"}."""
    require(states, "state")
    require(responsible, "state", "responsible")
    refuse(
        responsible,
        responsible.duplicated("state").to_numpy(),
        "A state is repeated",
        "Name its bodies in one row.",
    )
    unknown = ~responsible["state"].isin(states["state"]).to_numpy()
    if unknown.any():
        hint = nearest(responsible.loc[unknown, "state"].iloc[0], states["state"])
        raise InputError(
            f'Column "state" names what is not in {STATES_LISTED}: {rows_named(responsible, unknown)}. '
            f"{hint}".rstrip()
        )
    given = {
        state: body.strip()
        for state, body in zip(responsible["state"], responsible["responsible"], strict=True)
        if isinstance(body, str) and body.strip()
    }
    said = {state: NOBODY if body.casefold() == NOBODY else body for state, body in given.items()}
    return {state: said.get(state, NOT_STATED) for state in states["state"]}


def _gap(before, after, kind):
    """Return what a move leads to, in the words of `GAPS`."""
    if kind == END:
        return LEAVES
    if after == NOBODY:
        return NOBODY_THERE
    if after == NOT_STATED:
        return UNKNOWN
    if before == after:
        return SAME
    return TAKEN_UP if before in (NOBODY, NOT_STATED) else HAND_OVER
