"""The pathway before, after and instead of the National Referral Mechanism, from counts of moves alone."""

import pandas as pd

from analysis.errors import InputError
from analysis.measures.pathway_moves import START, checked, every_quarter
from analysis.measures.pathway_shares import proportion_or_reason, share_within
from analysis.measures.status import SHOWN, listed, pooled, require, text

DECLINED = "Declined and notified"
NOT_RECORDED = "Reason not recorded"
NOBODY_LEFT = "not given: nobody left this state"
NOBODY_ENTERED = "not given: nobody entered this state"
NOBODY_DECLINED = "not given: nobody declined"
COUNTED = "counts of the ledger, no sampling interval"


def pathway_flows(moves, states, by=None):
    """Return who goes where: each move, as a share of those who left the state that it starts from.

    `moves` is the ledger and `states` the list of states, as `pathway_moves.checked` has them. With
    `by="quarter"` each quarter stands alone; without, all quarters are added up. A person who comes back to a
    state and leaves it again is two moves. A hidden move hides the shares of its state.

    Columns: `by`, `from_state`, `to_state`, `moves`, `left`, `share_pct`, `lower`, `upper` (Wilson's),
    `method`, `status`.

    >>> states = pd.DataFrame({
    ...     "state": ["Not known before", "Identified", "Referred"], "kind": ["start", "on the way", "end"],
    ...     "may_be_followed_by": ["Identified", "Referred", None],
    ... })
    >>> ledger = pd.DataFrame({
    ...     "quarter": "2026-Q1", "from_state": ["Not known before", "Identified"],
    ...     "to_state": ["Identified", "Referred"], "reason": None, "moves": [20, 12],
    ... })
    >>> pathway_flows(ledger, states)[["from_state", "to_state", "moves", "share_pct"]]
             from_state    to_state  moves  share_pct
    0  Not known before  Identified     20      100.0
    1        Identified    Referred     12      100.0
    """
    ledger = checked(moves, states)
    parts = pooled(ledger, [*listed(by), "from_state", "to_state"], ["moves"])
    return share_within(parts, "moves", [*listed(by), "from_state"], "left", NOBODY_LEFT)


def reasons_for_declining(moves, states, declined=DECLINED, by=None):
    """Return why adults declined, as the ledger has it: a row for each reason code, most given first.

    Reasons are what somebody wrote down, not always what moved the person. A blank one is
    "Reason not recorded", and counts among those who declined.

    Columns: `by`, `reason`, `moves`, `declined`, `share_pct`, `lower`, `upper` (Wilson), `method`, `status`.
    """
    require(states, "state")
    if declined not in set(states["state"]):
        raise InputError(f'There is no state "{declined}" in the list of states.')
    ledger = checked(moves, states)
    into = ledger[ledger["to_state"] == declined]
    into = into.assign(reason=into["reason"].where(into["reason"].notna(), NOT_RECORDED))
    parts = pooled(into, [*listed(by), "reason"], ["moves"])
    found = share_within(parts, "moves", listed(by), "declined", NOBODY_DECLINED)
    order = [*listed(by), "moves", "reason"]
    ascending = [column != "moves" for column in order]
    return found.sort_values(order, ascending=ascending, kind="stable", ignore_index=True)


def pathway_stocks(moves, states):
    """Return, for each state that can be entered, who entered it, who left it and who is still in it.

    Over the whole ledger, up to its last quarter. A state whose every move is zero keeps its row.
    Columns: `state`, `entered`, `left`, `still_in`, `share_pct` (left, of those who entered), `lower`,
    `upper` (Wilson's), `method`, `status`. One move that is hidden or not counted takes the figures of its
    state with it.

    Raises InputError, naming state and quarter, where more have left a state than had entered it: people who
    were there before counting began have to be counted in.
    """
    last = pathway_stocks_by_quarter(moves, states).drop_duplicates("state", keep="last")
    found = last.drop(columns=["quarter", "entered", "left"]).rename(
        columns={"entered_so_far": "entered", "left_so_far": "left"}
    )
    found = proportion_or_reason(found, "left", "entered", NOBODY_ENTERED)
    first = ["state", "entered", "left", "still_in"]
    return found[[*first, *found.columns.drop(first)]].reset_index(drop=True)


def pathway_stocks_by_quarter(moves, states):
    """Return who entered and left each state in each quarter, and who was still in it at the quarter's end.

    Columns: `quarter`, `state`, `entered`, `left`, `entered_so_far`, `left_so_far`, `still_in`, `method`,
    `status`. For the office's own eyes: what is published is `pathway_stocks`, over all quarters.

    Raises InputError as `pathway_stocks` does, and for a quarter that is missing between two.
    """
    ledger = checked(moves, states)
    quarters = every_quarter(ledger)
    each = _entered_and_left(ledger, states, quarters)
    up_to = [each[each["quarter"] <= quarter].assign(quarter=quarter) for quarter in quarters]
    so_far = pooled(pd.concat([each.iloc[:0], *up_to]), ["state", "quarter"], ["entered", "left"])
    so_far = so_far.rename(columns={"entered": "entered_so_far", "left": "left_so_far"})
    found = each.drop(columns=["method", "status"]).merge(so_far, on=["state", "quarter"], sort=False)
    found.insert(found.columns.get_loc("method"), "still_in", found["entered_so_far"] - found["left_so_far"])
    short = found[found["still_in"] < 0].sort_values("quarter", kind="stable")
    if len(short):
        raise InputError(
            f'"{short["state"].iloc[0]}", {short["quarter"].iloc[0]}: more had left this state than had '
            "entered it. Count in those who were there when the ledger was opened, or correct the quarter."
        )
    shown = found["status"] == SHOWN
    found["method"] = text(found["method"].mask(shown, COUNTED).to_numpy(dtype=object, na_value=None))
    return found


def _entered_and_left(ledger, states, quarters):
    """Return who entered and left each state that can be entered in each quarter, zeros written out."""
    kept = [name for name in ("quarter", "moves", "method", "status") if name in ledger.columns]
    entered = [state for state, kind in zip(states["state"], states["kind"], strict=True) if kind != START]
    grid = pd.MultiIndex.from_product([quarters, entered], names=["quarter", "state"]).to_frame(index=False)
    # A move without a row was not made: what nobody counted has a row of its own that says so.
    parts = [grid.assign(entered=0, left=0, **({"status": SHOWN} if "status" in kept else {}))]
    for column, other, end in (("entered", "left", "to_state"), ("left", "entered", "from_state")):
        rows = ledger.loc[ledger[end].isin(entered), kept].rename(columns={"moves": column})
        parts.append(rows.assign(**{"state": ledger[end], other: 0}))
    return pooled(pd.concat(parts, ignore_index=True), ["quarter", "state"], ["entered", "left"])
