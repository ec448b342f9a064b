"""The invented map: a county that looks like one, and the districts and forces around it.

It lies in the open North Sea, where it can be taken for no real place. Distances are metres from the
county's middle; degrees are made from them by two constants rather than by a projection library, so that
no grid file installed on one machine moves the map.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

MIDDLE_LONGITUDE, MIDDLE_LATITUDE = 3.2, 55.5
METRES_PER_DEGREE_LATITUDE = 111_320.0
METRES_PER_DEGREE_LONGITUDE = 111_320.0 * 0.566406  # the cosine of 55.5 degrees
DECIMALS = 7  # of a degree: about a centimetre

# The National Grid's metres of the county's middle, and of a metre east and a metre north of it.
GRID_MIDDLE, GRID_EAST, GRID_NORTH = (728_293.5, 635_205.8), (1.00029, 0.07502), (-0.07486, 0.99814)

COUNTY_CODE = "E10000901"
REGIONS = {"E12000901": "North Reach", "E12000902": "Middle Reach", "E12000903": "South Reach"}
NATION_CODE, NATION_NAME = "K04000901", "SAMPLE NATION"

# name, middle in kilometres, towns as (name, east, north, small areas)
DISTRICTS = {
    "E07000901": ("North Larkmere", (-9, 14), [("Cobbering", -9.5, 15, 10), ("Upper Tarsel", -2, 17, 5)]),
    "E07000902": ("Tindlebury and Ossage", (8, 10), [("Tindlebury", 6, 11, 46), ("Ossage", 11.5, 6.5, 20)]),
    "E07000903": ("Quarrowby", (15, -4), [("Quarrowby", 14.5, -3.5, 44), ("Dapplestow", 17, -11, 5)]),
    "E07000904": (
        "Hethering-on-Wend",
        (-2, -14),
        [("Hethering", -3, -13, 19), ("Wendcross", 5.5, -17, 9), ("Sallowick", -10, -17, 7)],
    ),
    "E07000905": ("Larkmere", (-8, 0), [("Larkmere", -9.5, -1, 46), ("Larkmere Wells", -3.2, 1.8, 20)]),
}
_FORCE_NAMES = [
    "Sampleshire", "Brackmarsh", "Copplesey", "Dunmarrow", "Elderfold", "Fallowreach", "Gantleshire",
    "Hawkmarrow", "Ingleskerry", "Jessamshire", "Kestrelmoor", "Lowmarrow and Vell", "Mossenshire",
]  # fmt: skip
FORCES = {f"E23{901 + number:06d}": name for number, name in enumerate(_FORCE_NAMES)}
_DISTRICT_FIRST = [
    "Arrin", "Bessel", "Crandel", "Dovvin", "Estrin", "Fennock", "Gorsel", "Hadrin", "Isterel", "Jessom",
    "Kendrin", "Lorvel", "Mennick", "Nettrel", "Orrock", "Pellen", "Quennel", "Rostrin", "Savvel",
    "Tolverin",
]  # fmt: skip
_DISTRICT_LAST = ("stow", "combe", "marsh")
_WARD_FIRST = [
    "Amblet", "Brinnock", "Cattrel", "Dunnel", "Emmerel", "Foxen", "Garrick", "Hobbet", "Inkle", "Jarrel",
    "Kittle", "Lapwel", "Mallin", "Nibbel", "Ossen", "Pipkin", "Quillet",
]  # fmt: skip
_WARD_LAST = ("wold", "thorpe", "gate", "holt", "mead")
SMALL_AREAS_2021, MERGED_PAIRS, SPLIT_PAIRS = 350, 2, 9  # and one split in three
PEOPLE_PER_SMALL_AREA = 1_714
_OTHERS = [f"E07{911 + number:06d}" for number in range(60)]  # the codes of the districts around
_RAGGED = [(9, 0.016, 2.0), (14, 0.012, 0.9), (23, 0.008, 1.7), (37, 0.005, 0.2), (61, 0.003, 1.1)]


@dataclass(frozen=True)
class Places:
    """Everything about the map: one row per cell, small area, ward, district; polygons in degrees.

    `cells` is the finest layer: a 2021 small area is one cell, or two that were merged; a 2011 one is one
    cell, or those into which it was split. `polygons` maps a level to {code: polygon}.
    """

    cells: pd.DataFrame
    lsoa21: pd.DataFrame
    wards: pd.DataFrame
    districts: pd.DataFrame
    polygons: dict
    metres: np.ndarray


def degrees(metres):
    """Return longitude and latitude (columns) of points given in metres, rounded to `DECIMALS`."""
    metres = np.asarray(metres, dtype=float)
    longitude = MIDDLE_LONGITUDE + metres[..., 0] / METRES_PER_DEGREE_LONGITUDE
    latitude = MIDDLE_LATITUDE + metres[..., 1] / METRES_PER_DEGREE_LATITUDE
    return np.stack([longitude.round(DECIMALS), latitude.round(DECIMALS)], axis=-1)


def on_the_grid(east, north):
    """Return easting and northing, within 150 m, of a point in metres from the county's middle."""
    return tuple(
        round(middle + east * per_east + north * per_north)
        for middle, per_east, per_north in zip(GRID_MIDDLE, GRID_EAST, GRID_NORTH, strict=True)
    )


