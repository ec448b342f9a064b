"""The publishers' own layouts: invented counts, written as the publishers write theirs.

Everything is written with LF line ends, rounded numbers and uncompressed archives, so that the bytes are the
same on every machine.
"""

import csv
import functools
import io
import json
import tomllib
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import shapely

from analysis import settings
from analysis.sources import police
from analysis.sources.recorded_crime import HEADINGS
from sampleshire import crimes, headings, places

MEASURE = "; measures: Value"  # ends every heading of the tables released in November 2022
SMALL_AREA_TABLES = [
    "ts001", "ts004", "ts007a", "ts015", "ts018", "ts021", "ts025", "ts026", "ts029", "ts030",
]  # fmt: skip
ZIPPED_TABLE = "ts026"
AREAS_IN_ENGLAND = 33_755
BOM = "\ufeff"
MSOA_NAMES = "MSOA-Names-2.2.csv"
RECORDED = [
    "financial_year", "financial_quarter", "force_name", "offence", "offence_group", "offence_subgroup",
    "offence_code", "offences",
]  # fmt: skip
OPEN_NAMES = [
    "ID", "NAMES_URI", "NAME1", "NAME1_LANG", "NAME2", "NAME2_LANG", "TYPE", "LOCAL_TYPE", "GEOMETRY_X",
    "GEOMETRY_Y", "MOST_DETAIL_VIEW_RES", "LEAST_DETAIL_VIEW_RES", "MBR_XMIN", "MBR_YMIN", "MBR_XMAX",
    "MBR_YMAX", "POSTCODE_DISTRICT", "POSTCODE_DISTRICT_URI", "POPULATED_PLACE", "POPULATED_PLACE_URI",
    "POPULATED_PLACE_TYPE", "DISTRICT_BOROUGH", "DISTRICT_BOROUGH_URI", "DISTRICT_BOROUGH_TYPE",
    "COUNTY_UNITARY", "COUNTY_UNITARY_URI", "COUNTY_UNITARY_TYPE", "REGION", "REGION_URI", "COUNTRY",
    "COUNTRY_URI", "RELATED_SPATIAL_OBJECT", "SAME_AS_DBPEDIA", "SAME_AS_GEONAMES",
]  # fmt: skip
RURAL_URBAN = {
    "UN1": ("Urban: Nearer to a major town or city", "Urban"),
    "UF1": ("Urban: Further from a major town or city", "Urban"),
    "RLN1": ("Larger rural: Nearer to a major town or city", "Rural"),
    "RSN1": ("Smaller rural: Nearer to a major town or city", "Rural"),
    "RSF1": ("Smaller rural: Further from a major town or city", "Rural"),
}
_ARCHIVE_DAY = (2026, 7, 23, 9, 30, 0)


def text(path, content):
    """Write text as UTF-8 with the line ends it has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8"))


def comma_separated(header, rows, quoted=False):
    """Return CSV text: fields quoted where they hold a comma, or all text where `quoted`."""
    held = io.StringIO()
    quoting = csv.QUOTE_NONNUMERIC if quoted else csv.QUOTE_MINIMAL
    csv.writer(held, quoting=quoting, lineterminator="\n").writerows([header, *rows])
    return held.getvalue()


@functools.cache
def logged():
    """Return {log: its headings} as the office's own template has them."""
    listed = tomllib.loads(settings.data("reference", "local_logs.toml").read_text(encoding="utf-8"))
    return {name: list(entry["columns"]) for name, entry in listed.items() if "columns" in entry}


def log(path, invented, rows, header=None):
    """Write a file of the office: a line that says what is invented, the headings, and the rows below.

    The headings of a log are those that data/reference/local_logs.toml lists.
    """
    header = header or logged()[path.stem]
    text(path, f"# Sampleshire is invented: {invented}\n{comma_separated(header, rows)}")


def kept(name):
    """Return the rows of a log that appear in a file beside this one."""
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def topic_summary(table, counts, names):
    """Return one census table as Nomis's bulk file has it, in the dialect of its release.

    `counts` is areas by leaves; totals and subtotals are added up here, so that each row adds up.
    """
    variable, total, dialect, every = headings.TABLES[table]
    columns = {total: every} | headings.columns(table)
    wide = np.stack([counts[list(leaves)].to_numpy().sum(axis=1) for leaves in columns.values()], axis=1)
    end = MEASURE if dialect == "A" else ""
    header = ["date", "geography", "geography code", *(f"{variable}: {one}{end}" for one in columns)]
    rows = [["2021", names[code], code, *row] for code, row in zip(counts.index, wide.tolist(), strict=True)]
    rows.sort(key=lambda row: row[1] if dialect == "A" else row[2])
    return comma_separated(header, rows, quoted=dialect == "A")


