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
    files = {path.stem.removeprefix("indicator_"): path for path in shelf.paths("survey/indicator_*.csv")}
    if request.path == "/":
        links = "".join(
            f'<li><a href="/{name}/">Indicator {name.replace("-", ".")}</a></li>' for name in files
        )
        return web.page(web.html("UK indicators for the Sustainable Development Goals", f"<ul>{links}</ul>"))
    name = request.path.strip("/")
    if name in files:
        link = (
            f'<a href="/sdg-data/en/data/{name}.csv" download="indicator_{name}.csv">Download Source CSV</a>'
        )
        return web.page(web.html(f"Indicator {name.replace('-', '.')}", link))
    found = re.fullmatch(
        r"(?:/sdg-data/en|/ONSdigital/sdg-data/master)/data/(?:indicator_)?([\d-]+)\.csv", request.path
    )
    if found and found[1] in files:
        return web.document(shelf.content(f"survey/{files[found[1]].name}"), web.CSV, shelf.day_of(0))
    return web.not_found()


def _names(request, shelf):
    content = shelf.content("geography/MSOA-Names-2.2.csv")
    if not content.startswith(b"\xef\xbb\xbf"):  # theirs has one before the first heading
        content = b"\xef\xbb\xbf" + content
    if request.path == "/msoanames/":
        return web.page(web.html("MSOA Names", f'<a href="{NAMES}">MSOA-Names-2.2.csv</a>'), NAMED)
    if request.path == NAMES:
        return web.document(content, "text/csv; charset=utf-8", NAMED)
    if request.path == "/msoanames/MSOA-Names-Latest.csv":  # of the MSOAs of 2011, whatever its name says
        return web.document(content.replace(b"msoa21", b"msoa11"), "text/csv; charset=utf-8", NAMED)
    return web.not_found()
