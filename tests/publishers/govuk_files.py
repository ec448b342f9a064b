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
from .shelf import Shelf

DATA_SETS, COLLECTIONS = "/government/statistical-data-sets", "/government/collections"
CRIME = f"{DATA_SETS}/police-recorded-crime-and-outcomes-open-data-tables"
IMMIGRATION = f"{DATA_SETS}/immigration-system-statistics-data-tables"
NRM = f"{COLLECTIONS}/national-referral-mechanism-statistics"
TRANSPARENCY = f"{COLLECTIONS}/migration-transparency-data"
UKRAINE = "/guidance/ukraine-sponsorship-scheme-visa-data-by-country-upper-and-lower-tier-local-authority"
HOMELESSNESS = f"{DATA_SETS}/live-tables-on-homelessness"
STATISTICS = "/government/statistics"
DEPRIVATION = f"{STATISTICS}/english-indices-of-deprivation-2025"
FILE_7 = "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv"
QUARTERS = ("january-to-march", "april-to-june", "july-to-september", "october-to-december")
AS_AT, SUPPORT_SHEET, RESETTLED_SHEET = "Date (as at…)", "Data - Asy_D11", "Data - Res_D01"


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


def pages(shelf):
    """Return {path: (title, kind, files, pages)} of every page."""
    found = {
        CRIME: ("Police recorded crime and outcomes open data tables", "statistical_data_set", _crime(shelf)),
        IMMIGRATION: (
            "Immigration system statistics data tables",
            "statistical_data_set",
            _immigration(shelf),
        ),
        HOMELESSNESS: ("Live tables on homelessness", "statistical_data_set", _homelessness(shelf)),
        UKRAINE: ("Ukraine Sponsorship Scheme: Visa data", "detailed_guide", _ukraine(shelf)),
        DEPRIVATION: ("English indices of deprivation 2025", "official_statistics", _deprivation(shelf)),
    }
    editions = _nrm(shelf)
    title = "National Referral Mechanism statistics"
    found[NRM] = (title, "document_collection", (), tuple(editions))
    publications = _publications(shelf)
    found[TRANSPARENCY] = ("Migration transparency data", "document_collection", (), tuple(publications))
    return found | editions | publications


def _kept(path, release):
    return File(path.name, release, lambda shelf: path.read_bytes())


def _other(name, release, title):
    """Return a workbook that stands on the page and is none of those that are wanted."""
    return title, File(name, release, lambda shelf: workbook.ods({"Cover": [[title], ["Invented data"]]}))


def _crime(shelf):
    now = shelf.release
    day = f"{shelf.day:%d%m%y}"
    files = [
        (
            "Police recorded crime Police Force Area open data table, from year ending March 2013 onwards",
            File(f"prc-pfa-mar2013-onwards-tables-{day}.ods", now, _open_data_table),
        ),
        _other(
            f"prc-csp-mar2021-onwards-tables-{day}.ods", now, "Community Safety Partnership open data table"
        ),
        _other(
            f"prc-alternate-offences-outcomes-mar2026-tables-{day}.ods", now, "Alternate offences outcomes"
        ),
        _other(f"prc-subcodes-mar2026-tables-{day}.ods", now, "Offence subcodes open data table"),
        _other(f"prc-firearms-mar2009-onwards-tables-{day}.ods", now, "Firearms open data table"),
    ]
    for path in shelf.paths("crime/prc-outcomes-open-data-*"):
        year = re.search(r"mar(\d{4})", path.name)[1]
        name = re.sub(r"\d{6}(?=\.\w+$)", day, path.name)
        content = functools.partial(_read, path)
        files.append((f"Outcomes open data, year ending March {year}", File(name, now, content)))
    return tuple(files)


def _read(path, shelf):
    return path.read_bytes()


def _open_data_table(shelf):
    return _open_data(shelf.folder, max(shelf.release - 1, 0))


