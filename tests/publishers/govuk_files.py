"""Which pages gov.uk has, and the files on them, as they stand at a release.

The publisher gives workbooks where Sampleshire's folder has what others made of them: the open data table is
one workbook with a sheet a year, and the local authority tables have a sheet of rows under one line.
"""

import functools
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sampleshire import workbook

from . import web
from .shelf import read

DATA_SETS, COLLECTIONS = "/government/statistical-data-sets", "/government/collections"
STATISTICS = "/government/statistics"
UKRAINE = "/guidance/ukraine-sponsorship-scheme-visa-data-by-country-upper-and-lower-tier-local-authority"
FILE_7 = "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv"
QUARTERS = ("january-to-march", "april-to-june", "july-to-september", "october-to-december")
AS_AT = "Date (as at…)"
LOCAL_AUTHORITIES = {  # workbook: its title, its sheet, the file of which it is made, and its headings
    "support": (
        "Asy_D11: Asylum seekers in receipt of support by local authority",
        "Data - Asy_D11",
        "asylum_support_local_authority_Asy_D11.csv",
        (AS_AT, "Support Type", "UK Region", "Local Authority", "LAD Code", "Accommodation Type", "People"),
    ),
    "resettlement": (
        "Res_D01: Resettlement by local authority",
        "Data - Res_D01",
        "resettlement_local_authority_Res_D01.csv",
        ("Year", "Quarter", "UK Region", "LAD Code", "Local Authority", "Resettlement Scheme", "Persons"),
    ),
}


@dataclass(frozen=True)
class File:
    """A file: the `release` with which it came under this hash, and how its bytes are had."""

    name: str
    release: int
    content: Callable

    @property
    def kind(self):
        """Return its type, as its name has it."""
        return web.KINDS.get(self.name[self.name.rindex(".") :], web.OCTETS)


@dataclass(frozen=True)
class Page:
    """A page: `files` holds (title, file), `pages` the paths of those that a collection lists."""

    title: str
    files: tuple = ()
    pages: tuple = ()


def pages(shelf):
    """Return {path: Page} of every page."""
    quarters, publications = _nrm(shelf), _publications(shelf)
    return {
        f"{DATA_SETS}/police-recorded-crime-and-outcomes-open-data-tables": Page(
            "Police recorded crime and outcomes open data tables", _crime(shelf)
        ),
        f"{DATA_SETS}/immigration-system-statistics-data-tables": Page(
            "Immigration system statistics data tables", _immigration(shelf)
        ),
        f"{DATA_SETS}/live-tables-on-homelessness": Page("Live tables on homelessness", _homelessness(shelf)),
        UKRAINE: Page("Ukraine Sponsorship Scheme: Visa data", _ukraine(shelf)),
        f"{STATISTICS}/english-indices-of-deprivation-2025": Page(
            "English indices of deprivation 2025", _deprivation(shelf)
        ),
        f"{COLLECTIONS}/national-referral-mechanism-statistics": Page(
            "National Referral Mechanism statistics", pages=tuple(quarters)
        ),
        f"{COLLECTIONS}/migration-transparency-data": Page(
            "Migration transparency data", pages=tuple(publications)
        ),
        **quarters,
        **publications,
    }


def _kept(path, release, name=None):
    return File(name or path.name, release, lambda shelf: path.read_bytes())


def _other(name, release, title):
    """Return a workbook that stands on the page and is none of those that are wanted."""
    return title, File(name, release, lambda shelf: workbook.ods({"Cover": [[title], ["Invented data"]]}))


def _crime(shelf):
    now, day = shelf.release, f"{shelf.day:%d%m%y}"
    table = "open data table, from year ending March 2013 onwards"
    whole = File(f"prc-pfa-mar2013-onwards-tables-{day}.ods", now, _open_data_table)
    files = [
        (f"Police recorded crime Police Force Area {table}", whole),
        _other(f"prc-csp-mar2021-onwards-tables-{day}.ods", now, f"Community Safety Partnership {table}"),
        _other(f"prc-alternate-offences-outcomes-mar2026-tables-{day}.ods", now, "Alternate outcomes"),
    ]
    for path in shelf.paths("crime/prc-outcomes-open-data-*"):
        year = re.search(r"mar(\d{4})", path.name)[1]
        file = _kept(path, now, re.sub(r"\d{6}(?=\.\w+$)", day, path.name))
        files.append((f"Outcomes open data, year ending March {year}", file))
    return tuple(files)


def _open_data_table(shelf):
    return _open_data(tuple(shelf.paths("crime/prc-pfa-*.csv")), max(shelf.release - 1, 0))


@functools.lru_cache(maxsize=4)
def _open_data(paths, revised):
    """Return the workbook of all years; each later edition restates the newest quarter a little."""
    sheets = {}
    for path in paths:
        rows = read(path)
        table = [list(rows[0]), *(_typed(row) for row in rows)]
        sheets[rows[0]["Financial Year"].replace("/", "_")] = table
    last = sheets[max(sheets)]
    newest = max(row[1] for row in last[1:])
    for row in last[1:]:
        if row[1] == newest and row[2] == "Sampleshire" and row[-1] > 0:
            row[-1] += revised
    return _squeezed(workbook.ods({"Notes": [["Every figure in this workbook is invented."]], **sheets}))


