"""Ctrl-C while processes are made ready ends that without a word, and afterwards as it should."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from threadpoolctl import threadpool_info

from analysis import processes

WAIT = "import time; time.sleep(60)"
# With standard error given back after the imports, so that the test can read it.
HEARD = "import os; out, err = os.dup(1), os.dup(2); import {}; os.dup2(err, 2); os.write(out, b'ready')"
FIRST, *_, LAST = processes.PRELOADED


def started(source):
    return subprocess.Popen(
        [sys.executable, "-c", f"{source}; {WAIT}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@pytest.mark.parametrize(("imported", "says"), [(FIRST, b""), (f"{FIRST}, {LAST}", b"KeyboardInterrupt")])
def test_ctrl_c_while_imports_are_made_leaves_no_traceback(imported, says):
    process = started(HEARD.format(imported))
    assert process.stdout.read(5) == b"ready"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert (says in said) if says else not said


def test_who_reads_a_command_does_not_wait_for_what_is_imported_beside_it():
    process = started(f"import {FIRST}")
    assert (process.stdout.read(), process.stderr.read(), process.poll()) == (b"", b"", None)
    process.kill()
    process.communicate()


def works(process):
    """Tell whether a process has not ended: one that nobody waited for is still listed, as "Z"."""
    try:
        return Path("/proc", process, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(processes.METHOD != "forkserver", reason="Nothing is forked here.")
def test_what_is_imported_for_others_ends_with_the_command_that_began_it():
    say = "print(processes.forkserver._forkserver._forkserver_pid)"
    # Ended so soon it is still starting, and is not yet silent by itself.
    source = f"import time; from analysis import processes; processes.get_ready(); {say}; time.sleep(0.05)"
    ran = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert not ran.stderr
    deadline = time.monotonic() + 10
    while works(ran.stdout.strip()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_linear_algebra_has_one_thread():
    held = {one["num_threads"] for one in threadpool_info() if one["internal_api"] == "openblas"}
    assert held == {1}
