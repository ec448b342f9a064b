"""Run chapters in processes forked from one that has imported everything and read the office's own files.

A kernel takes three seconds to start and to import what chapters need; a fork takes none. The process that
forks is one of its own (`forked`): this one may have threads, of which a fork would keep the locks.
"""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys

from analysis import settings
from analysis.publish.edition import running
from analysis.publish.edition.forked import Lines

LOOK_SECONDS = 0.2


def possible():
    """Tell whether chapters can be forked here: macOS forks, and its own libraries do not bear it."""
    return sys.platform == "linux"


@contextlib.contextmanager
def warming():
    """Give a process that imports what chapters do; all its forks end with it."""
    kept = {name: value for name, value in os.environ.items() if name not in settings.VARIABLES}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "analysis.publish.edition.forked"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kept | {"MPLBACKEND": "agg"},
        start_new_session=True,  # Ctrl-C is for this process, which then ends that one and its children
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(BrokenPipeError):
                stream.close()


def warm_up(process, area, run, ahead):
    """Have a process read what chapters share, as `chapters.warm_up` does."""
    _send(process, {"area": area, "environment": run.environment(), "ahead": ahead})


def run_all(asked, run, timeout, at_a_time, heard, process):
    """Run each of `asked` (a `running.Asked`) in a fork of `process`; `heard(place, what)` is told of it."""
    chapters = [vars(one) | {"folder": str(one.folder)} for one in asked]
    how = {"environment": run.environment(), "timeout": timeout, "at_a_time": at_a_time}
    left = set(range(len(asked)))
    _send(process, how | {"chapters": chapters})
    answers = _answers(process)
    while left:
        place, what = next(answers, (None, None))
        if place is None:
            break
        if what == running.BEGUN:
            heard(place, running.BEGUN)
        else:
            left.discard(place)
            heard(place, _come_of(what, timeout))
    for place in sorted(left):
        heard(place, running.Stopped(1, running.ENDED))


def look_through(process, folder, paths):
    """Have a process look through files of an edition, and return what gives {path: lines} when it has.

    That gives None where the process is gone.
    """
    _send(process, {"folder": str(folder), "paths": paths})
    return lambda: next(_answers(process), (0, None))[1]


def _come_of(what, timeout):
    if "pieces" in what:
        return running.Ran(dict(what["pieces"]), what["files"], what["opened"])
    if "fault" in what:
        return running.Stopped(what["cell"], running.in_words(*what["fault"]))
    return running.Stopped(what["cell"], running.too_long(timeout) if what["late"] else running.ENDED)


def _send(process, what):
    with contextlib.suppress(BrokenPipeError):  # that it is gone shows in that it does not answer
        process.stdin.write(json.dumps(what).encode() + b"\n")
        process.stdin.flush()


def _answers(process):
    lines = Lines(process.stdout.fileno())
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while not lines.ended:
            # A read without end could not be interrupted from another thread.
            if waiting.select(LOOK_SECONDS):
                yield from lines.read()
