"""Run a chapter's notebook and gather, in reading order, its prose and what it published."""

import ast
import asyncio
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from analysis import errors, settings
from analysis.errors import InputError
from analysis.publish.pieces.piece import PIECE_TYPE

FILES_READ = "application/vnd.victim-needs.files+json"
LAB = "lab"  # the tag of cells for whoever works in JupyterLab: no build runs or prints them
KINDS = ("figure", "table", "sentence", "gap")
WANTED = {"figure": ("title", "alt", "svg"), "table": ("title",), "sentence": ("markdown",), "gap": ()}
NAME = re.compile(r"(\d{2})_([a-z0-9_]+)")
MESSAGE_LENGTH = 1_000
WATCH_SECONDS, CHECKS_BEFORE_LOST, CLEANING_SECONDS = 2, 4, 20

# Asked of the kernel when the chapter is done: which files its tables were read from. A chapter that
# never opened a folder has none, and pays for no import.
ASK_FOR_FILES = f"""
import sys
from IPython.display import display
inventory, found = sys.modules.get("analysis.sources.inventory"), []
if inventory is not None:
    try:
        found = sorted(inventory.current().used, key=lambda item: (item.card_id, item.period, item.file))
    except ValueError:
        pass
display({{"{FILES_READ}": [[item.card_id, item.part, item.period, str(item.file.path), item.file.member]
                           for item in found]}}, raw=True)
"""


class ChapterError(InputError):
    """A chapter did not run to its end. The message names the chapter, the cell and what was wrong."""


@dataclass(frozen=True)
class Prose:
    """A Markdown cell, as it was written."""

    text: str


@dataclass(frozen=True)
class Code:
    """A code cell, with the parameters with which it ran."""

    text: str


@dataclass(frozen=True)
class Published:
    """One piece that a cell published: a figure, a table, a sentence or a gap."""

    piece: dict


@dataclass(frozen=True)
class Chapter:
    """A notebook that was run: its blocks in reading order, and the files it read.

    `files` holds (card id, part, period, path, member of a zip or None).
    """

    name: str
    title: str
    blocks: tuple
    files: tuple = ()

    @property
    def number(self):
        """Return the two digits with which the notebook's name begins."""
        return NAME.fullmatch(self.name)[1]

    @property
    def pieces(self):
        """Return what the chapter published, in reading order."""
        return [block.piece for block in self.blocks if isinstance(block, Published)]


def run(notebook, parameters, run, timeout=600):
    """Return the Chapter that `notebook` gives in a fresh kernel.

    `parameters` replace the values set in the cell tagged `parameters`; `run` (a settings.Run) says
    what is read. A cell may take `timeout` seconds. What cells print never reaches the chapter.

    Raises ChapterError, in one line, when the notebook cannot be run or a cell fails.
    """
    (result,) = run_all([notebook], parameters, run, timeout=timeout)
    if isinstance(result, ChapterError):
        raise result
    return result


def run_all(notebooks, parameters, run, timeout=600, at_a_time=2, progress=None):
    """Return a Chapter, or the ChapterError that stopped it, for each of `notebooks`, in their order.

    `progress(name, state)` hears "running", "done" or "failed". One that fails stops no other.
    """
    results = []
    work = _run_all([Path(path) for path in notebooks], parameters, run, timeout, at_a_time, progress)
    _in_a_loop_of_its_own(work, results)
    return results[0]


def _in_a_loop_of_its_own(work, results):
    """Run the coroutine `work` in a thread; end it, and the kernels with it, when this one is interrupted.

    A loop in this thread would not do: inside JupyterLab one runs already, and nbclient would take
    Ctrl-C for itself and leave the other chapters running.
    """
    loop = asyncio.SelectorEventLoop()  # pyzmq cannot use the default loop of Windows
    task, faults = loop.create_task(work), []

    def serve():
        asyncio.set_event_loop(loop)
        try:
            results.append(loop.run_until_complete(task))
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


async def _run_all(notebooks, parameters, run, timeout, at_a_time, progress):
    tell = progress or (lambda name, state: None)
    places = asyncio.Semaphore(at_a_time)

    async def one(path):
        async with places:
            tell(path.stem, "running")
            try:
                chapter = await _run(path, parameters, run, timeout)
            except ChapterError as fault:
                tell(path.stem, "failed")
                return fault
            tell(path.stem, "done")
            return chapter

    return await asyncio.gather(*(one(path) for path in notebooks))


async def _run(path, parameters, run, timeout):
    import nbformat
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = read(path)
    _set_parameters(path.stem, notebook, parameters)
    notebook.cells.append(nbformat.v4.new_code_cell(ASK_FOR_FILES))
    client, at = _client(notebook, path, timeout), [0]
    client.on_cell_execute = lambda cell, cell_index: at.append(cell_index + 1)
    try:
        await _execute(client, _environment(run))
    except CellExecutionError as fault:
        raise ChapterError(f"{path.stem}, cell {at[-1]}: {_in_words(fault)}") from None
    except CellTimeoutError:
        raise ChapterError(
            f"{path.stem}, cell {at[-1]}: took longer than {timeout} seconds and was stopped."
        ) from None
    except (DeadKernelError, KernelLost):
        raise ChapterError(
            f"{path.stem}, cell {at[-1]}: Python ended while the chapter ran. "
            "The machine may be out of memory: close other programs and try again."
        ) from None
    *cells, last = notebook.cells
    files = [output.data[FILES_READ] for output in last.outputs if FILES_READ in output.get("data", {})]
    return Chapter(
        path.stem,
        _title(path.stem, cells),
        tuple(_blocks(path.stem, cells)),
        tuple(tuple(item) for group in files for item in group),
    )


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