def archive(members, comment=""):
    """Return the bytes of a zip of {name: bytes}, stored rather than squeezed."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as zipped:
        zipped.comment = comment.encode()
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, date_time=_ARCHIVE_DAY)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            zipped.writestr(entry, content)
    return held.getvalue()


def geojson(name, features):
    """Return boundaries as the Open Geography Portal gives them; `features` holds (properties, polygon)."""
    lines = [
        json.dumps(
            {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(polygon)}
        )
        for properties, polygon in features
    ]
    system = '{ "type": "name", "properties": { "name": "urn:ogc:def:crs:OGC:1.3:CRS84" } }'
    return (
        f'{{\n"type": "FeatureCollection",\n"name": "{name}",\n"crs": {system},\n"features": [\n'
        + ",\n".join(lines)
        + "\n]\n}\n"
    )


def boundaries(folder, where):
    """Write boundaries: a file a district for small areas and wards, one each for districts and forces."""
    names = places.district_names()
    for level, heading in {
        "lsoa21": "LSOA21",
        "lsoa11": "LSOA11",
        "msoa21": "MSOA21",
        "ward25": "WD25",
    }.items():
        column = "ward24" if level == "ward25" else level
        rows = where.cells.drop_duplicates(f"{column}_code").sort_values(f"{column}_code")
        for district, members in rows.groupby("district24_code"):
            of_ward = {"WD25NMW": " ", "LAD25CD": district, "LAD25NM": names[district]}
            more = of_ward if level == "ward25" else {}
            more |= {"LADCD_ACTIVE": district, "UTLACD": places.COUNTY_CODE}
            named = dict(zip(members[f"{column}_code"], members[f"{column}_name"], strict=True))
            features = _features(heading, named, where.polygons[column], more)
            text(folder / f"{level}-{district}.geojson", geojson(district, features))
    for file, heading, named, level, more in (
        ("Local_Authority_Districts_May_2023_UK_BUC_V2", "LAD23", names, "district24", {"LAD23NMW": " "}),
        ("Police_Force_Areas_December_2023_EW_BUC", "PFA23", places.FORCES, "force", {}),
    ):
        features = _features(heading, named, where.polygons[level], more)
        text(folder / f"{file}.geojson", geojson(file, features))


def _features(heading, named, polygons, more):
    """Return the properties and the polygon of each place of {code: name}; `more` are alike for all."""
    return [
        ({"FID": number, f"{heading}CD": code, f"{heading}NM": name, **more}, polygons[code])
        for number, (code, name) in enumerate(named.items(), start=1)
    ]


def lookups(folder, where):
    """Write the lookups as the portal exports them (with a byte order mark), the rural list and the teams."""
    names = places.district_names()
    change = where.cells.drop_duplicates(["lsoa11_code", "lsoa21_code"])
    rows = [
        [c.lsoa11_code, c.lsoa11_name, c.lsoa21_code, c.lsoa21_name, c.change, c.district24_code,
         names[c.district24_code], ""]
        for c in change.sort_values(["lsoa21_code", "lsoa11_code"]).itertuples()
    ]  # fmt: skip
    for code, name, district in crimes.strays(where):
        rows.append([code, name, code, name, "U", district, names[district], ""])
    header = "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM,LAD22NMW"
    _portal(folder / "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv", header, rows)
    columns = ["lsoa21_code", "lsoa21_name", "ward24_code", "ward24_name", "district24_code",
               "district24_name"]  # fmt: skip
    header = "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM"
    _portal(folder / "LSOA21_WD24_LAD24_EW_LU.csv", header, where.lsoa21[columns].to_numpy().tolist())
    partnerships = places.partnership_of()
    rows = [
        [d.district24_code, d.district24_name, *partnerships[d.district24_code], d.police_force_area_code,
         places.FORCES[d.police_force_area_code]]
        for d in where.districts.itertuples()
    ]  # fmt: skip
    header = "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM"
    _portal(folder / "LAD24_CSP24_PFA24_EW_LU.csv", header, rows)
    of_area = {area.lsoa21_code: _rural_urban(area) for area in where.lsoa21.itertuples()}
    rows = [[area, code, *RURAL_URBAN[code]] for area, code in of_area.items()]
    header = ["lsoa21_code", "ruc21_code", "classification", "ruc"]
    text(folder / "ruc21_lsoa21.csv", comma_separated(header, rows, quoted=True))
    rows = [[w.ward24_code, w.ward24_name, w.team, w.district24_name] for w in where.wards.itertuples()]
    header = ["ward24_code", "ward24_name", "neighbourhood_team", "district24_name"]
    text(folder / "sampleshire-neighbourhood-teams.csv", comma_separated(header, rows))


def _portal(path, header, rows):
    """Write rows as the portal exports them, each with its number."""
    numbered = [[*row, number] for number, row in enumerate(rows, start=1)]
    text(path, BOM + comma_separated([*header.split(","), "ObjectId"], numbered))


def _rural_urban(area):
    sizes = {name: size for _, _, towns in places.DISTRICTS.values() for name, _, _, size in towns}
    size = sizes.get(area.town, 0)
    if size >= 20:
        return "UN1"
    if size >= 9:
        return "UF1"
    if size:
        return "RLN1"
    return "RSF1" if area.north < -6_000 else "RSN1"


def msoa_names(folder, where):
    """Write the House of Commons Library's list of names, an MSOA called after the wards of most of it."""
    named = readable_names(where.lsoa21)
    codes = where.lsoa21.drop_duplicates("msoa21_code").set_index("msoa21_code")
    rows = [
        [code, codes.at[code, "msoa21_name"], "", name, "", codes.at[code, "district24_name"]]
        for code, name in named.items()
    ]
    header = ["msoa21cd", "msoa21nm", "msoa21nmw", "msoa21hclnm", "msoa21hclnmw", "localauthorityname"]
    text(folder / MSOA_NAMES, BOM + comma_separated(header, rows))


