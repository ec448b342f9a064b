"""Which files this process has opened since it began to listen (leaf: imports nothing of this project)."""

import contextlib
import os
import sys

_listening, _deaf, _opened = [], [], set()


def listen():
    """Begin to note every file that Python opens, and tell whether this process had not done so before.

    What was noted before is forgotten.
    """
    _opened.clear()
    if _listening:
        return False
    _listening.append(True)
    sys.addaudithook(_hear)  # it cannot be taken away again
    return True


def noted():
    """Return the paths of the files that were opened, in order."""
    return sorted(_opened)


@contextlib.contextmanager
def unnoted():
    """Note nothing meanwhile: for a look at every file that decides only which of them is what."""
    _deaf.append(True)
    try:
        yield
    finally:
        _deaf.pop()


def _hear(event, about):
    if event == "open" and not _deaf and isinstance(about[0], str | bytes | os.PathLike):
        _opened.add(os.path.abspath(os.fsdecode(about[0])))  # noqa: PTH100 (a Path would do more with each)
