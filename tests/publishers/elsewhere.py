"""Publishers of a page or two: the UK's indicators, and the names of MSOAs."""

import re
from datetime import UTC, datetime

from . import web

INDICATORS = ("sdgdata.gov.uk", "raw.githubusercontent.com")
HOSTS = (*INDICATORS, "houseofcommonslibrary.github.io")
NAMES = "/msoanames/MSOA-Names-2.2.csv"
NAMED = datetime(2022, 8, 9, 12, tzinfo=UTC)


def answer(request, shelf):
    """Answer as these sites do."""
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