def district_names():
    """Return {code: name} of all 65 districts, Sampleshire's five first."""
    names = {code: name for code, (name, _, _) in DISTRICTS.items()}
    for number, code in enumerate(_OTHERS):
        names[code] = _DISTRICT_FIRST[number % 20] + _DISTRICT_LAST[(number // 20 + number % 20) % 3]
    return names


def force_of():
    """Return {district code: force code}: the county's five, then five districts to each other force."""
    others = {code: f"E23{902 + number // 5:06d}" for number, code in enumerate(_OTHERS)}
    return dict.fromkeys(DISTRICTS, "E23000901") | others


def partnership_of():
    """Return {district code: (code, name)}: two of the county's districts share one, as in life."""
    names = district_names().items()
    named = {code: (f"E22{901 + number:06d}", name) for number, (code, name) in enumerate(names)}
    named["E07000905"] = named["E07000904"] = ("E22000904", "South Sampleshire")
    return named


def region_of():
    """Return {force code: region code}."""
    return {code: f"E12{901 + min(2, number // 4):06d}" for number, code in enumerate(FORCES)}


def build(rng):
    """Return `Places` for a numpy random generator."""
    outline = _blob(24_500, [(2, 0.11, 0.7), (3, 0.08, 2.1), (5, 0.045, 0.4), *_RAGGED], 540)
    seeds, town = _seeds(rng, outline)
    # One step towards the middle of its own cell: rounder cells, towns still dense.
    middles = shapely.get_coordinates(shapely.centroid(_voronoi(seeds, outline)))
    seeds = (0.4 * seeds + 0.6 * middles).round(3)
    shapes = _wiggled(_voronoi(seeds, outline), rng)
    cells, lsoa21 = _named(seeds, town, shapes, rng)
    polygons = {"cell": dict(enumerate(_in_degrees(shapes)))}
    for level in ("lsoa21", "lsoa11", "msoa21", "ward24", "district24"):
        groups = cells.groupby(f"{level}_code", sort=True).groups
        polygons[level] = {
            code: _union([polygons["cell"][i] for i in index]) for code, index in groups.items()
        }
    others = _other_districts(shapely.union_all(shapes), rng)
    polygons["district24"] |= others
    forces, codes = force_of(), sorted(polygons["district24"])
    polygons["force"] = {
        force: _union([polygons["district24"][code] for code in codes if forces[code] == force])
        for force in FORCES
    }
    districts = pd.DataFrame(district_names().items(), columns=["district24_code", "district24_name"])
    districts["police_force_area_code"] = districts["district24_code"].map(forces)
    return Places(cells, lsoa21, _wards(cells), districts, polygons, shapes)


PER_CELL = 8


def points_within(places, rng):
    """Return (metres, cell) of map points to which crimes are moved: `PER_CELL` inside each cell."""
    middles = shapely.get_coordinates(shapely.centroid(places.metres))
    found, owners = [], []
    for number, shape in enumerate(places.metres):
        edge = shapely.get_coordinates(shape)
        towards = edge[rng.integers(0, len(edge), PER_CELL)]
        reach = 0.8 * np.sqrt(rng.random(PER_CELL))[:, None]
        found.append(middles[number] + reach * (towards - middles[number]))
        owners.append(np.full(PER_CELL, number))
    return np.concatenate(found).round(1), np.concatenate(owners)


def _blob(radius, waves, points):
    angle = np.arange(points) * (2 * np.pi / points)
    reach = radius * (1 + sum(size * np.sin(count * angle + phase) for count, size, phase in waves))
    return shapely.Polygon(np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=1).round(2))


def _seeds(rng, outline):
    """Return seeds and the town of each: crowded in towns, one by one in the country, kept apart."""
    shapely.prepare(outline)
    found, towns = [], []
    for _, _, in_district in DISTRICTS.values():
        for name, east, north, total in in_district:
            count = total
            spread = 125 * np.sqrt(total) + 120
            while count:
                point = np.array([east, north]) * 1_000 + rng.normal(0, spread, 2)
                apart = all(np.hypot(*(point - other)) > 260 for other in found)
                if apart and shapely.contains_xy(outline, *point):
                    found.append(point)
                    towns.append(name)
                    count -= 1
    wanted, gap = SMALL_AREAS_2021 + MERGED_PAIRS, 2_300
    while len(found) < wanted:
        point = rng.uniform(-32_000, 32_000, 2)
        near = np.hypot(*(np.array(found) - point).T).min()
        if near > gap and shapely.contains_xy(outline, *point):
            found.append(point)
            towns.append("")
        gap = max(600, gap - 0.5)
    return np.array(found).round(3), np.array(towns)


def _voronoi(seeds, outline):
    """Return the Voronoi cell of each seed within the outline, in the order of the seeds."""
    everything = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline)
    cells = shapely.intersection(shapely.get_parts(everything), outline)
    tree = shapely.STRtree(cells)
    point, cell = tree.query(shapely.points(seeds), predicate="intersects")
    order = np.full(len(seeds), -1)
    order[point] = cell
    return cells[order]


