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
DATASETS = "/peoplepopulationandcommunity/crimeandjustice/datasets"
TABLES = f"{DATASETS}/policeforceareadatatables"
ABUSE = f"{DATASETS}/domesticabuseprevalenceandvictimcharacteristicsappendixtables"
# What is on each page: its title, and the files.
PAGES = {
    TABLES: ("Crime in England and Wales: Police Force Area data tables", "crime/pfatables*.xlsx"),
    ABUSE: (
        "Domestic abuse prevalence and victim characteristics: appendix tables",
        "survey/domesticabuseprevalence*.xlsx",
    ),
}


def answer(request, shelf):
    """Answer as the ONS website does."""
    path = request.path.rstrip("/")
    if path == "/file":
        return _file(request.query.get("uri", ""), shelf)
    if path in PAGES:
        title = PAGES[path][0]
        blocks = (_block(title, *one) for one in _editions(path, shelf).items())
        return web.page(web.html(title, "".join(blocks)), shelf.day)
    return web.not_found()


def _edition(name):
    return "Year ending March 20" + re.search(r"(\d\d)\.xlsx$", name)[1]


def _editions(page, shelf):
    """Return {address: file} of the editions of a page that are out, newest first."""
    out = [path for path in shelf.paths(PAGES[page][1]) if shelf.release or "26" not in path.name]
    return {f"{page}/{_edition(path.name).lower().replace(' ', '')}": path for path in out[::-1]}


def _block(title, uri, path):
    label = f"Download {title}: {_edition(path.name)} in xlsx format"
    size = path.stat().st_size / 1000
    return (
        f'<h3><a href="{uri}">{_edition(path.name)} edition of this dataset</a></h3>'
        f'<a href="/file?uri={uri}/{path.name}" class="btn btn--primary" aria-label="{escape(label)}">'
        f"xlsx ({size:.1f} kB)</a>"
    )


def _file(uri, shelf):
    for page in PAGES:
        for edition, path in _editions(page, shelf).items():
            if uri == f"{edition}/{path.name}":
                content = path.read_bytes() if page == ABUSE else _whole(path, _edition(path.name)[-4:])
                return web.document(content, web.XLSX, shelf.day, path.name)
    return web.not_found()


@functools.lru_cache(maxsize=4)
def _whole(path, year):
    """Return the workbook with Table C2, of which Sampleshire's folder has the sheet alone, as a CSV file."""
    book = python_calamine.load_workbook(io.BytesIO(path.read_bytes()))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    (table,) = path.parents[1].glob("councils/table-c2-*.csv")
    text = table.read_text(encoding="utf-8").replace("ending March 2026", f"ending March {year}")
    return workbook.xlsx({**sheets, "Table C2": list(csv.reader(io.StringIO(text)))})
