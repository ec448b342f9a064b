"""People by the last stage reached on the way to help, from the returns: read by release alone."""

import pandera.pandas as pa

from analysis.tables.declaration import STATES, Declaration
from analysis.tables.own_counts import labels, loaded

KIND = "support"


class Support(Declaration):
    """People by quarter, provider, the last stage that they reached and what became of them there.

    Each person appears in one row: who reached a stage are those of that row and of all later ones.
    Combinations without anybody have no row.
    """

    quarter: str = pa.Field(str_matches=r"^20[0-9][0-9]-Q[1-4]$")
    provider: str
    came_by: str = labels("came_by", KIND)
    stage: str = labels("stage", KIND)
    state: str = labels("state", KIND)
    offence_group: str = labels("offence_group", KIND)
    language_need: str = labels("language_need", KIND)
    domestic_abuse: str = labels("domestic_abuse", KIND)
    clients: int = pa.Field(ge=1)
    status: str = pa.Field(isin=STATES)


def load(area, kept=None):
    """Return `Support` of an area, as `own_counts.loaded` does."""
    return loaded(area, KIND, Support, kept)
