"""Open Geography Portal: boundaries as GeoJSON, lookups as CSV, in the portal's headings or tidied ones."""

import functools
import gc
import json
import re

import numpy as np

from analysis.areas import CODE_FORMS, level_of_code
from analysis.errors import InputError, MissingSourceError, how_many, nearest, refuse_unknown
from analysis.sources import files as source_files
from analysis.sources import reading, store

# What the portal calls a level in its headings. Finest first: a ward file names its districts too.
PORTAL_NAMES = {
    "lsoa": ("LSOA",),
    "msoa": ("MSOA",),
    "ward": ("WD", "WARD"),
    "district": ("LAD", "LTLA"),
    "csp": ("CSP",),
    "police_force_area": ("PFA",),
}
EXAMPLES = {"lsoa": "E01031046", "msoa": "E02006468", "ward": "E05007457", "district": "E07000222"}
EXAMPLES |= {"csp": "E22000359", "police_force_area": "E23000017"}
CHANGE = "CHGIND"
CHANGES = {"U": "unchanged", "S": "split", "M": "merged", "X": "irregular"}
DEGREES = ("EPSG:4326", "CRS84", "4326")
METRES = ("EPSG:27700", "27700")
NATIONAL_GRID = "EPSG:27700"
# A GeoJSON file holds longitude before latitude. The United Kingdom and its seas lie inside these; metres,
# and latitude put first, do not.
EASTINGS, NORTHINGS = (1_000, 700_000), (1_000, 1_300_000)
LONGITUDES, LATITUDES = (-10.0, 8.0), (49.0, 62.0)


def boundaries(files, level, expected=None, elsewhere=None):
    """Return the polygons of `level` from `files`, one per code, in the National Grid (EPSG:27700).

    `level` is lsoa11, lsoa21, msoa21, ward24, ward25, district22 to district25 or police_force_area (of any
    year). Columns: `<level>_code`, `<level>_name`, `geometry`, in order of code. With `expected` codes only
    those come back, and one that no file holds is an error; `elsewhere` is then called with each file and the
    names, by code, of its others. A shape that crosses itself is repaired.

    Raises InputError naming file and code for another level or vintage, a code that appears twice in
    the files, a shape that is empty or no polygon, and coordinates that are not where they say.
    """
    import geopandas

    files = list(files)
    if not files:
        raise MissingSourceError(f"There is no boundary file of {level}.")
    wanted = None if expected is None else set(expected)
    names, shapes, home, others = {}, {}, {}, {}
    for file in files:
        features, crs = _features(file)
        code_heading, name_heading = _headings(file, features[0], level)
        kept, others[file] = {}, {}
        for number, feature in enumerate(features, start=1):
            code, name = _identity(file, number, feature, level, code_heading, name_heading)
            if wanted is not None and code not in wanted:
                others[file][code] = name
                continue
            if code in home:
                where = "twice" if home[code] == file else f"here and in {home[code].name}"
                raise InputError(f"{file.name}: {code} {name} appears {where}. Keep one of the two.")
            home[code], names[code] = file, name
            kept[code] = feature.get("geometry")
        shapes.update(_on_the_grid(file, kept, crs))
    absent = sorted((wanted or set()) - set(home))
    if absent:
        # Outlines of other places only are as good as none: a gap. Some of the area's are a fault.
        raise (InputError if home else MissingSourceError)(
            f"{', '.join(file.name for file in files[:3])}{' …' if len(files) > 3 else ''}: no shape for "
            f"{len(absent)} of {len(wanted)} areas of {level}, first {', '.join(absent[:3])}. "
            "Add the file that holds them."
        )
    for file in files if elsewhere is not None else ():
        elsewhere(file, others[file])
    order = sorted(home)
    return geopandas.GeoDataFrame(
        {f"{level}_code": order, f"{level}_name": [names[code] for code in order]},
        geometry=[shapes[code] for code in order],
        crs=NATIONAL_GRID,
    )


