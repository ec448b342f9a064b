"""Counts of people from the files that the office is given. Only release reads them.

What each file counts, its fields and their labels are listed in data/reference/local_counts.toml. Every table
has a row for each `quarter` and combination of these fields that anybody is counted in, their number under
the unit of the file, and `status`. "Unknown", "Refused" and "Not asked" are what was recorded; "Not supplied"
is a field for which a file has no column.
"""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis import extracts, settings
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import fields
from analysis.tables import lookups
from analysis.tables.declaration import QUARTER, STATES, Declaration, checked, columns, empty
from analysis.tables.people.reference import pathway_states

SOURCE = "The files that the office was given"


def victims(area, kept=None):
    """Return victims of recorded crime, as `own_counts` does."""
    return own_counts(area, fields.VICTIMS, kept)


def support(area, kept=None):
    """Return people by the last stage that they reached and what became of them there, as `own_counts` does.

    Each person appears in one row: who reached a stage are those of that row and of all later ones.
    """
    return own_counts(area, "support", kept)


def needs(area, kept=None):
    """Return the needs of people who were assessed, as `own_counts` does: one person may have several."""
    return own_counts(area, "needs", kept)


def safe_accommodation(area, kept=None):
    """Return households referred to safe accommodation, as `own_counts` does."""
    return own_counts(area, "safe_accommodation", kept)


def survey(area, kept=None):
    """Return answers of victims, and of professionals who support them, as `own_counts` does."""
    return own_counts(area, "survey", kept)


def pathway_waiting(area, kept=None):
    """Return who is still in a state of the pathway at the end of a quarter, as `own_counts` does.

    It is a stock, never added over quarters.
    """
    return own_counts(area, "pathway_waiting", kept)


@functools.cache
def declaration(kind):
    """Return the declaration of the table of a kind of file, made from what is listed of it."""
    held = fields.kinds()[kind]
    labels = {name: fields.known_labels(name, kind) for name in held.fields}
    checks = {name: pa.Field(isin=known) for name, known in labels.items() if known is not None}
    checks |= {
        "quarter": pa.Field(str_matches=QUARTER),
        held.unit: pa.Field(ge=1),
        "status": pa.Field(isin=STATES),
    }
    types = {"quarter": str, **dict.fromkeys(held.fields, str), held.unit: int, "status": str}
    return type(kind, (Declaration,), {"__annotations__": types, **checks})


def own_counts(area, kind, kept=None):
    """Return the counts of a kind of file of an area, as `declaration` says.

    Quarters that an edition has published are counted as they were then: `kept` is {quarter: file of
    stored counts}, by default every quarter whose counts are stored. Without a file there is no row.

    Raises InputError naming file, sheet, cell and rule, never a value, for what may not be let in.
    """
    area, _ = lookups.opened(area)
    try:
        kept = extracts.stored(area, kind) if kept is None else kept
        counts = extracts.counts_for(area, settings.current_run().as_of, kept, kind)
    except MissingSourceError:
        return empty(declaration(kind))
    return _declared(pd.DataFrame(counts.frame).assign(status="shown"), kind)


def _declared(frame, kind):
    """Return `frame`, once it keeps what was declared; the error names no row and no figure."""
    key = [name for name in columns(declaration(kind)) if name not in (fields.kinds()[kind].unit, "status")]
    kept = not frame.duplicated(key).any()
    try:
        frame = checked(declaration(kind), frame, SOURCE)
    except InputError:
        kept = False
    if not kept:
        raise InputError(
            f"{SOURCE}: the counts of {kind} do not keep what is declared of them. Were stored counts made "
            "by another version? Publish the edition again from its files."
        )
    return frame


SHARING_DECISIONS = "information_sharing"
SHARED, NOT_SHARED = "Shared", "Not shared"


