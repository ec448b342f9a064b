"""How this project's processes start (leaf).

On Linux they are forked from one that has imported what they need, which takes five seconds; elsewhere each
is started from nothing.
"""

import multiprocessing
import sys
import tempfile

METHOD = "forkserver" if sys.platform == "linux" else "spawn"
LONGEST_FOLDER = 60  # letters: a socket's path holds some 100, and Python adds up to 40
PRELOADED = "analysis.preloaded"


def context():
    """Return multiprocessing's context in which they begin."""
    # The process that forks others listens at a socket among passing files.
    socket_fits = len(tempfile.gettempdir()) <= LONGEST_FOLDER
    found = multiprocessing.get_context(METHOD if socket_fits else "spawn")
    found.set_forkserver_preload([PRELOADED])
    return found
