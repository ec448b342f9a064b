"""Where data.police.uk says things are: neighbourhood teams, and the places that a question is about."""

import functools
import json
import re

from . import web
from .shelf import Shelf


@functools.lru_cache(maxsize=2)
def _teams(folder):
    """Return {id: (name, outline)} of the teams: each of the wards that it is a group of."""
    import shapely

    shelf = Shelf(folder, 1, None)
    wards = {}
    for path in shelf.paths("geography/ward25-*.geojson"):
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            wards[feature["properties"]["WD25CD"]] = shapely.geometry.shape(feature["geometry"])
    groups = {}
    for row in shelf.rows("geography/sampleshire-neighbourhood-teams.csv"):
        groups.setdefault(row["neighbourhood_team"], []).append(wards[row["ward24_code"]])
    return {
        re.sub(r"\W+", "-", name.lower()): (name, shapely.unary_union(parts).buffer(0))
        for name, parts in sorted(groups.items())
    }


def neighbourhoods(shelf):
    """Return the list of teams."""
    return web.as_json(
        [{"id": identity, "name": name} for identity, (name, _) in _teams(shelf.folder).items()]
    )


def boundary(team, shelf):
    """Return a team's outline: one ring of corners, their numbers as text."""
    teams = _teams(shelf.folder)
    if team not in teams:
        return web.Answer(status=404)
    outline = teams[team][1]
    largest = max(getattr(outline, "geoms", [outline]), key=lambda part: part.area)
    corners = [
        {"latitude": f"{latitude:.6f}", "longitude": f"{longitude:.6f}"}
        for longitude, latitude in largest.exterior.coords
    ]
    return web.as_json(corners)


def locate(asked, force, shelf):
    """Return the team at a point, 404 for none."""
    import shapely

    found = re.fullmatch(r"(-?[\d.]+),(-?[\d.]+)", asked)
    if not found:
        return web.Answer(status=400)
    point = shapely.Point(float(found[2]), float(found[1]))
    for identity, (_, outline) in _teams(shelf.folder).items():
        if outline.covers(point):
            return web.as_json({"force": force, "neighbourhood": identity})
    return web.Answer(status=404)
