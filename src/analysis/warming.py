"""The process from which chapters are forked, begun while others still import what they need (leaf)."""

import contextlib
import gc
import os
import signal
import subprocess
import sys

from analysis import settings

FORKED = "analysis.publish.edition.forked"
# Tables are of many small things that live long: looking each of them over again and again for what is not
# wanted any more takes a twentieth of the time of a build.
LOOKED_OVER_AFTER = (100_000, 20, 50)


def look_over_seldom():
    """Have Python look less often for things that hold each other and that nobody wants."""
    gc.set_threshold(*LOOKED_OVER_AFTER)


def possible():
    """Tell whether chapters can be forked here: macOS forks, and its own libraries do not bear it."""
    return sys.platform == "linux"


@contextlib.contextmanager
def process():
    """Give a process that imports what chapters do, None where none can be; all its forks end with it."""
    if not possible():
        yield None
        return
    kept = {name: value for name, value in os.environ.items() if name not in settings.VARIABLES}
    begun = subprocess.Popen(
        [sys.executable, "-P", "-m", FORKED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kept | {"MPLBACKEND": "agg"},
        start_new_session=True,  # Ctrl-C is for this process, which then ends that one and its children
    )
    try:
        yield begun
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(begun.pid, signal.SIGKILL)
        begun.wait()
        for stream in (begun.stdin, begun.stdout):
            with contextlib.suppress(BrokenPipeError):
                stream.close()
