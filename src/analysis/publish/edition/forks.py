"""Run chapters in processes forked from one that has imported everything and read the office's own files.

A kernel takes three seconds to start and to import what chapters need; a fork takes none. The process that
forks is one of its own (`forked`, begun by `warming`): this one may have threads, of which a fork would keep
the locks.
"""

import contextlib
import json
import selectors

from analysis.publish.edition import running
from analysis.publish.edition.forked import Lines

LOOK_SECONDS = 0.2


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