def _features(file):
    """Return the features of a GeoJSON file and the coordinate system that it names, None for none."""
    content = file.read_bytes()
    source_files.check_text(file, content[:65_536])
    try:
        document = _parsed(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError(f"{file.name}: is not UTF-8 text. Download it again.") from None
    except json.JSONDecodeError as fault:
        raise InputError(
            f"{file.name}: is not GeoJSON from line {fault.lineno}, column {fault.colno} on: the file was "
            "cut short or edited. Download it again."
        ) from None
    except (RecursionError, ValueError):
        raise InputError(
            f"{file.name}: is not GeoJSON that can be read: it is nested too deep, or holds a number that is "
            "none. Download it again."
        ) from None
    if isinstance(document, dict) and "error" in document:
        raise InputError(f"{file.name}: holds the server's error message, not a map. Download it again.")
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        kind = document.get("type") if isinstance(document, dict) else type(document).__name__
        raise InputError(f'{file.name}: found "{kind}", expected a GeoJSON "FeatureCollection".')
    if is_cut(document):
        # The portal answers 2,000 features and no error: a part of the country is then missing.
        raise InputError(
            f"{file.name}: the server stopped at its limit and areas are missing. Download all pages."
        )
    features = document.get("features")
    if not features:
        raise InputError(f"{file.name}: holds no features. Download it again.")
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise InputError(f"{file.name}: its features are not those of a map in GeoJSON. Download it again.")
    return features, _name_of_system(document)


def is_cut(answer):
    """Tell whether an answer of the portal says that there is more than it holds."""
    return any(held.get("exceededTransferLimit") for held in (answer, answer.get("properties") or {}))


def _name_of_system(document):
    """Return the name of the coordinate system that a document gives, None where it gives none."""
    held = document.get("crs")
    if isinstance(held, dict):
        return (held.get("properties") or {}).get("name")
    return held


def _parsed(text):
    # The collector walks the millions of small lists of a national file again and again, to free none:
    # 110 MB take 2.9 s with it and 1.3 s without.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return json.loads(text)
    finally:
        if collecting:
            gc.enable()


def _level_and_year(level):
    match = re.fullmatch(r"([a-z_]+?)(\d\d)?", level)
    return match[1], match[2]


def _headings(file, feature, level):
    """Return the properties that hold code and name of `level`; refuse a file of another level or year."""
    properties = feature.get("properties") or {}
    kind, year = _level_and_year(level)
    found = []
    for other, stems in PORTAL_NAMES.items():
        for heading in properties:
            match = re.fullmatch(rf"({'|'.join(stems)})(\d\d)CD", heading, re.IGNORECASE)
            if match:
                found.append((other, match[2], heading))
    wanted = f"{PORTAL_NAMES[kind][0]}{year or 'nn'}CD"
    if not found:
        raise InputError(
            f'{file.name}: no property "{wanted}", which holds the code of {level}. '
            f"{nearest(wanted, properties)}".strip()
        )
    other, other_year, code_heading = found[0]
    if other != kind or (year and other_year != year):
        held = other if other == "police_force_area" else other + other_year
        raise InputError(
            f'{file.name}: holds {held} ("{code_heading}"), expected {level} ("{wanted}"). '
            + ("These are codes of another year." if other == kind else "These are areas of another level.")
        )
    name_heading = code_heading[:-2] + ("NM" if code_heading[-1] == "D" else "nm")
    says = f'{file.name}: no property "{name_heading}", which holds the name of {level}.'
    refuse_unknown(name_heading, properties, says)
    return code_heading, name_heading


def _identity(file, number, feature, level, code_heading, name_heading):
    properties = feature.get("properties") or {}
    code, name = properties.get(code_heading), properties.get(name_heading)
    kind = _level_and_year(level)[0]
    if level_of_code(code) != kind:
        raise InputError(
            f'{file.name}, feature {number}, "{code_heading}": found "{code}", expected a code of {level} '
            f"such as {EXAMPLES[kind]}."
        )
    return code, str(name or "").strip()


def _on_the_grid(file, geometries, crs):
    """Return the shapes by code, checked, in the National Grid."""
    import geopandas
    import shapely

    shapes = {}
    for code, geometry in geometries.items():
        given = geometry if isinstance(geometry, dict) else {}
        kind = given.get("type", "shape that is none" if geometry and not given else "shape left empty")
        if kind not in ("Polygon", "MultiPolygon") or not given.get("coordinates"):
            raise InputError(
                f"{file.name}: {code} has a {kind}{' without points' if kind.endswith('Polygon') else ''}, "
                "expected a polygon. Download the boundaries again."
            )
        try:
            shapes[code] = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
            if not np.isfinite(shapely.get_coordinates(shapes[code])).all():
                raise ValueError
        except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError):
            raise InputError(
                f"{file.name}: {code} has a shape that cannot be read. Download it again."
            ) from None
        # Asked before projecting, which bends a line along a parallel into a sliver with an area.
        if shapes[code].convex_hull.area == 0:
            raise InputError(f"{file.name}: {code} has a shape without an area. Download the file again.")
    if not shapes:
        return shapes
    series = geopandas.GeoSeries(shapes, crs=_coordinate_system(file, crs, shapes)).to_crs(NATIONAL_GRID)
    for code, shape in series[~series.is_valid].items():
        # Generalising ties knots: 1 of 361 districts and 1 of 43 forces, ultra-generalised, has one.
        series[code] = _repaired(file, code, shape)
    return dict(series.items())


