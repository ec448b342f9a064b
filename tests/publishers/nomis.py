"""Nomis: the census in bulk zips, and an API that cuts at 25,000 rows without a word."""

import csv
import functools
import io
import re
import zipfile
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
LEVELS = {"lsoa": "TYPE151", "ltla": "TYPE154"}
RELEASED = datetime(2023, 3, 28, 9, 30, tzinfo=UTC)
EMPTY = web.Answer(kind=web.CSV)


def answer(request, shelf):
    """Answer as Nomis does."""
    path = request.path
    if found := re.fullmatch(r"/output/census/2021/census2021-(ts\d+a?)\.zip", path):
        return _bulk(found[1], shelf)
    if found := re.fullmatch(r"/api/v01/dataset/(\w+)\.data\.csv", path, re.IGNORECASE):
        return _data(found[1].upper(), request, shelf)
    if path == "/api/v01/dataset/def.sdmx.json":
        return _search(request.query.get("search", "*"), shelf)
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
    places = _places(table, query.get("geography", ""), shelf) if table else []
    if not places:
        return EMPTY
    rows = list(_rows(dimension.upper(), places))
    return _page(rows, query, request, shelf)


def _page(rows, query, request, shelf):
    """Return one page of rows, cut at the limit; every row says how many there are."""
    limit = min(int(query.get("recordlimit", shelf.limits.nomis_rows)), shelf.limits.nomis_rows)
    start = int(query.get("recordoffset", 0))
    rows, start, limit = web.paged(rows, start, limit, request.paging)
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


def _rows(dimension, places):
    for area, name, categories, counts in places:
        for (code, category), count in zip(categories, counts, strict=True):
            yield {
                "DATE": 2021, "DATE_NAME": "2021", "GEOGRAPHY_NAME": name, "GEOGRAPHY_CODE": area,
                dimension: code, f"{dimension}_NAME": category, "OBS_VALUE": count, "OBS_STATUS": "A",
            }  # fmt: skip


def _places(table, asked, shelf):
    """Return (code, name, categories, counts) of the places asked for by code or level, in order of code."""
    wanted, found = set(asked.upper().split(",")), []
    for level, kind in LEVELS.items():
        text = _text(table, level, shelf)
        categories, areas = _table(text) if text else ([], {})
        chosen = areas if kind in wanted else wanted & set(areas)
        found += [(code, areas[code][0], categories, areas[code][1]) for code in chosen]
    return sorted(found, key=lambda one: one[0])


def _search(asked, shelf):
    families = [
        {"id": dataset, "name": {"lang": "en", "value": f"{table.upper()} - Census 2021"}, "uri": "Nm-"}
        for dataset, (table, _) in DATASETS.items()
        if asked.strip("*").lower() in table
    ]
    return web.as_json({"structure": {"keyfamilies": {"keyfamily": families} if families else None}})
