"""Counts of people from the files that the office is given. Only release reads them.

What each file counts, its fields and their labels are listed in data/reference/local_counts.toml. Every table
has a row for each `quarter` and combination of these fields that anybody is counted in, their number under
the unit of the file, and `status`. "Unknown", "Refused" and "Not asked" are what was recorded; "Not supplied"
is a field for which a file has no column.
"""

import functools
from typing import Any

import pandas as pd
import pandera.pandas as pa

from analysis import extracts, settings
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import fields
from analysis.tables import lookups
from analysis.tables.declaration import QUARTER, Declaration, checked, columns, empty
from analysis.tables.declared import table

SOURCE = "The files that the office was given"


def victims(area: str) -> pd.DataFrame:
    """Return victims of recorded crime, as `own_counts` does."""
    return own_counts(area, fields.VICTIMS)


def support(area: str) -> pd.DataFrame:
    """Return people by the last stage that they reached and what became of them there, as `own_counts` does.

    Each person appears in one row: who reached a stage are those of that row and of all later ones.
    """
    return own_counts(area, "support")


def needs(area: str) -> pd.DataFrame:
    """Return the needs of people who were assessed, as `own_counts` does: one person may have several."""
    return own_counts(area, "needs")


def safe_accommodation(area: str) -> pd.DataFrame:
    """Return households referred to safe accommodation, as `own_counts` does."""
    return own_counts(area, "safe_accommodation")


def survey(area: str) -> pd.DataFrame:
    """Return answers of victims, and of professionals who support them, as `own_counts` does."""
    return own_counts(area, "survey")


def pathway_waiting(area: str) -> pd.DataFrame:
    """Return who is still in a state of the pathway at the end of a quarter, as `own_counts` does.

    It is a stock, never added over quarters.
    """
    return own_counts(area, "pathway_waiting")


@functools.cache
def declaration(kind: str) -> Any:
    """Return the declaration of the table of a kind of file, made from what is listed of it."""
    about = fields.kinds()[kind]
    labels = {name: fields.known_labels(name, kind) for name in about.fields}
    checks = {name: pa.Field(isin=known) for name, known in labels.items() if known is not None}
    checks |= {"quarter": pa.Field(matches=QUARTER), about.unit: pa.Field(ge=1)}
    types = {"quarter": str, **dict.fromkeys(about.fields, str), about.unit: int}
    return type(kind, (Declaration,), {"__annotations__": types, **checks})


def own_counts(area: str, kind: str) -> pd.DataFrame:
    """Return the counts of a kind of file of an area, as `declaration` says.

    Quarters that an edition has published are counted as they were then. Without a file there is no row.

    Raises InputError naming file, sheet, cell and rule, never a value, for what may not be let in.
    """
    place, _ = lookups.opened(area)
    try:
        published = extracts.stored(place, kind)
        counts = extracts.counts_for(place, settings.current_run().as_of, published, kind)
    except MissingSourceError:
        return empty(declaration(kind))
    return _declared(pd.DataFrame(counts.frame).assign(status="shown"), kind)


def _declared(frame, kind):
    """Return `frame`, once it keeps what was declared; the error names no row and no figure."""
    key = [name for name in columns(declaration(kind)) if name not in (fields.kinds()[kind].unit, "status")]
    as_declared = not frame.duplicated(key).any()
    try:
        frame = checked(declaration(kind), frame, SOURCE)
    except InputError:
        as_declared = False
    if not as_declared:
        raise InputError(
            f"{SOURCE}: the counts of {kind} do not keep what is declared of them. Were stored counts made "
            "by another version? Publish the edition again from its files."
        )
    return frame


SHARING_DECISIONS = "information_sharing"
SHARED, NOT_SHARED = "Shared", "Not shared"
GIVEN, WITH_CONSENT = "Given", "Shared with consent"


