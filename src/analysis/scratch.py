"""A private folder for as long as a command needs it; what a killed one left goes with the next (leaf)."""

import contextlib
import shutil
import tempfile
from pathlib import Path

from analysis import locks

PREFIX, LOCK = "vna-", ".lock"


@contextlib.contextmanager
def folder():
    """Give a new folder that only its owner may enter, and remove it afterwards."""
    _clear()
    made = Path(tempfile.mkdtemp(prefix=PREFIX))  # of mode 0700
    try:
        with (made / LOCK).open("a+b") as stream:
            locks.take(stream)
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _clear():
    """Remove the folders of commands that are no more: nobody holds their locks."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        try:
            with left.open("a+b") as stream:
                locks.take(stream)
        except OSError:
            continue  # its command is at work, or it is somebody else's
        shutil.rmtree(left.parent, ignore_errors=True)
