"""A command that is killed leaves what stood before, and the next run needs no cleaning by hand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HELD = Path(__file__).with_name("in_processes.py")


def session(chosen):
    """Run the tests of commands in processes of their own, in a session that has begun no thread."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-m", chosen, str(HELD)]
    # As a worker's it would share what other runs made, of other code.
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}
    home = Path(__file__).parents[3]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=home, env=own)
    assert done.returncode == 0, done.stdout[-6_000:]


pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a process")


def test_a_command_killed_at_a_few_moments_needs_no_cleaning():
    session("not slow")


@pytest.mark.slow
def test_a_command_killed_at_a_hundred_moments_needs_no_cleaning():
    session("slow")
