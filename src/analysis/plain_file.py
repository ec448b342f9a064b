"""A file that somebody else may have put there, read whole or refused; and one for its owner alone (leaf)."""

import os
import stat

from analysis.errors import InputError

LONGEST = 1_000_000_000  # bytes: no mapping, ledger or part of an edition takes a hundredth of it


def passes(name):
    """Tell whether a name is of a file that nobody means to be read, such as the lock of an open workbook."""
    return name.startswith((".", "~$"))


def content(path):
    """Return the bytes of a file.

    A pipe under its name would be waited for until somebody writes into it, and a device has no end. Raises
    InputError for those and for a file that is longer than any such, and OSError as opening it does.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as stream:
        found = os.fstat(stream.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise InputError(f"{path}: is a pipe or a device, and no file. Remove it.")
        if found.st_size > LONGEST:
            raise InputError(
                f"{path}: is {found.st_size / 1e6:,.0f} MB; the limit is {LONGEST / 1e6:,.0f} MB. Restore it."
            )
        return stream.read()


def text(path):
    """Return the text of a file in UTF-8; raises UnicodeDecodeError where it is none."""
    return content(path).decode("utf-8")


def private_folder(path):
    """Make a folder, and those above it that are not there, for its owner alone."""
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)


def write_private(path, content, mode=0o600):
    """Write bytes into a new file, by default its owner's alone; FileExistsError where there is one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def write_whole(path, content, mode=0o600):
    """Write bytes in place of what is there, whole or not at all; by default for the owner alone."""
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    try:
        write_private(beside, content, mode)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
