"""A Victim Needs Assessment: publishers' files and the office's own -> tables -> notebooks -> report.

Notebooks read tables, work with them, draw, and keep what should be published:

>>> from analysis import charts, measures, read, report  # doctest: +SKIP
"""

import os

__version__ = "0.1.0"

# Read by numpy when it is imported. Two threads of linear algebra wait for one another: the decision on
# languages takes 1.4 to 1.9 seconds of the processor with two, and 0.3 with one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_READING = ("catalogue", "cite", "columns", "missing", "periods", "read")


def __getattr__(name):
    """Return what reads tables, once it is asked for: `vna --help` does not wait for pandas."""
    if name in _READING:
        from importlib import import_module

        return getattr(import_module("analysis.table_files"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