def open_names(folder):
    """Write Ordnance Survey's list of names: the towns, what is no town, and a town over the border.

    The squares have letters that the National Grid does not use.
    """
    rows = {}
    for district, _, towns in places.DISTRICTS.values():
        largest = max(towns, key=lambda one: one[3])
        for name, east, north, size in towns:
            kind = "City" if size > 44 and name == largest[0] else "Town"
            rows[name] = (kind, east * 1_000, north * 1_000, size, district)
    rows["Far Vennish"] = ("Town", 60_000, 0, 12, "Arrinstow")
    rows["Little Tarsel"] = ("Village", -3_000, 15_000, 1, "North Larkmere")
    rows["Staithe Lane"] = ("Named Road", 14_000, -3_000, 1, "Quarrowby")
    squares = {"ZZ09": [], "ZZ29": []}
    for number, (name, (kind, east, north, size, district)) in enumerate(rows.items(), start=1):
        x, y = places.on_the_grid(east, north)
        half = round(400 * size**0.5)
        identity = f"osgb40000000000{number:05d}"
        row = dict.fromkeys(OPEN_NAMES, "") | {
            "ID": identity, "NAMES_URI": f"http://data.ordnancesurvey.co.uk/id/{identity[4:]}", "NAME1": name,
            "TYPE": "transportNetwork" if kind == "Named Road" else "populatedPlace", "LOCAL_TYPE": kind,
            "GEOMETRY_X": x, "GEOMETRY_Y": y, "MOST_DETAIL_VIEW_RES": 18_000,
            "LEAST_DETAIL_VIEW_RES": 250_000,
            "MBR_XMIN": x - half, "MBR_YMIN": y - half, "MBR_XMAX": x + half, "MBR_YMAX": y + half,
            "DISTRICT_BOROUGH": district, "COUNTRY": places.NATION_NAME.title(),
        }  # fmt: skip
        squares["ZZ09" if north > 0 else "ZZ29"].append(list(row.values()))
    members = {
        f"Data/{name}.csv": comma_separated(held[0], held[1:]).encode() for name, held in squares.items()
    }
    members["Doc/OS_Open_Names_Header.csv"] = (BOM + comma_separated(OPEN_NAMES, [])).encode()
    (folder / "opname_csv_gb.zip").write_bytes(archive(members))


def readable_names(lsoa21):
    """Return {MSOA code: name}: the two wards that most of it lies in, and a side where two have the same."""
    counted = lsoa21.groupby(["msoa21_code", "ward24_name"], sort=True).size().reset_index(name="lsoas")
    first = counted.sort_values(["msoa21_code", "lsoas"], ascending=[True, False], kind="stable")
    names = first.groupby("msoa21_code")["ward24_name"].agg(lambda wards: " & ".join(wards.iloc[:2]))
    # Several MSOAs can lie in the same two wards: they are distinguished from north to south.
    north = lsoa21.groupby("msoa21_code")["north"].mean()
    for alike in names[names.duplicated(keep=False)].groupby(names).groups.values():
        order = north[alike].sort_values(ascending=False, kind="stable").index
        sides = (
            ["North", "South"] if len(order) == 2 else [str(number) for number in range(1, len(order) + 1)]
        )
        names[order] = [f"{names[code]} {side}" for code, side in zip(order, sides, strict=True)]
    return names.to_dict()


