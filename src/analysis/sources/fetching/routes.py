"""Which module goes which route, and which files must be there before."""

from analysis.sources.fetching import (
    custom_tables,
    files,
    geography_export,
    geography_pages,
    landing_pages,
    nomis_pages,
    nomis_zips,
    police_archive,
    police_teams,
)

ROUTES = {
    "file": files.items,
    "landing_page": landing_pages.items,
    "nomis_zip": nomis_zips.items,
    "nomis_pages": nomis_pages.items,
    "custom_table": custom_tables.items,
    "geography_pages": geography_pages.items,
    "geography_export": geography_export.items,
    "police_archive": police_archive.items,
    "police_teams": police_teams.items,
}


def needs(card):
    """Return after how many rounds a card can be fetched: 0 at once, 1 with lookups, 2 with outlines."""
    return max(_round(route) for route in card.routes)


def _round(route):
    if route.by == "police_teams":
        return 2
    of_small_areas = (
        "only" in route.says or route.says.get("of_area") or "lsoa" in route.says.get("levels", ())
    )
    return int(bool(of_small_areas))
