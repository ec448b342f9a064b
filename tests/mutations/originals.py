"""The files that are mutated: one or more for every layout, cut down where a layout allows it.

Each is Sampleshire's, as the publishers lay it out.
"""

import datetime
import io
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine
import xlsxwriter

from analysis import settings
from analysis.extracts import logs
from sampleshire import workbook
from tests.mutations import grids, zipwise

CSV, BOOK, MAP, ZIP = "csv", "workbook", "map", "zip"
FOLDER, LOG, CAPTURES, OFFICE = "folder", "log", "captures", "office"


@dataclass(frozen=True)
class Original:
    """A file that a reader of ours reads: its layout, name, bytes, and how it is read.

    `form` is what kind of file it is, `read_as` "folder", "log", "captures", "office" or the kind of an
    extract, `beside` the files {name: bytes} that lie in the same folder, and `headings_in` is the row of a
    CSV's headings.
    """

    layout: str
    name: str
    content: bytes = field(repr=False)
    form: str = CSV
    read_as: str = FOLDER
    beside: dict = field(default_factory=dict, repr=False)
    headings_in: int = 0

    @property
    def local(self):
        """Tell whether it is one of the office's own files."""
        return self.read_as != FOLDER


def sheets_of(content):
    """Return {name: rows} of a workbook, every cell as it stands."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def written(sheets, name):
    """Return the bytes of a workbook in the format that its name says."""
    if name.endswith(".ods"):
        return workbook.ods(sheets)
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str) and cell:
                        sheet.write_string(at, column, cell)
                    elif cell != "":
                        sheet.write(at, column, cell)
    return held.getvalue()


PUBLISHED = {  # layout: the file, whole
    **{f"census {one}": f"census2021/census2021-{one}.csv" for one in
       ("ts001-ltla", "ts004-lsoa", "ts007-ltla", "ts021-lsoa", "ts022-ltla", "ts024-ltla", "ts027-ltla",
        "ts028-ltla", "ts029-lsoa", "ts029-ltla")},
    "lookup of small areas": "geography/LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv",
    "lookup of wards": "geography/LSOA21_WD24_LAD24_EW_LU.csv",
    "lookup of forces": "geography/LAD24_CSP24_PFA24_EW_LU.csv",
    "names of MSOAs": "geography/MSOA-Names-2.2.csv",
    "neighbourhood teams": "geography/sampleshire-neighbourhood-teams.csv",
    "rural and urban": "geography/ruc21_lsoa21.csv",
    "deprivation": "deprivation/File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv",
    "residents by age": "population/census21_population_by_age_lsoa21.csv",
    "duty to notify": "home-office/nrm_duty_to_notify_2023_q4.csv",
    "duty to notify by quarter": "home-office/nrm_duty_to_notify_longitudinal.csv",
    "referrals by quarter": "home-office/nrm_referrals_longitudinal.csv",
    "reasonable grounds": "home-office/nrm_reasonable_grounds.csv",
    "conclusive grounds": "home-office/nrm_conclusive_grounds.csv",
    "children assessed": "councils/c3_factors_identified_at_end_of_assessment_2019_to_2025.csv",
    "children in need": "councils/b1_children_in_need_2019_to_2025.csv",
    "crime by partnership": "councils/table-c2-year-ending-march-2026.csv",
    **{f"survey {one}": f"survey/indicator_{one}.csv" for one in
       ("5-2-1", "5-2-2", "16-1-3", "16-1-4", "16-2-3", "16-3-1")},
}  # fmt: skip
MAPS = {
    "map of districts": "geography/Local_Authority_Districts_May_2023_UK_BUC_V2.geojson",
    "map of forces": "geography/Police_Force_Areas_December_2023_EW_BUC.geojson",
    "map of LSOAs": "geography/lsoa21-E07000901.geojson",
    "map of LSOAs of 2011": "geography/lsoa11-E07000901.geojson",
    "map of MSOAs": "geography/msoa21-E07000902.geojson",
    "map of wards": "geography/ward25-E07000902.geojson",
}
ZIPS = {"towns": "geography/opname_csv_gb.zip", "census in a zip": "census2021/census2021-ts026.zip"}
RECORDED = "crime/prc-pfa-mar2013-onwards-tables202526.csv"
OUTCOMES = "crime/prc-outcomes-open-data-mar2025-tables-230726.csv"
FORCES, CODES = ("Sampleshire", "Brackmarsh"), ("5D", "8N", "105A", "106")
QUARTER = "2026-Q2"


def _kept(content, wanted, headings_in=0):
    """Return the CSV with the rows that are wanted, told by {heading: cell}."""
    grid = grids.parsed(content, headings_in)
    rows = [row for row in grid.rows if wanted(dict(zip(grid.headings, row, strict=True)))]
    return grid.written(rows=rows)


def _first(content, number, headings_in=0):
    grid = grids.parsed(content, headings_in)
    return grid.written(rows=grid.rows[:number])


def published(folder):
    """Yield the Originals of the publishers' layouts from Sampleshire's folder."""
    folder = Path(folder)

    def read(name):
        return (folder / name).read_bytes()

    for layout, name in (PUBLISHED | MAPS).items():
        yield Original(layout, Path(name).name, read(name), form=MAP if layout in MAPS else CSV)
    yield from _cut(read)
    yield from _workbooks(read)
    months = [f"{month}/{month}-sampleshire-street.csv" for month in ("2026-05", "2026-06")]
    members = [(name, _first(read(f"police/{name}"), 40)) for name in months]
    yield Original("archive of street crime", "latest.zip", zipwise.packed(members), form=ZIP)
    for layout, name in ZIPS.items():
        yield Original(layout, Path(name).name, read(name), form=ZIP)


def _cut(read):
    """Yield those cut down: the files are large, and a few rows have every column and every rule."""
    street = "police/2026-06/2026-06-sampleshire-street.csv"
    yield Original("street crime", Path(street).name, _first(read(street), 120))
    custom = "census2021/custom-dataset-main-language"
    for layout, name, wanted in (
        ("custom dataset", f"{custom}-26.csv", None),
        ("custom dataset of two variables", f"{custom}-by-proficiency.csv", None),
        ("recorded crime", RECORDED,
         lambda row: (row["Force Name"] in (*FORCES, "Action Fraud")
                      and row["Offence Code"] in (*CODES, "AF"))),
        ("outcomes", OUTCOMES, lambda row: row["Force Name"] in FORCES and row["Offence Code"] in CODES[:3]),
        ("asylum support", "home-office/asylum_support_local_authority_Asy_D11.csv",
         lambda row: row["Date"] >= "2024-06-30"),
        ("resettlement", "home-office/resettlement_local_authority_Res_D01.csv",
         lambda row: row["Date"] >= "2023-01-01"),
    ):  # fmt: skip
        yield Original(layout, Path(name).name, _kept(read(name), wanted) if wanted else read(name))
    referrals = "home-office/nrm_referrals_police_2025_q1.csv"
    forces = sorted({row[1] for row in grids.parsed(read(referrals)).rows})[:2]
    part = _kept(read(referrals), lambda row: row["First responder"] in forces)
    yield Original("referrals of some forces", "nrm_referrals_police_2025_q1-some-subset.csv", part)
    yield Original("referrals of all forces", Path(referrals).name, read(referrals))


def _workbooks(read):
    """Yield workbooks, written again from their cells, so that a mutation is the only difference."""

    def again(layout, name, sheets):
        return Original(layout, Path(name).name, written(sheets, name), form=BOOK)

    for layout, name in (
        ("Homes for Ukraine", "home-office/ukraine-sponsorship-scheme-visa-data-2026-06-30.ods"),
        ("change of conditions", "home-office/UKVI_IP_Q2_2026.xlsx"),
        ("force area tables", "crime/pfatablesmar26.xlsx"),
        ("homelessness", "councils/Detailed_LA_202603.ods"),
        ("appendix tables on abuse", "survey/domesticabuseprevalenceandvictimcharacteristics2022.xlsx"),
    ):
        yield again(layout, name, sheets_of(read(name)))
    for layout, quarter in (
        ("workbook of the NRM", "2-2026-apr-to-jun-tables.ods"),
        ("older workbook of the NRM", "3-2022-jul-to-sep-tables.xlsx"),
    ):
        name = f"home-office/national-referral-mechanism-statistics-uk-quarter-{quarter}"
        whole = sheets_of(read(name))
        police = next(one for one, rows in whole.items() if "police" in str(rows[:6]).lower())
        yield again(layout, name, {t: rows for t, rows in whole.items() if t == police or len(rows) < 60})
    grid = grids.parsed(read(RECORDED))
    rows = [row for row in grid.rows if row[2] in FORCES and row[6] in CODES]
    cells = [[*row[:-1], int(row[-1].replace("-00", "0"))] for row in rows]
    sheets = {"Notes": [["Notes on the table"]], "2025_26": [grid.headings, *cells]}
    yield again("workbook of recorded crime", "prc-pfa-mar2013-onwards-tables-230726.ods", sheets)
    grid = grids.parsed(read(OUTCOMES))
    rows = [row for row in grid.rows if row[2] == "Sampleshire" and row[3] in CODES[:2]]
    cells = [[*row[:-2], *(int(c) if c.lstrip("-").isdigit() else c for c in row[-2:])] for row in rows]
    sheets = {"Outcomes": [grid.headings, *cells]}
    yield again("workbook of outcomes", Path(OUTCOMES).with_suffix(".xlsx").name, sheets)


def _typed(grid, columns):
    """Return the rows of a sheet with days and numbers as a spreadsheet keeps them."""
    kinds = [columns[heading].kind for heading in grid.headings]

    def cell(text, kind):
        if kind == logs.DAY and text:
            return datetime.datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=None)
        return int(text) if kind in (logs.NUMBER, logs.AMOUNT) and text.isdigit() else text

    rows = [[cell(text, kind) for text, kind in zip(row, kinds, strict=True)] for row in grid.rows]
    return [grid.headings, *rows]


def own(folder):
    """Yield the Originals of the office's own layouts from Sampleshire's extracts."""
    folder = settings.own_files_of(Path(folder))

    def read(name):
        return (folder / name).read_bytes()

    for log in logs.names():
        name = f"{log}.csv"
        yield Original(f"log {log}", name, read(name), read_as=f"{LOG} {log}", headings_in=1)
    sheets = {
        sheet: _typed(grids.parsed(read(f"{log}.csv"), 1), logs.columns(log))
        for sheet, log in logs.workbook_sheets().items()
    }
    whole = written({logs.READ_ME: [["What the office knows"]], **sheets}, logs.WORKBOOK)
    yield Original("workbook of the office", logs.WORKBOOK, whole, form=BOOK, read_as=OFFICE)
    yield Original(
        "lists of people", "capture_lists.csv", read("capture_lists.csv"), read_as=CAPTURES, headings_in=1
    )
    mapping = {"columns.toml": read("columns.toml")}
    victims = f"victims_{QUARTER}.csv"
    grid = grids.parsed(read(victims))
    small = grid.written(rows=grid.rows[:: len(grid.rows) // 200])
    yield Original("victims", victims, small, read_as="victims", beside=mapping)
    police, harbour, lantern = (f"support_{one}_{QUARTER}" for one in ("police", "harbour", "lantern"))
    office = {
        f"{police}.csv": _first(read(f"{police}.csv"), 150),
        f"{harbour}.csv": read(f"{harbour}.csv"),
        f"{lantern}.xlsx": read(f"{lantern}.xlsx"),
    }
    for layout, name, row in (
        ("offers of support", f"{police}.csv", 0),
        ("return of support", f"{harbour}.csv", 1),
    ):
        beside = mapping | {one: held for one, held in office.items() if one != name}
        yield Original(layout, name, office[name], read_as="support", beside=beside, headings_in=row)
    of_one_file = {
        kind: "" for kind in ("survey", "pathway_ledger", "pathway_waiting", "information_sharing")
    }
    for kind, sender in {"safe_accommodation": "_haven", **of_one_file}.items():
        file = f"{kind}{sender}_{QUARTER}.csv"
        yield Original(kind.replace("_", " "), file, read(file), CSV, kind, mapping, headings_in=1)
    lantern = f"{lantern}.xlsx"
    beside = mapping | {one: held for one, held in office.items() if one != lantern}
    anew = written(sheets_of(read(lantern)), lantern)
    yield Original("workbook of support", lantern, anew, form=BOOK, read_as="support", beside=beside)
