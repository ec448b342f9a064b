"""What the project's tree may hold, and what no file of it may name."""

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
FOLDERS = {"docs", "notebooks", "data", "src", "reports", "tests", ".ci"}
FILES = {"pyproject.toml", "Makefile", "README.md", "LICENSE", "constraints.txt", ".gitignore"}
FILES |= {"CHANGELOG.md", "CONTRIBUTING.md"}
MACHINE = re.compile(r"/(?:home|Users|root|work|tmp)/[\w.-]+|[A-Z]:\\\\?Users\\")
INDEX = re.compile(r"--(?:extra-)?index[-]url|--find[-]links|--trusted-host|https?://[^\s\"']*/simple\b")
TEXT = {".py", ".toml", ".md", ".txt", ".html", ".css", ".lua", ".ipynb", ".csv", ".yaml", ".yml", ".json"}


def tracked():
    """Return the files that belong to the project: those that git keeps, or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a git checkout: which files belong to the project is not known")
    return [PROJECT / name for name in listed.decode().split("\0") if name and (PROJECT / name).is_file()]


def test_the_top_of_the_tree_is_the_design_and_no_download_or_local_extract_is_kept():
    parts = [path.relative_to(PROJECT).parts for path in tracked()]
    assert {one[0] for one in parts} <= FOLDERS | FILES
    own = [one for one in parts if one[:2] in (("data", "raw"), ("data", "local"))]
    assert {one[-1] for one in own} <= {".gitkeep", "README.md"}


def test_no_file_names_a_machine_or_a_package_index():
    here = Path(__file__).resolve()
    wrong = []
    for path in tracked():
        if path.resolve() == here or path.suffix not in (*TEXT, ""):
            continue
        text = path.read_text(encoding="utf-8")
        wrong += [
            f"{path.relative_to(PROJECT)}: {found[0]}"
            for expression in (MACHINE, INDEX)
            if (found := expression.search(text))
        ]
    assert not wrong
