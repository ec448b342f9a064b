"""What stands for the build of an area in processes that are to die."""

import os
import signal
import time
from pathlib import Path

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
