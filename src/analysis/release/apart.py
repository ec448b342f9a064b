"""Release in a process of its own: it has ended, with all that it counted, before a chapter begins."""

import dataclasses
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from analysis import opened, processes, settings
from analysis.errors import InputError
from analysis.extracts import states
from analysis.release import solve, statements
from analysis.sources import inventory

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
    rest.
    """
    opened.listen()
    with settings.serving(run):
        states.open_for(place, run.inputs)
        document, counts = solve.solved(place, edition, run.as_of, ledger, revision)
        handed = statements.beside(document)
    without = {source: dataclasses.replace(one, frame=None, earlier=()) for source, one in counts.items()}
    return document, handed, without, [*opened.noted(), *(str(item[3]) for item in inventory.record())]
