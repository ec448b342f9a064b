"""Areas on a Dask cluster whose workers share the folders of this computer."""

import contextlib
import logging
import multiprocessing
import tempfile
from pathlib import Path

from analysis import fingerprints, settings
from analysis.errors import InputError
from analysis.national import one_area
from analysis.sources import store

WAIT_SECONDS = 10
NOT_INSTALLED = 'Dask is not installed. Install it with: python -m pip install ".[cluster]"'
NOBODY = (
    "{address}: no scheduler answers there within {seconds} seconds. Start one with `dask scheduler`, and "
    "workers with `dask worker`, as docs/national.md says."
)
NO_WORKERS = "{address}: the scheduler has no workers. Start some with `dask worker {address} --nthreads 1`."
LOST = "{address}: the scheduler was lost ({kind}). Start it, and run the same again: what was built stays."
DIED = "workers died while it was built, more often than the scheduler allows. They may be out of memory."
WHAT_TO_DO = {
    "program": "Install the same version of the package, its rules, lists and libraries on every computer.",
    "inputs": "Mount the folder of publishers' files under the same path on every computer.",
    "out": "Mount the folder of reports under the same path on every computer.",
    "store": "Put the project, with data/parsed, on a folder that every computer shares.",
    "daemon": "Start workers with DASK_DISTRIBUTED__WORKER__DAEMON=False: a build starts its own processes.",
}


def run(asked, address, heard):
    """Build each `Work` of `asked` on the workers of the scheduler at `address`.

    `heard(result)` is told of each as it ends. What a worker had started when it died starts again elsewhere.
    An area that a worker of another kind takes, which came later, fails with what is wrong with that.

    Raises InputError where there is no scheduler or no worker, and for workers that have another version of
    this package or of its rules, or not the same folders.
    """
    try:
        from distributed import CancelledError, Client, as_completed
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise InputError(NOT_INSTALLED) from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what it says of a fault is said here
    try:
        client = Client(address, timeout=WAIT_SECONDS)
    except (OSError, ValueError):
        raise InputError(NOBODY.format(address=address, seconds=WAIT_SECONDS)) from None
    with client, _written(asked[0]) as written:
        here = at_the_start(asked[0], *written)
        _refuse_other_workers(client, address, asked[0], here, written)
        begun = {client.submit(build, work, here, written, pure=False): work for work in asked}
        for future in as_completed(begun):
            try:
                result = future.result()
            except KilledWorker:
                result = one_area.Result(begun[future].area, one_area.FAILED, (DIED,))
            except (CancelledError, OSError) as fault:
                raise InputError(LOST.format(address=address, kind=type(fault).__name__)) from None
            heard(result)


@contextlib.contextmanager
def _written(work):
    """Yield the names of files that lie in the folder of reports and in the store until the areas are built.

    What one computer writes the others can read, or the folder is not the same.
    """
    folders = work.out, settings.data(store.FOLDER)
    folders[1].mkdir(exist_ok=True)
    with contextlib.ExitStack() as held:
        yield [held.enter_context(tempfile.NamedTemporaryFile(dir=one)).name for one in folders]


def _refuse_other_workers(client, address, work, here, written):
    try:
        client.wait_for_workers(1, timeout=WAIT_SECONDS)
    except TimeoutError:
        raise InputError(NO_WORKERS.format(address=address)) from None
    for worker, there in sorted(client.run(at_the_start, work, *written, on_error="return").items()):
        if not isinstance(there, dict):
            raise InputError(f"Worker {worker}: cannot run this program ({there}). {WHAT_TO_DO['program']}")
        if other := _other(here, there):
            raise InputError(f"Worker {worker}: {other}")


def build(work, here, written):
    """Return the Result of an area on a worker, whose `facts` have to be those of the computer that asks."""
    if other := _other(here, facts(*written)):
        return one_area.Result(work.area, one_area.FAILED, (f"the worker that took it: {other}",))
    return one_area.build(work)


def _other(here, there):
    """Return what differs first between two computers and what to do about it, None where nothing does."""
    differs = (name for name, value in there.items() if here[name] != value)
    return next((f"{name} differs from this computer's. {WHAT_TO_DO[name]}" for name in differs), None)


def at_the_start(work, in_out, in_store):
    """Return `facts`, and how the inputs stand: of a file that changes later the end of a run tells."""
    return facts(in_out, in_store) | {"inputs": one_area.how_they_stand(work.inputs)}


def facts(in_out, in_store):
    """Return what has to be the same on every worker as here; `in_out` and `in_store` were just written."""
    return {
        "program": fingerprints.program(fingerprints.Fingerprints()),
        "out": Path(in_out).is_file(),
        "store": (str(settings.data(store.FOLDER)), Path(in_store).is_file()),
        "daemon": multiprocessing.current_process().daemon,
    }
