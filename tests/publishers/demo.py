"""A whole quarter as an analyst has it, without a network: fetch, check, build, publish, and what came of it.

    python -m tests.publishers.demo [--folder FOLDER] [--chapters 02,03]

Starts the local publishers and runs the commands that are printed, each as its user would. The office's own
files come from Sampleshire's writer: no publisher has them.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import sampleshire
from analysis import settings
from analysis.sources.fetching.transport import PUBLISHERS_VARIABLE

from .serving import serving

EDITION = "2026-Q2"


def main():
    """Run the demonstration; its exit code is that of the first command that fails, else 0."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--folder", type=Path, help="where everything goes; without it, a new one")
    read.add_argument("--chapters", help="chapters to build, such as 02,03; without it, all")
    asked = read.parse_args()
    home = (asked.folder or Path(tempfile.mkdtemp(prefix="vna-demo-"))).resolve()
    raw, local, reports = home / "raw", home / "local", home / "reports"
    stock = sampleshire.ensure(settings.data("raw", settings.SAMPLESHIRE))
    shutil.copytree(settings.own_files_of(stock), local, dirs_exist_ok=True)
    chapters = ["--chapters", asked.chapters] if asked.chapters else []
    folders = ["--area", "sampleshire", "--inputs", raw, "--local", local, "--out", reports]
    with serving(stock) as publishers:
        there = {PUBLISHERS_VARIABLE: publishers.address}
        vna(["fetch", "--area", "sampleshire", "--to", raw], there)
        vna(["fetch", "--area", "sampleshire", "--to", raw], there)  # the second time nothing is sent again
    vna(["check", "--inputs", raw])
    vna(["build", *folders, "--edition", EDITION, "--as-of", EDITION, *chapters])
    vna(["publish", EDITION, *folders, "--as-of", EDITION])
    print(f"\nFetched, checked, built and published. Open {reports / 'sampleshire' / EDITION / 'index.html'}")


def vna(arguments, more=None):
    """Run a command of the tool as a user would, and say which."""
    told = [str(argument) for argument in arguments]
    print(f"\n$ vna {' '.join(told)}", flush=True)
    command = [sys.executable, "-c", "from analysis.cli import main; main()", *told]
    done = subprocess.run(command, env=os.environ | (more or {}), check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
