"""Boundaries and lookups of the Open Geography Portal: page by page, or as an export that is made to order.

A page holds 2,000 records and no error says that there are more; an error comes with status 200. How many
there are is asked before and after, and every one must have come once.
"""

import csv
import json
import re
import time

from analysis.sources import geography
from analysis.sources.fetching import downloads
from analysis.sources.fetching.faults import ChangedError, FetchError, read_again
from analysis.sources.fetching.items import Item

BASE = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"
PAGE = 2_000
CODES_AT_ONCE = 400
HUB = "https://hub.arcgis.com/api/download/v1/items"
READY, FAILED = "completed", ("failed", "error", "cancelled")
# Asked for in degrees. The answer names no system that can be relied on, so it is written down with them.
DEGREES = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}


def pages(card, route, asking):
    """Return the one file of a layer: whole, or of the area's own small areas where the card says `only`."""
    says = route.says
    address = _address(says["service"])
    name = f"geography/{says['name'].format(area=asking.area.slug)}"

    def make(path, tell):
        wheres = _wheres(asking, says["only"]) if "only" in says else ["1=1"]
        features, service = [], _there(asking.transport, says)
        for where in wheres:
            read = (asking.transport, _address(service), says["fields"], where, path.suffix, tell)
            features += read_all(*read)
        _write(path, features, says["fields"])
        return {"records": len(features), "service": service}

    return [Item(card.id, name, address, route.by, lasting=True, unit="rows", make=make)]


def _address(service):
    return f"{BASE}/{service}/FeatureServer/0/query"


def _there(transport, says):
    """Return the name of a card's service: as the card has it, or of those that the portal has the newest.

    Services are renamed without a redirect. One that could be it has a name that the card's `like` finds and
    the fields that the card asks for; of several the one with the highest version, then the last by name.
    """
    if "like" not in says or _has(transport, says["service"], says["fields"]):
        return says["service"]
    listed = transport.read(BASE, {"f": "json"}).json()
    services = listed.get("services") if isinstance(listed, dict) else None
    names = [str(one.get("name", "")).rpartition("/")[2] for one in services or []]
    alike = [name for name in names if re.search(says["like"], name, re.IGNORECASE)]
    for name in sorted(dict.fromkeys(alike), key=_version, reverse=True):
        if _has(transport, name, says["fields"]):
            return name
    raise FetchError(
        f"{_address(says['service'])}: is not there, and no service of the portal is like it with the fields "
        f"{', '.join(says['fields'])}. Seen: {', '.join(alike[:3]) or 'none'}. Look at the portal's own page."
    )


def _version(name):
    found = re.search(r"_v(\d+)(?:_|$)", name, re.IGNORECASE)
    return int(found[1]) if found else 1, name


def _has(transport, service, fields):
    """Tell whether a service is there and has a record with these fields."""
    form = {"where": "1=1", "outFields": ",".join(fields), "returnGeometry": "false", "f": "json"}
    try:
        said = transport.read(_address(service), form=form | {"resultRecordCount": "1"}).json()
    except FetchError as fault:
        if fault.status in (200, 400, 404):  # at most 200, with an error inside
            return False
        raise
    held = said.get("features") if isinstance(said, dict) else None
    return bool(held) and set(fields) <= set(held[0].get("attributes") or {})


def _wheres(asking, heading):
    column = f"{heading.removesuffix('CD').lower()}_code"
    codes = asking.codes(column)
    return [
        f"{heading} IN ({', '.join(repr(code) for code in codes[at : at + CODES_AT_ONCE])})"
        for at in range(0, len(codes), CODES_AT_ONCE)
    ]


@read_again
def read_all(transport, address, fields, where, suffix, tell=lambda came, whole: None):
    """Return every feature that `where` finds: GeoJSON features, or for a lookup their attributes.

    Raises FetchError where records are missing or come twice.
    """
    count = _count(transport, address, where)
    drawn = suffix == ".geojson"
    found, keys = [], set()
    more = count > 0
    while more:
        form = {
            "where": where,
            "outFields": ",".join(fields),
            "returnGeometry": "true" if drawn else "false",
            "f": "geojson" if drawn else "json",
            "resultOffset": str(len(found)),
            "resultRecordCount": str(PAGE),
        }
        page = transport.read(address, form=form | ({"outSR": "4326"} if drawn else {})).json()
        features = page.get("features") if isinstance(page, dict) else None
        if not isinstance(features, list):
            raise FetchError(f"{address}: answered without features. Was the service renamed?")
        for feature in features:
            values = (feature.get("properties") if drawn else feature.get("attributes")) or {}
            if not set(fields) <= set(values):
                absent = sorted(set(fields) - set(values))
                raise FetchError(f"{address}: has no field {', '.join(absent)}. Was the layer changed?")
            key = tuple(values[name] for name in fields)
            if key in keys:
                raise ChangedError(f"{address}: gave {key[0]} twice: a page was repeated. Try again later.")
            keys.add(key)
        found += features
        tell(len(found), count)
        # Neither sign alone can be relied on: where fewer came than there are, the next page is asked for.
        more = bool(features) and (geography.is_cut(page) or len(found) < count)
    again = _count(transport, address, where)
    if len(found) != count or again != count:
        raise ChangedError(
            f"{address}: has {again:,} records, had {count:,}, and {len(found):,} came. Try again later."
        )
    if not found:
        raise FetchError(f"{address}: has no record of what was asked for. Was the layer changed?")
    return found


def _count(transport, address, where):
    form = {"where": where, "returnCountOnly": "true", "f": "json"}
    said = transport.read(address, form=form).json()
    count = said.get("count") if isinstance(said, dict) else None
    if not isinstance(count, int):
        raise FetchError(f"{address}: does not say how many records it has. Was the service renamed?")
    return count


def _write(path, features, fields):
    if path.suffix == ".geojson":
        whole = {"type": "FeatureCollection", "crs": DEGREES, "features": features}
        path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(fields)
        writer.writerows([feature["attributes"][name] for name in fields] for feature in features)


def export(card, route, asking):
    """Return the one file of a hub item, as CSV."""
    address = f"{HUB}/{route.says['item']}/csv"

    def make(path, tell):
        result = exported(asking.transport, address)
        downloads.download(asking.transport, result, path, tell=tell)
        return {"result": result}

    return [Item(card.id, f"geography/{route.says['name']}", address, route.by, lasting=True, make=make)]


def exported(transport, address):
    """Return where the export lies once it is made.

    Raises FetchError for one that fails or takes longer than it is waited for.
    """
    limits = transport.limits
    for _ in range(limits.polls):
        said = transport.read(address, {"redirect": "false", "layers": "0"}).json()
        status = str(said.get("status", "")).lower()
        if status == READY and said.get("resultUrl"):
            return said["resultUrl"]
        if status in FAILED or not status:
            raise FetchError(f"{address}: the export failed ({status or 'no status'}). Try again later.")
        time.sleep(limits.between_polls)
    raise FetchError(f"{address}: the export is still being made ({status}). Try again later.")
