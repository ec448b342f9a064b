"""What we work out: table in, table out; no files, no drawing. A room for each part of the subject.

Every row of an answer keeps its working: the columns it was made from, the value, `lower`, `upper`,
`method` (how, or why there is none) and `status`.
"""

from analysis import frames  # noqa: F401 (imported because it sets how texts are held)
from analysis.measures.citing import (
    crime,
    hidden,
    languages,
    latest_run,
    office,
    places,
    plans,
    pool,
    rates,
    services,
    share,
    stretch,
    trends,
    victims,
)
from analysis.measures.office.page_one import confidence

__all__ = [
    "confidence",
    "crime",
    "hidden",
    "languages",
    "latest_run",
    "office",
    "places",
    "plans",
    "pool",
    "rates",
    "services",
    "share",
    "stretch",
    "trends",
    "victims",
]
