"""Which module goes which route, and which files must be there before."""

import functools
from pathlib import PurePosixPath

import httpx

from analysis.sources.fetching import (
    custom_tables,
    data_sets,
    geography_portal,
    landing_pages,
    nomis_pages,
    police_archive,
    police_teams,
)
from analysis.sources.fetching.items import Item


def _at_an_address(card, route, asking, folder="files"):
    """Return the one file of a card whose address is known; a zip is kept and read as it is."""
    address = route.says.get("address", card.address)
    name = route.says.get("name") or PurePosixPath(httpx.URL(address).path).name
    return [Item(card.id, f"{folder}/{name}", address, route.by)]


ROUTES = {
    "file": _at_an_address,
    "landing_page": landing_pages.items,
    "sheet": landing_pages.sheet,
    "data_set": data_sets.items,
    "nomis_zip": functools.partial(_at_an_address, folder="nomis"),
    "nomis_pages": nomis_pages.items,
    "custom_table": custom_tables.items,
    "geography_pages": geography_portal.pages,
    "geography_export": geography_portal.export,
    "police_archive": police_archive.items,
    "police_teams": police_teams.items,
}


def needs(card):
    """Return after how many rounds a card can be fetched: 0 at once, 1 with lookups, 2 with outlines."""
    if any(route.by == "police_teams" for route in card.routes):
        return 2
    said = [route.says for route in card.routes]
    return int(any("only" in one or one.get("of_area") or "lsoa" in one.get("levels", ()) for one in said))