def _repaired(file, code, shape):
    import shapely

    whole = shapely.make_valid(shape)
    # Threads that the knot leaves behind are lines: they have no area and go.
    polygons = [
        part for part in getattr(whole, "geoms", [whole]) if part.geom_type in ("Polygon", "MultiPolygon")
    ]
    if not polygons:
        raise InputError(f"{file.name}: {code} has a shape without an area. Download the file again.")
    return shapely.union_all(polygons)


def _coordinate_system(file, name, shapes):
    """Return the coordinate system, known by its name and by where its numbers lie."""
    import shapely

    left, bottom, right, top = shapely.total_bounds(list(shapes.values()))
    if name is not None and name.upper().endswith(METRES):
        if left < EASTINGS[0] or right > EASTINGS[1] or bottom < NORTHINGS[0] or top > NORTHINGS[1]:
            raise InputError(
                f"{file.name}: names the British National Grid, and its points run from ({left:.2f}, "
                f"{bottom:.2f}) to ({right:.2f}, {top:.2f}), which is not in it. Download it again."
            )
        return NATIONAL_GRID
    if name is not None and not name.upper().endswith(DEGREES):
        raise InputError(
            f'{file.name}: the coordinate system is "{name}", expected longitude and latitude '
            "(EPSG:4326 or CRS84)."
        )
    if left < LONGITUDES[0] or right > LONGITUDES[1] or bottom < LATITUDES[0] or top > LATITUDES[1]:
        swapped = LATITUDES[0] <= left <= LATITUDES[1]
        raise InputError(
            f"{file.name}: its points run from ({left:.2f}, {bottom:.2f}) to ({right:.2f}, {top:.2f}), "
            "outside the United Kingdom in longitude and latitude. "
            + ("Latitude appears first: swap them." if swapped else "Ask the portal for outSR=4326.")
        )
    return "EPSG:4326"


@functools.lru_cache(maxsize=4)
@store.once()
def lsoa_change(file):
    """Return which LSOA of 2011 became which of 2021, and how: U unchanged, S split, M merged, X irregular.

    Columns: `lsoa11_code`, `lsoa21_code`, `lsoa21_name`, `change`, `district22_code`. Not a row per
    LSOA of 2011: a split one has a row per part.
    """
    table = _lookup(file, ["lsoa11_code", "lsoa21_code", "lsoa21_name", "change", "district22_code"])
    change = table["change"]
    source_files.refuse_where(~change.isin(list(CHANGES)), file, CHANGE, change, "U, S, M or X")
    reading.refuse_twice(table, file, ["lsoa11_code", "lsoa21_code"])
    unchanged = table[table["change"] == "U"]
    differ = unchanged[unchanged["lsoa11_code"] != unchanged["lsoa21_code"]]
    if len(differ):
        raise InputError(
            f"{file.name}, row {differ.index[0] + 2}: {differ['lsoa11_code'].iloc[0]} is flagged U, "
            f"unchanged, but has a new code in 2021 ({differ['lsoa21_code'].iloc[0]}); {len(differ)} in all."
        )
    return _named(file, table)


