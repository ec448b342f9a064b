"""Run chapters in Jupyter kernels, each begun from nothing: where no process can be forked that is warm."""

import asyncio
import os
import subprocess
import sys
import threading

from analysis import settings
from analysis.publish.edition import notebook_format, running
from analysis.publish.pieces.piece import PIECE_TYPE

WATCH_SECONDS, CHECKS_BEFORE_LOST, CLEANING_SECONDS = 2, 4, 20
RECORD = "application/vnd.victim-needs.record+json"

# Fonts are looked up first: matplotlib asks a program for them where nobody has used it before.
LISTEN = """
import os
import matplotlib.font_manager
from analysis import opened, settings, wall
wall.close(settings.closed(), alone=True)
os.environ.pop(settings.LOCAL_VARIABLE, None)
opened.listen()
"""
# Asked of the kernel when the chapter is done: which files its tables were read from, and what it opened.
ASK_FOR_RECORD = f"""
from IPython.display import display
from analysis import opened
from analysis.sources import inventory
display({{"{RECORD}": {{"files": inventory.record(), "opened": opened.noted()}}}}, raw=True)
"""


def run_all(asked, run, timeout, at_a_time, heard):
    """Run each of `asked` (a `running.Asked`) in a kernel of its own; `heard(place, what)` is told of it."""
    _in_a_loop_of_its_own(_run_all(asked, run, timeout, at_a_time, heard))


def _in_a_loop_of_its_own(work):
    """Run the coroutine `work` in a thread; end it, and the kernels with it, when this one is interrupted.

    A loop in this thread would not do: inside JupyterLab one runs already, and nbclient would take
    Ctrl-C for itself and leave the other chapters running.
    """
    loop = asyncio.SelectorEventLoop()  # pyzmq cannot use the default loop of Windows
    task, faults = loop.create_task(work), []

    def serve():
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            pass
        except BaseException as fault:
            faults.append(fault)
        finally:
            _end_all(loop)
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    thread = threading.Thread(target=serve, name="chapters")
    thread.start()
    try:
        while thread.is_alive():
            thread.join(timeout=0.2)  # a join without end cannot be interrupted on Windows
    except BaseException:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        raise
    if faults:
        raise faults[0]


def _end_all(loop):
    """Cancel what nbclient left waiting in the loop: it would complain of it when Python ends."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


async def _run_all(asked, run, timeout, at_a_time, heard):
    places = asyncio.Semaphore(at_a_time)

    async def one(place, chapter):
        async with places:
            heard(place, running.BEGUN)
            heard(place, await _run(chapter, run, timeout))

    await asyncio.gather(*(one(place, chapter) for place, chapter in enumerate(asked)))


async def _run(chapter, run, timeout):
    """Return what came of a chapter: a `running.Ran`, or the `running.Stopped` that says where and why."""
    nbformat = notebook_format.library()
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    numbers = [1, *(number for number, _ in chapter.cells), 0]
    sources = [LISTEN, *(source for _, source in chapter.cells), ASK_FOR_RECORD]
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, sources)))
    client, at = _client(notebook, chapter.folder, timeout), [0]
    client.on_cell_execute = lambda cell, cell_index: at.append(numbers[cell_index])
    try:
        await _execute(client, _environment(run))
    except CellExecutionError as fault:
        return running.Stopped(at[-1], running.in_words(fault.ename, fault.evalue))
    except CellTimeoutError:
        return running.Stopped(at[-1], running.too_long(timeout))
    except (DeadKernelError, KernelLost):
        return running.Stopped(at[-1], running.ENDED)
    _, *cells, last = notebook.cells
    shown = {number: _shown(cell, PIECE_TYPE) for (number, _), cell in zip(chapter.cells, cells, strict=True)}
    (record,) = _shown(last, RECORD)
    return running.Ran(shown, record["files"], record["opened"])


def _shown(cell, kind):
    """Return what a cell displayed of a kind."""
    return [one.data[kind] for one in cell.outputs if kind in one.get("data", {})]


class KernelLost(Exception):  # noqa: N818
    """The kernel ended and nbclient goes on waiting for its answer."""


async def _execute(client, environment):
    """Run the client's notebook, and leave off when its kernel is gone.

    nbclient looks whether the kernel lives, and can miss its end: a run was seen to wait the whole time
    that a cell may take.
    """
    # What a library writes past Python would otherwise land in the terminal.
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    work = asyncio.ensure_future(client.async_execute(env=environment, **quiet))
    checks_without = 0
    try:
        while not work.done():
            await asyncio.wait({work}, timeout=WATCH_SECONDS)
            alive = client.km is None or not client.km.has_kernel or await client.km.is_alive()
            checks_without = 0 if alive else checks_without + 1
            if checks_without > CHECKS_BEFORE_LOST:
                work.cancel()
    except asyncio.CancelledError:
        work.cancel()
        await asyncio.wait({work}, timeout=CLEANING_SECONDS)
        if work.done() and not work.cancelled():
            work.exception()  # Ctrl-C reaches the kernels too: that one died of it is no news
        raise
    if work.cancelled():
        raise KernelLost
    work.result()


def _client(notebook, folder, timeout):
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec
    from nbclient import NotebookClient

    class ThisPython(AsyncKernelManager):
        """A kernel of the Python that builds: a "python3" installed by someone else may be another."""

        @property
        def kernel_spec(self):
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=command, display_name="Python 3", language="python")

    class Client(NotebookClient):
        """A client that leaves the end of Python alone: what it does there fails after Ctrl-C, or hangs."""

        def _cleanup_kernel(self):
            # The run itself ends its kernel, and a kernel ends itself when its parent is gone.
            pass

    return Client(
        notebook,
        timeout=timeout,
        kernel_manager_class=ThisPython,
        # Notebooks keep no outputs, so what the page shows cannot come from another run.
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )


def _environment(run):
    kept = {name: value for name, value in os.environ.items() if name not in settings.VARIABLES}
    return kept | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"} | run.environment()