def information_sharing(area, kept=None):
    """Return decisions by whom they are about, what was decided and why, as `own_counts` does.

    There is no field for anybody's status, nationality or reference, and none will be added: the table says
    what the police did, not who anybody is.

    Raises InputError as that does, and for a row that contradicts itself: shared, with a ground or an answer
    of "Not shared", or not shared with another.
    """
    decisions = own_counts(area, SHARING_DECISIONS, kept)
    rows = pd.DataFrame(decisions)
    unknown = [*fields.RECORDED_AS.values(), fields.NOT_SUPPLIED]
    for name in ("ground", "told_beforehand"):
        both = ~rows["considered_or_shared"].isin(unknown) & ~rows[name].isin(unknown)
        wrong = both & ((rows["considered_or_shared"] == SHARED) == (rows[name] == NOT_SHARED))
        if wrong.any():
            raise InputError(
                f"{SOURCE}: the count of sharing decisions of {rows.loc[wrong, 'quarter'].iloc[0]} has "
                f"{int(wrong.sum())} rows in which considered_or_shared and {name} contradict each other. "
                f'"{NOT_SHARED}" appears beside a decision not to share and beside no other: correct one.'
            )
    return decisions


LEDGER = "pathway_ledger"
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


def pathway_ledger(area, kept=None):
    """Return moves by state left and entered, reason, time and age group, as `own_counts` does.

    A move that nobody made has no row. A person can make several, in one quarter too.

    Raises InputError as that does, and for a child who is said to have declined: children cannot.
    """
    ledger = own_counts(area, LEDGER, kept)
    rows = pd.DataFrame(ledger)
    declined = (rows["to_state"] == DECLINED) & (rows["age_group"] == CHILD)
    if declined.any():
        raise InputError(
            f"{SOURCE}: the pathway ledger of {rows.loc[declined, 'quarter'].iloc[0]} has a move of children "
            f'into "{DECLINED}". A child is referred without being asked for consent and cannot decline: '
            "correct the age group or the state."
        )
    return ledger


def pathway_moves(area, kept=None):
    """Return the ledger as the measures of the pathway take it: age and time added up.

    Columns: `quarter`, `from_state`, `to_state`, `reason`, `moves`, `status`. Only those who declined have a
    reason, among them "Unknown" (none was written down) and "Not asked"; it is blank for every other move.

    Raises InputError where a row names no state: it would be a move from or to nowhere.
    """
    rows = pd.DataFrame(pathway_ledger(area, kept))
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


def pathway_durations(area, kept=None):
    """Return people by state, time in it and how it ended.

    Columns: `state`, `days_from`, `days_before` (blank for the last band), `ending` (the state entered next,
    or "still waiting"), `people`, `status`; every ending in every band of every state, zeros too. Those
    still waiting are of the ledger's last quarter alone: in each quarter they would be the same people. A
    move whose time nobody wrote down is in no band and not here.

    Empty where nobody counts who still waits in that quarter: without them every time is too short.
    """
    ledger, waiting = pd.DataFrame(pathway_ledger(area, kept)), pd.DataFrame(pathway_waiting(area))
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
    states = pathway_states()
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


def capture_lists(area, name=extracts.CAPTURES):
    """Return the capture lists of an area: a column of 0 and 1 for each list, then `people`.

    A combination that is absent is nobody. Without the file a table without rows, with the one column
    `people`. `name` is that of the file: "capture_lists_few" is Sampleshire's second set, too thin for any
    estimate.

    Raises InputError naming file, cell and rule, never a value, for what is not a table of counts.
    """
    area, _ = lookups.opened(area)
    try:
        return extracts.captures(area, name)
    except MissingSourceError:
        return pd.DataFrame({"people": []}).astype({"people": "int64"})


SUPPORT = "support"


class SupportDefinitions(Declaration):
    """A row for each provider and stage that it has defined: nobody is counted here."""

    provider: str
    stage: str
    definition: str

    class Config:
        unique = ["provider", "stage"]


def support_definitions(area):
    """Return `SupportDefinitions` of an area; without a columns.toml a table without rows."""
    area, _ = lookups.opened(area)
    try:
        found = extracts.definitions(area, SUPPORT)
    except MissingSourceError:
        found = []
    if not found:
        return empty(SupportDefinitions)
    rows = pd.DataFrame(found, columns=["provider", "stage", "definition"])
    return checked(SupportDefinitions, rows, "columns.toml")
