"""Locks that two commands cannot hold at once, and that the system gives back even of a killed one (leaf)."""

import contextlib
import sys

from analysis.errors import InputError


@contextlib.contextmanager
def only_one(path, busy):
    """Hold the lock of `path`.

    Raises InputError with the sentence `busy` where another command holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        try:
            take(stream)
        except OSError:
            raise InputError(busy) from None
        yield


def take(stream):
    """Take the lock of an open file. Raises OSError when another process, or another opening, holds it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
