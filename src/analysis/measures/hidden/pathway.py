"""What a page says of the pathway, made of its published counts alone: hidden ones stay hidden in it.

The states and which of them may follow each are the project's list; who is responsible is the office's log.
"""

import numpy as np
import pandas as pd

from analysis.measures.rates.limits import standard_normal
from analysis.measures.rates.rates import proportion_of_margin
from analysis.measures.rates.status import TOTAL, numbers, require, statuses, text
from analysis.measures.services.enforcement import sharing_by_name
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

__all__ = [
    "kinds_of_blank",
    "onward_moves",
    "reasons_given",
    "responsible_now",
    "time_in_state",
]

NOBODY_LEFT = "not given: nobody left this state"
NO_REASON_ASKED = "No reason is asked of this move"
# The groups of data/reference/local_counts.toml: first day, and the first day after.
GROUPS = {"under 28 days": (0, 28), "28 to 89 days": (28, 90), "90 days or more": (90, None)}
HIDDEN_COUNT = "not given: how many left, or how many are still there, is hidden"
NOT_COUNTED_THERE = "not given: nobody was counted in this state"
BOUNDED = "life table, log-log limits, with hidden counts in the shortest band and in the longest"
EXACTLY = "life table, limits on the log-log scale"
COUNTED, ZERO, HIDDEN, NOT_COLLECTED = "counted", "zero", "hidden", "not collected"
NOBODY = "nobody"
NOT_STATED = "not stated"
NOT_LISTED, NO_SERVICE = "not known: not in the directory", "no service is named"
OF_ITS_BODY = "not in the directory; {} says: {}"
ON_THE_WAY = "on the way"


def onward_moves(moves: pd.DataFrame, states: list[str]) -> pd.DataFrame:
    """Return each move as a share of all who left the state that it starts from, with Wilson's limits.

    `moves` has `from_state`, `to_state`, `moves` and `status`, the margin "Total" of `to_state` among them,
    which is taken for all who left: so a hidden move hides itself alone. `states` are those that are left.
    Zeros are not among the rows.

    Columns: `from_state`, `to_state`, `moves`, `left`, `share_pct`, `lower`, `upper`, `method`, `status`.

    >>> rows = pd.DataFrame({
    ...     "from_state": "Identified", "to_state": ["Referred", "Lost contact", "Total"],
    ...     "moves": [30, 10, 40], "status": "shown",
    ... })
    >>> onward_moves(rows, ["Identified"])[["to_state", "moves", "left", "share_pct"]]
           to_state  moves  left  share_pct
    0      Referred   30.0  40.0       75.0
    1  Lost contact   10.0  40.0       25.0
    """
    require(moves, "from_state", "to_state", "moves", "status")
    place = {state: at for at, state in enumerate(states)}
    rows = moves[moves["from_state"].isin(place)]
    rows = rows.sort_values("from_state", key=lambda names: names.map(place), kind="stable")
    whole = rows[rows["to_state"] == TOTAL].set_index("from_state")
    rows = rows[(rows["to_state"] != TOTAL) & ~((rows["moves"] == 0) & (rows["status"] == SHOWN))]
    left = rows["from_state"].map(whole["moves"]).astype(float)
    rows = rows[["from_state", "to_state", "moves", "status"]].astype({"moves": float})
    # Each count is to the nearest five where the policy rounds: a part can come out above its whole.
    rows = rows.assign(left=left.clip(lower=rows["moves"])).reset_index(drop=True)
    return proportion_of_margin(rows, "moves", "left", NOBODY_LEFT)


def reasons_given(reasons: pd.DataFrame) -> pd.DataFrame:
    """Return why adults declined, as a share of those who were asked, the most given first.

    `reasons` has `reason`, `moves` and `status` with its margin. Those of whom no reason is asked, because
    they had declined before counting began, are taken off. Hidden reasons appear last.

    Columns: `reason`, `moves`, `asked`, `share_pct`, `lower`, `upper` (Wilson's), `method`, `status`.
    """
    require(reasons, "reason", "moves", "status")
    counts = reasons.set_index("reason")["moves"].astype(float)
    asked = counts.get(TOTAL, np.nan) - counts.get(NO_REASON_ASKED, 0)
    rows = reasons.loc[~reasons["reason"].isin([TOTAL, NO_REASON_ASKED]), ["reason", "moves", "status"]]
    rows = rows.assign(asked=asked).reset_index(drop=True)
    found = proportion_of_margin(rows, "moves", "asked", "not given: nobody declined")
    return found.sort_values("moves", ascending=False, kind="stable", ignore_index=True)


