"""Measure `suppress` on one table: two ways up to 38,496 cells, and 42,816 with one tree-shaped hierarchy.

    python tests/benchmarks/bench_disclosure.py [--repeats 3]

The tables are made here: 20 or 95 languages by 100 or 400 areas, most of the counts small or zero, seeded.
The rival is GaussSuppression 1.2.3 (R). It is not run: its times are those recorded on two cores for tables
of the same sizes and about as many primary cells, and are named so. Each time is the best of the repeats,
of everything from the cells to the finished table; with its audit where that is said.
"""

import argparse
import sys
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.disclosure.suppression import audit, suppress_with_report

BY, COUNT, HIDE_BELOW = ["area", "language"], "residents", 5
RECORDED = {2_121: 0.7, 8_421: 9.4, 38_496: 201.8}
TIMES_AS_FAST = 100
# Time may grow so much faster than the number of cells between the second size and the largest.
GROWTH = 1.5


@dataclass(frozen=True)
class Case:
    """One table and criterion, and the seconds it may take."""

    rows: int
    columns: int
    criterion: str
    limit: float | None = None
    tree: bool = False
    audited: bool = False


CASES = (
    Case(100, 20, "exact"),
    Case(400, 20, "exact"),
    Case(400, 95, "exact", 2),
    Case(100, 20, "informed", audited=True),
    Case(400, 20, "informed", audited=True),
    Case(400, 95, "informed", 5, audited=True),
    Case(400, 95, "exact", 15, tree=True),
    Case(400, 95, "interval", 15, tree=True),
    Case(400, 95, "informed", 15, tree=True, audited=True),
)


def cells_of(rows, columns):
    """Return the counts of a table in which areas and languages differ in size, and some do not meet."""
    numbers = np.random.default_rng(rows * 1_000 + columns)
    sizes = np.exp(numbers.normal(0, 1.0, rows))[:, None] * np.exp(numbers.normal(0.9, 1.4, columns))[None, :]
    mixed = sizes * np.exp(numbers.normal(0, 0.6, sizes.shape))
    counts = numbers.poisson(mixed) * (numbers.random(sizes.shape) > 0.2)
    area, language = np.indices(counts.shape).reshape(2, -1)
    return pd.DataFrame(
        {
            "area": [f"area {place:03d}" for place in area],
            "language": [f"language {place:02d}" for place in language],
            COUNT: counts.ravel(),
        }
    )


def tree_of(rows):
    """Return 36 counties of areas in 9 regions."""
    pairs = [(f"area {place:03d}", f"county {place * 36 // rows:02d}") for place in range(rows)]
    pairs += [(f"county {place:02d}", f"region {place // 4}") for place in range(36)]
    return pd.DataFrame(pairs, columns=["child", "parent"])


def measure(case, repeats):
    """Return the best seconds of a case and its report, having checked that every need is met."""
    cells = cells_of(case.rows, case.columns)
    hierarchies = {"area": tree_of(case.rows)} if case.tree else None
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        table, report = suppress_with_report(
            cells, BY, COUNT, HIDE_BELOW, hierarchies, criterion=case.criterion
        )
        unmet = audit(table, BY, COUNT, hierarchies, criterion=case.criterion) if case.audited else None
        seconds.append(time.perf_counter() - start)
    if unmet is None:
        unmet = audit(table, BY, COUNT, hierarchies, criterion=case.criterion)
    if unmet:
        raise SystemExit(f"{case}: {len(unmet)} needs are not met")
    return min(seconds), report


def compare(repeats):
    """Print the table of all cases and the goals; return whether every goal was kept."""
    titles = ("cells", "primary", "hidden", "bound", "seconds", "recorded*", "times", "goal s")
    print(f"{'criterion':<24}" + "".join(f"{title:>11}" for title in titles))
    kept, took = True, {}
    for case in CASES:
        seconds, report = measure(case, repeats)
        took[case.criterion, report.cells] = seconds
        rival = RECORDED.get(report.cells) if case.criterion == "exact" and not case.tree else None
        good = case.limit is None or seconds <= case.limit
        good &= rival is None or case.limit is None or rival / seconds >= TIMES_AS_FAST
        kept &= good
        name = case.criterion + (", tree" if case.tree else "") + (", with audit" if case.audited else "")
        hidden = report.primary + report.secondary
        bound = "" if report.bound is None else f"{report.bound:,}"
        print(
            f"{name:<24}{report.cells:>11,}{report.primary:>11,}{hidden:>11,}{bound:>11}"
            f"{seconds:>11.3f}{'' if rival is None else f'{rival:.1f}':>11}"
            f"{'' if rival is None else f'{rival / seconds:,.0f}':>11}"
            f"{'' if case.limit is None else f'{case.limit:g}':>11}{'' if good else '   NOT KEPT'}"
        )
    print(f"* GaussSuppression 1.2.3, recorded, not run here. Goal at 38,496 cells: {TIMES_AS_FAST} times.\n")
    for criterion in ("exact", "informed"):
        ratio = took[criterion, 38_496] / took[criterion, 8_421]
        allowed = GROWTH * 38_496 / 8_421
        good = ratio <= allowed
        kept &= good
        print(
            f"{criterion}: 4.6 times the cells take {ratio:.1f} times as long; "
            f"at most {allowed:.1f}{'' if good else '   NOT KEPT'}"
        )
    return kept


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--repeats", type=int, default=3, help="the best time of so many runs")
    return 0 if compare(arguments.parse_args().repeats) else 1


if __name__ == "__main__":
    sys.exit(main())
