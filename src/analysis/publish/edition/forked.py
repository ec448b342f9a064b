"""The process that warms up once and forks a child for each chapter; started and asked by `forks`.

It is told in lines of JSON what to warm up for and which chapters to run, and answers in lines of JSON. A
chapter runs in an IPython shell that keeps what its cells display, and nothing that they print.
"""

import contextlib
import functools
import gc
import json
import os
import select
import selectors
import signal
import sys
import tempfile

from analysis import scratch, settings, wall, warming
from analysis.publish.edition.running import BEGUN, SHARED
from analysis.publish.pieces.piece import PIECE_TYPE

CHUNK = 1 << 20
LOOK_SECONDS = 1
FEW, MANY = 2, 8  # so many chapters read what they want themselves; to more it is worth all imports


class Lines:
    """The lines of JSON that come out of a pipe."""

    def __init__(self, stream):
        self.stream, self.ended, self._rest = stream, False, []

    def read(self):
        """Return what came since, once something has; `ended` tells that no more will."""
        content = os.read(self.stream, CHUNK)
        self.ended = not content
        *whole, rest = content.split(b"\n")
        if whole:
            whole[0] = b"".join([*self._rest, whole[0]])
            self._rest = []
        self._rest.append(rest)
        return [json.loads(line) for line in whole]


def main():
    """Warm up, and run chapters each time that some are asked for, until nobody asks any more."""
    warming.look_over_seldom()
    _import()
    lines, read = Lines(sys.stdin.fileno()), None
    while not lines.ended:
        for told in lines.read():
            if read is None:
                read = _reader(**told)
            else:
                _run_all(read=read, **told)


def _import():
    """Import what chapters do: none of it may look at what is to be read, which is told later."""
    import geopandas  # noqa: F401
    import IPython.core.interactiveshell  # noqa: F401
    import matplotlib.figure  # noqa: F401
    import scipy.stats  # noqa: F401

    from analysis import measures, publish, tables  # noqa: F401


def _import_rarer():
    """Import what some chapters do."""
    import esda  # noqa: F401
    import libpysal.weights  # noqa: F401
    import mapclassify  # noqa: F401
    import statsmodels.api  # noqa: F401


def _reader(area, environment, ahead):
    """Return what reads for all chapters, once, what they share, one of `running.SHARED`."""
    os.environ.update(environment)
    from analysis.tables.language_evidence import read_ahead as evidence

    @functools.cache
    def read(what):
        with contextlib.suppress(Exception):  # what is wrong is for a chapter to say, in a cell of its own
            {"evidence": evidence}[what](area)
        gc.freeze()  # else the children's collectors would touch, and so copy, every page of what is shared

    if ahead:
        _import_rarer()
        for what in reversed(SHARED):
            read(what)
    return read


def _run_all(chapters, environment, timeout, at_a_time, read):
    os.environ.update(environment)
    waiting, children = list(enumerate(chapters)), {}
    wants = [one.pop("wants") for one in chapters]
    shared = [what for what in SHARED if sum(what in one for one in wants) > FEW]
    with selectors.DefaultSelector() as heard:
        heard.register(sys.stdin, selectors.EVENT_READ)
        while waiting or children:
            while waiting and len(children) < at_a_time:
                place, chapter = waiting.pop(0)
                for what in shared:
                    if what in wants[place]:
                        read(what)
                child = _Child(place, chapter, timeout)
                children[child.lines.stream] = child
                heard.register(child.lines.stream, selectors.EVENT_READ)
                _tell(place, BEGUN)
            # While chapters run that do not want it.
            if len(waiting) > MANY:
                _import_rarer()
            for what in shared:
                read(what)
            ready = {key.fd for key, _ in heard.select(LOOK_SECONDS)}
            if sys.stdin.fileno() in ready:  # nothing is said meanwhile: who asked is gone
                os.killpg(0, signal.SIGKILL)
            for stream, child in list(children.items()):
                if child.is_done():
                    _tell(child.place, child.answer)
                    heard.unregister(stream)
                    os.close(stream)
                    del children[stream]


