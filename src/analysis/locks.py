"""Locks that two commands cannot hold at once, and that the system gives back even of a killed one (leaf)."""

import contextlib

import filelock

from analysis.errors import InputError


@contextlib.contextmanager
def only_one(path, busy, seconds=0):
    """Hold the lock of `path`.

    Raises InputError with the sentence `busy` where another command still holds it after so many seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(path, timeout=seconds):
            yield
    except filelock.Timeout:
        raise InputError(busy) from None