def _typed(row):
    year, quarter, *texts, count = row.values()
    return [year, int(quarter), *texts, 0 if count.strip() == "-00" else int(count)]


def _squeezed(workbook):
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as loose, zipfile.ZipFile(held, "w") as packed:
        for entry in loose.infolist():
            content = loose.read(entry)
            entry.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(entry, content, compresslevel=1)
    return held.getvalue()


def _immigration(shelf):
    now = shelf.release
    month = ("mar-26", "jun-26", "sep-26", "dec-26")[min(now, 3)]
    other = _other(f"asylum-applications-datasets-{month}.ods", now, "Asylum applications datasets")
    return other, *(
        (title, File(f"{name}-local-authority-datasets-{month}.xlsx", now, functools.partial(_local, name)))
        for name, (title, *_) in LOCAL_AUTHORITIES.items()
    )


def _local(name, shelf):
    return _local_authorities(name, shelf.folder, min(shelf.release, 1))


@functools.lru_cache(maxsize=8)
def _local_authorities(name, folder, release):
    """Return a workbook with a line above its headings and one below its rows; dates are text."""
    title, sheet, file, headings = LOCAL_AUTHORITIES[name]
    rows = []
    for row in read(folder / "home-office" / file):
        if (row["Year"], row["Quarter"]) >= ("2026", "2") and not release:
            continue
        day = datetime.strptime(row["Date"], "%Y-%m-%d").replace(tzinfo=UTC)
        quarter = f"{row['Year']} Q{row['Quarter']}"
        told = row | {AS_AT: f"{day:%d %b %Y}", "Year": int(row["Year"]), "Quarter": quarter}
        rows.append([told[name] for name in headings[:-1]] + [int(row[headings[-1]])])
    table = [[title], list(headings), *rows, ["End of table"]]
    return workbook.xlsx({"Cover": [["Invented data"]], sheet: table})


def _nrm(shelf):
    """Return the pages of the quarters, newest first; the newest is uploaded again at the next release."""
    found = {}
    for path in shelf.paths("home-office/national-referral-mechanism-statistics-*"):
        quarter, year = map(int, re.search(r"quarter-(\d)-(\d{4})", path.name).groups())
        newest = (year, quarter) == (2026, 2)
        if newest and not shelf.release:
            continue
        months = QUARTERS[quarter - 1]
        place = f"{STATISTICS}/national-referral-mechanism-and-duty-to-notify-statistics-uk-{months}-{year}"
        again = newest and shelf.release > 1
        file = (
            File(path.name, 2, functools.partial(_again, path)) if again else _kept(path, 1 if newest else 0)
        )
        title = f"NRM and Duty to Notify statistics UK, {months.replace('-', ' ')} {year}"
        found[(year, quarter), place] = Page(title, ((f"{title}: data tables", file),))
    stem, title = "statistics-uk-end-of-year-summary-2025", "NRM statistics UK, end of year summary 2025"
    summary = _other(f"national-referral-mechanism-{stem}-tables.ods", 0, f"{title}: data tables")
    found[(2025, 9), f"{STATISTICS}/national-referral-mechanism-{stem}"] = Page(title, (summary,))
    return {place: page for (_, place), page in sorted(found.items(), key=lambda one: one[0], reverse=True)}


def _again(path, shelf):
    """Return a workbook whose bytes are others and whose figures are the same: uploaded once more."""
    held = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(held, "a") as archive:
        archive.comment = b"uploaded again"
    return held.getvalue()


def _publications(shelf):
    wanted = _kept(shelf.folder / "home-office/UKVI_IP_Q2_2026.xlsx", 1)
    files = {
        "visas-and-citizenship": _other("UKVI_VC_Q2_2026.ods", 1, "Visas and citizenship data: Q2 2026"),
        "immigration-protection": ("Immigration and protection data: Q2 2026", wanted),
    }
    return {
        f"/government/publications/{name}-data-q2-2026": Page(file[0], (file,))
        for name, file in files.items()
    }


def _ukraine(shelf):
    files = []
    for path in shelf.paths("home-office/ukraine-*.ods")[::-1]:
        week = re.search(r"\d{4}-\d{2}-\d{2}", path.name)[0]
        if week <= f"{shelf.day:%Y-%m-%d}":
            files.append((f"Visa data by local authority, {week}", _kept(path, 0)))
    return tuple(files)


def _homelessness(shelf):
    """Return a workbook for each quarter, and the summary beside them."""
    files = [_other("Statutory_homelessness_time_series.ods", 0, "Statutory homelessness: time series")]
    for path in shelf.paths("councils/Detailed_LA_*")[::-1]:
        year, month = path.stem[-6:-2], path.stem[-2:]
        if f"{year}-{month}" <= f"{shelf.day:%Y-%m}":
            files.append((f"Detailed local authority-level tables, {year}, month {month}", _kept(path, 0)))
    return tuple(files)


def _deprivation(shelf):
    first = "File_1_IoD2025_Index_of_Multiple_Deprivation.ods"
    file = _kept(shelf.folder / "deprivation" / FILE_7, shelf.release)
    return (
        _other(first, 0, "File 1: Index of Multiple Deprivation"),
        ("File 7: all ranks, scores, deciles and population denominators", file),
    )
