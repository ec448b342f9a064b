"""Make the reports that must not change, and compare them before and after a change of the code.

    python tests/benchmarks/same_builds.py make FOLDER         # with the code that is installed
    python tests/benchmarks/same_builds.py compare BEFORE AFTER

`make` builds what BUILDS lists: Sampleshire in two editions, and with the files in `../shared` a real police
force in England, one in Wales, London, a folder of one file, and an earlier quarter. `compare` sets each
edition beside its like: every table by its columns and row labels, and of each exhibit the chapter, title,
subtitle, alternative text, sources, tabulations and whether the main report has it; each sentence and each
gap with its reason. Numbers of exhibits may move. It prints each difference and ends with 1 where it found
one.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
from measured import VNA

import sampleshire

PROJECT = Path(__file__).resolve().parents[2]
REAL = PROJECT.parent / "shared" / "data"
ONE_FILE = "census2021/census2021-ts024-ltla.csv"
# Of each build: the area, the quarter, and what of `../shared/data` it reads, None for Sampleshire.
BUILDS = {
    "warwickshire": ("warwickshire", "2026-Q1", "."),
    "warwickshire, earlier": ("warwickshire", "2025-Q3", "."),
    "gwent": ("gwent", "2026-Q1", "."),
    "london": ("metropolitan", "2026-Q1", "."),
    "one file": ("warwickshire", "2026-Q1", ONE_FILE),
}
EDITIONS = ("2026-Q1", "2026-Q2")  # of Sampleshire, both published
SAID_OF_AN_EXHIBIT = (
    "kind",
    "title",
    "subtitle",
    "alt",
    "source",
    "tabulations",
    "cards",
    "printed",
    "in main",
)
NUMBER = re.compile(r"\b(Figure|Table|Map) \d+\.\d+|\b\d{2}-(?:table-|gap-|sentence-)?\d{2}\b")


def make(folder):
    """Build every one of BUILDS, and Sampleshire's two editions, into a folder each of `folder`."""
    inputs = folder / "inputs"
    sampleshire.ensure(inputs / "sampleshire")
    for quarter in EDITIONS:
        given = ["--inputs", inputs / "sampleshire", "--out", folder / "sampleshire", "--as-of", quarter]
        _run("build", "--edition", quarter, "--restricted", *given)
        _run("publish", quarter, *given)
    for name, (area, quarter, read) in BUILDS.items() if REAL.is_dir() else ():
        place = inputs / name
        place.mkdir(parents=True, exist_ok=True)
        if (REAL / read).is_file():
            shutil.copy(REAL / read, place)
        source = place if (REAL / read).is_file() else REAL / read
        local = place / "none"
        local.mkdir(exist_ok=True)
        _run("build", "--area", area, "--inputs", source, "--as-of", quarter, "--out", folder / name,
             "--local", local)  # fmt: skip


def _run(*command):
    print("vna", *command, flush=True)
    subprocess.run([*VNA, *map(str, command)], check=True, cwd=PROJECT, stderr=subprocess.DEVNULL)


def compare(before, after):
    """Yield each difference of two folders that `make` wrote, in a line."""
    pairs = [{path.parent.relative_to(one): path.parent for path in one.rglob("manifest.json")}
             for one in (before, after)]  # fmt: skip
    for place in sorted(pairs[0].keys() | pairs[1].keys()):
        if not all(place in one for one in pairs):
            yield f"{place}: only {'before' if place in pairs[0] else 'after'}"
            continue
        for difference in _of_editions(*(one[place] for one in pairs)):
            yield f"{place}: {difference}"


def _of_editions(before, after):
    exhibits = [dict(_exhibits(one)) for one in (before, after)]
    for key in sorted(exhibits[0].keys() | exhibits[1].keys()):
        if not all(key in one for one in exhibits):
            yield f"{key}: only {'before' if key in exhibits[0] else 'after'}"
            continue
        old, new = (one[key] for one in exhibits)
        for field in SAID_OF_AN_EXHIBIT:
            if old[field] != new[field]:
                yield f"{key}: {field} was {old[field]!r} and is {new[field]!r}"
        yield from (f"{key}: {one}" for one in _of_tables(old["table"], new["table"]))
    words = [Counter(_words(one)) for one in (before, after)]
    for which, extra in (("before", words[0] - words[1]), ("after", words[1] - words[0])):
        yield from (f"{chapter}: only {which}: {text}" for chapter, text in sorted(extra))


def _exhibits(edition):
    """Yield a key, chapter and title, and what is said, of each exhibit of an edition."""
    held, seen = json.loads((edition / "manifest.json").read_text(encoding="utf-8")), Counter()
    main = {path.stem: _without_annexes(path.read_text(encoding="utf-8")) for path in edition.glob("*.md")}
    for entry in held["figures"]:
        title = (entry["chapter"], entry["kind"], entry.get("title", ""))
        seen[title] += 1
        number = f", number {seen[title]} of that title" if seen[title] > 1 else ""
        files = [edition / one for one in entry.get("files", ()) if one.endswith(".csv")]
        said = {field: entry.get(field) for field in SAID_OF_AN_EXHIBIT}
        anchor = "#figure-" + entry["name"] if entry["kind"] == "figure" else "#" + entry["name"]
        said["in main"] = anchor + " " in main.get(entry["chapter"], "")
        said["table"] = [pd.read_csv(one, dtype=str, keep_default_na=False) for one in files]
        yield " / ".join(title) + number, said


def _without_annexes(text):
    """Return a chapter's page without what stands in an annex."""
    kept, until = [], ""
    for line in text.splitlines():
        if not until and line.startswith(":::") and "{.details .annex" in line:
            until = line.split(" ")[0]
        if not until:
            kept.append(line)
        elif line == until:
            until = ""
    return "\n".join(kept)


def _of_tables(old, new):
    """Yield what differs between the tables of an exhibit: columns, then cells by their row's labels."""
    if len(old) != len(new):
        yield f"{len(old)} tables were, {len(new)} are"
    for one, other in zip(old, new, strict=False):
        for which, columns in (("before", set(one) - set(other)), ("after", set(other) - set(one))):
            if columns:
                yield f"columns only {which}: {', '.join(sorted(columns))}"
        both = [name for name in one.columns if name in other.columns]
        rows = [Counter(map(tuple, table[both].to_numpy())) for table in (one, other)]
        for which, extra in (("before", rows[0] - rows[1]), ("after", rows[1] - rows[0])):
            yield from (f"row only {which}: {' | '.join(row)}" for row in sorted(extra))


def _words(edition):
    """Yield the chapter and the words of each paragraph, tables and numbers of exhibits left out."""
    for path in sorted(edition.glob("*.md")):
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)  # code may change
        text = "\n".join(line for line in text.splitlines() if not line.startswith((":::", "|", "![")))
        for block in filter(str.strip, text.split("\n\n")):
            yield path.stem, NUMBER.sub("exhibit", " ".join(block.split()))


def main():
    """Do what was asked, and end with 1 where editions differ."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("what", choices=["make", "compare"])
    parser.add_argument("folders", type=Path, nargs="+")
    given = parser.parse_args()
    if given.what == "make":
        make(*given.folders)
        return
    found = list(compare(*given.folders))
    print("\n".join(found) or "Nothing differs.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
