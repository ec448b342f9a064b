"""Who can get to what: catchments, the nearest service, and where outreach is best held."""

from analysis.measures.access.best_places import fewest_within, most_within, nearest_on_average
from analysis.measures.access.catchment import catchment_access, falling, stepped
from analysis.measures.access.nearest_service import distance_to_nearest, people_beyond, straight_lines

__all__ = [
    "catchment_access",
    "distance_to_nearest",
    "falling",
    "fewest_within",
    "most_within",
    "nearest_on_average",
    "people_beyond",
    "stepped",
    "straight_lines",
]
