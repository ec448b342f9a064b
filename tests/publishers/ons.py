"""www.ons.gov.uk: landing pages of datasets, their data as JSON, and files behind `/file?uri=`."""

import csv
import functools
import io
import re
from html import escape

import python_calamine

from sampleshire import workbook

from . import web

HOSTS = ("www.ons.gov.uk",)
TABLES = "/peoplepopulationandcommunity/crimeandjustice/datasets/policeforceareadatatables"
TITLE = "Crime in England and Wales: Police Force Area data tables"


def answer(request, shelf):
    """Answer as the ONS website does."""
    editions = _editions(shelf)
    path = request.path.rstrip("/")
    if path == "/file":
        return _file(request.query.get("uri", ""), editions, shelf)
    if path == TABLES:
        return web.page(web.html(TITLE, "".join(_block(*one) for one in editions.items())), shelf.day)
    return web.not_found()


def _edition(name):
    return "Year ending March 20" + re.search(r"mar(\d\d)", name)[1]


def _editions(shelf):
    """Return {address: file} of the editions that are out, newest first."""
    out = [path for path in shelf.paths("crime/pfatables*.xlsx") if shelf.release or "26" not in path.name]
    return {f"{TABLES}/{_edition(path.name).lower().replace(' ', '')}": path for path in out[::-1]}


def _block(uri, path):
    label = f"Download {TITLE}: {_edition(path.name)} in xlsx format"
    size = path.stat().st_size / 1000
    return (
        f'<h3><a href="{uri}">{_edition(path.name)} edition of this dataset</a></h3>'
        f'<a href="/file?uri={uri}/{path.name}" class="btn btn--primary" aria-label="{escape(label)}">'
        f"xlsx ({size:.1f} kB)</a>"
    )


def _file(uri, editions, shelf):
    for edition, path in editions.items():
        if uri == f"{edition}/{path.name}":
            year = "20" + re.search(r"mar(\d\d)", path.name)[1]
            return web.document(_whole(path, year), web.XLSX, shelf.day, path.name)
    return web.not_found()


@functools.lru_cache(maxsize=4)
def _whole(path, year):
    """Return the workbook with Table C2, of which Sampleshire's folder has the sheet alone, as a CSV file."""
    book = python_calamine.load_workbook(io.BytesIO(path.read_bytes()))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    (table,) = path.parents[1].glob("councils/table-c2-*.csv")
    text = table.read_text(encoding="utf-8").replace("ending March 2026", f"ending March {year}")
    return workbook.xlsx({**sheets, "Table C2": list(csv.reader(io.StringIO(text)))})
