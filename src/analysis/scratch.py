"""A private folder for as long as a command needs it; what a killed one left goes with the next (leaf)."""

import contextlib
import shutil
import tempfile
from pathlib import Path

import filelock

PREFIX, LOCK = "vna-scratch-", ".lock"


@contextlib.contextmanager
def folder():
    """Give a new folder that only its owner may enter, and remove it afterwards."""
    _clear()
    with contextlib.ExitStack() as held:
        made = None
        while made is None:
            made = _locked(held)
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)


def _locked(held):
    """Return a new folder whose lock `held` (an ExitStack) keeps, None where another command cleared it."""
    made = Path(tempfile.mkdtemp(prefix=PREFIX))  # of mode 0700
    try:
        held.enter_context(filelock.FileLock(made / LOCK, blocking=False))
        made.chmod(0o700)  # where another command cleared it, the lock made it again, for all to read
    except (FileNotFoundError, FileExistsError, filelock.Timeout, PermissionError):
        return None  # seen before it was locked, and taken for one that was left
    return made if (made / LOCK).exists() else None


def _clear():
    """Remove the folders of commands that are no more: nobody holds their locks, or they never took them."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            with filelock.FileLock(left / LOCK, blocking=False):
                shutil.rmtree(left, ignore_errors=True)
        except OSError:
            continue  # its command is at work, or it is somebody else's