def street_files(folder, street):
    """Write a file a month in the archive's folders; the missing month has none."""
    force = dict.fromkeys(("Reported by", "Falls within"), "Sampleshire Police")
    rows = street.assign(**force, Context="")[list(police.HEADINGS)]
    for month, of_month in rows.groupby("Month", sort=True):
        if month != crimes.MISSING_MONTH:
            content = of_month.to_csv(index=False, float_format="%.6f", lineterminator="\n")
            text(folder / month / f"{month}-sampleshire-street.csv", content)


def recorded_crime(folder, recorded):
    """Write a file a financial year, counts padded, zero written as the workbook's format shows it."""
    rows = recorded.assign(offences=[f"{count: d} " if count else "-00 " for count in recorded["offences"]])
    headings_of = {name: heading for heading, name in HEADINGS.items()}
    rows = rows[RECORDED].rename(columns=headings_of)
    for year, of_year in rows.groupby("Financial Year", sort=True):
        name = f"prc-pfa-mar2013-onwards-tables{year.replace('/', '')}.csv"
        text(folder / name, of_year.to_csv(index=False, lineterminator="\n"))


def deprivation(rng, path, where, people):
    """Write the indices under File 7's headings: ranks are of all England, rows are of Sampleshire only."""
    small, latent = where.lsoa21, people.deprivation
    domains = [
        ("Index of Multiple Deprivation (IMD)", "Score", 0.0), ("Income", "Score (rate)", 0.25),
        ("Employment", "Score (rate)", 0.3), ("Education, Skills and Training", "Score", 0.5),
        ("Health Deprivation and Disability", "Score", 0.5), ("Crime", "Score", 0.7),
        ("Barriers to Housing and Services", "Score", 1.5), ("Living Environment", "Score", 1.0),
    ]  # fmt: skip
    header = [
        "LSOA code (2021)", "LSOA name (2021)", "Local Authority District code (2024)",
        "Local Authority District name (2024)",
    ]  # fmt: skip
    columns = [
        small[c].tolist() for c in ("lsoa21_code", "lsoa21_name", "district24_code", "district24_name")
    ]
    for name, score, noise in domains:
        mixed = latent + noise * rng.standard_normal(len(latent))
        place = np.argsort(np.argsort(-mixed, kind="stable"), kind="stable")
        share = (place + rng.uniform(0.1, 0.9, len(place))) / len(place)
        rank = 1 + np.round((AREAS_IN_ENGLAND - 1) * share**0.85).astype(int)
        poor = 1 - rank / AREAS_IN_ENGLAND
        value = {"Score": 2 + 78 * poor**2.4, "Score (rate)": 0.01 + 0.45 * poor**2.1}[score].round(3)
        header += [
            f"{name} {score}", f"{name} Rank (where 1 is most deprived)",
            f"{name} Decile (where 1 is most deprived 10% of LSOAs)",
        ]  # fmt: skip
        columns += [value.tolist(), rank.tolist(), np.ceil(rank * 10 / AREAS_IN_ENGLAND).astype(int).tolist()]
    header.append("Total population: mid 2022")
    residents = people.tables["ts001", "lsoa"].sum(axis=1)
    columns.append((residents * 1.01).round().astype(int).tolist())
    text(path, comma_separated(header, zip(*columns, strict=True)))


def age_groups(path, years, names):
    """Write residents by six age groups, long; `years` is areas by age group."""
    rows = [[code, names[code], label, int(count)] for (code, label), count in years.stack().items()]
    header = ["lsoa21_code", "lsoa21_name", "age_group", "usual_residents"]
    text(path, comma_separated(header, rows, quoted=True))


def stamp(path, seed, version):
    """Write the file that says what this folder is."""
    content = {
        "area": "Sampleshire",
        "invented": True,
        "note": "Every place, person and crime in this folder is invented. It describes no real area.",
        "seed": seed,
        "version": version,
        "as_of": datetime(2026, 7, 23, tzinfo=UTC).date().isoformat(),
        "missing_month": crimes.MISSING_MONTH,
    }
    text(path, json.dumps(content, indent=2) + "\n")
