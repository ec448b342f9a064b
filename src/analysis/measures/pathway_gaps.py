"""Where on the pathway nobody is responsible."""

from analysis.errors import InputError, nearest
from analysis.measures.pathway_moves import END, START, STATES_LISTED
from analysis.measures.status import refuse, require, rows_named

NOBODY = "nobody"
NOT_STATED = "not stated"


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