@store.once()
def lsoa_to_ward(file):
    """Return the ward and district of 2024 that fit each LSOA of 2021 best.

    Columns: `lsoa21_code`, `lsoa21_name`, `ward24_code`, `ward24_name`, `district24_code`, `district24_name`.
    """
    levels = ("lsoa21", "ward24", "district24")
    table = _lookup(file, [f"{level}_{what}" for level in levels for what in ("code", "name")])
    reading.refuse_twice(table, file, ["lsoa21_code"])
    return _named(file, table)


@store.once()
def district_to_force(file):
    """Return the community safety partnership and police force area of each district of 2024.

    Columns: `district24_code`, `district24_name`, `csp24_code`, `csp24_name`, `police_force_area_code`,
    `police_force_area_name`. More rows than districts: seven districts lie in several partnerships.
    """
    levels = ("district24", "csp24", "police_force_area")
    table = _lookup(file, [f"{level}_{what}" for level in levels for what in ("code", "name")])
    reading.refuse_twice(table, file, ["district24_code", "csp24_code"])
    forces = table.groupby("district24_code")["police_force_area_code"].nunique()
    if (forces > 1).any():
        raise InputError(
            f"{file.name}: {forces.index[forces > 1][0]} lies in {forces.max()} police force areas, expected "
            f"one; {how_many(int((forces > 1).sum()), 'such districts')}."
        )
    return _named(file, table)


def _lookup(file, wanted):
    """Return the columns `wanted` of a lookup under our names, its codes checked."""
    raw = source_files.read_csv(file)
    columns = {name: CHANGE if name == "change" else _heading(file, raw.columns, name) for name in wanted}
    source_files.require(file, raw.columns, columns.values())
    table = raw[list(columns.values())].set_axis(list(columns), axis=1)
    for name in columns:
        table[name] = table[name].str.strip()
        if not name.endswith("_code"):
            continue
        kind = _level_and_year(name.removesuffix("_code"))[0]
        wrong = ~table[name].str.fullmatch(CODE_FORMS[kind])
        wanted = f"a code such as {EXAMPLES[kind]}"
        source_files.refuse_where(wrong, file, columns[name], table[name], wanted)
    return table


def _named(file, table):
    """Return a lookup whose places have their own names."""
    levels = [name.removesuffix("_name") for name in table.columns if name.endswith("_name")]
    names = {
        f"{level}_name": reading.named(file, f"{level}_name", table[f"{level}_code"], table[f"{level}_name"])
        for level in levels
    }
    return table.assign(**names)


def _heading(file, headings, name):
    """Return the heading that holds `name`: the portal's (LSOA21CD) or a tidied one (lsoa21_code)."""
    level, _, what = name.rpartition("_")
    kind, year = _level_and_year(level)
    ending, tidied = {"code": ("CD", "_code"), "name": ("NM", "_name")}[what]
    portal = f"{PORTAL_NAMES[kind][0]}{year or '24'}{ending}"
    form = rf"(?:{'|'.join([*PORTAL_NAMES[kind], kind])}){year or '(?:[0-9]{2})?'}(?:{ending}|{tidied})"
    found = [heading for heading in headings if re.fullmatch(form, heading, re.IGNORECASE)]
    if len(found) > 1:
        raise InputError(f"{file.name}: {name} could be any of {', '.join(found)}. Keep one.")
    if not found:
        raise InputError(f'{file.name}: heading "{portal}" is missing. {nearest(portal, headings)}'.strip())
    return found[0]
