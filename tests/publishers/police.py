"""data.police.uk: an archive of 36 months to be read by ranges, and an API full of silent traps."""

import functools
import hashlib
import io
import re
import time
import zipfile
from datetime import date

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
CATEGORIES = {
    "anti-social-behaviour": "Anti-social behaviour",
    "bicycle-theft": "Bicycle theft",
    "burglary": "Burglary",
    "criminal-damage-arson": "Criminal damage and arson",
    "drugs": "Drugs",
    "other-crime": "Other crime",
    "other-theft": "Other theft",
    "possession-of-weapons": "Possession of weapons",
    "public-order": "Public order",
    "robbery": "Robbery",
    "shoplifting": "Shoplifting",
    "theft-from-the-person": "Theft from the person",
    "vehicle-crime": "Vehicle crime",
    "violent-crime": "Violence and sexual offences",
}
SLUGS = {name: slug for slug, name in CATEGORIES.items()}
LONGEST_LINE = 4_094
MONTHS_IN_ARCHIVE = 36


def answer(request, shelf):
    """Answer as the site and its API do."""
    if request.line_length > LONGEST_LINE:
        return web.Answer(status=400)
    if request.path.startswith("/api/"):
        if not _within_pace(shelf):
            return web.Answer(status=429)
        return _api(request, shelf)
    if request.path in ("/data/archive/", "/data/archive"):
        return _archives(shelf)
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


def _archives(shelf):
    last = months(shelf)[-1]
    check = hashlib.md5(archive(shelf.folder, last), usedforsecurity=False).hexdigest()
    rows = f'<tr><td><a href="/data/archive/{last}.zip">{last}</a></td><td>MD5: {check}</td></tr>'
    return web.page(web.html("Archive", f"<table>{rows}</table>"), shelf.day)


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
        case ["crimes-street-dates"]:
            forces = [FORCE[0], NEIGHBOUR[0]]
            dates = [{"date": month, "stop-and-search": forces} for month in _window(shelf)[::-1]]
            return web.as_json(dates)
        case ["crime-last-updated"]:
            return web.as_json({"date": f"{months(shelf)[-1]}-01"})
        case ["crime-categories"]:
            every = {"all-crime": "All crime"} | CATEGORIES
            return web.as_json([{"url": url, "name": name} for url, name in every.items()])
        case ["forces"]:
            return web.as_json([{"id": slug, "name": name} for slug, name in (NEIGHBOUR, FORCE)])
        case ["forces", slug] if slug == FORCE[0]:
            return web.as_json({"id": slug, "name": FORCE[1], "description": None, "engagement_methods": []})
        case ["crimes-street", category]:
            return _crimes(category, request, shelf)
        case ["crimes-no-location"]:
            return _crimes(request.query.get("category", ""), request, shelf, placed=False)
        case ["locate-neighbourhood"]:
            return police_places.locate(request.query.get("q", ""), FORCE[0], shelf)
        case [slug, "neighbourhoods"] if slug == FORCE[0]:
            return police_places.neighbourhoods(shelf)
        case [slug, team, "boundary"] if slug == FORCE[0]:
            return police_places.boundary(team, shelf)
        case [slug, team] if slug == FORCE[0]:
            return police_places.neighbourhood(team, shelf)
    return web.Answer(status=404)


def _window(shelf):
    """Return the months that the API knows, the one without a file among them."""
    last = date.fromisoformat(f"{months(shelf)[-1]}-01")
    number = last.year * 12 + last.month - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(number - MONTHS_IN_ARCHIVE + 1, number + 1)]


def _crimes(category, request, shelf, placed=True):
    """Return crimes: of the newest month where none is asked for rightly, of all kinds for an unknown one."""
    window = _window(shelf)
    month = request.query.get("date", "")
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        month = window[-1]
    if month > window[-1]:
        return web.as_json([])
    if month < window[0]:
        return web.Answer(status=404)
    inside = police_places.inside(request.query) if placed else lambda longitude, latitude: False
    if inside is None:
        return web.Answer(status=400)
    name = f"police/{month}/{month}-{FORCE[0]}-street.csv"
    rows = shelf.rows(name) if (shelf.folder / name).is_file() else ()
    wanted = CATEGORIES.get(category)
    found = []
    for number, row in enumerate(rows):
        if wanted and row["Crime type"] != wanted:
            continue
        point = (float(row["Longitude"]), float(row["Latitude"])) if row["Longitude"] else None
        if (point is not None and inside(*point)) if placed else point is None:
            found.append(_record(number, row, month))
    if len(found) > shelf.limits.crimes:
        return web.Answer(status=503)
    return web.as_json(found)


def _record(number, row, month):
    street = {
        "id": int(hashlib.sha256(row["Location"].encode()).hexdigest()[:5], 16),
        "name": row["Location"],
    }
    place = {"latitude": row["Latitude"], "street": street, "longitude": row["Longitude"]}
    outcome = (
        {"category": row["Last outcome category"], "date": month} if row["Last outcome category"] else None
    )
    return {
        "category": SLUGS.get(row["Crime type"], "other-crime"),
        "location_type": "Force" if row["Longitude"] else None,
        "location": place if row["Longitude"] else None,
        "context": "",
        "outcome_status": outcome,
        "persistent_id": row["Crime ID"],
        "id": int(month.replace("-", "")) * 100_000 + number,
        "location_subtype": "",
        "month": month,
    }
