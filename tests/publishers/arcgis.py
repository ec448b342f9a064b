"""Open Geography: pages of 2,000 records, errors inside a 200, and exports that are made while one waits.

Of its questions those are understood that a fetch asks: all records, or those with a code of a list.
"""

import csv
import io
import re

from . import arcgis_layers, web

HUBS = ("hub.arcgis.com", "geoportal.statistics.gov.uk", "stg-arcgisazurecdataprod1.az.arcgis.com")
HOSTS = ("services1.arcgis.com", *HUBS)
ROOT = "/ESMARspQHYMw9BZ9/arcgis/rest/services"
ITEMS = {"cbfe64cc03d74af982c1afec639bafd1": "LSOA11_LSOA21_LAD22_EW_LU_v5"}  # of the hub: their services
WHERE = re.compile(r"1=1|(?P<field>\w+) IN \((?P<codes>[^)]*)\)")


def answer(request, shelf):
    """Answer as the services and the hub do."""
    if request.host in HUBS:
        return _hub(request, shelf)
    if request.path.rstrip("/") == ROOT:
        services = [{"name": name, "type": "FeatureServer"} for name in sorted(arcgis_layers.NAMES)]
        return web.as_json({"currentVersion": 11.4, "services": services})
    found = re.fullmatch(rf"{ROOT}/([^/]+)/FeatureServer/0/query", request.path)
    layer = arcgis_layers.layer(found[1], shelf.folder) if found else ()
    return _query(layer, request, shelf) if layer else _error("Invalid URL")


def _error(message):
    """Return an error: under 200, like everything."""
    return web.as_json({"error": {"code": 400, "message": message, "details": []}})


def _query(layer, request, shelf):
    asked = {name.lower(): value for name, value in request.query.items()}
    where = WHERE.fullmatch(asked.get("where", "1=1"))
    held = layer[0][0]
    fields = asked.get("outfields", next(iter(held))).split(",")
    if where is None or {*fields, where["field"] or fields[0]} - set(held):
        return _error("Cannot perform query. Invalid query parameters.")
    codes = set(re.findall(r"'([^']*)'", where["codes"] or ""))
    rows = [row for row in layer if not where["field"] or row[0][where["field"]] in codes]
    start, limit = int(asked.get("resultoffset", 0)), int(asked.get("resultrecordcount", 10**9))
    rows, start, limit = web.paged(rows, start, min(limit, shelf.limits.records), request.paging)
    if asked.get("returncountonly") == "true":
        return web.as_json({"count": len(rows)})
    more = {"exceededTransferLimit": True} if start + limit < len(rows) else {}
    page = [
        ({field: values[field] for field in fields}, outline)
        for values, outline in rows[start : start + limit]
    ]
    # The mark that there is more stands at another depth in GeoJSON than in the service's own JSON.
    if asked.get("f") == "geojson":
        features = [
            {"type": "Feature", "geometry": outline, "properties": values} for values, outline in page
        ]
        marked = {"properties": more} if more else {}
        crs = {"type": "name", "properties": {"name": "EPSG:4326"}}
        content = {"type": "FeatureCollection", "crs": crs, **marked, "features": features}
        return web.as_json(content, kind=web.GEOJSON)
    return web.as_json({"features": [{"attributes": values} for values, _ in page], **more})


def _hub(request, shelf):
    if found := re.fullmatch(r"/api/download/v1/items/(\w{32})/csv", request.path):
        return _export(found[1], shelf) if found[1] in ITEMS else web.not_found()
    made = re.fullmatch(r"/exports/(\w{32})\.csv", request.path)
    if not made or made[1] not in shelf.state:
        return web.not_found()
    name = ITEMS[made[1]]
    return web.document(_whole(arcgis_layers.layer(name, shelf.folder)), web.CSV, shelf.day, f"{name}.csv")


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
    writer.writerow(layer[0][0])
    writer.writerows(values.values() for values, _ in layer)
    return "\ufeff".encode() + held.getvalue().encode()
