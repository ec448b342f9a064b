"""What happens to a map in GeoJSON: features, codes, outlines, coordinates and the system they are in.

A mutation is a function of a parsed map and a random generator, which changes the map.
"""

import json

SILENT = {
    "a name misspelt": "a name",
    "a point moved a little": "a point",
    "a feature lost": "areas lost",
    "last features lost": "areas lost",
    "codes of two features exchanged": "codes exchanged",
    "outlines of two features exchanged": "outlines exchanged",
    "a code of another vintage": "a code",
    "a code of another country": "a code",
}


def effect(name):
    """Return what the mutation `name` did that a reader may be unable to see, "" for any other."""
    return SILENT.get(name, "")


def seen(before, after):
    """Return what changed between two maps, from their bytes: a name, a point of an outline, or "".

    Of what a feature bears its first code and name are looked at: the region's, say, nobody reads.
    """
    try:
        old, new = (json.loads(content)["features"] for content in (before, after))
        if len(old) != len(new) or [one["type"] for one in old] != [one["type"] for one in new]:
            return ""
        code, name = _code(old[0]), _name(old[0])
        pairs = [(one["properties"], other["properties"]) for one, other in zip(old, new, strict=True)]
        differ = {one for a, b in pairs for one in (code, name) if a.get(one) != b.get(one)}
        lost = any(one in a and one not in b for a, b in pairs for one in differ)
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    if lost:
        return ""
    if not differ:
        return "a point"
    return "a code" if code in differ else "a name"


def _one(document, chance):
    return chance.choice(document["features"])


def _code(feature):
    """Return the heading of the first property that is a code."""
    return next(name for name in feature["properties"] if name.upper().endswith("CD"))


def _name(feature):
    return next((name for name in feature["properties"] if name.upper().endswith("NM")), None)


def _ring(feature):
    """Return the first ring of an outline."""
    held = feature["geometry"]["coordinates"]
    return held[0] if feature["geometry"]["type"] == "Polygon" else held[0][0]


def _named(code):
    return {"type": "name", "properties": {"name": code}}


def _as_a_list(document):
    features = document["features"]
    document.clear()
    document.update({"features": {"first": features}, "type": "FeatureCollection"})


def _as_an_error(document):
    document.clear()
    document["error"] = {"code": 400, "message": "Invalid URL"}


DOCUMENT = {  # the whole map, and chance
    "a feature lost": lambda held, chance: held["features"].remove(_one(held, chance)),
    "last features lost": lambda held, chance: held.update(
        features=held["features"][: chance.randrange(1, len(held["features"]))]
    ),
    "a feature twice": lambda held, chance: held["features"].append(_one(held, chance)),
    "features in another order": lambda held, chance: chance.shuffle(held["features"]),
    "no features": lambda held, _: held.update(features=[]),
    "features lost altogether": lambda held, _: held.pop("features"),
    "cut at the limit of the server": lambda held, _: held.update(exceededTransferLimit=True),
    "cut at the limit said elsewhere": lambda held, _: held.update(
        properties={"exceededTransferLimit": True}
    ),
    "another kind of document": lambda held, _: held.update(type="Topology"),
    "a list in its place": lambda held, _: _as_a_list(held),
    "an error in it": lambda held, _: _as_an_error(held),
    "another coordinate system named": lambda held, _: held.update(crs=_named("urn:ogc:def:crs:EPSG::3857")),
    "its coordinate system named": lambda held, _: held.update(crs=_named("urn:ogc:def:crs:OGC:1.3:CRS84")),
    "metres named for degrees": lambda held, _: held.update(crs=_named("urn:ogc:def:crs:EPSG::27700")),
    "the coordinate system a text": lambda held, _: held.update(crs="EPSG:4326"),
}
PROPERTIES = {  # the properties of every feature
    "properties of another year": lambda held: {
        name.replace("21", "11").replace("25", "19").replace("23", "15"): value
        for name, value in held.items()
    },
    "a property renamed": lambda held: {
        ("value" if name == min(held) else name): value for name, value in held.items()
    },
    "properties in another order": lambda held: dict(reversed(held.items())),
    "properties in small letters": lambda held: {name.lower(): value for name, value in held.items()},
    "a property added": lambda held: held | {"Shape__Area": 1.5},
}
CODE = {  # the code of one feature
    "of another vintage": lambda text: text[:3] + f"{(int(text[3:]) + 7000) % 10**6:06d}",
    "of another country": lambda text: "W" + text[1:],
    "of another level": lambda text: text[0] + ("02" if text[1:3] == "01" else "01") + text[3:],
    "in small letters": str.lower,
    "with blanks": lambda text: f" {text} ",
    "as a number": lambda text: int(text[1:]),
    "lost": lambda _: None,
    "blank": lambda _: "",
    "in a list": lambda text: [text],
    "cut": lambda text: text[:-1],
}
POINTS = {  # every point of every outline
    "latitude first": lambda point: point[::-1],
    "metres for degrees": lambda point: [400_000 + point[0] * 60_000, point[1] * 5_000],
    "with heights": lambda point: [*point, 0.0],
    "numbers as text": lambda point: [str(one) for one in point],
}
OUTLINE = {  # one feature
    "lost": lambda feature: feature.update(geometry=None),
    "a point": lambda feature: feature.update(geometry={"type": "Point", "coordinates": [-1.5, 52.3]}),
    "without points": lambda feature: feature["geometry"].update(coordinates=[]),
    "of two points": lambda feature: _ring(feature).__delitem__(slice(2, None)),
    "of nothing known": lambda feature: feature["geometry"].update(type="Circle"),
    "with a number for points": lambda feature: feature["geometry"].update(coordinates=7),
    "with a point lost": lambda feature: _ring(feature).__setitem__(1, None),
    "with a point nowhere": lambda feature: _ring(feature).__setitem__(1, [float("nan"), 52.0]),
    "a text": lambda feature: feature.update(geometry="POLYGON ((0 0, 1 1, 1 0, 0 0))"),
    "far away": lambda feature: _ring(feature).__setitem__(1, [151.2, -33.8]),
    "wound the other way": lambda feature: _ring(feature).reverse(),
}


