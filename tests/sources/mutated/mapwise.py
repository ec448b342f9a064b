"""What happens to a map in GeoJSON: features, codes, outlines, coordinates and the system they are in."""

import json

MUTATIONS = {}
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


def mutation(function):
    """Register a mutation: a pure function of a parsed map and a random generator, which it may change."""
    MUTATIONS[function.__name__.replace("_", " ")] = function
    return function


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


@mutation
def a_feature_lost(document, chance):
    document["features"].remove(_one(document, chance))


@mutation
def last_features_lost(document, chance):
    del document["features"][chance.randrange(1, len(document["features"])) :]


@mutation
def a_feature_twice(document, chance):
    document["features"].append(_one(document, chance))


@mutation
def features_in_another_order(document, chance):
    chance.shuffle(document["features"])


@mutation
def no_features(document, _chance):
    document["features"] = []


@mutation
def features_lost_altogether(document, _chance):
    del document["features"]


@mutation
def cut_at_the_limit_of_the_server(document, _chance):
    document["exceededTransferLimit"] = True


@mutation
def cut_at_the_limit_said_elsewhere(document, _chance):
    document["properties"] = {"exceededTransferLimit": True}


@mutation
def another_kind_of_document(document, _chance):
    document["type"] = "Topology"


@mutation
def a_list_in_its_place(document, _chance):
    features = document["features"]
    document.clear()
    document.update({"features": {"first": features}, "type": "FeatureCollection"})


@mutation
def an_error_in_it(document, _chance):
    document.clear()
    document["error"] = {"code": 400, "message": "Invalid URL"}


@mutation
def properties_of_another_year(document, _chance):
    for feature in document["features"]:
        feature["properties"] = {
            name.replace("21", "11").replace("25", "19").replace("23", "15"): value
            for name, value in feature["properties"].items()
        }


@mutation
def property_renamed(document, chance):
    heading = chance.choice(sorted(_one(document, chance)["properties"]))
    for feature in document["features"]:
        feature["properties"] = {
            ("value" if name == heading else name): value for name, value in feature["properties"].items()
        }


@mutation
def properties_in_another_order(document, _chance):
    for feature in document["features"]:
        feature["properties"] = dict(reversed(feature["properties"].items()))


@mutation
def properties_in_small_letters(document, _chance):
    for feature in document["features"]:
        feature["properties"] = {name.lower(): value for name, value in feature["properties"].items()}


@mutation
def properties_lost_of_one(document, chance):
    _one(document, chance)["properties"] = chance.choice(({}, None))


@mutation
def a_property_added(document, _chance):
    for feature in document["features"]:
        feature["properties"]["Shape__Area"] = 1.5


@mutation
def a_code_of_another_vintage(document, chance):
    feature = _one(document, chance)
    text = feature["properties"][_code(feature)]
    feature["properties"][_code(feature)] = text[:3] + f"{(int(text[3:]) + 7000) % 10**6:06d}"


@mutation
def a_code_of_another_country(document, chance):
    feature = _one(document, chance)
    text = feature["properties"][_code(feature)]
    feature["properties"][_code(feature)] = "W" + text[1:]


def _code_made(name, change):
    def mutate(document, chance):
        feature = _one(document, chance)
        feature["properties"][_code(feature)] = change(feature["properties"][_code(feature)])

    mutate.__name__ = f"a_code_{name}"
    mutation(mutate)


_code_made("of_another_level", lambda text: text[0] + ("02" if text[1:3] == "01" else "01") + text[3:])
_code_made("in_small_letters", str.lower)
_code_made("with_blanks", lambda text: f" {text} ")
_code_made("as_a_number", lambda text: int(text[1:]))
_code_made("lost", lambda _: None)
_code_made("blank", lambda _: "")
_code_made("in_a_list", lambda text: [text])
_code_made("cut", lambda text: text[:-1])


@mutation
def codes_of_two_features_exchanged(document, chance):
    if len(document["features"]) < 2:
        return
    one, other = chance.sample(document["features"], 2)
    heading = _code(one)
    one["properties"][heading], other["properties"][heading] = (
        other["properties"][heading],
        one["properties"][heading],
    )


@mutation
def outlines_of_two_features_exchanged(document, chance):
    one, other = chance.sample(document["features"], 2)
    one["geometry"], other["geometry"] = other["geometry"], one["geometry"]


@mutation
def a_name_misspelt(document, chance):
    feature = _one(document, chance)
    if _name(feature):
        feature["properties"][_name(feature)] += "zz"


@mutation
def a_name_with_blanks(document, chance):
    feature = _one(document, chance)
    if _name(feature):
        feature["properties"][_name(feature)] += " "


@mutation
def a_point_moved_a_little(document, chance):
    ring = _ring(_one(document, chance))
    point = ring[chance.randrange(1, len(ring) - 1)]
    point[0] += 0.01


def _outline_made(name, change):
    def mutate(document, chance):
        feature = _one(document, chance)
        change(feature, chance)

    mutate.__name__ = f"an_outline_{name}"
    mutation(mutate)


def _each_point(document, change):
    for feature in document["features"]:
        held = feature["geometry"]["coordinates"]
        for part in [held] if feature["geometry"]["type"] == "Polygon" else held:
            for ring in part:
                ring[:] = [change(point) for point in ring]


@mutation
def latitude_first(document, _chance):
    _each_point(document, lambda point: point[::-1])


@mutation
def metres_for_degrees(document, _chance):
    _each_point(document, lambda point: [400_000 + point[0] * 60_000, point[1] * 5_000])


@mutation
def with_heights(document, _chance):
    _each_point(document, lambda point: [*point, 0.0])


@mutation
def numbers_as_text(document, _chance):
    _each_point(document, lambda point: [str(one) for one in point])


@mutation
def another_coordinate_system_named(document, _chance):
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}


@mutation
def its_coordinate_system_named(document, _chance):
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}


@mutation
def metres_named_for_degrees(document, _chance):
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}


@mutation
def the_coordinate_system_a_text(document, _chance):
    document["crs"] = "EPSG:4326"


_outline_made("lost", lambda feature, _: feature.update(geometry=None))
_outline_made(
    "a_point", lambda feature, _: feature.update(geometry={"type": "Point", "coordinates": [-1.5, 52.3]})
)
_outline_made("without_points", lambda feature, _: feature["geometry"].update(coordinates=[]))
_outline_made("of_two_points", lambda feature, _: _ring(feature).__delitem__(slice(2, None)))
_outline_made("of_nothing_known", lambda feature, _: feature["geometry"].update(type="Circle"))
_outline_made("with_a_number_for_points", lambda feature, _: feature["geometry"].update(coordinates=7))
_outline_made("with_a_point_lost", lambda feature, _: _ring(feature).__setitem__(1, None))
_outline_made("with_a_point_nowhere", lambda feature, _: _ring(feature).__setitem__(1, [float("nan"), 52.0]))
_outline_made("a_text", lambda feature, _: feature.update(geometry="POLYGON ((0 0, 1 1, 1 0, 0 0))"))
_outline_made("far_away", lambda feature, _: _ring(feature).__setitem__(1, [151.2, -33.8]))
_outline_made("wound_the_other_way", lambda feature, _: _ring(feature).reverse())


def written(document):
    """Return the bytes of a map."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
