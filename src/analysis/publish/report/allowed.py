"""What a chapter of a build may open: a list of what it needs, for copies of an extract lie anywhere."""

import contextlib
import os
import sys
from pathlib import Path

import matplotlib

from analysis import settings, table_files, wall
from analysis.errors import InputError
from analysis.sources import inventory
from analysis.sources.catalogue import catalogue
from analysis.sources.store import FOLDER as PARSED

# What libraries read of the system: code, fonts, time zones, the processors, their own settings.
SYSTEM = ("/usr", "/lib", "/lib64", "/etc", "/sys", "/System", "/Library", "/proc/self")
SYSTEM += ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems", "/opt/homebrew")
# Of the devices these alone: beneath them lies a disk in memory, /dev/shm, with whatever anybody put there.
DEVICES = (os.devnull, "/dev/zero", "/dev/random", "/dev/urandom")
FONTS = (".fonts", ".local/share/fonts", ".cache/fontconfig", "Library/Fonts")
# Beside the notebooks lie modules that chapters import; a table there may be anybody's.
BESIDE = ("*.py", "*.ipynb", "*.md")
OPEN = "open"  # the sensitivity of a file that counts nobody


def reading(folder):
    """Return the files and folders that a chapter of `folder` may read, of the run that is served."""
    closed = [Path(os.path.realpath(one)) for one in settings.closed()]
    found = [*SYSTEM, *DEVICES, *(Path.home() / one for one in FONTS), os.environ.get("SYSTEMROOT", "")]
    found += [matplotlib.get_configdir(), matplotlib.get_cachedir(), sys.executable]
    # A folder from which Python imports may be the project itself, above what is closed.
    found += [
        path
        for path in (*wall.python_folders(), Path(__file__).resolve().parents[3])
        if not any(one.is_relative_to(path) for one in closed)
    ]
    found += [*settings.data().glob("*.toml"), settings.data("reference"), settings.data(PARSED)]
    found += [table_files.home(), *_released(), *_open_files()]
    found += [path for pattern in BESIDE for path in Path(folder).glob(pattern)]
    return [path for path in found if str(path)]


def _released():
    """Return where the released tables lie, and what a build hands its chapters beside them."""
    solved = settings.current_run().solved
    if solved is None or solved.is_dir():
        return [solved or settings.data("released")]
    return [solved, solved.with_suffix(""), solved.with_name(settings.KEPT)]


def _open_files():
    """Return the publishers' files that count nobody, in the run's folder and others looked through."""
    folder = settings.current_run().inputs
    if folder is not None:
        with contextlib.suppress(InputError):  # what cannot be read is for the table that wants it to say
            inventory.look_through(folder)
    cards, looked = catalogue(), inventory.scans().values()
    every = [
        item for held in looked for item in (*held.files, *(old for pair in held.replaced for old in pair))
    ]
    found = {item.file.path for item in every if cards[item.card_id].sensitivity == OPEN}
    return found | {held.folder / name for held in looked for name in (inventory.STAMP, inventory.FETCHED)}
