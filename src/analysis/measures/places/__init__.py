"""Where a group lives, and who can get to what."""

from analysis.measures.places.access import (
    far_from_help,
    fewest_for_all,
    outreach_places,
    people_at_points,
    places_within_reach,
)
from analysis.measures.places.hot_spots import hot_spots
from analysis.measures.places.location import in_top_areas, location_quotients

__all__ = [
    "far_from_help",
    "fewest_for_all",
    "hot_spots",
    "in_top_areas",
    "location_quotients",
    "outreach_places",
    "people_at_points",
    "places_within_reach",
]
