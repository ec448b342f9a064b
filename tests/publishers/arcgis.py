"""Open Geography: pages of 2,000 records, errors inside a 200, and exports that are made while one waits.

Of its questions those are understood that a fetch asks: all records, or those with a code of a list.
"""

import csv
import hashlib
import io
import re

from . import arcgis_layers, web

SERVERS = ("services1.arcgis.com",)
HUBS = ("hub.arcgis.com", "geoportal.statistics.gov.uk", "stg-arcgisazurecdataprod1.az.arcgis.com")
HOSTS = (*SERVERS, *HUBS)
ROOT = "/ESMARspQHYMw9BZ9/arcgis/rest/services"
WHERE = re.compile(r"1=1|(?P<field>\w+) IN \((?P<codes>[^)]*)\)")


def answer(request, shelf):
    """Answer as the services and the hub do."""
    if request.host in HUBS:
        return _hub(request, shelf)
    found = re.fullmatch(rf"{ROOT}/([^/]+)/FeatureServer/0/query", request.path)
    layer = arcgis_layers.layer(found[1], shelf) if found else None
    return _query(layer, request, shelf) if layer else _error(400, "Invalid URL", "Invalid URL")


def _error(code, message, *details):
    """Return an error: under 200, like everything."""
    return web.as_json({"error": {"code": code, "message": message, "details": list(details)}})


def item(name):
    """Return the item under which the hub keeps a service."""
    known = {"LSOA11_LSOA21_LAD22_EW_LU_v5": "cbfe64cc03d74af982c1afec639bafd1"}
    return known.get(name, hashlib.sha256(name.encode()).hexdigest()[:32])


def _query(layer, request, shelf):
    asked = {name.lower(): value for name, value in request.query.items()}
    where = WHERE.fullmatch(asked.get("where", "1=1"))
    fields = asked.get("outfields", layer.fields[0]).split(",")
    if where is None or {*fields, where["field"] or fields[0]} - set(layer.fields):
        return _error(400, "Cannot perform query. Invalid query parameters.")
    codes = set(re.findall(r"'([^']*)'", where["codes"] or ""))
    rows = [row for row in layer.rows if not where["field"] or row.values[where["field"]] in codes]
    start, limit = int(asked.get("resultoffset", 0)), int(asked.get("resultrecordcount", 10**9))
    limit = min(limit, shelf.limits.records)
    if request.paging == "short_page":
        limit = max(limit // 3, 1)
    if request.paging == "ignored_offset":
        start = 0
    if request.paging == "repeated_page":
        start = max(start - limit, 0)
    if request.paging == "changed_while_paging" and start:
        rows = rows[1:]
    if asked.get("returncountonly") == "true":
        return web.as_json({"count": len(rows)})
    page, more = rows[start : start + limit], {"exceededTransferLimit": True}
    more = more if start + limit < len(rows) else {}
    values = [{field: row.values[field] for field in fields} for row in page]
    # The mark that there is more stands at another depth in GeoJSON than in the service's own JSON.
    if asked.get("f") == "geojson":
        features = [
            {"type": "Feature", "geometry": row.outline, "properties": held}
            for row, held in zip(page, values, strict=True)
        ]
        marked = {"properties": more} if more else {}
        crs = {"type": "name", "properties": {"name": "EPSG:4326"}}
        content = {"type": "FeatureCollection", "crs": crs, **marked, "features": features}
        return web.as_json(content, kind=web.GEOJSON)
    return web.as_json({"features": [{"attributes": held} for held in values], **more})


def _hub(request, shelf):
    named = {item(name): name for name in arcgis_layers.NAMES}
    if found := re.fullmatch(r"/api/download/v1/items/(\w{32})/csv", request.path):
        return _export(found[1], shelf) if found[1] in named else web.not_found()
    made = re.fullmatch(r"/exports/(\w{32})\.csv", request.path)
    if not made or made[1] not in shelf.state:
        return web.not_found()
    content = _whole(arcgis_layers.layer(named[made[1]], shelf))
    return web.document(content, web.CSV, shelf.day, f"{named[made[1]]}.csv")


def _export(identity, shelf):
    """Return how far an export is; the first question orders it, and it is ready a few questions later."""
    asked = shelf.state.get(("asked", identity), 0)
    shelf.state["asked", identity] = asked + 1
    if asked < shelf.limits.polls:
        return web.as_json({"status": "Pending" if asked == 0 else "ExportingData", "recordCount": None}, 202)
    shelf.state[identity] = True
    return web.as_json({"status": "Completed", "resultUrl": f"https://{HUBS[-1]}/exports/{identity}.csv"})


def _whole(layer):
    """Return an export: a CSV with a byte order mark, Windows line ends and columns nobody asked for."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(layer.fields)
    writer.writerows([row.values[field] for field in layer.fields] for row in layer.rows)
    return "\ufeff".encode() + held.getvalue().encode()
