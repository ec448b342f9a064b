"""What stands for the build of an area in processes that are to die."""

import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from analysis import processes
from analysis.national.one_area import BUILT, Result


def dies_once(work):
    """End this process as a full memory does, the first time that an area is asked for."""
    tried = Path(work.out, f"{work.area}.tried")
    if not tried.exists():
        tried.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return Result(work.area, BUILT, (str(os.getpid()),))


def kent_dies(work):
    """End this process each time that Kent is asked for."""
    if work.area == "kent":
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return Result(work.area, BUILT)


def says_whose(work):
    """Return the number of the process from which one that is begun for an area is forked."""
    with ProcessPoolExecutor(1, processes.context()) as pool:
        return Result(work.area, BUILT, (pool.submit(os.getppid).result(),))
