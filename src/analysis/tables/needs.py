"""Needs of people who were assessed, from the returns of the providers: read by release alone."""

import pandera.pandas as pa

from analysis.tables.declaration import STATES, Declaration
from analysis.tables.own_counts import labels, loaded

KIND = "needs"


class Needs(Declaration):
    """Needs by quarter, provider, category and what became of them: one person may have several.

    Combinations without a need have no row.
    """

    quarter: str = pa.Field(str_matches=r"^20[0-9][0-9]-Q[1-4]$")
    provider: str
    need_category: str = labels("need_category", KIND)
    need_state: str = labels("need_state", KIND)
    need_result: str = labels("need_result", KIND)
    offence_group: str = labels("offence_group", KIND)
    age_band: str = labels("age_band", KIND)
    sex: str = labels("sex", KIND)
    ethnic_group: str = labels("ethnic_group", KIND)
    disability: str = labels("disability", KIND)
    religion: str = labels("religion", KIND)
    sexual_orientation: str = labels("sexual_orientation", KIND)
    language_need: str = labels("language_need", KIND)
    client_needs: int = pa.Field(ge=1)
    status: str = pa.Field(isin=STATES)


def load(area, kept=None):
    """Return `Needs` of an area, as `own_counts.loaded` does."""
    return loaded(area, KIND, Needs, kept)
