"""Measure the outcomes reader against DuckDB's own reading of the same file, at the size of a real year.

    python tests/benchmarks/bench_outcomes.py [--rival-python PATH]

A workbook of 712,448 invented rows (44 forces, 184 offence codes, 22 outcome types, four quarters; 40 MB) and
the same rows as a CSV are written into a temporary folder and removed. Each reader runs in a process of its
own; imports are not counted, seconds are of the processor, the memory is the process's peak.

DuckDB reads workbooks through its extension `excel`, which it downloads. Where that cannot be had, the rival
for the workbook is the extension as the package duckdb-extension-excel brings it, in the Python named with
`--rival-python`; without either, the workbook is only timed, and the table says so. The CSV has DuckDB's
`read_csv` as rival, in the same process as ours. A limit that is not kept ends with exit code 1.
"""

import argparse
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from measured import in_own_process, read_here

TIME_LIMIT, MEMORY_LIMIT_GB = 1.5, 2.0
FORCES, CODES, TYPES, SEED = 44, 184, [number for number in range(23) if number != 19], 1
LAST_CURRENT = 170  # of the codes: those after it have expired
LETTERS = "ABCDEFGHIJKLM"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RIVAL = """
import json, resource, sys, time
import duckdb
try:
    import duckdb_extension_excel
    from pathlib import Path
    folder = Path(duckdb_extension_excel.__file__).parent / "extensions" / f"v{duckdb.__version__}"
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.load_extension(str(next(folder.glob("excel*"))))
except ImportError:
    connection = duckdb.connect()
    connection.install_extension("excel")
    connection.load_extension("excel")
start, clock = time.process_time(), time.perf_counter()
rows = connection.sql(f"select * from read_xlsx('{sys.argv[1]}', all_varchar = true)").fetchnumpy()
rows = len(next(iter(rows.values())))
used, took = time.process_time() - start, time.perf_counter() - clock
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
print(json.dumps({"cpu": used, "s": took, "gb": peak, "rows": rows, "version": duckdb.__version__}))
"""


def cells(texts):
    """Yield each row of the year, its counts drawn, as texts and numbers."""
    rng = np.random.default_rng(SEED)
    for quarter in range(1, 5):
        for force in range(FORCES):
            counts = rng.poisson(0.8, (CODES, len(TYPES), 2)).tolist()
            for code in range(CODES):
                of = texts["offences"][code]
                for place, kind in enumerate(TYPES):
                    recorded, closed = counts[code][place]
                    yield [
                        "2025/26", quarter, f"Force number {force}", *of,
                        "x" if code > LAST_CURRENT else "", kind, *texts["types"][place], recorded,
                        "N/A" if kind == 0 else closed,
                    ]  # fmt: skip