def _client(notebook, path, timeout):
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
        resources={"metadata": {"path": str(path.parent)}},
    )


def _environment(run):
    kept = {name: value for name, value in os.environ.items() if name not in settings.VARIABLES}
    return kept | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"} | run.environment()


def read(path):
    """Return the notebook at `path`, once it is known to be fit to run.

    Cells tagged `lab` are left empty: sliders, and the words about them, are for whoever works in JupyterLab.

    Raises ChapterError when it is not a notebook, keeps outputs, or has not exactly one cell tagged
    `parameters`.
    """
    import nbformat

    path = Path(path)
    if not NAME.fullmatch(path.stem):
        raise ChapterError(
            f"{path.name}: a chapter is named by two digits and words, such as 02_area_and_residents.ipynb."
        )
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(notebook)
    except FileNotFoundError:
        raise ChapterError(f"{path.name}: no such notebook.") from None
    except (ValueError, AttributeError, TypeError, KeyError, nbformat.ValidationError):
        # What is JSON and no notebook, such as a list, fails inside nbformat in many ways.
        raise ChapterError(f"{path.name}: is not a notebook that can be read. Restore it.") from None
    kept = [index for index, cell in enumerate(notebook.cells, start=1) if cell.get("outputs")]
    if kept:
        raise ChapterError(
            f"{path.stem}, cell {kept[0]}: keeps the output of an earlier run. Clear all outputs and save: "
            "an output that stays could publish what was not checked."
        )
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1 or tagged[0].cell_type != "code":
        raise ChapterError(
            f"{path.stem}: {len(tagged) or 'no'} code cells are tagged `parameters`; exactly one must be. "
            "Tag the cell that sets AREA and EDITION."
        )
    for cell in notebook.cells:
        if LAB in cell.metadata.get("tags", []):
            cell.source = ""  # it keeps its place, by which errors name cells
    return notebook


def _set_parameters(name, notebook, parameters):
    for index, cell in enumerate(notebook.cells, start=1):
        if "parameters" in cell.metadata.get("tags", []):
            try:
                cell.source = replace_values(cell.source, parameters)
            except (KeyError, SyntaxError) as fault:
                problem = (
                    f"does not set {fault.args[0]}, which the build gives. "
                    + errors.nearest(fault.args[0], _assigned(cell.source), prefix='It sets "', suffix='".')
                    if isinstance(fault, KeyError)
                    else "is not Python that can be read."
                )
                raise ChapterError(f"{name}, cell {index}: {problem}".rstrip()) from None


def _assigned(source):
    """Return name -> the node of its value, for each name that `source` sets, alone or side by side."""
    found = {}
    for statement in ast.parse(source).body:
        if not isinstance(statement, ast.Assign):
            continue
        for target in statement.targets:
            if isinstance(target, ast.Name):
                found[target.id] = statement.value
            elif isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                found |= {
                    one.id: value
                    for one, value in zip(target.elts, statement.value.elts, strict=False)
                    if isinstance(one, ast.Name)
                }
    return found


def replace_values(source, parameters):
    """Return `source` with the value of each name in `parameters` replaced, and all else as it stands.

    Raises KeyError with the name that `source` does not set.

    >>> replace_values('AREA, EDITION = "sampleshire", None  # change me', {"AREA": "kent"})
    "AREA, EDITION = 'kent', None  # change me"
    """
    assigned = _assigned(source)
    lines = source.encode().splitlines(keepends=True)  # ast counts columns in bytes
    starts = [sum(map(len, lines[:index])) for index in range(len(lines))]
    spans = []
    for name, value in parameters.items():
        node = assigned[name]
        begin = starts[node.lineno - 1] + node.col_offset
        spans.append((begin, starts[node.end_lineno - 1] + node.end_col_offset, repr(value).encode()))
    content = source.encode()
    for begin, end, text in sorted(spans, reverse=True):
        content = content[:begin] + text + content[end:]
    return content.decode()


def _in_words(fault):
    """Return the message of a cell's error in one line; of an error that is not ours, its type alone.

    What a library says of its trouble can hold a row of the office's own figures.
    """
    message = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", fault.evalue or "").split())[:MESSAGE_LENGTH]
    ours = {InputError.__name__} | {kind.__name__ for kind in InputError.__subclasses__()}
    if fault.ename in ours:
        return message
    return f"{fault.ename}. Its message may hold figures and is not shown: run the chapter by hand to see it."


def _title(name, cells):
    for cell in cells:
        if cell.cell_type == "markdown" and (found := re.match(r"#\s+(.+)", cell.source)):
            return found[1].strip().rstrip("#").strip()
    raise ChapterError(f'{name}: no Markdown cell begins with a title such as "# Recorded crime".')


def _blocks(name, cells):
    for index, cell in enumerate(cells, start=1):
        if cell.cell_type == "markdown":
            yield Prose(cell.source)
        elif cell.cell_type == "code":
            yield Code(cell.source)
            for output in cell.outputs:
                if PIECE_TYPE in output.get("data", {}):
                    yield Published(_checked(name, index, output.data[PIECE_TYPE]))


def _checked(name, index, piece):
    kind = piece.get("kind")
    if kind not in KINDS:
        raise ChapterError(f"{name}, cell {index}: published a {kind!r}; known are {', '.join(KINDS)}.")
    lacking = [wanted for wanted in WANTED[kind] if not str(piece.get(wanted) or "").strip()]
    if lacking:
        raise ChapterError(f"{name}, cell {index}: published a {kind} without its {' and '.join(lacking)}.")
    return piece
