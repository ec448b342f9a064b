"""Publishers' files, each parsed once into Parquet, for every area, chapter and process.

The store lies in data/parsed, outside every folder of inputs: what is written there does not change them.

A file's entry is named by its checksum and by that of the code of all readers: with another of either it is
parsed again. What counts people is never kept here: `release` alone reads it, and reads the file itself.
"""

import contextlib
import functools
import hashlib
import io
import json
import shutil
import tempfile
from pathlib import Path

import filelock
import pandas as pd

from analysis import files_read, settings

FOLDER = "parsed"
FIELDS = "fields.json"
WHOLE = "frame"  # what a reader that gives one table has in its entry
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
            entry = _entry(reader, file, words)
            found = _taken(entry, kind)
            if found is not None:
                return found
            with contextlib.ExitStack() as held:
                with contextlib.suppress(OSError):
                    _make_room(entry.parent)
                    held.enter_context(filelock.FileLock(f"{entry}.lock"))
                found = _taken(entry, kind)
                if found is None:
                    found = reader(file, *words)
                    with contextlib.suppress(OSError):
                        _put(found, entry)
            return found

        return read

    return decorator


def _entry(reader, file, words):
    """Return the folder of a file's entry. The file's own name counts: it may say what the file holds."""
    content = hashlib.sha256(json.dumps([file.name, *words]).encode())
    content.update(file.read_bytes())
    return settings.data(FOLDER, _code(), f"{reader.__name__}-{content.hexdigest()}")


@functools.cache
def _code():
    """Return a checksum of the code of this folder, which readers share, and of the lists that it reads."""
    with files_read.unnoted():
        held = [*Path(__file__).parent.glob("*.py"), *settings.data("reference").glob("*.csv")]
        return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(held))).hexdigest()[:16]


def _make_room(folder):
    """Make the folder of this version's entries; those of another are of no more use."""
    if not folder.exists():
        for other in folder.parent.glob("*"):
            shutil.rmtree(other, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)


def _taken(entry, kind):
    """Return what an entry holds, None where there is no whole one."""
    # The publisher's file is what a chapter read, and not its entry.
    with files_read.unnoted(), contextlib.suppress(OSError, ValueError):
        fields = json.loads(_checked(entry / FIELDS))
        frames = {name: pd.read_parquet(io.BytesIO(_checked(entry / name))) for name in fields["frames"]}
        plain = {name: tuple(one) if isinstance(one, list) else one for name, one in fields["plain"].items()}
        return frames[WHOLE] if kind is pd.DataFrame else kind(**frames, **plain)
    return None


def _checked(path):
    """Return the content of a file of an entry, which begins with its own checksum."""
    held = path.read_bytes()
    if hashlib.sha256(held[DIGEST:]).digest() != held[:DIGEST]:
        raise ValueError(path)
    return held[DIGEST:]


def _put(found, entry):
    """Write an entry whole or not at all."""
    held = {WHOLE: found} if isinstance(found, pd.DataFrame) else vars(found)
    frames = {name: one for name, one in held.items() if isinstance(one, pd.DataFrame)}
    plain = {name: one for name, one in held.items() if name not in frames}
    beside = Path(tempfile.mkdtemp(dir=entry.parent))
    try:
        content = {name: one.to_parquet(index=False) for name, one in frames.items()}
        content[FIELDS] = json.dumps({"frames": list(frames), "plain": plain}).encode()
        for name, one in content.items():
            (beside / name).write_bytes(hashlib.sha256(one).digest() + one)
        shutil.rmtree(entry, ignore_errors=True)  # a broken one
        beside.rename(entry)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