@functools.lru_cache(maxsize=4)
def _open_data(folder, revised):
    """Return the workbook of all years; each later edition restates the newest quarter a little."""
    shelf = Shelf(folder, 1, None)
    sheets = {}
    for path in shelf.paths("crime/prc-pfa-*.csv"):
        rows = shelf.rows(f"crime/{path.name}")
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
    return (
        _other(f"asylum-applications-datasets-{month}.ods", now, "Asylum applications datasets"),
        (
            "Asylum seekers in receipt of support datasets, by local authority",
            File(f"support-local-authority-datasets-{month}.xlsx", now, _support),
        ),
        (
            "Resettlement datasets, by local authority",
            File(f"resettlement-local-authority-datasets-{month}.xlsx", now, _resettled),
        ),
    )


def _support(shelf):
    return _local_authorities(
        shelf.folder / "home-office/asylum_support_local_authority_Asy_D11.csv",
        SUPPORT_SHEET,
        "Asy_D11: Asylum seekers in receipt of support by local authority",
        (AS_AT, "Support Type", "UK Region", "Local Authority", "LAD Code", "Accommodation Type", "People"),
        min(shelf.release, 1),
    )


def _resettled(shelf):
    return _local_authorities(
        shelf.folder / "home-office/resettlement_local_authority_Res_D01.csv",
        RESETTLED_SHEET,
        "Res_D01: Resettlement by local authority",
        ("Year", "Quarter", "UK Region", "LAD Code", "Local Authority", "Resettlement Scheme", "Persons"),
        min(shelf.release, 1),
    )


@functools.lru_cache(maxsize=8)
def _local_authorities(path, sheet, title, headings, release):
    """Return a workbook with a line above its headings and one below its rows; dates are text."""
    shelf = Shelf(path.parents[1], release, None)
    rows = []
    for row in shelf.rows(f"home-office/{path.name}"):
        if (row["Year"], row["Quarter"]) >= ("2026", "2") and not release:
            continue
        day = datetime.strptime(row["Date"], "%Y-%m-%d").replace(tzinfo=UTC)
        told = row | {
            AS_AT: f"{day:%d %b %Y}",
            "Year": int(row["Year"]),
            "Quarter": f"{row['Year']} Q{row['Quarter']}",
        }
        rows.append([told[name] for name in headings[:-1]] + [int(row[headings[-1]])])
    table = [[title], list(headings), *rows, ["End of table"]]
    return workbook.xlsx({"Cover": [["Invented data"]], sheet: table})


def _nrm(shelf):
    """Return the pages of the quarters, newest first; the newest is uploaded again at the next release."""
    found = {}
    for path in shelf.paths("home-office/national-referral-mechanism-statistics-*"):
        year, quarter = shelf.quarter_of(path.name)
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
        found[(year, quarter), place] = (title, "official_statistics", ((f"{title}: data tables", file),))
    summary = "national-referral-mechanism-statistics-uk-end-of-year-summary-2025-tables.ods"
    whole_year = _other(summary, 0, "NRM statistics UK, end of year summary 2025: data tables")
    place = f"{STATISTICS}/national-referral-mechanism-statistics-uk-end-of-year-summary-2025"
    found[(2025, 9), place] = (
        "NRM statistics UK, end of year summary 2025",
        "official_statistics",
        (whole_year,),
    )
    return {place: page for (_, place), page in sorted(found.items(), reverse=True)}


def _again(path, shelf):
    """Return a workbook whose bytes are others and whose figures are the same: uploaded once more."""
    held = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(held, "a") as archive:
        archive.comment = b"uploaded again"
    return held.getvalue()


def _publications(shelf):
    place = "/government/publications/{}-data-q2-2026"
    path = shelf.folder / "home-office/UKVI_IP_Q2_2026.xlsx"
    wanted = ("Immigration and protection data: Q2 2026", _kept(path, 1))
    other = _other("UKVI_VC_Q2_2026.ods", 1, "Visas and citizenship data: Q2 2026")
    return {
        place.format(name): (title, "transparency", ((title, file),))
        for name, (title, file) in (("visas-and-citizenship", other), ("immigration-protection", wanted))
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
    path = shelf.folder / "deprivation" / FILE_7
    return (
        _other(
            "File_1_IoD2025_Index_of_Multiple_Deprivation.ods", 0, "File 1: Index of Multiple Deprivation"
        ),
        ("File 7: all ranks, scores, deciles and population denominators", _kept(path, shelf.release)),
    )