def write(folder):
    """Write the year as a workbook with a cell's address at each cell, as Excel does, and as a CSV."""
    from sampleshire.outcomes import HEADINGS

    texts = {
        "offences": [
            (f"{n}A", f"Offence number {n}, described at the usual length in a few words", f"Group {n % 10}",
             f"Subgroup {n % 25} of its group")
            for n in range(CODES)
        ],
        "types": [(f"Outcome number {n} in the publisher's words", f"Outcome group {n % 6}") for n in TYPES],
    }  # fmt: skip
    shared = {}

    def cell(letter, row, value):
        if value == "":
            return ""
        if isinstance(value, str):
            return f'<c r="{letter}{row}" t="s"><v>{shared.setdefault(value, len(shared))}</v></c>'
        return f'<c r="{letter}{row}"><v>{value}</v></c>'

    book, text = folder / "outcomes.xlsx", folder / "outcomes.csv"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parts, text.open("w") as plain:
        sheet = parts.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        sheet.write(f'{head}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
        plain.write(",".join(HEADINGS) + "\n")
        number = 1
        line = "".join(cell(letter, number, value) for letter, value in zip(LETTERS, HEADINGS, strict=True))
        sheet.write(f'<row r="1" spans="1:13">{line}</row>'.encode())
        for row in cells(texts):
            number += 1
            line = "".join(cell(letter, number, value) for letter, value in zip(LETTERS, row, strict=True))
            sheet.write(f'<row r="{number}" spans="1:13">{line}</row>'.encode())
            plain.write(",".join(f'"{value}"' if "," in str(value) else str(value) for value in row) + "\n")
        sheet.write(b"</sheetData></worksheet>")
        sheet.close()
        items = "".join(f"<si><t>{value}</t></si>" for value in shared)
        for name, part in {
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" uniqueCount="{len(shared)}">{items}</sst>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet '
            'name="Outcomes_open_data_2025-26" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PARTS}/relationships"><Relationship '
            f'Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
            f'Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "_rels/.rels": f'<Relationships xmlns="{PARTS}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "[Content_Types].xml": f'<Types xmlns="{PARTS}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
            'Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>',
        }.items():
            parts.writestr(name, head + part)
    return book, text, number - 1


def ours(path):
    """Read here and print what it took."""
    import pandas  # noqa: F401
    import python_calamine  # noqa: F401

    from analysis.sources import outcomes
    from analysis.sources.files import SourceFile

    read_here(lambda: outcomes.outcomes.__wrapped__(SourceFile(path)).rows)  # and nothing from the store


def duckdb_csv(path):
    """Read the CSV as DuckDB does by itself, every row as text, and print what it took."""
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    query = f"select * from read_csv('{path}', all_varchar = true)"
    read_here(lambda: len(next(iter(connection.sql(query).fetchnumpy().values()))))


def main():
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument(
        "--rival-python", default=sys.executable, help="a Python with DuckDB's excel extension"
    )
    given.add_argument("--repeats", type=int, default=2, help="the best of so many runs in turn")
    given.add_argument("--reader", choices=("ours", "duckdb csv"), help=argparse.SUPPRESS)
    given.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = given.parse_args()
    if given.reader:
        return {"ours": ours, "duckdb csv": duckdb_csv}[given.reader](given.file)
    return compare(given.rival_python, given.repeats)


def compare(rival_python, repeats):
    """Write the files, run every reader in turn, print the table; return 1 where a limit was not kept."""
    with tempfile.TemporaryDirectory(prefix="bench-outcomes-") as scratch:
        book, text, rows = write(Path(scratch))
        megabytes = [path.stat().st_size / 1e6 for path in (book, text)]
        print(f"{rows:,} rows: workbook of {megabytes[0]:.0f} MB, CSV of {megabytes[1]:.0f} MB")
        runs = {
            ("workbook", "DuckDB read_xlsx"): ("-c", RIVAL, book),
            ("workbook", "ours"): (__file__, "--reader", "ours", "--file", book),
            ("CSV", "DuckDB read_csv"): (__file__, "--reader", "duckdb csv", "--file", text),
            ("CSV", "ours"): (__file__, "--reader", "ours", "--file", text),
        }
        best = {}
        for _ in range(repeats):
            for name, run in runs.items():
                python = rival_python if run[0] == "-c" else sys.executable
                found = in_own_process(*run, python=python)
                if found is not None and found["cpu"] < best.get(name, {"cpu": np.inf})["cpu"]:
                    best[name] = found
    return told(best, runs, rows)


def told(best, names, rows):
    print(f"\n{'form':10}{'reader':22}{'cpu s':>8}{'clock s':>9}{'peak GB':>9}{'of rival':>10}  limit")
    kept = True
    for form, reader in names:
        found = best.get((form, reader))
        if found is None:
            print(f"{form:10}{reader:22}  not to be had here: its extension could not be loaded")
            continue
        rival = best.get((form, {"workbook": "DuckDB read_xlsx", "CSV": "DuckDB read_csv"}[form]))
        ratio = found["cpu"] / rival["cpu"] if rival else float("nan")
        line = f"{form:10}{reader:22}{found['cpu']:8.2f}{found['s']:9.2f}{found['gb']:9.2f}{ratio:10.2f}"
        if reader.startswith("ours"):
            good = not ratio > TIME_LIMIT and found["gb"] <= MEMORY_LIMIT_GB and found["rows"] == rows
            line += f"  {TIME_LIMIT:g} times, {MEMORY_LIMIT_GB:g} GB" + ("" if good else "   NOT KEPT")
            kept &= good
        print(line)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
