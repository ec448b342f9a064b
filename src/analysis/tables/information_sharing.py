"""Decisions to share information about victims and witnesses: read by release alone."""

import pandas as pd

from analysis.errors import InputError
from analysis.extracts import fields
from analysis.tables.own_counts import SOURCE, counted

KIND = "information_sharing"
SHARED, NOT_SHARED = "Shared", "Not shared"


def load(area, kept=None):
    """Return decisions by whom they are about, what was decided and why, as `own_counts.counted` does.

    There is no field for anybody's status, nationality or reference, and none will be added: the table says
    what the police did, not who anybody is.

    Raises InputError as that does, and for a row that contradicts itself: shared, with a ground or an answer
    of "Not shared", or not shared with another.
    """
    decisions = counted(area, KIND, kept)
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
