"""What all areas have in common, made once for every area, chapter and process.

Publishers' files are parsed into Parquet, and what is learnt from all districts is kept as arrays. The store
lies in data/parsed, outside every folder of inputs: what is written there does not change them.

An entry is named by the checksum of what it is made of and by that of the code that makes it: with another of
either it is made again. What counts people is never kept here: `release` alone reads it, and reads the file
itself.
"""

import contextlib
import dataclasses
import functools
import hashlib
import inspect
import io
import json
import shutil
import tempfile
from pathlib import Path

import filelock
import numpy as np
import pandas as pd

from analysis import settings

FOLDER = "parsed"
FIELDS = "fields.json"
WHOLE = "frame"  # what a reader that gives one table has in its entry
ARRAYS = "arrays.npz"
DIGEST = hashlib.sha256().digest_size


def once(kind=pd.DataFrame):
    """Return a decorator of a reader of a SourceFile and plain words, which parses each file once.

    The reader gives a DataFrame, or a dataclass `kind` of DataFrames and of what JSON can carry. One process
    parses a file while others wait for it. An entry that is broken is made again, and where none can be
    written the file is parsed each time.
    """

    def decorator(reader):
        @functools.wraps(reader)
        def read(file, *words):
            # The file's own name counts: it may say what the file holds.
            content = hashlib.sha256(json.dumps([file.name, *words]).encode())
            content.update(file.read_bytes())
            return _once(f"{reader.__name__}-{content.hexdigest()}", lambda: reader(file, *words), kind)

        return read

    return decorator


def learnt(kind=np.ndarray):
    """Return a decorator of a function of what all areas have in common, which is asked once for the same.

    Its arguments are arrays of numbers and dataclasses of arrays and tuples; it gives an array, or a
    dataclass, `kind`, of arrays.
    """

    def decorator(function):
        @functools.wraps(function)
        def read(*given):
            content = hashlib.sha256(_checksum(Path(inspect.getfile(function)).parent).encode())
            _add(content, given)
            return _once(f"{function.__name__}-{content.hexdigest()}", lambda: function(*given), kind)

        return read

    return decorator


def _add(content, value):
    """Add all that a value holds to a checksum."""
    if isinstance(value, np.ndarray):
        content.update(f"{value.dtype} {value.shape}".encode() + value.astype(float).tobytes())
    elif dataclasses.is_dataclass(value):
        _add(content, tuple(vars(value).values()))
    elif isinstance(value, tuple):
        for one in value:
            _add(content, one)
    else:
        content.update(repr(value).encode())


@functools.cache
def _code():
    """Return a checksum of the code of this folder, which readers share, and of the lists that it reads."""
    return _checksum(Path(__file__).parent, *settings.data("reference").glob("*.csv"))


@functools.cache
def _checksum(folder, *files):
    held = b"".join(path.read_bytes() for path in sorted([*folder.glob("*.py"), *files]))
    return hashlib.sha256(held).hexdigest()[:16]


def _once(name, make, kind):
    """Return what an entry holds, of a `kind`; without a whole one one process makes it while others wait."""
    entry = settings.data(FOLDER, _code(), name)
    found = _taken(entry, kind)
    if found is not None:
        return found
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):
            _make_room(entry.parent)
            held.enter_context(filelock.FileLock(f"{entry}.lock"))
        found = _taken(entry, kind)
        if found is None:
            found = make()
            with contextlib.suppress(OSError):
                _put(_to_files(found), entry)
    return found


def _make_room(folder):
    """Make the folder of this version's entries; those of another are of no more use."""
    if not folder.exists():
        for other in folder.parent.glob("*"):
            shutil.rmtree(other, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)


def _taken(entry, kind):
    """Return what an entry holds, None where there is no whole one."""

    def checked(name):
        held = (entry / name).read_bytes()  # each file begins with the checksum of the rest
        if hashlib.sha256(held[DIGEST:]).digest() != held[:DIGEST]:
            raise ValueError(name)
        return held[DIGEST:]

    with contextlib.suppress(OSError, ValueError):
        return _from_files(checked, kind)
    return None


def _put(files, entry):
    """Write an entry whole or not at all."""
    beside = Path(tempfile.mkdtemp(dir=entry.parent))
    try:
        for name, content in files.items():
            (beside / name).write_bytes(hashlib.sha256(content).digest() + content)
        shutil.rmtree(entry, ignore_errors=True)  # a broken one
        beside.rename(entry)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _to_files(found):
    """Return name -> content of the files of an entry: each table, all arrays, and the rest in JSON."""
    held = vars(found) if dataclasses.is_dataclass(found) else {WHOLE: found}
    frames = {name: one for name, one in held.items() if isinstance(one, pd.DataFrame)}
    arrays = {name: one for name, one in held.items() if isinstance(one, np.ndarray)}
    plain = {name: one for name, one in held.items() if name not in (*frames, *arrays)}
    packed = io.BytesIO()
    np.savez(packed, **arrays)
    fields = json.dumps({"frames": list(frames), "plain": plain}).encode()
    tables = {name: one.to_parquet(index=False) for name, one in frames.items()}
    return tables | {ARRAYS: packed.getvalue(), FIELDS: fields}


def _from_files(content, kind):
    """Return the `kind` of which `_to_files` made the files that `content` gives by their names."""
    fields = json.loads(content(FIELDS))
    held = {name: pd.read_parquet(io.BytesIO(content(name))) for name in fields["frames"]}
    held |= {name: tuple(one) if isinstance(one, list) else one for name, one in fields["plain"].items()}
    with np.load(io.BytesIO(content(ARRAYS))) as arrays:
        held |= dict(arrays)
    return kind(**held) if dataclasses.is_dataclass(kind) else held[WHOLE]
