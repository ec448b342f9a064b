"""data.police.uk: an archive of 36 months to be read by ranges, and an API full of silent traps."""

import functools
import io
import re
import time
import zipfile

from . import police_places, web
from .shelf import Shelf

HOSTS = ("data.police.uk",)
FORCE, NEIGHBOUR = ("sampleshire", "Sampleshire Police"), ("brackmarsh", "Brackmarsh Police")
HEADINGS = {
    "street": "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context\n",
    "outcomes": "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Outcome type\n",
    "stop-and-search": "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude\n",
}
MONTHS_IN_ARCHIVE = 36


def answer(request, shelf):
    """Answer as the site and its API do."""
    if request.path.startswith("/api/"):
        if not _within_pace(shelf):
            return web.Answer(status=429)
        return _api(request, shelf)
    if found := re.fullmatch(r"/data/archive/(latest|\d{4}-\d{2})\.zip", request.path):
        month = months(shelf)[-1] if found[1] == "latest" else found[1]
        if month != months(shelf)[-1]:
            return web.not_found()
        return web.document(archive(shelf.folder, month), web.ZIP, shelf.day)
    if request.path in ("/", "/data/"):
        return web.page(web.html("Data downloads", '<a href="/data/archive/">Archive</a>'), shelf.day)
    return web.not_found()


def months(shelf):
    """Return the months that are out: those of three months later come with the next release."""
    last = "2026-06" if shelf.release else "2026-03"
    return [path.name for path in shelf.paths("police/20*") if path.name <= last]


@functools.lru_cache(maxsize=2)
def archive(folder, last):
    """Return the archive that ends with a month: every force's files, of which one force's are wanted."""
    shelf = Shelf(folder, 1, None)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for month in [one for one in months(shelf) if one <= last][-MONTHS_IN_ARCHIVE:]:
            content = shelf.content(f"police/{month}/{month}-{FORCE[0]}-street.csv")
            for force, street in ((NEIGHBOUR, HEADINGS["street"].encode()), (FORCE, content)):
                for kind, heading in HEADINGS.items():
                    entry = zipfile.ZipInfo(f"{month}/{month}-{force[0]}-{kind}.csv", (2026, 7, 20, 9, 0, 0))
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    packed.writestr(entry, street if kind == "street" else heading, compresslevel=1)
    return held.getvalue()


def _within_pace(shelf):
    """Tell whether a request is within 15 a second, 30 at once; count it."""
    now, limits = time.monotonic(), shelf.limits
    left, then = shelf.state.get("police", (limits.crimes_at_once, now))
    left = min(limits.crimes_at_once, left + (now - then) * limits.crimes_per_second)
    shelf.state["police"] = (left - 1 if left >= 1 else left, now)
    return left >= 1


def _api(request, shelf):
    path = request.path.removeprefix("/api/").strip("/")
    match path.split("/"):
        case ["forces"]:
            return web.as_json([{"id": slug, "name": name} for slug, name in (NEIGHBOUR, FORCE)])
        case ["locate-neighbourhood"]:
            return police_places.locate(request.query.get("q", ""), FORCE[0], shelf)
        case [slug, "neighbourhoods"] if slug == FORCE[0]:
            return police_places.neighbourhoods(shelf)
        case [slug, team, "boundary"] if slug == FORCE[0]:
            return police_places.boundary(team, shelf)
    return web.Answer(status=404)
