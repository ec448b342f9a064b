"""Decisions to share information about victims and witnesses: read by release alone."""

import pandas as pd
import pandera.pandas as pa

from analysis.errors import InputError
from analysis.extracts import fields
from analysis.tables.declaration import STATES, Declaration
from analysis.tables.own_counts import SOURCE, labels, loaded

KIND = "information_sharing"
SHARED, NOT_SHARED = "Shared", "Not shared"


class InformationSharing(Declaration):
    """Decisions by quarter: about whom, what was decided, why, and whether it was written down and told.

    It has no field for anybody's status, nationality or reference, and none will be added: it says what the
    police did, not who anybody is.
    """

    quarter: str = pa.Field(str_matches=r"^20[0-9][0-9]-Q[1-4]$")
    person: str = labels("person", KIND)
    kind_of_crime: str = labels("kind_of_crime", KIND)
    considered_or_shared: str = labels("considered_or_shared", KIND)
    believed_to_be: str = labels("believed_to_be", KIND)
    ground: str = labels("ground", KIND)
    recorded_decision: str = labels("recorded_decision", KIND)
    linked_to_third_party: str = labels("linked_to_third_party", KIND)
    told_beforehand: str = labels("told_beforehand", KIND)
    sharing_decisions: int = pa.Field(ge=1)
    status: str = pa.Field(isin=STATES)


def load(area, kept=None):
    """Return `InformationSharing` of an area, as `own_counts.loaded` does.

    Raises InputError as that does, and for a row that contradicts itself: shared, with a ground or an answer
    of "Not shared", or not shared with another.
    """
    decisions = loaded(area, KIND, InformationSharing, kept)
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
