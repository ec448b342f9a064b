"""Measure the report: its whole time, what goes to imports and kernels, and two start-up limits.

    python tests/benchmarks/bench_report.py

Each figure is set against a limit or a rival of the same run: the build against its chapters run one
after another by `jupyter nbconvert`, start-up against the limits of half a second and 0.3 seconds.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LIMITS = {"import analysis": 0.3, "vna --help": 0.5}


def seconds(command, repeats=3, **environment):
    """Return the shortest time that a command took, in seconds."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        subprocess.run(
            command, check=True, capture_output=True, cwd=PROJECT, env={**os.environ, **environment}
        )
        best = min(best, time.perf_counter() - start)
    return best


def main():
    """Print the table; exit 1 when a limit is missed."""
    python, vna = sys.executable, str(Path(sys.executable).with_name("vna"))
    rows, missed = [], False
    bare = seconds([python, "-c", "pass"])
    for name, command in (
        ("import analysis", [python, "-c", "import analysis"]),
        ("vna --help", [vna, "--help"]),
    ):
        taken = seconds(command)
        missed |= taken > LIMITS[name]
        rows.append((name, taken, f"{taken / LIMITS[name]:.2f} x the limit of {LIMITS[name]} s"))
    stages = (
        "from analysis import measures, publish, tables; import geopandas, matplotlib.figure, scipy.stats"
    )
    imports = seconds([python, "-c", f"{stages}, statsmodels.api"], repeats=2) - bare
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([vna, "build", "--out", folder], check=True, capture_output=True, cwd=PROJECT)
        build = seconds([vna, "build", "--out", folder], repeats=2)
        chapters = sorted((PROJECT / "notebooks").glob("*.ipynb"))
        rival = 0.0
        for chapter in chapters:
            run = [python, "-m", "jupyter", "nbconvert", "--to", "html", "--execute", "--output-dir", folder]
            rival += seconds([*run, str(chapter)], repeats=1)
        started = seconds([python, "-c", START_KERNEL], repeats=2) - seconds(
            [python, "-c", "import nbclient"]
        )
    rows.append(
        ("vna build, Sampleshire", build, f"{build / rival:.2f} x nbconvert, one chapter after another")
    )
    rows.append(("its chapters by nbconvert", rival, "1"))
    share = len(chapters) * imports / build
    rows.append(
        ("imports of one chapter", imports, f"{share:.0%} of the build, were chapters run one by one")
    )
    rows.append(
        ("start of one kernel", started, f"{len(chapters) * started / build:.0%} of the build, likewise")
    )
    for name, taken, ratio in rows:
        print(f"{name:32} {taken:8.2f} s   {ratio}")
    sys.exit(1 if missed else 0)


START_KERNEL = """
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
NotebookClient(new_notebook(cells=[new_code_cell("pass")])).execute()
"""

if __name__ == "__main__":
    main()
