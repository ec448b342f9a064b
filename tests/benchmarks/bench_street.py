"""Measure the street reader against DuckDB's own group-by, of CSV and of Parquet, of the whole archive.

    python tests/benchmarks/bench_street.py [--months 36 --forces 43]

At full size it writes 1,548 files and a zip of them (5 GB) into a temporary folder and removes them.
Each reader runs in a process of its own, files in the page cache, imports not counted; the memory is
the process's peak. More memory than the limit, or readers that disagree, end with exit code 1.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import street_files
from measured import in_own_process, read_here

MEMORY_LIMIT_GB = 2.0
OURS, ZIPPED = "police.street", "police.street, zip"
READERS = (OURS, "duckdb", "duckdb, Parquet", ZIPPED)
PARQUET = "archive.parquet"


def read_street(folder):
    import pyarrow.csv  # noqa: F401

    from analysis.sources import police
    from analysis.sources.files import SourceFile

    files = [SourceFile(path) for path in folder.glob("*/*-street.csv")]
    return lambda: police.street(files).frame["offences"]


def read_street_zip(folder):
    import pyarrow.csv  # noqa: F401

    from analysis.sources import police
    from analysis.sources.files import zip_members

    return lambda: police.street(zip_members(folder / "latest.zip")).frame["offences"]


def read_duckdb(folder):
    """Return the group-by that one would write by hand: one query, no check, no order."""
    import duckdb
    import pandas  # noqa: F401

    from analysis.sources.police import HEADINGS

    query = """
        SELECT "Month", "Reported by", coalesce("LSOA code", '') AS lsoa, "Crime type", count(*) AS offences
        FROM read_csv($pattern, columns = $columns, auto_detect = false, header = true)
        GROUP BY ALL
    """
    given = {"pattern": str(folder / "*/*.csv"), "columns": dict.fromkeys(HEADINGS, "VARCHAR")}
    return lambda: duckdb.sql(query, params=given).to_arrow_table().to_pandas()["offences"]


def read_parquet(folder):
    import duckdb
    import pandas  # noqa: F401

    keys = '"Month", "Reported by", "LSOA code", "Crime type"'
    query = f"SELECT {keys}, count(*) AS offences FROM read_parquet($path) GROUP BY ALL"
    given = {"path": str(folder / PARQUET)}
    return lambda: duckdb.sql(query, params=given).to_arrow_table().to_pandas()["offences"]


RUN = dict(zip(READERS, (read_street, read_duckdb, read_parquet, read_street_zip), strict=True))


def run_reader(name, folder):
    """Run one reader here and print what it took."""
    run = RUN[name](folder)

    def groups():
        offences = run()
        return {"groups": len(offences), "rows": int(offences.sum())}

    read_here(groups)


def compare(months, forces, repeats):
    """Write the files, run every reader, print the table; return whether every limit was kept."""
    with tempfile.TemporaryDirectory(prefix="bench-street-") as scratch:
        folder = Path(scratch)
        start = time.perf_counter()
        paths, rows = street_files.write(folder, months, forces)
        street_files.pack(paths, folder / "latest.zip")
        # In a process of its own: what this one ever held counts as its children's.
        copy = f"COPY (FROM read_csv('{folder}/*/*.csv', all_varchar = true)) TO '{folder / PARQUET}'"
        subprocess.run([sys.executable, "-c", f"import duckdb; duckdb.sql({copy!r})"], check=True)
        size = sum(path.stat().st_size for path in paths) / 1e9
        took = time.perf_counter() - start
        print(f"{len(paths):,} files, {rows:,} rows, {size:.2f} GB; written and zipped in {took:.0f} s")
        results = {}
        for _ in range(repeats):  # in turn, so that a busy moment does not fall on one reader only
            for name in READERS:
                run = in_own_process(__file__, "--reader", name, "--folder", folder)
                best = results.setdefault(name, run)
                results[name] = min(best, run, key=lambda one: one["s"]) | {"gb": max(best["gb"], run["gb"])}
    ours = results[OURS]
    titles = ("seconds", "cpu s", "peak GB", "groups", "rows", "time / ours")
    print(f"\n{'reader':<20}" + "".join(f"{title:>13}" for title in titles))
    for name, run in results.items():
        print(
            f"{name:<20}{run['s']:>13.2f}{run['cpu']:>13.2f}{run['gb']:>13.2f}"
            f"{run['groups']:>13,}{run['rows']:>13,}{run['s'] / ours['s']:>13.2f}"
        )
    kept = True
    for name in (OURS, ZIPPED):
        good = results[name]["gb"] <= MEMORY_LIMIT_GB
        kept &= good
        found = f"{name}: {results[name]['gb']:.2f} GB, at most {MEMORY_LIMIT_GB:g}"
        print(f"{found}{'' if good else '   NOT KEPT'}")
    agree = {(run["rows"], run["groups"]) for run in results.values()}
    if len(agree) > 1 or ours["rows"] != rows:
        print("\nThe readers disagree about rows or groups: see the table.")
        kept = False
    return kept


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--months", type=int, default=36)
    arguments.add_argument("--forces", type=int, default=43)
    arguments.add_argument("--repeats", type=int, default=1, help="the best time of so many runs in turn")
    arguments.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    arguments.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.reader:
        run_reader(given.reader, given.folder)
        return 0
    return 0 if compare(given.months, given.forces, given.repeats) else 1


if __name__ == "__main__":
    sys.exit(main())
