"""Run chapters side by side, each in a process of its own (`worker`), and hear what comes of them.

A pool of concurrent.futures would not do: when one of its processes dies, the others' work is lost with it.
"""

import json
import time
from multiprocessing import connection

from analysis import processes, table_files
from analysis.publish.report import worker

LOOK_SECONDS = 0.2
STARTED = "started"
ENDED = (
    "Python ended while the chapter ran. The machine may be out of memory: close other programs and try "
    "again."
)
TOO_LONG = "took longer than {seconds} seconds and was stopped."


def run_all(asked, run, timeout, at_a_time, heard):
    """Run each of `asked`, a folder and (number, source) of each cell of code.

    `heard(place, what)` is told STARTED of each, then what its worker said at the end: what it published and
    read and all that its cells displayed, or the cell and the fault that stopped it. A cell may take
    `timeout` seconds.
    """
    waiting, at_work = list(enumerate(asked)), {}
    try:
        while waiting or at_work:
            while waiting and len(at_work) < at_a_time:
                place, (folder, cells) = waiting.pop(0)
                one = _Started(place, folder, cells, run)
                at_work[one.said] = one
                heard(place, STARTED)
            connection.wait(list(at_work), LOOK_SECONDS)
            for said, one in list(at_work.items()):
                what = one.hear(timeout)
                if what is not None:
                    del at_work[said]
                    one.end()
                    heard(one.place, what)
    finally:
        for one in at_work.values():
            one.end()


class _Started:
    """A chapter that runs: its process, the cell that it is at, and since when."""

    def __init__(self, place, folder, cells, run):
        context = processes.context()
        self.said, telling = context.Pipe(duplex=False)
        self.place, self.cell, self.since = place, 1, time.monotonic()
        asked = (telling, folder, cells, run, table_files.home())
        self.process = context.Process(target=worker.chapter, args=asked)
        self.process.start()
        telling.close()

    def hear(self, timeout):
        """Return what its worker said at the end, or why it was stopped; None while it runs."""
        # Asked before its last words are read: a process that a cell started may hold the pipe open after it.
        gone = not self.process.is_alive()
        try:
            while self.said.poll():
                what = self.said.recv()
                if isinstance(what, str):
                    return json.loads(what)
                self.cell, self.since = what, time.monotonic()
        except EOFError:
            gone = True
        if gone:
            return {"cell": self.cell, "fault": ENDED}
        if time.monotonic() - self.since > timeout:
            return {"cell": self.cell, "fault": TOO_LONG.format(seconds=timeout)}
        return None

    def end(self):
        """End its process, which has said its last word or must not say any more."""
        self.process.kill()
        self.process.join()
        self.said.close()
