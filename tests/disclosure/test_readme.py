"""The README of disclosure control: its example prints what it says, and needs nothing of this project."""

import re
import subprocess
import sys
from pathlib import Path

from analysis import disclosure

README = Path(disclosure.__file__).with_name("README.md").read_text(encoding="utf-8")
# What a library may have: its errors, and how a file is read.
LEAVES = {"analysis", "analysis.errors", "analysis.plain_file", "analysis.toml_file"}
EVERY_MODULE = """
import importlib, pkgutil, sys
from analysis import disclosure
for one in pkgutil.walk_packages(disclosure.__path__, "analysis.disclosure."):
    importlib.import_module(one.name)
print(*(name for name in sys.modules if name.split(".")[0] in ("analysis", "sampleshire")))
"""


def printed(code):
    """Return what a program prints that a process of its own runs, without blanks at the ends of lines."""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [line.rstrip() for line in ran.stdout.splitlines()]


def test_ten_lines_protect_and_attack_somebody_elses_table():
    ((code, told),) = re.findall(r"```python\n(.*?)```.*?```text\n(.*?)```", README, re.DOTALL)
    assert len([line for line in code.splitlines() if line]) <= 10
    assert printed(code) == told.splitlines()


def test_every_module_that_it_names_is_there():
    named = set(re.findall(r"`(\w+)\.(?:py|\w+)`", README)) - {"errors", "toml_file", "plain_file"}
    assert named and not [
        name for name in named if not (Path(disclosure.__file__).parent / f"{name}.py").is_file()
    ]


def test_it_needs_nothing_of_this_project():
    (line,) = printed(EVERY_MODULE)
    others = {name for name in line.split() if not name.startswith("analysis.disclosure")}
    assert others <= LEAVES
