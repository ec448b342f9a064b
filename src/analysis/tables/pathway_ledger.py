"""The pathway ledger: counts of moves between states: read by release alone, and never a row a person."""

import pandas as pd

from analysis.errors import InputError
from analysis.extracts import fields
from analysis.tables import own_counts
from analysis.tables.own_counts import SOURCE
from analysis.tables.pathway_states import load as load_states

KIND = "pathway_ledger"
CHILD, DECLINED = "Child (17 or under)", "Declined and notified"
# Each band's first day, and the first day after it: every day belongs to one.
DURATION_BANDS = {
    "0 to 6 days": (0, 7),
    "7 to 27 days": (7, 28),
    "28 to 89 days": (28, 90),
    "90 to 179 days": (90, 180),
    "180 to 364 days": (180, 365),
    "365 days or more": (365, None),
}
STILL_WAITING = "still waiting"
DURATION_COLUMNS = ["state", "days_from", "days_before", "ending", "people", "status"]


def load(area, kept=None):
    """Return moves by state left and entered, reason, time and age group, as `own_counts.counted` does.

    A move that nobody made has no row. A person can make several, in one quarter too.

    Raises InputError as that does, and for a child who is said to have declined: children cannot.
    """
    ledger = own_counts.counted(area, KIND, kept)
    rows = pd.DataFrame(ledger)
    declined = (rows["to_state"] == DECLINED) & (rows["age_group"] == CHILD)
    if declined.any():
        raise InputError(
            f"{SOURCE}: the pathway ledger of {rows.loc[declined, 'quarter'].iloc[0]} has a move of children "
            f'into "{DECLINED}". A child is referred without being asked for consent and cannot decline: '
            "correct the age group or the state."
        )
    return ledger


def moves(area, kept=None):
    """Return the ledger as the measures of the pathway take it: age and time added up.

    Columns: `quarter`, `from_state`, `to_state`, `reason`, `moves`, `status`. Only those who declined have a
    reason, among them "Unknown" (none was written down) and "Not asked"; it is blank for every other move.

    Raises InputError where a row names no state: it would be a move from or to nowhere.
    """
    rows = pd.DataFrame(load(area, kept))
    nowhere = ~(_is_state(rows["from_state"]) & _is_state(rows["to_state"]))
    if nowhere.any():
        raise InputError(
            f"{SOURCE}: {int(nowhere.sum())} rows of the pathway ledger of "
            f"{rows.loc[nowhere, 'quarter'].iloc[0]} name no state of data/reference/pathway_states.csv. "
            "List what is there in columns.toml, under the values of from_state and to_state."
        )
    rows["reason"] = rows["reason"].where(rows["to_state"] == DECLINED)
    keys = ["quarter", "from_state", "to_state", "reason"]
    summed = rows.groupby(keys, as_index=False, dropna=False, sort=True)["moves"].sum()
    return summed.assign(status="shown")


def durations(area, kept=None):
    """Return people by state, time in it and how it ended.

    Columns: `state`, `days_from`, `days_before` (blank for the last band), `ending` (the state entered next,
    or "still waiting"), `people`, `status`; every ending in every band of every state, zeros too. Those
    still waiting are of the ledger's last quarter alone: in each quarter they would be the same people. A
    move whose time nobody wrote down is in no band and not here.

    Empty where nobody counts who still waits in that quarter: without them every time is too short.
    """
    ledger, waiting = pd.DataFrame(load(area, kept)), pd.DataFrame(own_counts.pathway_waiting(area))
    last = ledger["quarter"].max() if len(ledger) else ""
    waiting = waiting[waiting["quarter"] == last]
    if waiting.empty:
        return pd.DataFrame({name: [] for name in DURATION_COLUMNS})
    parts = pd.concat(
        [
            ledger.rename(columns={"from_state": "state", "to_state": "ending", "moves": "people"}),
            waiting.rename(columns={"people_waiting": "people"}).assign(ending=STILL_WAITING),
        ]
    )
    states = load_states()
    on_the_way = states.loc[states["kind"] == "on the way", "state"]
    timed = parts[parts["duration_band"].isin(DURATION_BANDS) & parts["state"].isin(on_the_way)]
    found = timed.groupby(["state", "ending", "duration_band"])["people"].sum()
    here = [state for state in on_the_way if state in set(timed["state"])]
    endings = sorted({*timed["ending"], STILL_WAITING})
    every = pd.MultiIndex.from_product([here, endings, DURATION_BANDS], names=found.index.names)
    rows = found.reindex(every, fill_value=0).reset_index()
    for at, name in enumerate(("days_from", "days_before")):
        days = rows["duration_band"].map({band: ends[at] for band, ends in DURATION_BANDS.items()})
        rows[name] = days.astype("Int64")
    return rows.assign(status="shown")[DURATION_COLUMNS]


def _is_state(found):
    return ~found.isin([*fields.RECORDED_AS.values(), fields.NOT_SUPPLIED])
