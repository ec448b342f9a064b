"""The neighbourhood team of each ward, from the areas that data.police.uk draws for a force.

A ward belongs to the team in whose area most of its small areas lie. An outline has one part, a team may
have several: for a small area outside every outline the service is asked which team has it.
"""

import csv
import html
import math
from collections import Counter
from urllib.parse import quote

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

    name, address = f"police/{force}-neighbourhood-teams.csv", f"{BASE}/{force}/neighbourhoods"
    return [Item(card.id, name, address, route.by, unit="teams", make=make)]


def teams(transport, force, tell=lambda came, whole: None):
    """Return {id: (name, outline)} of the neighbourhoods of a force, in degrees, longitude first.

    Raises FetchError for a force that is not listed, for a neighbourhood without an id or name, for an id
    twice, and for an outline that is none or encloses nothing.
    """
    address = f"{BASE}/forces"
    known = {_text(one, "id", number, address) for number, one in _listed(transport, address)}
    if force not in known:
        raise FetchError(f"{address}: lists no force {force}. Its neighbourhoods are not known.")
    address = f"{BASE}/{force}/neighbourhoods"
    listed, found = _listed(transport, address), {}
    for number, one in listed:
        identity, name = (_text(one, field, number, address) for field in ("id", "name"))
        if identity in found:
            raise FetchError(f"{address}: lists the id {identity} twice. See its page.")
        outline = _outline(transport, f"{BASE}/{force}/{quote(identity, safe='')}/boundary")
        found[identity] = (" ".join(html.unescape(name).split()), outline)
        tell(number, len(listed))
    return found


def _listed(transport, address):
    """Return the entries of a list of the service with their numbers, from 1; an empty one is refused."""
    said = transport.read(address).json()
    if not isinstance(said, list) or not said:
        raise FetchError(f"{address}: is {'empty' if said == [] else 'not a list'}. See its page.")
    return list(enumerate(said, start=1))


def _text(entry, field, number, address):
    """Return a field of an entry that must be a text or a number; ids are numbers for some forces."""
    value = entry.get(field) if isinstance(entry, dict) else None
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text:
        what = "no" if value is None else "an invalid"
        raise FetchError(f"{address}: entry {number} has {what} {field}. See its page.")
    return text


def _outline(transport, address):
    """Return the area that a list of points encloses, as the service gives it: latitude and longitude."""
    import shapely

    points = transport.read(address).json()
    try:
        ring = [(float(point["longitude"]), float(point["latitude"])) for point in points]
        if not all(math.isfinite(one) for point in ring for one in point):
            raise ValueError
        outline = shapely.make_valid(shapely.Polygon(ring))
    except (TypeError, KeyError, ValueError, shapely.errors.ShapelyError):
        raise FetchError(f"{address}: is not an outline. See its page.") from None
    if not outline.area > 0:
        raise FetchError(
            f"{address}: is an outline of {len(ring)} points that encloses nothing. See its page."
        )
    return outline


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
