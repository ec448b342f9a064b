"""Change one place of the program's own code at a time, and see which test notices.

    python -m tests.mutations.of_source --number 200 --out before.csv
    python -m tests.mutations.of_source --again before.csv --out after.csv

Each change is tried in a copy of the checkout: first the tests named after the module, then those of its
package, then those that go the whole way. The first test that fails has noticed. A change that nothing
notices within `--seconds` is listed as such: some change nothing that anybody could see.
"""

import argparse
import ast
import csv
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# What a fault does most harm in is drawn four times as often.
WEIGHTED = ("disclosure/", "release/", "extracts/", "measures/languages/")
WEIGHT = 4
# What goes from files to a report, for changes that no test of the package notices.
WHOLE_WAY = ("test_build.py", "test_two_editions.py", "notebooks/test_no_rows.py", "test_table_files.py")
OTHERS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub,
    ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
FIELDS = ("file", "line", "column", "was", "now", "noticed_by", "seconds")


def changed(node):
    """Return what could stand in the place of an expression, as code; None where nothing is tried."""
    match node:
        case ast.Compare(ops=[one]) if type(one) in OTHERS:
            return ast.unparse(ast.Compare(node.left, [OTHERS[type(one)]()], node.comparators))
        case ast.BinOp() | ast.BoolOp() if type(node.op) in OTHERS:
            parts = {name: getattr(node, name) for name in node._fields}
            return ast.unparse(type(node)(**parts | {"op": OTHERS[type(node.op)]()}))
        case ast.UnaryOp(op=ast.Not()):
            return ast.unparse(node.operand)
        case ast.Constant(value=bool()):
            return str(not node.value)
        case ast.Constant(value=int() | float()):
            return repr(node.value + 1)
        case ast.IfExp():
            return ast.unparse(ast.IfExp(node.test, node.orelse, node.body))
    return None


def changes(path):
    """Return (line, column, last line, last column, what stands there now) of each change of a module."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        now = changed(node) if isinstance(node, ast.expr) else None
        if now is not None:
            found.append((node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, now))
    return found


def draw(number, seed):
    """Return as many changes as asked for, the same for a seed, as rows of FIELDS."""
    rows, weights = [], []
    for path in sorted((PROJECT / "src").rglob("*.py")):
        name = path.relative_to(PROJECT).as_posix()
        for line, column, *_, now in changes(path):
            rows.append({"file": name, "line": line, "column": column, "now": now})
            weights.append(WEIGHT if name.removeprefix("src/analysis/").startswith(WEIGHTED) else 1)
    chance = random.Random(seed)
    keys = [chance.random() ** (1 / weight) for weight in weights]
    return [rows[place] for place in sorted(range(len(rows)), key=keys.__getitem__)[-number:]]


def apply(checkout, row):
    """Make a change in a copy of the checkout; return what stood there."""
    path = checkout / row["file"]
    place = int(row["line"]), int(row["column"])
    first, column, last, end, now = next(
        one for one in changes(path) if one[:2] == place and one[4] == row["now"]
    )
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(lines[first - 1 : last]).encode()
    before = len("".join(lines[first - 1 : last - 1]).encode())
    was = text[column : before + end].decode()
    text = text[:column] + f"({now})".encode() + text[before + end :]
    path.write_text("".join([*lines[: first - 1], text.decode(), *lines[last:]]), encoding="utf-8")
    return was


def steps(checkout, name):
    """Yield groups of test files, the nearest to a module first, none twice."""
    tests, path = checkout / "tests", Path(name).relative_to("src")
    path = path.relative_to("analysis") if path.parts[0] == "analysis" else path
    seen = set()

    def fresh(found):
        group = sorted(one for one in found if one not in seen)
        seen.update(group)
        return group

    words = [word for word in path.with_suffix("").parts[-2:] if word != "__init__"]
    yield fresh(one for word in words for one in tests.rglob(f"test_*{word}*.py"))
    for folder in path.parents:
        if folder != Path():
            yield fresh((tests / folder).rglob("test_*.py"))
    yield fresh(tests / one for one in WHOLE_WAY)


def tried(row, checkout, marked, seconds):
    """Return a row with what noticed the change, and how long that took."""
    was = apply(checkout, row)
    begun, by = time.monotonic(), ""
    source = {"PYTHONPATH": f"{checkout / 'src'}{os.pathsep}{checkout}", "PYTHONDONTWRITEBYTECODE": "1"}
    for group in steps(checkout, row["file"]):
        left = seconds - (time.monotonic() - begun)
        if not group or left <= 0:
            continue
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "--no-header",
            "-rfE",
            "-m",
            marked,
            *map(str, group),
        ]
        try:
            done = subprocess.run(
                command, cwd=checkout, env=os.environ | source, capture_output=True, text=True, timeout=left
            )
        except subprocess.TimeoutExpired:
            continue
        if done.returncode in (0, 5):
            continue
        failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
        by = failed[1] if failed else "pytest could not begin"
        break
    return row | {"was": was, "noticed_by": by, "seconds": round(time.monotonic() - begun)}


def main():
    """Write a row for each change, and print how many were noticed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--number", type=int, default=200, help="how many changes")
    asked.add_argument("--seed", type=int, default=68, help="which ones are drawn")
    asked.add_argument("--again", type=Path, help="the changes of an earlier table instead")
    asked.add_argument("--marked", default="not slow", help="which tests run, as pytest's -m has it")
    asked.add_argument("--seconds", type=int, default=240, help="how long each change is tried")
    asked.add_argument("--jobs", type=int, default=2, help="how many are tried side by side")
    asked.add_argument("--out", type=Path, required=True, help="the table of what was noticed")
    given = asked.parse_args()
    if given.again:
        with given.again.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    else:
        rows = draw(given.number, given.seed)
    files = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True, text=True)

    def one(row):
        with tempfile.TemporaryDirectory(prefix="mutation-") as home:
            checkout = Path(home, "project")
            for name in filter(None, files.stdout.split("\0")):
                (checkout / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(PROJECT / name, checkout / name)
            Path(home, "shared").symlink_to(PROJECT.parent / "shared")
            return tried(row, checkout, given.marked, given.seconds)

    with given.out.open("w", encoding="utf-8", newline="") as stream, ThreadPoolExecutor(given.jobs) as pool:
        table = csv.DictWriter(stream, FIELDS, extrasaction="ignore")
        table.writeheader()
        noticed = 0
        for number, row in enumerate(pool.map(one, rows), 1):
            table.writerow(row)
            stream.flush()
            noticed += bool(row["noticed_by"])
            print(
                f"{number} of {len(rows)}: {noticed} noticed. {row['file']}, line {row['line']}", flush=True
            )


if __name__ == "__main__":
    main()
