"""Run the cells of one chapter, in a process of its own that `run` starts.

They run in an IPython shell, as in JupyterLab, that keeps what cells display and nothing that they print.
"""

import json
import os
import re
import signal
import tempfile

from analysis import scratch, settings, table_files, wall
from analysis.errors import InputError
from analysis.publish.exhibits.exhibit import PIECE_TYPE
from analysis.publish.report import allowed, lost_cells

MESSAGE_LENGTH = 1_000


def chapter(said, folder, cells, run, home):
    """Run `cells`, (number, source) of each, in `folder`, and say through `said`, a Connection, how it goes.

    Said is the number of each cell before it runs and, at the end, as JSON: {"pieces", "files", "tables",
    "outputs"}, the last being all that its cells displayed, or {"fault", "cell"} of the one that stopped it.
    `run` is the settings.Run of what is read, `home` the folder of all tables.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this process, and ends it
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.chdir(folder)
    os.environ[settings.TABLES_VARIABLE] = str(home)  # of who asks, not of what forks
    with settings.serving(run):
        said.send(json.dumps(_ran(said, folder, cells)))


def _ran(said, folder, cells):
    number, shown, every, lost = 1, [], [], lost_cells.Lost()
    try:
        with scratch.folder() as place:
            shell = _shell(str(place))
            _close(place, folder)
            for number, source in cells:
                said.send(number)
                shell.display_pub.outputs = []
                ran = shell.run_cell(source)
                if fault := ran.error_before_exec or ran.error_in_exec or shell.not_shown:
                    gap = None if ran.error_before_exec else lost.gap(source, shell.user_ns)
                    if gap is None:
                        return {"cell": number, "fault": _in_words(fault)}
                    shell.not_shown = None
                    shown.append((number, [gap.for_the_build()]))
                    continue
                outputs = [one["data"] for one in shell.display_pub.outputs]
                every.append((number, [_as_text(one) for one in outputs]))
                shown.append((number, [one[PIECE_TYPE] for one in outputs if PIECE_TYPE in one]))
        read = table_files.tables_read()
        return {"pieces": shown, "files": _files(read), "tables": read, "outputs": every}
    except Exception as fault:
        return {"cell": number, "fault": _in_words(fault)}


def _as_text(output):
    """Return what a cell displayed, but for pictures of its own: what is kept has its picture with it."""
    return {kind: one for kind, one in output.items() if not isinstance(one, bytes)}


def _files(read):
    """Return the publishers' files of which the tables that a chapter read are made."""
    found = []
    for reference in read:
        area, run, name = reference.split("/")
        entry = table_files.opened(area, run).tables.get(name, {"read": ()})
        found += [tuple(one) for one in entry["read"]]
    return [list(one) for one in dict.fromkeys(found)]


def _in_words(fault):
    """Return the message of a cell's error in one line; of an error that is not ours, its type alone.

    What a library says of its trouble can hold a row of the office's own figures.
    """
    if isinstance(fault, InputError):
        return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", str(fault)).split())[:MESSAGE_LENGTH]
    kind = type(fault).__name__
    return f"{kind}. Its message may hold figures and is not shown: run the chapter by hand to see it."


def _close(place, folder):
    """Let this process open what a chapter of `folder` needs; its own passing files lie in `place`."""
    tempfile.tempdir = str(place)
    wall.confine(settings.closed(), allowed.readable(folder), [place, os.devnull])
    os.environ.pop(settings.LOCAL_VARIABLE, None)  # a chapter is not told where they lie


def _shell(place):
    """Return a shell that keeps what cells display and forgets the rest; its own files lie in `place`."""
    import matplotlib.font_manager  # asks a program for fonts where nobody has used it before
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
        """An IPython shell without a screen; of what cannot be shown IPython tells nobody but a screen."""

        not_shown = None

        def enable_gui(self, gui=None):
            pass

        def showtraceback(self, exc_tuple=None, **kwargs):
            self.not_shown = exc_tuple and exc_tuple[1]

    matplotlib.use("agg")
    config = Config()
    config.HistoryManager.enabled = False
    kinds = {"displayhook_class": Shown, "display_pub_class": CapturingDisplayPublisher}
    return Shell.instance(config=config, ipython_dir=place, **kinds)
