"""Release in a process of its own: it has ended, with all that it counted, before a chapter begins."""

import dataclasses
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from analysis import opened, processes, settings
from analysis.errors import InputError
from analysis.extracts.counts import folder_of
from analysis.release import solve, statements
from analysis.sources import inventory
from analysis.sources.files import how_it_stands

ENDED = "Python ended while counts were released. The machine may be out of memory: close other programs."


def released(*asked):
    """Return what `release` gives, which ran in a process of its own.

    Raises InputError as it does.
    """
    quiet = (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who began it
    with ProcessPoolExecutor(1, processes.context(), signal.signal, quiet) as pool:
        try:
            return pool.submit(release, *asked).result()
        except BrokenProcessPool:
            raise InputError(ENDED) from None


def release(place, edition, run, ledger, revision=None):
    """Return (document, what chapters are handed, {source: Counted without counts}, paths that were read).

    `run` is the settings.Run of what is read, `ledger` what was published before; `solve.solved` says the
    rest. Raises InputError for a file of the office's own that changed meanwhile: some of what was counted
    would be from before, and some from after.
    """
    opened.listen()
    with settings.serving(run):
        inventory.open_for(place, run.inputs)
        before = _as_they_stand(folder_of(place))
        try:
            document, counts = solve.solved(place, edition, run.as_of, ledger, revision)
            handed = statements.beside(document)
        finally:  # a file that was half written is as likely to have been refused for something else
            _refuse_changed(before, _as_they_stand(folder_of(place)))
    without = {source: dataclasses.replace(one, frame=None, earlier=()) for source, one in counts.items()}
    return document, handed, without, [*opened.noted(), *(str(item[3]) for item in inventory.record())]


def _as_they_stand(folder):
    """Return {path: how it stands} of the files of a folder."""
    every = Path(os.path.abspath(folder))  # noqa: PTH100 (as `opened` notes what is read)
    return {str(path): how_it_stands(path) for path in (every.iterdir() if every.is_dir() else ())}


def _refuse_changed(before, after):
    for path in opened.noted():
        if before.get(path) != after.get(path):
            raise InputError(
                f"{Path(path).name}: changed while it was read. Close it in the program that writes it and "
                "run again."
            ) from None
