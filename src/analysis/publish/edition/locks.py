"""Locks that two commands cannot hold at once, on an edition or on an area's ledger."""

import contextlib
import sys

from analysis.errors import InputError

LEDGER = "ledger.json"


@contextlib.contextmanager
def only_one(home, name):
    """Hold the lock of an edition or of the ledger, which the system gives back even to a killed command."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f".{name}.lock").open("a+b") as stream:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(
                f"{home}: an edition is being published by another command. Wait for it."
                if name == LEDGER
                else f"{home / name}: is being built by another command. Wait, or name another edition."
            ) from None
        yield