def information_sharing(area: str) -> pd.DataFrame:
    """Return decisions by whom they are about, what was decided and why, as `own_counts` does.

    There is no field for anybody's status, nationality or reference, and none will be added: the table says
    what the police did, not who anybody is.

    Raises InputError as that does, and for a row that contradicts itself: shared, with a ground or an answer
    of "Not shared", or not shared with another; and shared with a consent that was not given.
    """
    rows = own_counts(area, SHARING_DECISIONS)
    unknown = [*fields.RECORDED_AS.values(), fields.NOT_SUPPLIED]
    for name in ("ground", "told_beforehand", "exception_used"):
        both_known = ~rows["considered_or_shared"].isin(unknown) & ~rows[name].isin(unknown)
        wrong = both_known & ((rows["considered_or_shared"] == SHARED) == (rows[name] == NOT_SHARED))
        if wrong.any():
            raise InputError(
                f"{SOURCE}: the count of sharing decisions of {rows.loc[wrong, 'quarter'].iloc[0]} has "
                f"{int(wrong.sum())} rows in which considered_or_shared and {name} contradict each other. "
                f'"{NOT_SHARED}" appears beside a decision not to share and beside no other: correct one.'
            )
    without_consent = rows["consent"].ne(GIVEN) & ~rows["consent"].isin(unknown)
    wrong = rows["exception_used"].eq(WITH_CONSENT) & without_consent
    if wrong.any():
        raise InputError(
            f"{SOURCE}: the count of sharing decisions of {rows.loc[wrong, 'quarter'].iloc[0]} has "
            f'{int(wrong.sum())} rows with "{WITH_CONSENT}" beside a consent that was not given: correct one.'
        )
    return rows


LEDGER = "pathway_ledger"
CHILD, DECLINED = "Child (17 or under)", "Declined and notified"


def pathway_ledger(area: str) -> pd.DataFrame:
    """Return moves by state left and entered, reason, time and age group, as `own_counts` does.

    A move that nobody made has no row. A person can make several, in one quarter too.

    Raises InputError as that does, and for a child who is said to have declined: children cannot.
    """
    rows = own_counts(area, LEDGER)
    declined = (rows["to_state"] == DECLINED) & (rows["age_group"] == CHILD)
    if declined.any():
        raise InputError(
            f"{SOURCE}: the pathway ledger of {rows.loc[declined, 'quarter'].iloc[0]} has a move of children "
            f'into "{DECLINED}". A child is referred without being asked for consent and cannot decline: '
            "correct the age group or the state."
        )
    return rows


def capture_lists(area: str) -> pd.DataFrame:
    """Return the capture lists of an area: a column of 0 and 1 for each list, then `people`.

    A combination that is absent is nobody. Without the file a table without rows, with the one column
    `people`.

    Raises InputError naming file, cell and rule, never a value, for what is not a table of counts.
    """
    place, _ = lookups.opened(area)
    try:
        return extracts.captures(place)
    except MissingSourceError:
        return pd.DataFrame({"people": []}).astype({"people": "int64"})


SUPPORT = "support"


class SupportDefinitions(Declaration, unique=["provider", "stage"], status=False):
    """A row for each provider and stage that it has defined: nobody is counted here."""

    provider: str
    stage: str
    definition: str


@table("What each provider means by each stage", "a stage of a provider", ["support_definitions"])
def support_definitions(area: str) -> pd.DataFrame:
    """Return `SupportDefinitions` of an area; without a columns.toml a table without rows."""
    place, _ = lookups.opened(area)
    try:
        definitions = extracts.definitions(place, SUPPORT)
    except MissingSourceError:
        definitions = []
    rows = pd.DataFrame(definitions, columns=["provider", "stage", "definition"])
    return checked(SupportDefinitions, [rows] if definitions else [], "columns.toml")


class ReturnsReceived(Declaration, unique=["provider", "return_of", "quarter"], status=False):
    """A row for each return that a provider has sent: nobody is counted here."""

    provider: str
    return_of: str
    quarter: str = pa.Field(str_matches=QUARTER)


@table("Returns that have come in", "a return of a provider in a quarter", ["support"])
def returns_received(area: str) -> pd.DataFrame:
    """Return `ReturnsReceived` of an area up to the quarter that the edition is as of."""
    place, _ = lookups.opened(area)
    as_of = settings.current_run().as_of
    sent = [
        (provider, kind.replace("_", " "), quarter)
        for provider, kind, quarter in extracts.received(place)
        if as_of is None or quarter <= as_of
    ]
    rows = pd.DataFrame(sent, columns=["provider", "return_of", "quarter"])
    return checked(ReturnsReceived, [rows] if sent else [], "columns.toml")
