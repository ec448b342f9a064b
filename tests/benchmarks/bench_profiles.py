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
import sys
import tempfile
from pathlib import Path

from measured import missed_goals, watched

import sampleshire

TEAMS, GOAL = "sampleshire-neighbourhood-teams.csv", 4.0


def every_ward_a_team(folder, most):
    """Write Sampleshire with its first wards as teams, the last of them with the rest.

    `most` is the number of places, its districts among them.
    """
    (path,) = sampleshire.write(folder).rglob(TEAMS)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    teams = most - len({row["district24_name"] for row in rows})
    for number, row in enumerate(rows):
        row["neighbourhood_team"] = f"{rows[min(number, teams - 1)]['ward24_name']} team"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def run(*command):
    """Return seconds of the clock and the most memory of a command that must end well."""
    clock, most, code = watched(*command)
    if code:
        raise SystemExit(f"{command[0]} ended with exit code {code}")
    return clock, most


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
        run("build", "--chapters", "02", *given)
        before = sum(os.times()[2:4])
        clock, most = run("profile", "--place", "all", *given)
        processor = sum(os.times()[2:4]) - before
        places = len(list((home / "out").glob("sampleshire/profiles/*/[!.]*/index.html")))
    each = processor / places
    print(f"{places} places: {clock:.0f} s, {processor:.0f} s of the processor, {each:.1f} s each")
    memory = f"peak memory: {most:.2f} GiB of {GOAL:g}"
    print(memory)
    return missed_goals([memory] if most > GOAL else [])


if __name__ == "__main__":
    sys.exit(main())
