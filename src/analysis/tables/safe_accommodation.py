"""Households referred to safe accommodation, from the returns: read by release alone."""

import pandera.pandas as pa

from analysis.tables.declaration import STATES, Declaration
from analysis.tables.own_counts import labels, loaded

KIND = "safe_accommodation"


class SafeAccommodation(Declaration):
    """Households by quarter, provider, whether they were supported or why not, and where they came from."""

    quarter: str = pa.Field(str_matches=r"^20[0-9][0-9]-Q[1-4]$")
    provider: str
    result: str = labels("result", KIND)
    came_from: str = labels("came_from", KIND)
    referred_households: int = pa.Field(ge=1)
    status: str = pa.Field(isin=STATES)


def load(area, kept=None):
    """Return `SafeAccommodation` of an area, as `own_counts.loaded` does."""
    return loaded(area, KIND, SafeAccommodation, kept)
