"""The neighbourhood team of each ward, from the areas that data.police.uk draws for a force.

A ward belongs to the team in whose area most of its small areas lie. An outline has one part, a team may
have several: for a small area outside every outline the service is asked whose it is.
"""

import csv
from collections import Counter

from analysis.errors import InputError
from analysis.sources import geography, inventory
from analysis.sources.fetching.faults import FetchError
from analysis.sources.fetching.items import Item

BASE = "https://data.police.uk/api"
OUTLINES, WARDS = "boundaries_lsoa21", "lookup_lsoa21_ward"


def items(card, route, asking):
    """Return the one table of an area's wards and teams."""
    force = asking.area.slug

    def make(path, tell):
        found = teams(asking.transport, force, tell)
        rows = _wards(asking, found, force)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(["ward24_code", "ward24_name", "neighbourhood_team", "district24_name"])
            writer.writerows(rows)
        return {"teams": len(found), "wards": len(rows)}

    return [
        Item(
            card.id,
            f"police/{force}-neighbourhood-teams.csv",
            f"{BASE}/{force}/neighbourhoods",
            route.by,
            unit="teams",
            make=make,
        )
    ]


def teams(transport, force, tell=lambda came, whole: None):
    """Return {id: (name, outline)} of the neighbourhoods of a force, in degrees, longitude first.

    Raises FetchError for a force that is not listed and for an outline that is none.
    """
    import shapely

    known = {one.get("id") for one in transport.read(f"{BASE}/forces").json()}
    if force not in known:
        raise FetchError(f"{BASE}/forces: lists no force {force}. Its neighbourhoods are not known.")
    listed = transport.read(f"{BASE}/{force}/neighbourhoods").json()
    found = {}
    for number, one in enumerate(listed, start=1):
        address = f"{BASE}/{force}/{one['id']}/boundary"
        points = transport.read(address).json()
        try:
            ring = [(float(point["longitude"]), float(point["latitude"])) for point in points]
            outline = shapely.make_valid(shapely.Polygon(ring))
        except (TypeError, KeyError, ValueError, shapely.errors.ShapelyError):
            raise FetchError(f"{address}: is no outline. See its page.") from None
        found[one["id"]] = (str(one["name"]).strip(), outline)
        tell(number, len(listed))
    if not found:
        raise FetchError(f"{BASE}/{force}/neighbourhoods: is empty. See its page.")
    return found


def team_at(transport, force, point):
    """Return the id of the neighbourhood in which a point lies, None for one that is in none of the force."""
    try:
        said = transport.read(f"{BASE}/locate-neighbourhood", {"q": f"{point.y:.6f},{point.x:.6f}"}).json()
    except FetchError as fault:
        if fault.status == 404:
            return None
        raise
    return said.get("neighbourhood") if said.get("force") == force else None


def _wards(asking, found, force):
    """Return a row for each ward of the area: code, name, team, district."""
    import shapely

    held = inventory.scan(asking.folder)
    codes = asking.codes("lsoa21_code")
    places = geography.boundaries([item.file for item in held.find(OUTLINES)], "lsoa21", codes)
    points = places.representative_point().to_crs("EPSG:4326")
    ids, tree = list(found), shapely.STRtree([outline for _, outline in found.values()])
    team = {}
    for code, point in zip(places["lsoa21_code"], points, strict=True):
        inside = tree.query(point, predicate="within")
        team[code] = ids[inside[0]] if len(inside) == 1 else team_at(asking.transport, force, point)
    lookup = geography.lsoa_to_ward(held.one(WARDS))
    lookup = lookup[lookup["lsoa21_code"].isin(team)]
    if lookup.empty:
        raise InputError(f"The lookup of wards has none in {asking.area.name}. Fetch {WARDS} again.")
    rows = []
    for code, inside in lookup.groupby("ward24_code", sort=True):
        name, district = inside["ward24_name"].iloc[0], inside["district24_name"].iloc[0]
        most = Counter(team[one] for one in inside["lsoa21_code"]).most_common(1)[0][0]
        if most not in found:
            raise FetchError(f"{BASE}/{force}/neighbourhoods: no team has the ward {code} {name}.")
        rows.append([code, name, found[most][0], district])
    return rows