def _every_feature(document, change):
    for feature in document["features"]:
        feature["properties"] = change(feature["properties"])


def _a_code(document, chance, change):
    properties = (feature := _one(document, chance))["properties"]
    properties[_code(feature)] = change(properties[_code(feature)])


def _every_point(document, change):
    for feature in document["features"]:
        held = feature["geometry"]["coordinates"]
        for part in [held] if feature["geometry"]["type"] == "Polygon" else held:
            for ring in part:
                ring[:] = [change(point) for point in ring]


def _a_name(document, chance, more):
    feature = _one(document, chance)
    if _name(feature):
        feature["properties"][_name(feature)] += more


def _exchange(document, chance, part, key):
    """Exchange a part of two features: what lies under `key` of it, which may depend on the feature."""
    if len(document["features"]) < 2:
        return
    one, other = (part(feature) for feature in chance.sample(document["features"], 2))
    one[key(document)], other[key(document)] = other[key(document)], one[key(document)]


def _point_moved(document, chance):
    ring = _ring(_one(document, chance))
    ring[chance.randrange(1, len(ring) - 1)][0] += 0.01


MUTATIONS = DOCUMENT | {
    **{n: lambda held, _, how=how: _every_feature(held, how) for n, how in PROPERTIES.items()},
    **{f"a code {n}": lambda held, chance, how=how: _a_code(held, chance, how) for n, how in CODE.items()},
    **{n: lambda held, _, how=how: _every_point(held, how) for n, how in POINTS.items()},
    **{
        f"an outline {n}": lambda held, chance, how=how: how(_one(held, chance)) for n, how in OUTLINE.items()
    },
    "properties lost of one": lambda held, chance: _one(held, chance).update(
        properties=chance.choice(({}, None))
    ),
    "codes of two features exchanged": lambda held, chance: _exchange(
        held, chance, lambda feature: feature["properties"], lambda whole: _code(whole["features"][0])
    ),
    "outlines of two features exchanged": lambda held, chance: _exchange(
        held, chance, lambda feature: feature, lambda _: "geometry"
    ),
    "a name misspelt": lambda held, chance: _a_name(held, chance, "zz"),
    "a name with blanks": lambda held, chance: _a_name(held, chance, " "),
    "a point moved a little": _point_moved,
}


def written(document):
    """Return the bytes of a held."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
