"""The kernel that `make lab` starts: behind the wall, unless its notebook lies in notebooks/private."""

import os
import sys
import tempfile
from pathlib import Path

from analysis import office_folders, settings, wall


def _keep_to(private):
    """Let own rows be written into `private` alone, with what Python and Jupyter write for themselves.

    What this project writes by itself counts nobody, or lies in folders that no chapter may read.
    """
    passing = private / ".passing"
    passing.mkdir(exist_ok=True)
    os.environ |= {"TMPDIR": str(passing), "IPYTHONDIR": str(passing), "MPLCONFIGDIR": str(passing)}
    tempfile.tempdir = str(passing)
    own = [settings.data(name) for name in ("local", "parsed")] + [settings.data("raw", settings.SAMPLESHIRE)]
    wall.keep_writing([private, *own, os.devnull, "/proc/self"])


def main():
    """Close what no chapter may read, before there are threads, and be a kernel of Jupyter."""
    private = settings.notebooks() / "private"
    if Path.cwd().is_relative_to(private.resolve()):
        settings.OWN_FOLDERS.update(office_folders.newest())
        _keep_to(private)
    else:
        wall.close([*settings.closed(), *office_folders.every()])
        os.environ.pop(settings.LOCAL_VARIABLE, None)  # a chapter is not told where they lie
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    sys.exit(main())
