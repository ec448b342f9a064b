"""What a chapter of a build may open: a list of what it needs, for copies of an extract lie anywhere."""

import os
import sys
from pathlib import Path

import matplotlib

from analysis import settings, table_files, wall

# What libraries read of the system: code, fonts, time zones, the processors, their own settings.
SYSTEM = ("/usr", "/lib", "/lib64", "/etc", "/sys", "/System", "/Library", "/proc/self")
SYSTEM += ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems", "/opt/homebrew")
# Of the devices these alone: beneath them lies a disk in memory, /dev/shm, with whatever anybody put there.
DEVICES = (os.devnull, "/dev/zero", "/dev/random", "/dev/urandom")
FONTS = (".fonts", ".local/share/fonts", ".cache/fontconfig", "Library/Fonts")
# Beside the notebooks lie modules that chapters import; a table there may be anybody's.
BESIDE = ("*.py", "*.ipynb", "*.md")


def readable(folder):
    """Return the files and folders that a chapter of `folder` may read: the program, the tables, itself."""
    closed = [Path(os.path.realpath(path)) for path in settings.closed()]
    allowed = [*SYSTEM, *DEVICES, *(Path.home() / fonts for fonts in FONTS), os.environ.get("SYSTEMROOT", "")]
    allowed += [matplotlib.get_configdir(), matplotlib.get_cachedir(), sys.executable]
    # A folder from which Python imports may be the project itself, above what is closed.
    allowed += [
        path
        for path in (*wall.python_folders(), Path(__file__).resolve().parents[3])
        if not any(closed_path.is_relative_to(path) for closed_path in closed)
    ]
    allowed += [*settings.data().glob("*.toml"), settings.data("reference"), table_files.home()]
    allowed += [path for pattern in BESIDE for path in Path(folder).glob(pattern)]
    return [path for path in allowed if str(path)]
