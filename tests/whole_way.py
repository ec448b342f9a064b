"""Editions of Sampleshire that are built, published and attacked by the commands, as an office does it."""

import contextlib
import io
import tempfile
from multiprocessing import util

import pytest
from typer.testing import CliRunner

from analysis import processes
from analysis.cli import app
from analysis.release import solve, statements
from analysis.sources import checks

FIRST = "2026-Q1"  # the first edition that is published
# The office's own files whose figures take long to hide: tests/test_build.py and tests/test_two_editions.py
# build, publish and attack every one of them.
SLOW_TO_HIDE = ("victims_*", "support_*", "needs_*", "pathway_*", "safe_accommodation_*", "survey_*")


def publish_quarter(home, inputs, quarter, *more):
    """Build an edition of a quarter into `home`, `more` being options of the build, and publish it.

    `home` holds `local`, the office's files; `reports` is made in it, and what `say` makes.
    """
    common = ["--inputs", inputs, "--out", home / "reports", "--local", home / "local", "--as-of", quarter]
    say(home, "build", "--edition", quarter, *common, *more)
    say(home, "publish", quarter, *common)


def say(home, *command):
    """Run a command that must succeed; add what it says to `said.txt`, its temporary files to `temporary`.

    It fails where it counts people in this process instead of that of release.
    """
    (home / "temporary").mkdir(exist_ok=True)
    # Python's own, and what processes begin from, last as long as this one: they are made elsewhere.
    util.get_temp_dir()
    processes.context().Process().start()
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stderr(said):
        patch.setenv("TMPDIR", str(home / "temporary"))
        patch.setattr(tempfile, "tempdir", None)
        patch.setattr(solve, "counted", None)
        patch.setattr(checks, "looked_over", None)
        patch.setattr(statements, "told", None)
        result = CliRunner().invoke(app, [*map(str, command)])
    tempfile.tempdir = None
    with (home / "said.txt").open("a", encoding="utf-8") as stream:
        stream.write(said.getvalue() + result.output)
    assert result.exit_code == 0, result.output
