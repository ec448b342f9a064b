"""How this project's processes start (leaf).

On Linux they are forked from one that has imported what they need, which takes five seconds; elsewhere each
is started from nothing.
"""

import atexit
import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
from multiprocessing import forkserver

METHOD = "forkserver" if sys.platform == "linux" else "spawn"
LONGEST_FOLDER = 60  # letters: a socket's path holds some 100, and Python adds up to 40
LISTENS = ("_forkserver_address", "_forkserver_authkey")  # at a socket, and since Python 3.14 by a key
PRELOADED = ["analysis.quiet_end"]  # the first
PRELOADED += ["analysis.measures", "analysis.publish", "analysis.tables", "IPython.core.interactiveshell"]
PRELOADED += ["geopandas", "matplotlib.figure", "scipy.stats", "statsmodels.stats.multitest"]
PRELOADED += ["statsmodels.genmod.generalized_linear_model", "statsmodels.tsa.stl._stl"]
PRELOADED += ["mapclassify", "sampleshire", "analysis.extracts"]
# What these import no sooner than they are used.
PRELOADED += ["matplotlib.backends.backend_agg", "pandera.backends.pandas.register", "pyarrow.csv"]
PRELOADED += ["pyarrow.pandas_compat", "python_calamine", "pandas.io.formats.csvs"]
# Pandera imports these where they are installed, a second and a half in each process.
PRELOADED += ["pandera.typing.dask", "pandera.backends.pandas.builtin_checks"]
PRELOADED += ["analysis.frozen"]  # the last


def context():
    """Return multiprocessing's context in which they begin."""
    found = multiprocessing.get_context(METHOD if _socket_fits() else "spawn")
    found.set_forkserver_preload(PRELOADED)
    return found


def get_ready():
    """Begin the process from which others are forked, where they are: it imports while this one goes on."""
    if METHOD == "forkserver" and _socket_fits():
        context()
        forkserver._forkserver.ensure_running()


def _socket_fits():
    """Tell whether the process that forks others can listen: its socket lies among passing files."""
    return len(tempfile.gettempdir()) <= LONGEST_FOLDER


@atexit.register
def _end():
    """End the process that others are forked from: it may still import for seconds, for nobody."""
    process = forkserver._forkserver._forkserver_pid
    if process is not None:
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGTERM)


def handed():
    """Return what lets a process of this one begin others from the same that it was forked from: see `take`.

    Python would import everything once more for it. Where it calls by another name where that listens,
    nothing is handed, and it does.
    """
    get_ready()
    return {name: value for name, value in vars(forkserver._forkserver).items() if name in LISTENS}


def take(found):
    """Begin processes as the one that began this one does, which `handed` it what was `found`."""
    if found.get(LISTENS[0]):
        vars(forkserver._forkserver).update(found, ensure_running=lambda: None)
