"""Publishers of a page or two: the UK's indicators, names of MSOAs and of towns, statistics of education."""

import hashlib
import re
import uuid
from datetime import UTC, datetime

from . import web

INDICATORS = ("sdgdata.gov.uk", "raw.githubusercontent.com")
EDUCATION = (
    "content.explore-education-statistics.service.gov.uk",
    "explore-education-statistics.service.gov.uk",
)
SURVEY = ("api.os.uk", "osdatahub.os.uk")
HOSTS = (*INDICATORS, *EDUCATION, *SURVEY, "houseofcommonslibrary.github.io")
PUBLICATION = "/api/publications/children-in-need"
A_PAGE = 2  # data sets; the real service gives ten
NAMES = "/msoanames/MSOA-Names-2.2.csv"
NAMED = datetime(2022, 8, 9, 12, tzinfo=UTC)


def answer(request, shelf):
    """Answer as these sites do."""
    if request.host in EDUCATION:
        return _education(request, shelf)
    if request.host in SURVEY:
        return _survey(request, shelf)
    return (_indicators if request.host in INDICATORS else _names)(request, shelf)


def _indicators(request, shelf):
    found = re.fullmatch(
        r"(?:/sdg-data/en|/ONSdigital/sdg-data/master)/data/(?:indicator_)?([\d-]+)\.csv", request.path
    )
    paths = shelf.paths(f"survey/indicator_{found[1]}.csv") if found else ()
    return web.document(paths[0].read_bytes(), web.CSV, shelf.day_of(0)) if paths else web.not_found()


def _names(request, shelf):
    content = shelf.content("geography/MSOA-Names-2.2.csv")
    if not content.startswith(b"\xef\xbb\xbf"):  # theirs has one before the first heading
        content = b"\xef\xbb\xbf" + content
    if request.path == NAMES:
        return web.document(content, "text/csv; charset=utf-8", NAMED)
    return web.not_found()


def _survey(request, shelf):
    asked = {"area": "GB", "format": "CSV", "redirect": ""}
    if request.path == "/downloads/v1/products/OpenNames/downloads" and request.query == asked:
        content = shelf.content("geography/opname_csv_gb.zip")
        return web.document(content, web.ZIP, NAMED, "opname_csv_gb.zip")
    return web.not_found()


def _identity(name):
    return str(uuid.UUID(hashlib.sha256(name.encode()).hexdigest()[:32]))


def _education(request, shelf):
    """Answer as Explore Education Statistics does: a publication, its newest data sets by page, and each."""
    files = {path.name: path for path in shelf.paths("councils/*.csv") if path.name[:3] in ("b1_", "c3_")}
    if request.path == PUBLICATION:
        return web.as_json({"id": _identity(PUBLICATION), "title": "Children in need"})
    if request.path == "/api/data-set-files" and request.query.get("publicationId") == _identity(PUBLICATION):
        names = ["a1_headline_figures.csv", *files]
        at = A_PAGE * (int(request.query.get("page", 1)) - 1)
        listed = [{"id": _identity(name), "filename": name} for name in names[at : at + A_PAGE]]
        return web.as_json({"results": listed, "paging": {"totalPages": -(-len(names) // A_PAGE)}})
    for name, path in files.items():
        if request.path == f"/api/data-set-files/{_identity(name)}/download":
            return web.document(path.read_bytes(), web.CSV, shelf.day_of(0), name)
    return web.not_found()