def time_in_state(moves: pd.DataFrame, waiting: pd.DataFrame, states: list[str]) -> pd.DataFrame:
    """Return the share of people who had left each state by the end of a band of time, by life table.

    `moves` has `from_state`, `duration_group` and `moves`, `waiting` `state`, `duration_group` and
    `people_waiting`, each with its margins and `status`. `states` are those asked about. Those who are still
    there count as still there: not as never leaving, and not as gone.

    Where counts of bands are hidden and their sum is known, the sum is put into the shortest of them, then
    into the longest: the share lies between `least_pct` and `most_pct`, and `lower` and `upper` are the
    limits beyond both. Where it is hidden how many are still there, they are nobody, then all whom the
    margin leaves. Where it is hidden how many left, nothing is given.

    Columns: `in_state`, `within` (such as "28 days"), `least_pct`, `most_pct`, `lower`, `upper`, `method`,
    `status`.
    """
    require(moves, "from_state", "duration_group", "moves", "status")
    require(waiting, "state", "duration_group", "people_waiting", "status")
    margins = waiting[(waiting["duration_group"] == TOTAL) & (waiting["status"] == SHOWN)]
    margins = margins.set_index("state")["people_waiting"].astype(float)
    others = max(margins.get(TOTAL, np.nan) - margins.drop(TOTAL, errors="ignore").sum(), 0.0)
    rows = []
    for state in states:
        left = _by_group(moves[moves["from_state"] == state], "moves", np.nan)
        there = _by_group(waiting[waiting["state"] == state], "people_waiting", others)
        rows += [(state, f"{end} days", *told) for end, told in _left_by(left, there).items()]
    columns = ["in_state", "within", "least_pct", "most_pct", "lower", "upper", "method", "status"]
    found = pd.DataFrame(rows, columns=columns)
    return found.astype({name: "str" for name in ("in_state", "within", "method", "status")})


def _by_group(rows, count, others):
    """Return the shown counts by group, which groups are hidden, and the least and most that they add to.

    `others` is the most where the margin is hidden, NaN where nobody knows.
    """
    rows = rows.set_index("duration_group")
    values, status = rows[count].astype(float), rows["status"]
    hidden = [group for group in GROUPS if group in status.index and status[group] != SHOWN]
    shown = {group: values[group] for group in GROUPS if group in values.index and group not in hidden}
    if not hidden:
        return shown, hidden, 0.0, 0.0
    other = [group for group in values.index if group not in (*GROUPS, TOTAL)]
    if status.get(TOTAL) != SHOWN or any(status[group] != SHOWN for group in other):
        return shown, hidden, 0.0, others
    # Rounded counts may add to more than their rounded sum.
    rest = max(values[TOTAL] - sum(shown.values()) - sum(values[group] for group in other), 0.0)
    return shown, hidden, rest, rest


def _left_by(left, there):
    """Return {day: least and most share who had left, limits, method, status} of one state."""
    ends = [end for _, end in GROUPS.values() if end is not None]
    blank = (np.nan,) * 4
    if np.isnan([left[3], there[3]]).any():
        return dict.fromkeys(ends, (*blank, HIDDEN_COUNT, SUPPRESSED))
    early, late = (share_left(*_bands(left, there, *at)) for at in ((0, 2), (-1, 3)))
    found = {}
    for at, end in enumerate(ends):
        points, limits = [late[0][at], early[0][at]], [late[1][at], early[2][at]]
        if np.isnan(points).any():
            found[end] = (*blank, NOT_COUNTED_THERE, NOT_AVAILABLE)
            continue
        # Nobody has left yet, or everybody has: such a share has no interval and is its own limit.
        limits = [point if np.isnan(one) else one for point, one in zip(points, limits, strict=True)]
        how = BOUNDED if left[1] or there[1] else EXACTLY
        found[end] = (*(100 * value for value in (*points, *limits)), how, SHOWN)
    return found


def _bands(left, there, place, many):
    """Return who left and who is still there by band, with what is hidden in one of the hidden bands."""
    for counts in (left, there):
        shown, hidden = counts[:2]
        held = {group: shown.get(group, 0.0) for group in GROUPS}
        if hidden:
            # Of those who left all are known to have: only where they stand is not.
            held[hidden[place]] += counts[many]
        yield np.round(list(held.values()))


def responsible_now(
    states: pd.DataFrame, responsible: pd.DataFrame, services: pd.DataFrame, as_of: str
) -> pd.DataFrame:
    """Return who is responsible in each state on the way, and what is commissioned for people in it.

    `states` is the project's list, `responsible` the office's log, `services` its directory. Columns:
    `state`, `usually_responsible`, `responsible` ("nobody", or "not stated" where nobody has said),
    `service`, `commissioned_by` ("none named" where the log names none), `sharing` (what the service says of
    immigration enforcement in the directory or, where it is not there, the body that is responsible),
    `verified_on`, `status`.
    """
    require(states, "state", "kind", "usually_responsible")
    require(responsible, "state", "responsible", "service", "commissioned_by", "verified_on")
    log = responsible[["state", "responsible", "service", "commissioned_by", "verified_on"]]
    rows = states.loc[states["kind"].eq(ON_THE_WAY), ["state", "usually_responsible"]]
    found = rows.merge(log, on="state", how="left")
    nobody = found["responsible"].str.casefold().eq(NOBODY)
    found["responsible"] = found["responsible"].mask(nobody, NOBODY).fillna(NOT_STATED)
    known = sharing_by_name(services, as_of)
    bodies = zip(found["service"], found["responsible"], strict=True)
    found["sharing"] = text([_sharing(known, service, body) for service, body in bodies])
    silent = found["responsible"] == NOT_STATED
    for name in ("service", "commissioned_by"):
        found[name] = found[name].fillna("none named").mask(silent, NOT_STATED).astype("str")
    return found.assign(status=SHOWN)


