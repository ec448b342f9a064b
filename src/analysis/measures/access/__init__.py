"""Who can get to what: catchments, the nearest service, and where outreach is best held."""

from analysis.measures.access.access_pages import (
    far_from_help,
    fewest_for_all,
    outreach_places,
    people_at_points,
    places_within_reach,
)
from analysis.measures.access.best_places import fewest_within, most_within, nearest_on_average
from analysis.measures.access.catchment import catchment_access, falling
from analysis.measures.access.nearest_service import distance_to_nearest, people_beyond, straight_lines

__all__ = [
    "catchment_access",
    "distance_to_nearest",
    "falling",
    "far_from_help",
    "fewest_for_all",
    "fewest_within",
    "most_within",
    "nearest_on_average",
    "outreach_places",
    "people_at_points",
    "people_beyond",
    "places_within_reach",
    "straight_lines",
]
