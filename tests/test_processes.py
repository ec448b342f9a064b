"""Ctrl-C while processes are made ready ends that without a word, and afterwards as it should."""

import signal
import subprocess
import sys

import pytest
from threadpoolctl import threadpool_info

from analysis import processes

WAIT = "import time; print('ready', flush=True); time.sleep(60)"
FIRST, *_, LAST = processes.PRELOADED


@pytest.mark.parametrize(("imported", "says"), [(FIRST, ""), (f"{FIRST}, {LAST}", "KeyboardInterrupt")])
def test_ctrl_c_while_imports_are_made_leaves_no_traceback(imported, says):
    begun = subprocess.Popen(
        [sys.executable, "-c", f"import {imported}; {WAIT}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert begun.stdout.readline() == "ready\n"
    begun.send_signal(signal.SIGINT)
    _, said = begun.communicate(timeout=60)
    assert begun.returncode == -signal.SIGINT
    assert (says in said) if says else not said


def test_linear_algebra_has_one_thread():
    held = {one["num_threads"] for one in threadpool_info() if one["internal_api"] == "openblas"}
    assert held == {1}
