"""Ctrl-C while processes are made ready ends that without a word, and afterwards as it should."""

import signal
import subprocess
import sys

from threadpoolctl import threadpool_info

from analysis import processes

WAIT = "import time; time.sleep(60)"
# With standard error given back after the imports, so that the test can read it.
HEARD = "import os; out, err = os.dup(1), os.dup(2); import {}; os.dup2(err, 2); os.write(out, b'ready')"
NAME = processes.PRELOADED


def started(source):
    return subprocess.Popen(
        [sys.executable, "-c", f"{source}; {WAIT}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_ctrl_c_after_imports_ends_as_it_should():
    process = started(HEARD.format(NAME))
    assert process.stdout.read(5) == b"ready"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert b"KeyboardInterrupt" in said


def test_ctrl_c_while_imports_are_made_leaves_no_traceback():
    process = started(f"import os; print('begins', flush=True); import {NAME}")
    assert process.stdout.read(6) == b"begins"
    # What reads a command does not wait for what is imported beside it: its streams are closed.
    assert (process.stdout.read(), process.stderr.read(), process.poll()) == (b"\n", b"", None)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == -signal.SIGINT


def test_linear_algebra_has_one_thread():
    held = {one["num_threads"] for one in threadpool_info() if one["internal_api"] == "openblas"}
    assert held == {1}