def _wiggled(cells, rng):
    """Return the cells with crooked edges: each edge is bent once, so that neighbours still share it.

    Only edges between two cells are bent: the outline is crooked already.
    """
    rings = [np.round(shapely.get_coordinates(shapely.normalize(cell))[:-1], 2) for cell in cells]
    times = {}
    for ring in rings:
        for edge in _edges(ring):
            times[edge] = times.get(edge, 0) + 1
    bends = {}
    for edge in sorted(edge for edge, count in times.items() if count == 2):
        (x0, y0), (x1, y1) = edge
        along = np.array([0.0, 0.26, 0.5, 0.74, 1.0])
        size = rng.uniform(-0.055, 0.055, 3)
        aside = np.array([0.0, size[1] * 0.7 + size[0] * 0.5, size[1], size[1] * 0.7 + size[2] * 0.5, 0.0])
        x = x0 + along * (x1 - x0) - aside * (y1 - y0)
        y = y0 + along * (y1 - y0) + aside * (x1 - x0)
        bends[edge] = np.stack([x, y], axis=1).round(2)
    bent = []
    for ring in rings:
        pieces = []
        for start, edge in zip(ring, _edges(ring), strict=True):
            path = bends.get(edge)
            if path is None:
                pieces.append(start[None])
            else:
                pieces.append(path[:-1] if tuple(start.tolist()) == edge[0] else path[:0:-1])
        bent.append(shapely.Polygon(np.concatenate(pieces)))
    return np.array(bent)


def _edges(ring):
    points = [tuple(point) for point in ring.tolist()]
    return [(min(a, b), max(a, b)) for a, b in zip(points, points[1:] + points[:1], strict=True)]


