"""What the project's tree may hold, and what no file of it may name."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
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


def test_the_top_of_the_tree_is_the_design_and_no_download_or_extract_is_kept():
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


def test_what_is_imported_is_declared():
    """A library that another brings along today may not be there tomorrow."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["cluster"]]
    declared = {re.match(r"[\w-]+", one)[0].replace("_", "-").lower() for one in wanted}
    imported = set()
    for path in [*(PROJECT / "src").rglob("*.py"), *(PROJECT / "notebooks").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module.partition(".")[0])
    brings = metadata.packages_distributions()
    others = imported - sys.stdlib_module_names - {"analysis", "sampleshire"}
    lacking = {name for name in others if brings[name][0].replace("_", "-").lower() not in declared}
    assert len(others) > 20 and not lacking
