"""How long an office's extract of five years takes from its file to the table of victims.

The extract is invented: Sampleshire's own of six quarters, written down four times with its dates set back
by eighteen months each, 200,000 rows and more. The rival is pandas, which reads the same file as text and
looks at nothing. Seconds are of one processor, not of the clock. A missed goal ends with exit code 1.
"""

import csv
import re
import sys
import tempfile
from pathlib import Path

import pandas as pd
from measured import timed, told

import sampleshire
from analysis import settings, tables
from analysis.release import people

COPIES, MONTHS_BACK = 4, 18
FILE = "victims_2026-Q2.csv"
GOAL, MEMORY_GOAL = 10.0, 2.0
DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})$|(\d{4})-(\d{2})-(\d{2})$")


def set_back(text, months):
    """Return a date in either of the extract's forms, `months` before."""
    found = DATE.match(text)
    if found is None:
        return text
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    before = int(year) * 12 + int(month) - 1 - months
    day, month, year = f"{min(int(day), 28):02d}", f"{before % 12 + 1:02d}", before // 12
    return f"{day}/{month}/{year}" if found[1] else f"{year}-{month}-{day}"


def written(own, folder):
    """Write the extract of five years and its mapping into `folder`, and return how many rows it has."""
    with (own / FILE).open(encoding="utf-8", newline="") as stream:
        headings, *rows = csv.reader(stream)
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(headings)
        for copy in range(COPIES):
            writer.writerows([set_back(cell, copy * MONTHS_BACK) for cell in row] for row in rows)
    (folder / "columns.toml").write_bytes((own / "columns.toml").read_bytes())
    return COPIES * len(rows)


def lines():
    """Yield a line for the table of victims, one for pandas, and how much there was."""
    inputs = sampleshire.ensure(settings.data("raw", settings.SAMPLESHIRE))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rows = written(settings.own_files_of(inputs), folder)
        as_text, plain = timed(pd.read_csv, folder / FILE, dtype="str")
        with settings.serving(settings.Run(inputs=inputs, local=folder)):
            tables.places.names(settings.SAMPLESHIRE)
            victims, took = timed(people.victims, settings.SAMPLESHIRE)
    yield f"from file to table: {rows:,} rows", took, GOAL, took > GOAL
    yield f"  pandas, {len(as_text):,} rows read as text: ours {took / plain:.1f} times", plain, "", False
    counted, quarters = victims["victims"].sum(), victims["quarter"].nunique()
    yield f"  {counted:,} victims counted, {quarters} quarters", None, "", False


if __name__ == "__main__":
    sys.exit(told(lines(), MEMORY_GOAL))
