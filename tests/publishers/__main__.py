"""Serve Sampleshire as its publishers would: python -m tests.publishers --port 0 --folder FOLDER."""

import argparse
import tempfile
from pathlib import Path

import sampleshire

from .serving import serving


def main():
    """Serve until interrupted; the address is the first line that is printed."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--port", type=int, default=0, help="0: any that is free")
    read.add_argument("--folder", type=Path, help="Sampleshire's folder; without it, a new one")
    read.add_argument("--release", type=int, default=1, help="0: the quarter before the newest files")
    asked = read.parse_args()
    with tempfile.TemporaryDirectory() as beside:
        folder = sampleshire.ensure(asked.folder or Path(beside) / "sampleshire")
        with serving(folder, asked.release, port=asked.port) as publishers:
            print(publishers.address, flush=True)
            try:
                publishers.closing.wait()
            except KeyboardInterrupt:
                return


main()
