"""How much memory and time `vna profile --place all` takes, with every ward of Sampleshire a team of its own.

    python tests/benchmarks/bench_profiles.py [--places 76]

An office with 500 teams has no other way: 25 places run one after another in a kernel, and then the next 25,
so memory is asked of the largest batch and time grows with the number of places. Memory is that of all
processes together, each page that they share counted once, looked at four times a second; Linux alone tells
it. A missed goal ends with exit code 1.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import sampleshire

TEAMS, GOAL, PAUSE = "sampleshire-neighbourhood-teams.csv", 4.0, 0.25
COMMAND = (sys.executable, "-c", "from analysis.cli import main; main()")


def every_ward_a_team(folder, most):
    """Write Sampleshire with its first wards as teams: `most` places, its districts among them."""
    (path,) = sampleshire.write(folder).rglob(TEAMS)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    districts = {row["district24_name"] for row in rows}
    for number, row in enumerate(rows):
        row["neighbourhood_team"] = f"{row['ward24_name']} team" if len(districts) + number < most else ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if row["neighbourhood_team"])


def family(first):
    """Return a process and all that descend from it, by number."""
    children = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    found = [first]
    for one in found:
        found += children.get(one, [])
    return found


def memory(process):
    """Return the GiB that a process holds, its part of what it shares with others."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 2**20


def measured(*command):
    """Return seconds of the clock and of the processor, and the most memory, of a command."""
    start, most = time.perf_counter(), [0.0]
    before = sum(os.times()[2:4])
    unheard = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([*COMMAND, *command], **unheard) as child:
        ended = threading.Event()

        def look():
            while not ended.wait(PAUSE):
                most[0] = max(most[0], sum(map(memory, family(child.pid))))

        looking = threading.Thread(target=look)
        looking.start()
        code = child.wait()
        ended.set()
        looking.join()
    if code:
        raise SystemExit(f"{command[0]} ended with exit code {code}")
    return time.perf_counter() - start, sum(os.times()[2:4]) - before, most[0]


def main():
    """Print seconds and peak memory; return the exit code."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--places", type=int, default=76)
    wanted = arguments.parse_args().places
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        every_ward_a_team(home / "inputs", wanted)
        given = ("--inputs", str(home / "inputs"), "--local", str(home / "none"), "--out", str(home / "out"))
        (home / "none").mkdir()
        measured("build", "--chapters", "02", *given)
        clock, processor, most = measured("profile", "--place", "all", *given)
        places = len(list((home / "out").glob("sampleshire/profiles/*/[!.]*/index.html")))
    each = processor / places
    print(f"{places} places: {clock:.0f} s, {processor:.0f} s of the processor, {each:.1f} s each")
    print(f"peak memory: {most:.2f} GiB of {GOAL:g}")
    return 1 if most > GOAL else 0


if __name__ == "__main__":
    sys.exit(main())