def _sharing(known, service, body):
    """Return what a service says of immigration enforcement, else what the body that answers there says."""
    if not isinstance(service, str):
        return NO_SERVICE
    said = known.get(body.casefold())
    return known.get(service.casefold(), OF_ITS_BODY.format(body, said) if said else NOT_LISTED)


def kinds_of_blank(moves: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """Return how many of the moves that can be made are counted, zero, hidden or not collected.

    `moves` are published counts as `onward_moves` has them. Columns: `kind`, `means`, `combinations`,
    `status`. What is not asked is a label of its own, of those who declined: it is not among them.
    """
    require(moves, "from_state", "to_state", "moves", "status")
    counts = numbers(moves, "moves")
    state = pd.Series(statuses(moves, counts), index=moves.index)
    kind = state.map({SHOWN: COUNTED, SUPPRESSED: HIDDEN, NOT_AVAILABLE: NOT_COLLECTED})
    told = moves[["from_state", "to_state"]].assign(kind=kind.mask(counts == 0, ZERO))
    possible = [(start, end) for start, ends in followers(states).items() for end in ends]
    found = pd.DataFrame(possible, columns=["from_state", "to_state"], dtype="str").merge(told, how="left")
    # What no row of the ledger names nobody counts, and nobody knows that it is zero.
    named = [found[column].isin(moves[column]) for column in ("from_state", "to_state")]
    kinds = found["kind"].fillna((named[0] & named[1]).map({True: ZERO, False: NOT_COLLECTED}))
    means = {
        COUNTED: "somebody moved so, and the number is shown",
        ZERO: "the ledger was kept and nobody moved so",
        HIDDEN: "few moved so, or it would tell of a few",
        NOT_COLLECTED: "no row of the ledger is of this state: nobody knows",
    }
    rows = [(kind, words, int(kinds.eq(kind).sum())) for kind, words in means.items()]
    return pd.DataFrame(rows, columns=["kind", "means", "combinations"]).assign(status=SHOWN)


def followers(states: pd.DataFrame) -> dict:
    """Return {state: the states that may follow it}, which `may_be_followed_by` separates by ";"."""
    ends = zip(states["state"], states["may_be_followed_by"], strict=True)
    return {state: [one.strip() for one in following.split(";") if one] for state, following in ends}


def share_left(left: list[int] | np.ndarray, waiting: list[int] | np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the share who had left by the end of each band of time, and its limits, as arrays.

    `left` counts the people who left in each band, `waiting` those who had come to it and were still there
    when last counted: they are taken to have been there for half of it. So count people by when they came in,
    all of them. Of people who were there before counting began only those who stayed long are seen, and with
    them every time comes out too long. Nothing is given for a band that nobody came to.

    Source: the actuarial estimate (Cutler and Ederer 1958).

    >>> shares, lower, upper = share_left([10, 5], [2, 5])
    >>> shares.round(3).tolist()
    [0.476, 0.825]
    """
    left, waiting = np.asarray(left, dtype=float), np.asarray(waiting, dtype=float)
    there = (left + waiting)[::-1].cumsum()[::-1]
    share, error = product_limit(there - waiting / 2, left)
    return tuple(np.where(there > 0, values, np.nan) for values in (share, *log_log_limits(share, error)))


def product_limit(at_risk: np.ndarray, ended: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the share who have ended by each step, of those `at_risk` at it, with Greenwood's error.

    `at_risk` need not be whole. A step at which nobody is at risk changes nothing.
    """
    at_risk, ended = np.asarray(at_risk, dtype=float), np.asarray(ended, dtype=float)
    share = np.divide(ended, at_risk, out=np.zeros_like(ended), where=at_risk > 0)
    survival = np.cumprod(1 - share)
    # Where everybody ends nothing is left to go on, and nothing is in doubt.
    left = at_risk * (1 - share)
    spread = np.cumsum(np.divide(share, left, out=np.zeros_like(share), where=left > 0))
    return 1 - survival, survival * np.sqrt(spread)


def log_log_limits(
    share: list[float] | np.ndarray, error: list[float] | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of shares (0 to 1) on the log-log scale; NaN where the share is 0 or 1.

    Kalbfleisch and Prentice 2002; the formula of R's package survival 3.8-3, `survfit`.
    """
    share, error = np.asarray(share, dtype=float), np.asarray(error, dtype=float)
    share = np.where((share > 0) & (share < 1), share, np.nan)
    power = np.exp(-standard_normal(0.95) * error / (share * np.log(share)))
    return share**power, share ** (1 / power)
