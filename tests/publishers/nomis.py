"""Nomis: the census in bulk zips, and an API that cuts at 25,000 rows without a word."""

import csv
import functools
import io
import re
from datetime import UTC, datetime

from sampleshire import layouts

from . import web

HOSTS = ("www.nomisweb.co.uk",)
DATASETS = {
    "NM_2021_1": ("ts001", "c2021_restype_3"),
    "NM_2024_1": ("ts004", "c2021_cob_12"),
    "NM_2025_1": ("ts005", "c2021_pass_18"),
    "NM_2020_1": ("ts007a", "c2021_age_19"),
    "NM_2035_1": ("ts015", "c2021_arruk_13"),
    "NM_2041_1": ("ts021", "c2021_eth_20"),
    "NM_2043_1": ("ts024", "c2021_mlang_94"),
    "NM_2044_1": ("ts025", "c2021_hhlang_5"),
    "NM_2045_1": ("ts026", "c2021_mhhlang_5"),
    "NM_2048_1": ("ts029", "c2021_engprf_6"),
    "NM_2049_1": ("ts030", "c2021_religion_10"),
}
KNOWN = ("date", "time", "geography", "measures", "select", "recordlimit", "recordoffset", "uid")
KNOWN += ("excludemissingvalues", "freq")
LEVELS = {"TYPE151": "lsoa", "TYPE154": "ltla"}
TYPES = {
    "lsoa": "2021 super output areas - lower layer",
    "ltla": "local authorities: district / unitary (as of April 2021)",
}
ODD_DISTRICT = "E07000904"  # a query for the small areas below it finds nothing, and says nothing
MEASURES = {"20100": "value", "20301": "percent"}
RELEASED = datetime(2023, 3, 28, 9, 30, tzinfo=UTC)
EMPTY = web.Answer(kind=web.CSV)


def answer(request, shelf):
    """Answer as Nomis does."""
    path = request.path
    if path == "/sources/census_2021_bulk":
        names = sorted(
            {re.search(r"ts\d+a?", one.name)[0] for one in shelf.paths("census2021/census2021-ts*")}
        )
        links = [
            f'<li><a href="/output/census/2021/census2021-{n}.zip">census2021-{n}.zip</a></li>' for n in names
        ]
        return web.page(web.html("Census 2021 bulk data download", f"<ul>{''.join(links)}</ul>"))
    if found := re.fullmatch(r"/output/census/2021/census2021-(ts\d+a?)\.zip", path):
        return _bulk(found[1], shelf)
    if found := re.fullmatch(r"/api/v01/dataset/(\w+)\.data\.csv", path, re.IGNORECASE):
        return _data(found[1].upper(), request, shelf)
    if path == "/api/v01/dataset/def.sdmx.json":
        return _search(request.query.get("search", "*"), shelf)
    if found := re.fullmatch(r"/api/v01/dataset/(\w+)/(\w+)\.def\.sdmx\.json", path, re.IGNORECASE):
        return _categories(found[1].upper(), found[2], shelf)
    return web.not_found()


@functools.lru_cache(maxsize=64)
def _zip(folder, table):
    members = {path.name: path.read_bytes() for path in sorted(folder.glob(f"census2021-{table}-*.csv"))}
    members[f"metadata/{table}-2021-1.txt"] = b"Invented figures in the layout of a census topic summary.\n"
    return layouts.archive(members)


def _bulk(table, shelf):
    folder = shelf.folder / "census2021"
    whole = folder / f"census2021-{table}.zip"
    if not whole.is_file() and not list(folder.glob(f"census2021-{table}-*.csv")):
        return web.not_found()
    content = shelf.content(f"census2021/{whole.name}") if whole.is_file() else _zip(folder, table)
    return web.document(content, web.ZIP, RELEASED)


def _text(table, level, shelf):
    """Return the CSV of a table at a level, wherever it lies; None where it is not published."""
    name = f"census2021/census2021-{table}-{level}.csv"
    if (shelf.folder / name).is_file():
        return shelf.content(name).decode("utf-8")
    if table != layouts.ZIPPED_TABLE:
        return None
    import zipfile

    with zipfile.ZipFile(io.BytesIO(shelf.content(f"census2021/census2021-{table}.zip"))) as archive:
        return archive.read(f"census2021-{table}-{level}.csv").decode("utf-8")


