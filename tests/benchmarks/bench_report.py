"""Measure the report: from nothing, unchanged and with one source changed, against nbconvert in the same run.

    python tests/benchmarks/bench_report.py

The clock says what an analyst waits; the processor's seconds, of every process that took part, say the same
on a machine that others use too. The goals of the clock hold for two free cores. The rival is `jupyter
nbconvert --execute` of the same notebooks, one after another, which writes no other form and checks nothing.
"""

import csv
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sampleshire

PROJECT = Path(__file__).resolve().parents[2]
ONE_SOURCE = "census2021-ts021-ltla.csv"
NOTHING, UNCHANGED, ONE_CHANGED, OF_NBCONVERT = 90, 3, 20, 0.5
COMMAND = ("-c", "from analysis.cli import main; main()")
STARTS = {"import analysis": (("-c", "import analysis"), 0.3), "vna --help": ((*COMMAND, "--help"), 0.5)}


def measured(*command, **environment):
    """Return the seconds of the clock and of the processor that a command of this Python took."""
    before, start = _processor(), time.perf_counter()
    subprocess.run(
        [sys.executable, *command], check=True, capture_output=True, cwd=PROJECT, env=os.environ | environment
    )
    return time.perf_counter() - start, _processor() - before


def _processor():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def move_five_people(folder):
    """Change one source: five people of the first district's census file are of the next ethnic group."""
    (path,) = folder.rglob(ONE_SOURCE)
    head, first, rest = path.read_text(encoding="utf-8").split("\n", 2)

    names = next(csv.reader([head]))
    cells = next(csv.reader([first]))
    for group, change in (("Indian", 5), ("Pakistani", -5)):
        (column,) = (place for place, name in enumerate(names) if name.endswith(f": {group}"))
        cells[column] = str(int(cells[column]) + change)
    path.write_text("\n".join([head, ",".join(f'"{cell}"' for cell in cells), rest]), encoding="utf-8")


def builds(home):
    """Yield name, the seconds of both kinds and the goal of the clock of each build of Sampleshire."""
    inputs, local = home / "sampleshire", home / "local"
    sampleshire.write(inputs)
    shutil.copytree(inputs.with_name("sampleshire-local"), local)
    build = (*COMMAND, "build", "--inputs", str(inputs))
    build += ("--local", str(local), "--out", str(home / "reports"))
    yield "from nothing", *measured(*build), NOTHING
    yield "unchanged", *measured(*build), UNCHANGED
    move_five_people(inputs)
    yield "one source changed", *measured(*build), ONE_CHANGED


def by_nbconvert(home):
    """Return the seconds of both kinds that nbconvert takes for the chapters, one after another."""
    told = {"VNA_INPUTS": str(home / "sampleshire"), "VNA_LOCAL": str(home / "local")}
    run = ("-m", "jupyter", "nbconvert", "--to", "html", "--execute", "--output-dir", str(home / "html"))
    taken = [measured(*run, str(path), **told) for path in sorted((PROJECT / "notebooks").glob("*.ipynb"))]
    return tuple(map(sum, zip(*taken, strict=True)))


def main():
    """Print the table; exit 1 when a goal is missed."""
    missed = []
    print(f"{'what':24}{'clock s':>9}{'processor s':>13}   goal")
    for name, (command, limit) in STARTS.items():
        clock, processor = min(measured(*command) for _ in range(3))
        print(f"{name:24}{clock:9.2f}{processor:13.2f}   {limit} s", flush=True)
        missed += [name] if clock > limit else []
    with tempfile.TemporaryDirectory() as folder:
        home, found = Path(folder), {}
        for name, clock, processor, goal in builds(home):
            found[name] = (clock, processor)
            print(f"{name:24}{clock:9.2f}{processor:13.2f}   {goal} s", flush=True)
            missed += [name] if clock > goal else []
        rival = by_nbconvert(home)
    print(f"{'nbconvert':24}{rival[0]:9.2f}{rival[1]:13.2f}   the rival")
    for name, taken in found.items():
        ratios = [mine / theirs for mine, theirs in zip(taken, rival, strict=True)]
        print(f"{name:24}{ratios[0]:9.2f}{ratios[1]:13.2f}   times nbconvert")
        missed += [f"{name}, against nbconvert"] if ratios[0] > OF_NBCONVERT else []
    for name in missed:
        print(f"Goal missed: {name}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
