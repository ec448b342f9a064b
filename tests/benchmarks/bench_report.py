"""Measure the report: from nothing, unchanged and with one source changed, against nbconvert in the same run.

    python tests/benchmarks/bench_report.py

The clock says what an analyst waits. The rival is what gives the same chapters without a build: `vna
release` and `vna data`, whose tables they read, and `jupyter nbconvert --execute` of the notebooks, one by
one. It checks no file and writes no other form. What the ratios are to nbconvert alone is printed beside.
A table is read in a process that has imported pandas, as an analyst's kernel has.
"""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measured import VNA, missed_goals

import sampleshire

PROJECT = Path(__file__).resolve().parents[2]
ONE_SOURCE = "census2021-ts021-ltla.csv"
RELEASE, DATA, NBCONVERT = "vna release", "vna data", "nbconvert"
READ = """import time, pandas
start = time.perf_counter()
from analysis import read
read("language", "sampleshire")
print(time.perf_counter() - start)"""
GOALS = {"from nothing": 0.33, "one source changed": 0.15}  # of the rival's time
SECONDS = {"import analysis": 0.3, "vna --help": 0.5, "unchanged": 6, "one table read": 0.3}


def measured(*command, **environment):
    """Return the seconds that a command of this Python took."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *command], check=True, capture_output=True, cwd=PROJECT, env=os.environ | environment
    )
    return time.perf_counter() - start


def printed(*command):
    """Return what a command of this Python prints."""
    return subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True).stdout


def move_five_people(folder):
    """Change one source: five people of the first district's census file are of another ethnic group."""
    (path,) = folder.rglob(ONE_SOURCE)
    with path.open(encoding="utf-8", newline="") as stream:
        names, first, *rest = csv.reader(stream)
    groups = {"Indian": 5, "Asian, Asian British or Asian Welsh": 5}
    groups |= {"African": -5, "Black, Black British, Black Welsh, Caribbean or African": -5}
    for group, change in groups.items():
        (column,) = (place for place, name in enumerate(names) if name.endswith(f": {group}"))
        first[column] = str(int(first[column]) + change)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([names, first, *rest])


def taken(home):
    """Yield name and seconds of each start, of each build of Sampleshire, and of nbconvert."""
    yield "import analysis", min(measured("-c", "import analysis") for _ in range(3))
    yield "vna --help", min(measured(*VNA[1:], "--help") for _ in range(3))
    inputs, local = home / "sampleshire", home / "local"
    sampleshire.write(inputs)
    shutil.copytree(inputs.with_name("sampleshire-local"), local)
    given = ("--inputs", str(inputs), "--local", str(local))
    build = (*VNA[1:], "build", *given, "--out", str(home / "reports"))
    os.environ["VNA_TABLES"] = str(home / "tables")
    yield "from nothing", measured(*build)
    yield "unchanged", measured(*build)
    move_five_people(inputs)
    yield "one source changed", measured(*build)
    yield RELEASE, measured(*VNA[1:], "release", *given)
    os.environ["VNA_TABLES"] = str(home / "tables of the rival")
    yield DATA, measured(*VNA[1:], "data", *given)
    yield "one table read", min(float(printed("-c", READ)) for _ in range(3))
    run = ("-m", "jupyter", "nbconvert", "--to", "html", "--execute", "--output-dir", str(home / "html"))
    told = {"VNA_INPUTS": str(inputs), "VNA_LOCAL": str(local)}
    chapters = sorted((PROJECT / "notebooks").glob("*.ipynb"))
    yield NBCONVERT, sum(measured(*run, str(path), **told) for path in chapters)


def main():
    """Print the table; return the exit code."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, seconds in taken(Path(folder)):
            found[name] = seconds
            print(f"{name:24}{seconds:9.2f} s", flush=True)
    rival = sum(found[name] for name in (RELEASE, DATA, NBCONVERT))
    ratios = {name: found[name] / rival for name in GOALS}
    for name, ratio in ratios.items():
        alone = f"{found[name] / found[NBCONVERT]:.2f} of nbconvert alone"
        print(f"{name:24}{ratio:9.2f}   of release, data and nbconvert, goal {GOALS[name]}; {alone}")
    missed = [name for name, ratio in ratios.items() if ratio > GOALS[name]]
    missed += [name for name, limit in SECONDS.items() if found[name] > limit]
    return missed_goals(missed)


if __name__ == "__main__":
    sys.exit(main())
