"""The command `vna` in the process of a test: what it said, in words, and its exit code."""

import os
import subprocess
import sys

from typer.testing import CliRunner

from analysis.cli import app

MAIN = "from analysis.cli import main; main()"


def python(code, *arguments, env=(), **how):
    """Return what came of Python in a process of its own; `env` is what its environment has besides."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | dict(env), **how)


def vna(*arguments):
    """Return what a command said and its exit code."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def ran(*arguments):
    """Return what a command that must succeed said on standard output."""
    found = vna(*arguments)
    assert found.exit_code == 0, (found.stdout, found.stderr, found.exception)
    return found.stdout


def refused(*arguments, code=1):
    """Return what a refused command said: in words on standard error, with its exit code, no traceback."""
    found = vna(*arguments)
    assert found.exit_code == code, (found.stdout, found.stderr, found.exception)
    assert found.exception is None or isinstance(found.exception, SystemExit)
    assert "Traceback" not in found.output
    if code == 1:
        assert found.stderr.count("\n") == 1, found.stderr
    return found.stderr
