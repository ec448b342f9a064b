"""Open Geography: pages of 2,000 records, errors inside a 200, and exports that are made while one waits."""

import csv
import hashlib
import io
import json
import re

from . import arcgis_layers, arcgis_where, web

SERVERS = ("services1.arcgis.com",)
HUBS = ("hub.arcgis.com", "geoportal.statistics.gov.uk", "stg-arcgisazurecdataprod1.az.arcgis.com")
HOSTS = (*SERVERS, *HUBS)
ROOT = "/ESMARspQHYMw9BZ9/arcgis/rest/services"
DEGREES, METRES = "4326", "27700"


def answer(request, shelf):
    """Answer as the services and the hub do."""
    if request.host in HUBS:
        return _hub(request, shelf)
    if request.path.rstrip("/") == ROOT:
        services = [{"name": name, "type": "FeatureServer"} for name in arcgis_layers.NAMES]
        return web.as_json({"currentVersion": 11.5, "services": services})
    found = re.fullmatch(rf"{ROOT}/([^/]+)/FeatureServer(?:/(\d+))?(/query)?", request.path)
    layer = arcgis_layers.layer(found[1], shelf) if found and found[2] in (None, "0") else None
    if layer is None:
        return _error(400, "Invalid URL", "Invalid URL")
    if not found[3]:
        return _about(found[1], layer, shelf)
    return _query(layer, request, shelf)


def _error(code, message, *details):
    """Return an error: under 200, like everything."""
    return web.as_json({"error": {"code": code, "message": message, "details": list(details)}})


def item(name):
    """Return the item under which the hub keeps a service."""
    known = {"LSOA11_LSOA21_LAD22_EW_LU_v5": "cbfe64cc03d74af982c1afec639bafd1"}
    return known.get(name, hashlib.sha256(name.encode()).hexdigest()[:32])


def _about(name, layer, shelf):
    fields = [{"name": field, "type": "esriFieldTypeString"} for field in layer.fields]
    return web.as_json(
        {
            "currentVersion": 11.5,
            "serviceItemId": item(name),
            "maxRecordCount": shelf.limits.records,
            "layers": [{"id": 0, "name": name}],
            "fields": fields,
        }
    )


def _query(layer, request, shelf):
    asked = {name.lower(): value for name, value in request.query.items()}
    try:
        rows = [row for row in layer.rows if arcgis_where.holds(asked.get("where", "1=1"), row.values)]
        start, limit = int(asked.get("resultoffset", 0)), int(asked.get("resultrecordcount", 10**9))
    except (arcgis_where.WhereError, ValueError) as fault:
        return _error(400, "Cannot perform query. Invalid query parameters.", str(fault))
    fields = [one.strip() for one in asked.get("outfields", layer.fields[0]).split(",")]
    fields = list(layer.fields) if fields == ["*"] else fields
    if unknown := set(fields) - set(layer.fields):
        return _error(400, f"'Invalid field: {min(unknown)}' parameter is invalid")
    if asked.get("geometry"):
        rows = layer.touching(rows, asked["geometry"], asked.get("insr", DEGREES))
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
    page, more = rows[start : start + limit], start + limit < len(rows)
    with_shapes = asked.get("returngeometry", "true") == "true" and layer.shapes
    if asked.get("f", "html") == "geojson":
        return _geojson(layer, page, fields, more, with_shapes, asked.get("outsr", DEGREES))
    if asked.get("f") in ("json", "pjson"):
        return _esri(layer, page, fields, more, with_shapes, asked.get("outsr", METRES))
    return web.page(web.html("Query", "<form></form>"))


def _geojson(layer, page, fields, more, with_shapes, system):
    features = [
        {
            "type": "Feature",
            "id": number,
            "geometry": layer.shape(row, system) if with_shapes else None,
            "properties": {field: row.values[field] for field in fields},
        }
        for number, row in enumerate(page, start=1)
    ]
    # The mark that there is more stands at another depth here than in the other format.
    marked = {"properties": {"exceededTransferLimit": True}} if more else {}
    crs = {"type": "name", "properties": {"name": f"EPSG:{system}"}}
    content = {"type": "FeatureCollection", "crs": crs, **marked, "features": features}
    return web.as_json(content, kind=web.GEOJSON)


def _esri(layer, page, fields, more, with_shapes, system):
    features = [
        {"attributes": {field: row.values[field] for field in fields}}
        | ({"geometry": {"rings": _rings(layer.shape(row, system))}} if with_shapes else {})
        for row in page
    ]
    marked = {"exceededTransferLimit": True} if more else {}
    told = [{"name": field, "type": "esriFieldTypeString", "alias": field} for field in fields]
    return web.as_json({"objectIdFieldName": layer.fields[0], "fields": told, "features": features, **marked})


def _rings(shape):
    many = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [ring for polygon in many for ring in polygon]


def _hub(request, shelf):
    found = re.fullmatch(r"/api/download/v1/items/(\w{32})/(csv|geojson)", request.path)
    if found:
        return _export(found[1], found[2], request, shelf)
    if made := re.fullmatch(r"/exports/(\w{32})\.(csv|geojson)", request.path):
        if made.groups() not in shelf.state:
            return web.not_found()
        name = next(one for one in arcgis_layers.NAMES if item(one) == made[1])
        content = _whole(arcgis_layers.layer(name, shelf), made[2])
        return web.document(
            content, web.CSV if made[2] == "csv" else web.GEOJSON, shelf.day, f"{name}.{made[2]}"
        )
    if request.path in ("/", "/search"):
        return web.page(web.html("Open Geography Portal", "<p>Search for geographic data.</p>"))
    return web.not_found()


def _export(identity, form, request, shelf):
    """Return how far an export is; the first question orders it, and it is ready a few questions later."""
    if identity not in {item(name) for name in arcgis_layers.NAMES}:
        return web.as_json({"error": {"message": "Item does not exist or is inaccessible"}}, 404)
    asked = shelf.state.get(("asked", identity, form), 0)
    shelf.state["asked", identity, form] = asked + 1
    if asked < shelf.limits.polls:
        status = "Pending" if asked == 0 else "ExportingData"
        return web.as_json(
            {"status": status, "progressInPercent": min(50 * asked, 99), "recordCount": None}, 202
        )
    shelf.state[identity, form] = True
    place = f"https://{HUBS[-1]}/exports/{identity}.{form}"
    return web.as_json({"status": "Completed", "resultUrl": place, "cacheStatus": "ready"})


def _whole(layer, form):
    """Return an export: a CSV with a byte order mark, Windows line ends and columns nobody asked for."""
    if form == "geojson":
        answer = _geojson(layer, layer.rows, list(layer.fields), False, bool(layer.shapes), DEGREES)
        return json.dumps(json.loads(answer.body)).encode()
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(layer.fields)
    writer.writerows([row.values[field] for field in layer.fields] for row in layer.rows)
    return "\ufeff".encode() + held.getvalue().encode()