def _named(seeds, town, shapes, rng):
    """Return cells with every code, and the 2021 small areas with names, land and town."""
    middles = np.array([middle for _, middle, _ in DISTRICTS.values()]) * 1_000.0
    codes = np.array(list(DISTRICTS))
    town_district = {t[0]: code for code, (_, _, towns) in DISTRICTS.items() for t in towns}
    nearest = np.argmin(((seeds[:, None] - middles[None]) ** 2).sum(axis=2), axis=1)
    district = np.array([town_district.get(t, codes[n]) for t, n in zip(town, nearest, strict=True)])
    cells = pd.DataFrame(
        {"east": seeds[:, 0], "north": seeds[:, 1], "town": town, "district24_code": district}
    )
    cells["square_metres"] = shapely.area(shapes).round(0)
    distance = ((seeds[:, None] - seeds[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distance, np.inf)
    neighbour = distance.argmin(axis=1)
    mutual = [(i, n) for i, n in enumerate(neighbour) if i < n and neighbour[n] == i]
    alike = [(i, n) for i, n in mutual if district[i] == district[n]]
    merged = [pair for pair in alike if town[pair[0]] == "" and town[pair[1]] == ""][:MERGED_PAIRS]
    group = np.arange(len(cells))
    for first, second in merged:
        group[second] = first
    cells["group"] = group
    areas = cells.groupby("group").agg(
        east=("east", "mean"), north=("north", "mean"), district24_code=("district24_code", "first"),
        town=("town", "first"), square_metres=("square_metres", "sum"),
    )  # fmt: skip
    areas["msoa"] = areas["ward"] = -1
    for _, members in areas.groupby("district24_code", sort=True):
        place = members[["east", "north"]].to_numpy()
        areas.loc[members.index, "msoa"] = _southward(_bisect(place, max(3, round(len(members) / 5))), place)
        turned = place @ np.array([[0.8, -0.6], [0.6, 0.8]])
        wards = _bisect(turned, max(4, round(len(members) / 4.9)))
        areas.loc[members.index, "ward"] = _southward(wards, place)
    order = ["district24_code", "msoa", "north"]
    areas = areas.reset_index().sort_values(order, ascending=[True, True, False])
    names = district_names()
    areas["msoa21_key"] = areas["district24_code"] + areas["msoa"].map("{:03d}".format)
    areas["ward24_key"] = areas["district24_code"] + areas["ward"].map("{:03d}".format)
    areas["msoa21_code"] = [f"E029{n + 1:05d}" for n in pd.factorize(areas["msoa21_key"])[0]]
    in_order = {key: n for n, key in enumerate(sorted(set(areas["ward24_key"])))}
    areas["ward24_code"] = [f"E059{in_order[key] + 1:05d}" for key in areas["ward24_key"]]
    numbers = areas["ward24_key"].map(in_order)
    areas["ward24_name"] = [_WARD_FIRST[n % 17] + _WARD_LAST[(n // 17 + n) % 5] for n in numbers]
    areas["lsoa21_code"] = [f"E019{n + 1:05d}" for n in range(len(areas))]
    letter = areas.groupby("msoa21_code").cumcount().map(lambda n: chr(65 + n))
    areas["district24_name"] = areas["district24_code"].map(names)
    areas["msoa21_name"] = areas["district24_name"] + " " + (areas["msoa"] + 1).map("{:03d}".format)
    areas["lsoa21_name"] = areas["msoa21_name"] + letter
    keep = [
        "lsoa21_code", "lsoa21_name", "msoa21_code", "msoa21_name", "ward24_code", "ward24_name",
        "district24_code", "district24_name", "east", "north", "town", "square_metres",
    ]  # fmt: skip
    by_group = areas.set_index("group")
    for column in keep[:6]:
        cells[column] = cells["group"].map(by_group[column])
    cells = cells.assign(lsoa11_code=cells["lsoa21_code"], lsoa11_name=cells["lsoa21_name"], change="U")
    number = 0
    for pair in merged:
        for cell, last in zip(pair, "JK", strict=True):
            number += 1
            cells.loc[cell, ["lsoa11_code", "change"]] = [f"E018{number:05d}", "M"]
            cells.loc[cell, "lsoa11_name"] = cells.loc[cell, "msoa21_name"] + last
    splits = [
        list(pair)
        for pair in alike
        if town[pair[0]] and town[pair[1]] and cells.msoa21_code[pair[0]] == cells.msoa21_code[pair[1]]
    ]
    picked = [splits[i] for i in sorted(rng.choice(len(splits), SPLIT_PAIRS + 1, replace=False))]
    taken = {cell for pair in picked for cell in pair}
    for pair in picked:
        third = [
            i for i in np.flatnonzero(neighbour == pair[0])
            if i not in taken and cells.msoa21_code[i] == cells.msoa21_code[pair[0]]
        ]  # fmt: skip
        if third:
            pair.append(int(third[0]))
            break
    for group_of_cells in picked:
        number += 1
        cells.loc[group_of_cells, ["lsoa11_code", "change"]] = [f"E018{number:05d}", "S"]
        cells.loc[group_of_cells, "lsoa11_name"] = cells.loc[group_of_cells[0], "msoa21_name"] + "J"
    return cells, areas[keep].reset_index(drop=True)


def _bisect(points, wanted):
    """Return a group number per point: halved along the longer side until `wanted` groups stand."""
    groups = np.zeros(len(points), dtype=int)

    def halve(index, count, first):
        if count == 1:
            groups[index] = first
            return
        side = int(np.argmax(np.ptp(points[index], axis=0)))
        ordered = index[np.argsort(points[index, side], kind="stable")]
        small = count // 2
        cut = round(len(ordered) * small / count)
        halve(ordered[:cut], small, first)
        halve(ordered[cut:], count - small, first + small)

    halve(np.arange(len(points)), wanted, 0)
    return groups


def _southward(groups, points):
    """Return the groups renumbered from north to south, as ONS numbers them."""
    middles = pd.Series(points[:, 1]).groupby(groups).mean().sort_values(ascending=False, kind="stable")
    return pd.Series(groups).map({group: number for number, group in enumerate(middles.index)}).to_numpy()


def _wards(cells):
    """Return wards with the neighbourhood team that each belongs to: a team has about four wards."""
    names = ["district24_code", "ward24_code", "ward24_name"]
    wards = cells.groupby(names, as_index=False)[["east", "north"]].mean()
    wards["team"] = ""
    for _, members in wards.groupby("district24_code", sort=True):
        place = members[["east", "north"]].to_numpy()
        group = _southward(_bisect(place, max(2, round(len(members) / 4.5))), place)
        first = members.groupby(group)["ward24_name"].transform("first")
        wards.loc[members.index, "team"] = first + " and district"
    wards["district24_name"] = wards["district24_code"].map(district_names())
    return wards


def _other_districts(county, rng):
    """Return {code: polygon} of the districts around, numbered round the county: forces hold together."""
    country = _blob(100_000, [(2, 0.07, 1.9), (3, 0.06, 0.3), (7, 0.02, 1.0), *_RAGGED], 240)
    around = shapely.difference(country, county)
    seeds = []
    while len(seeds) < len(_OTHERS):
        point = rng.uniform(-115_000, 115_000, 2)
        clear = all(np.hypot(*(point - other)) > 14_500 for other in seeds)
        if clear and np.hypot(*point) > 34_000 and shapely.contains_xy(around, *point):
            seeds.append(point)
    seeds = np.array(seeds)
    seeds = seeds[np.argsort(np.arctan2(seeds[:, 1], seeds[:, 0]), kind="stable")].round(0)
    corners = shapely.get_coordinates(county)
    shapes = _in_degrees(_onto_corners(shape, county, corners) for shape in _voronoi(seeds, around))
    return dict(zip(_OTHERS, shapes, strict=True))


def _onto_corners(shape, county, corners):
    """Return a district's shape with its points on the county's edge moved to the county's own corners.

    A point between two corners would leave a sliver when it is rounded.
    """

    def move(points):
        on_edge = shapely.distance(shapely.points(points), county) < 0.01
        to = np.argmin(((points[on_edge][:, None] - corners[None]) ** 2).sum(axis=2), axis=1)
        points = points.copy()
        points[on_edge] = corners[to]
        return points

    return shapely.transform(shape, move)


def _in_degrees(shapes):
    return [shapely.normalize(shapely.transform(shape, degrees)) for shape in shapes]


def _union(shapes):
    return shapely.normalize(shapely.coverage_union_all(shapes))