@functools.lru_cache(maxsize=32)
def _table(text):
    """Return categories [(code, name)] and {area: (name, counts)} of a bulk CSV."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    names = [one.removesuffix(layouts.MEASURE).partition(": ")[2] for one in header[3:]]
    codes, leaf, subtotal = [], 0, 1000
    for name in names:
        if name.startswith("Total"):
            codes.append(0)
        elif any(other.startswith(f"{name}: ") for other in names):
            codes.append(subtotal := subtotal + 1)
        else:
            codes.append(leaf := leaf + 1)
    areas = {code: (name, [int(one) for one in counts]) for _, name, code, *counts in rows}
    return list(zip(codes, names, strict=True)), dict(sorted(areas.items()))


def _data(dataset, request, shelf):
    query = {name.lower(): value for name, value in request.query.items()}
    table, dimension = DATASETS.get(dataset, ("", ""))
    # Whatever is wrong with the question, the answer is 200 and nothing.
    if not table or set(query) - {*KNOWN, dimension} or "geography" not in query:
        return EMPTY
    if query.get("date", query.get("time", "latest")) not in ("latest", "2021"):
        return EMPTY
    measures = query.get("measures", "20100,20301").split(",")
    places = _places(table, query["geography"], shelf)
    if not places or set(measures) - set(MEASURES):
        return EMPTY
    categories = places[0][3]
    wanted = query.get(dimension, ",".join(str(code) for code, _ in categories)).split(",")
    if set(wanted) - {str(code) for code, _ in categories}:
        return EMPTY
    rows = list(_rows(dimension.upper(), places, wanted, measures))
    return _page(rows, query, request, shelf)


def _page(rows, query, request, shelf):
    """Return one page of rows, cut at the limit; every row says how many there are."""
    cap = shelf.limits.nomis_rows_with_a_key if query.get("uid") else shelf.limits.nomis_rows
    limit = min(int(query.get("recordlimit", cap)), cap)
    start = int(query.get("recordoffset", 0))
    if request.paging == "short_page":
        limit = max(limit // 3, 1)
    if request.paging == "ignored_offset":
        start = 0
    if request.paging == "repeated_page":
        start = max(start - limit, 0)
    if request.paging == "changed_while_paging" and start:
        rows = rows[1:]
    count = len(rows)
    for number, row in enumerate(rows):
        row |= {"RECORD_OFFSET": number, "RECORD_COUNT": count}
    asked = [name.strip().upper() for name in query.get("select", "").split(",") if name.strip()]
    columns = asked or list(rows[0])
    if set(columns) - set(rows[0]):
        return EMPTY
    held = io.StringIO(newline="")
    writer = csv.DictWriter(held, columns, extrasaction="ignore", quoting=csv.QUOTE_NONNUMERIC)
    writer.writeheader()
    writer.writerows(rows[start : start + limit])
    return web.page(held.getvalue(), kind=web.CSV)


def _rows(dimension, places, wanted, measures):
    for area, name, level, categories, counts in places:
        for order, ((code, category), count) in enumerate(zip(categories, counts, strict=True)):
            if str(code) not in wanted:
                continue
            for measure in measures:
                share = round(100 * count / counts[0], 1) if counts[0] else 0
                yield {
                    "DATE": 2021, "DATE_NAME": "2021", "GEOGRAPHY": int(area[1:]), "GEOGRAPHY_NAME": name,
                    "GEOGRAPHY_CODE": area, "GEOGRAPHY_TYPE": TYPES[level],
                    dimension: code, f"{dimension}_NAME": category,
                    f"{dimension}_CODE": f"{'_' * category.count(': ') if code else ''}{code}",
                    f"{dimension}_SORTORDER": order,
                    "MEASURES": int(measure), "MEASURES_NAME": MEASURES[measure],
                    "OBS_VALUE": count if measure == "20100" else share,
                    "OBS_STATUS": "A", "OBS_STATUS_NAME": "Normal Value",
                }  # fmt: skip


def _places(table, asked, shelf):
    """Return (code, name, level, categories, counts) of the places asked for, in order of code."""
    levels = {level: _table(text) for level in TYPES if (text := _text(table, level, shelf))}
    districts = {
        row["LSOA21CD"]: row["LAD24CD"] for row in shelf.rows("geography/LSOA21_WD24_LAD24_EW_LU.csv")
    }
    found = {}
    for one in asked.upper().split(","):
        parent, kind = re.fullmatch(r"(E\d{8})?(TYPE\d+)?", one.strip()).groups() if one.strip() else ("", "")
        for level, (categories, areas) in levels.items():
            if kind and LEVELS.get(kind) != level:
                continue
            for code, (name, counts) in areas.items():
                below = parent != ODD_DISTRICT and districts.get(code) == parent
                if (below or not parent) if kind else code == parent:
                    found[code] = (code, name, level, categories, counts)
    return [found[code] for code in sorted(found)]


def _search(asked, shelf):
    families = [
        {"id": dataset, "name": {"lang": "en", "value": f"{table.upper()} - Census 2021"}, "uri": "Nm-"}
        for dataset, (table, _) in DATASETS.items()
        if asked.strip("*").lower() in table
    ]
    return web.as_json({"structure": {"keyfamilies": {"keyfamily": families} if families else None}})


def _categories(dataset, dimension, shelf):
    table, named = DATASETS.get(dataset, ("", ""))
    if dimension.lower() != named:
        return web.as_json({"structure": {"codelists": None}})
    categories, _ = _table(_text(table, "ltla", shelf))
    codes = [{"value": code, "description": {"lang": "en", "value": name}} for code, name in categories]
    return web.as_json({"structure": {"codelists": {"codelist": [{"id": dimension, "code": codes}]}}})
