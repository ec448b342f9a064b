"""Who is still in a state of the pathway at the end of a quarter, by how long: read by release alone."""

import pandera.pandas as pa

from analysis.tables.declaration import QUARTER, STATES, Declaration
from analysis.tables.own_counts import labels, loaded

KIND = "pathway_waiting"


class PathwayWaiting(Declaration):
    """People by quarter, state, time in it, and age group: a stock, never added over quarters."""

    quarter: str = pa.Field(str_matches=QUARTER)
    state: str = labels("state", KIND)
    duration_band: str = labels("duration_band", KIND)
    duration_group: str = labels("duration_group", KIND)
    age_group: str = labels("age_group", KIND)
    people_waiting: int = pa.Field(ge=1)
    status: str = pa.Field(isin=STATES)


def load(area, kept=None):
    """Return `PathwayWaiting` of an area, as `own_counts.loaded` does."""
    return loaded(area, KIND, PathwayWaiting, kept)
