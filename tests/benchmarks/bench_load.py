"""How much memory the largest files that an office may bring take, each read in a process of its own.

All of England and Wales by LSOA with every category of main language, which no publisher gives so fine but
which is the widest table; and a quarter of a quarter of a million victims. 18 million street crimes are
`bench_street.py`'s. The files are invented, written into a temporary folder and removed. A missed goal ends
with exit code 1.
"""

import csv
import random
import sys
import tempfile
from pathlib import Path

from measured import in_own_process, missed_goals, read_here

import sampleshire
from analysis import areas, extracts, settings
from analysis.sources import nomis
from analysis.sources.files import SourceFile

GOAL = 4.0
LSOAS, VICTIMS = 35_672, 250_000
TABLE, EXTRACT, QUARTER = "census2021-ts024-lsoa.csv", "victims_2026-Q2.csv", "2026-Q2"


def every_small_area(folder):
    """Write a table of every category of main language, its totals and subtotals, in 35,672 LSOAs."""
    kinds = nomis.vocabulary("TS024")
    leaves = [name for name, kind in kinds.items() if kind == "leaf"]
    subtotals = [name for name, kind in kinds.items() if kind != "leaf"]
    parts = {name: [leaf for leaf in leaves if leaf.startswith(f"{name}: ")] for name in subtotals}
    chance = random.Random(2021)
    districts = list(areas.district_names().values())
    with (folder / TABLE).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        prefix = "Main language (detailed): "
        writer.writerow([*nomis.KEYS, nomis.TOTALS["TS024"], *(f"{prefix}{name}" for name in kinds)])
        for number in range(LSOAS):
            people = {leaf: chance.randrange(40) for leaf in leaves}
            people |= {name: sum(people[leaf] for leaf in own) for name, own in parts.items()}
            total = sum(people[leaf] for leaf in leaves)
            name = f"{districts[number // 150 % len(districts)]} {number % 999 + 1:03}A"
            writer.writerow([2021, name, f"E01{number:06}", total, *(people[kind] for kind in kinds)])


def read_small_areas(folder):
    """Return how many cells the widest table has."""
    return len(nomis.topic_summary(SourceFile(folder / TABLE), "TS024").cells())


def many_victims(folder):
    """Write Sampleshire's extract with its last quarter so many times over that it has 250,000 victims."""
    made = settings.own_files_of(sampleshire.write(folder / "sampleshire"))
    own = folder / "local"
    own.mkdir()
    (own / "columns.toml").write_bytes((made / "columns.toml").read_bytes())
    with (made / EXTRACT).open(encoding="utf-8", newline="") as stream:
        heading, *rows = csv.reader(stream)
    with (own / EXTRACT).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(heading)
        last = [row for row in rows if any(f"/0{month}/2026" in cell for cell in row for month in (4, 5, 6))]
        for number in range(VICTIMS):
            writer.writerow(last[number % len(last)])


def read_victims(folder):
    """Return how many victims of the last quarter are counted."""
    with settings.serving(settings.Run(folder / "sampleshire", None, folder / "local")):
        frame = extracts.counts_for(settings.SAMPLESHIRE).frame
    return int(frame.loc[frame["quarter"] == QUARTER, "victims"].sum())


LOADS = {
    "35,672 small areas by 106 columns of main language": (every_small_area, read_small_areas),
    "250,000 victims in a quarter": (many_victims, read_victims),
}


def main():
    """Print rows and peak memory of each load; return the exit code."""
    missed = []
    for number, (what, (write, _)) in enumerate(LOADS.items()):
        with tempfile.TemporaryDirectory() as place:
            write(Path(place))
            done = in_own_process(__file__, number, place)
        print(f"{what}: {done['rows']:,} read, {done['gb']:.2f} GiB at most (goal {GOAL:g})", flush=True)
        missed += [what] if done["gb"] > GOAL else []
    return missed_goals(missed)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read = list(LOADS.values())[int(sys.argv[1])][1]
        read_here(lambda: read(Path(sys.argv[2])))
    else:
        sys.exit(main())