def _tell(place, what):
    _write(sys.stdout.fileno(), [place, what])


def _write(stream, what):
    content = memoryview(json.dumps(what).encode() + b"\n")
    while content:
        content = content[os.write(stream, content) :]


class _Child:
    """A chapter that runs in a fork: what it has said so far, and its answer when it is done."""

    def __init__(self, place, chapter, timeout):
        self.place, self.cell, self.answer = place, 1, None
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _be_a_chapter(writing, timeout, **chapter)
        os.close(writing)
        self.lines = Lines(reading)

    def is_done(self):
        """Tell whether the chapter has ended, after reading what it has said."""
        # Asked before what it said is read: who is gone by then says nothing more.
        gone, status = os.waitpid(self.pid, 0 if self.lines.ended else os.WNOHANG)
        # A process that a cell began may hold the pipe open after the chapter's own is gone.
        while not self.lines.ended and select.select([self.lines.stream], [], [], 0)[0]:
            for what in self.lines.read():
                if isinstance(what, int):
                    self.cell = what
                else:
                    self.answer = what
        if gone and self.answer is None:
            late = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
            self.answer = {"cell": self.cell, "late": late}
        return bool(gone)


def _be_a_chapter(writing, timeout, folder, cells):
    """Run the cells of a chapter in this process, which is a fork, and end it."""
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        # Not handled in Python: a cell that is inside a library would not come to hear of it.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        os.chdir(folder)
        for what in _said(cells, timeout):
            _write(writing, what)
    finally:
        os._exit(0)


def _said(cells, timeout):
    """Yield the number of each cell before it runs and, at the end, what came of them."""
    from analysis import opened
    from analysis.sources import inventory

    number, shown = 1, []
    try:
        with scratch.folder() as place:
            shell = _shell(str(place))
            _close(place)
            opened.listen()
            for number, source in cells:
                yield number
                signal.setitimer(signal.ITIMER_REAL, timeout)
                shell.display_pub.outputs = []
                ran = shell.run_cell(source)
                signal.setitimer(signal.ITIMER_REAL, 0)
                if not ran.success:
                    fault = ran.error_before_exec or ran.error_in_exec
                    yield {"cell": number, "fault": [type(fault).__name__, str(fault)]}
                    return
                outputs = [one["data"] for one in shell.display_pub.outputs]
                shown.append((number, [one[PIECE_TYPE] for one in outputs if PIECE_TYPE in one]))
        yield {"pieces": shown, "files": inventory.record(), "opened": opened.noted()}
    except Exception as fault:
        yield {"cell": number, "fault": [type(fault).__name__, str(fault)]}


def _close(place):
    """Close to this process what no chapter may reach; its own passing files lie in `place`."""
    tempfile.tempdir = str(place)  # files that are laid later beside a closed folder could not be read
    wall.close(settings.closed(), alone=True)
    os.environ.pop(settings.LOCAL_VARIABLE, None)  # a chapter is not told where they lie


def _shell(place):
    """Return a shell that keeps what cells display and forgets the rest; its own files lie in `place`."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class Shown(DisplayHook):
        """What shows the value of a cell's last line as `display` would."""

        def write_output_prompt(self):
            pass

        def write_format_data(self, format_dict, md_dict=None):
            self.shell.display_pub.publish(format_dict, md_dict)

    class Shell(InteractiveShell):
        """An IPython shell without a screen."""

        def enable_gui(self, gui=None):
            pass

        def showtraceback(self, *args, **kwargs):
            pass

    settled = Config()
    settled.HistoryManager.enabled = False
    kinds = {"displayhook_class": Shown, "display_pub_class": CapturingDisplayPublisher}
    return Shell.instance(config=settled, ipython_dir=place, **kinds)


if __name__ == "__main__":
    main()
