"""A private notebook reads own rows, marks what it shows, and is never built."""

import subprocess

import nbformat
import pytest

from analysis import settings
from analysis.publish.report import editions
from tests.commands import python

PRIVATE = "from analysis import private"


@pytest.fixture
def ran(sampleshire_folder):
    """Return a function that runs Python on Sampleshire, and gives what it prints."""
    return lambda *lines, **more: python(
        "\n".join(lines), env=settings.Run(sampleshire_folder, **more).environment()
    )


def test_a_private_notebook_gets_own_rows_and_marks_what_it_shows(ran):
    said = ran(
        "from IPython.core.interactiveshell import InteractiveShell",
        "shell = InteractiveShell.instance()",
        "shell.run_cell('from analysis import private')",
        "print('then')",
        "shell.run_cell('print(private.survey(\"sampleshire\").columns[-2])')",
    ).stdout
    shown = said.split("then")[1].strip().splitlines()
    assert shown == ["answers", "Not for publication: this notebook looks at the office's own rows."]


def test_a_private_notebook_in_jupyterlab_reads_the_counts_that_chapters_may_not(ran, released_file):
    assert int(ran(PRIVATE, "print(len(private.survey('sampleshire')))").stdout) > 0
    refused = ran(
        "from analysis.release import people", "people.referrals('sampleshire')", solved=released_file
    ).stderr
    assert "Counts of people are released before chapters run" in refused


def test_no_private_notebook_is_built(tmp_path, monkeypatch):
    for name in ("02_chapter", "private/03_own"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(), tmp_path / f"{name}.ipynb")
    monkeypatch.setattr(settings, "notebooks", lambda: tmp_path)
    assert [path.stem for path in editions.choose()] == ["02_chapter"]
    with pytest.raises(ValueError, match='No chapter "03_own"'):
        editions.choose(["03_own"])


def test_git_keeps_no_private_notebook():
    asked = ["notebooks/private/own.ipynb", "notebooks/private/README.md"]
    found = subprocess.run(
        ["git", "check-ignore", "--no-index", *asked], cwd=settings.project(), capture_output=True, text=True
    )
    if found.returncode > 1:
        pytest.skip("this is not a git checkout")
    assert found.stdout.split() == asked[:1]
