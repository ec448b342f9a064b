"""What readers made of large workbooks, kept as Parquet so that each is parsed once, not in every chapter.

A store is named by the checksums of the file and of the code of all readers. With another of either the file
is parsed again.
"""

import contextlib
import functools
import hashlib
import os
import tempfile
from pathlib import Path

import pandas as pd

from analysis import files_read, settings

FOLDER = ".parsed"


def frame(file, reader):
    """Return `reader(file).frame`, from the store where the file has been parsed before.

    A store that cannot be read is written again, and where none can be written the file is parsed each time.
    """
    path = _path(file, reader)
    # The file itself is what a chapter read, and not the store.
    with files_read.unnoted(), contextlib.suppress(OSError, ValueError):
        return pd.read_parquet(path)
    made = reader(file).frame
    with contextlib.suppress(OSError):
        _write(made, path)
    return made


def _path(file, reader):
    content = hashlib.sha256(file.read_bytes()).hexdigest()
    return settings.data("raw", FOLDER, f"{reader.__name__}-{_code()}-{content}.parquet")


@functools.cache
def _code():
    """Return a checksum of the code of this folder: readers share much of it."""
    with files_read.unnoted():
        code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(code).hexdigest()[:16]


def _write(made, path):
    """Write a store whole or not at all: two processes may write the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(number)
    try:
        made.to_parquet(name, index=False)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
