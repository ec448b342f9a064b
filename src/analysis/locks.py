"""A lock that two commands cannot hold at once (leaf: imports nothing of ours but errors)."""

import contextlib
import sys

from analysis.errors import InputError


@contextlib.contextmanager
def only_one(path, busy):
    """Hold the lock of `path`, which the system gives back even to a killed command.

    Raises InputError with the sentence `busy` where another command holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(busy) from None
        yield
