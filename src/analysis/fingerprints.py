"""What is in files, by checksum: of what a build reads, of the program, and of what it stands on.

The standard library is enough: joblib and diskcache keep pickles, which a build would have to trust, and
know nothing of the files that a function reads; doit wants to know these beforehand, and a chapter tells
afterwards.
"""

import datetime
import hashlib
import json
import platform
import sys
import time
from importlib import util
from pathlib import Path

from analysis import settings

# A file that has just changed may change again within one tick of its disk's clock.
TICK_SECONDS = 3
PACKAGES = ("analysis", "sampleshire")  # Sampleshire's files are written by code too


class Fingerprints:
    """Checksums of files. One that lies there as it did when it was read last is not read again.

    `known` is {path: marks and checksum} of an earlier run. The marks are size, both times and the number of
    the file on its disk: a copy that brings an old date along changes the second time, which nobody can set.
    """

    def __init__(self, known=None):
        self.known, self.found = known or {}, {}

    def of(self, path):
        """Return the checksum of a file, None where there is none."""
        path = Path(path)
        try:
            marks = _marks(path)
            entry = self.found.get(str(path)) or self.known.get(str(path))
            if entry is None or entry[0] != marks:
                with path.open("rb") as stream:
                    checksum = hashlib.file_digest(stream, "sha256").hexdigest()
                settled = time.time() - max(marks[1:3]) / 1e9 > TICK_SECONDS
                entry = [marks if settled else None, checksum]
        except OSError:
            return None
        self.found[str(path)] = entry
        return entry[1]

    def folder(self, folder, but=()):
        """Return {path within it: checksum} of the files of a folder, at any depth; `but` are left out."""
        folder = Path(folder)
        return {
            path.relative_to(folder).as_posix(): self.of(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not any(one in path.parents for one in but)
        }


def _marks(path):
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def digest(value):
    """Return the checksum of what JSON can carry."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def program(prints, day=None):
    """Return a checksum of what turns files into an edition: code, rules, code lists, every library, the day.

    The `day`, by default today, counts because some tables ask what is in force then.
    """
    code = {}
    for package in PACKAGES:
        held = prints.folder(Path(util.find_spec(package).origin).parent)
        # Python keeps what it has compiled there, under a passing name while it writes.
        code[package] = {name: one for name, one in held.items() if "__pycache__" not in name}
    rules = {path.name: prints.of(path) for path in sorted(settings.data().glob("*.toml"))}
    lists = prints.folder(settings.data("reference"))
    # The folder of what is known of a library is named after it and its version.
    libraries = sorted(path.name for place in sys.path for path in Path(place).glob("*.dist-info"))
    machine = (platform.python_version(), platform.system(), platform.machine())
    return digest([code, rules, lists, libraries, machine, str(day or datetime.date.today())])
