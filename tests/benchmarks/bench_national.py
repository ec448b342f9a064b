"""How long many areas take, as ratios in one run: two workers against one, Dask against the local pool.

    python tests/benchmarks/bench_national.py [--areas 13] [--inputs FOLDER] [--only pool,one,dask,kills]

Of invented areas by default, web pages and workbooks; one worker has one core. Seconds are the clock's; the
processor's are those of the whole family of processes, and memory is theirs together, each page that they
share counted once; Linux alone tells it. A missed goal ends with exit code 1.
"""

import argparse
import contextlib
import ctypes
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measured import UNHEARD, missed_goals, watched

from analysis import areas, settings
from analysis.extracts import states
from analysis.sources.inventory import is_invented

CHILD_SUBREAPER = 36
GOALS = {"pool": 1.8, "one": 35.0, "dask": 1.1, "memory": 6.0}


def measured(*command, stop_after=None, cores=None):
    """Return seconds of the clock and of the processor, and the most memory in GiB, of a command.

    With `stop_after` a process of its family is killed after so many seconds; in place of the memory stands
    whether there was one to kill.
    """
    before, killed = resource.getrusage(resource.RUSAGE_CHILDREN), []

    def kill(seconds, processes):
        workers = processes[2:]
        if stop_after and not killed and seconds > stop_after and workers:
            os.kill(random.Random(stop_after).choice(workers), signal.SIGKILL)
            killed.append(True)

    clock, most, code = watched(*command, cores=cores, meanwhile=kill)
    if code and not stop_after:
        raise SystemExit(f"vna {' '.join(command)} failed: nothing is measured of what was not done.")
    # What a family leaves is handed to this process, which is its subreaper; a cluster's own processes stay.
    for _ in range(30):
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.1)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return clock, processor, bool(killed) if stop_after else most


def checksums(folder):
    """Return {file: checksum} of every edition in a folder of reports."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("*/draft/**/*"))
        if path.is_file() and path.name != "manifest.json"
    }


class Cluster:
    """A Dask scheduler with two workers on this computer."""

    def __enter__(self):
        self._place = tempfile.TemporaryDirectory()
        told = Path(self._place.name, "scheduler.json")
        free = os.environ | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
        self._started = []

        def start(kind, *words):
            command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words, "--no-dashboard"]
            self._started.append(subprocess.Popen(command, **UNHEARD, env=free))

        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))
        while not told.exists() or not told.read_text():
            time.sleep(0.1)
        self.address = json.loads(told.read_text())["address"]
        for number in range(2):
            folder = str(Path(self._place.name, str(number)))
            start("worker", self.address, "--nthreads", "1", "--local-directory", folder)
        return self

    def __exit__(self, *fault):
        for one in reversed(self._started):
            one.terminate()
            one.wait()
        self._place.cleanup()


def main():
    """Print what was measured beside its goals; return the exit code."""
    ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--areas", type=int, default=13)
    arguments.add_argument("--inputs", type=Path, default=settings.data("raw", settings.SAMPLESHIRE))
    arguments.add_argument("--only", default="pool,one,dask,kills")
    given = arguments.parse_args()
    states.ensure(areas.area(settings.SAMPLESHIRE), given.inputs)
    every = areas.all_areas(invented=is_invented(given.inputs))
    names, missed, only = [place.slug for place in every][: given.areas], [], given.only.split(",")
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)

        def build(out, *words, wanted=names, **how):
            (home / "own").mkdir(exist_ok=True)
            return measured(
                *("national", "--areas", ",".join(wanted), "--inputs", str(given.inputs), "--web"),
                *("--out", str(home / out), "--local", str(home / "own"), *words),
                **how,
            )

        build("warm", "--jobs", "1", wanted=names[:1])  # the store, and what Python compiles
        if "pool" in only or "dask" in only:
            two, processor, most = build("two", "--jobs", "2")
            print(
                f"{len(names)} areas, two workers: {two:.0f} s; processor: {processor:.0f} s; {most:.2f} GiB"
            )
            missed += ["memory"] if most > GOALS["memory"] else []
        if "pool" in only:
            one, *_ = build("one", "--jobs", "1", cores=1)
            print(f"one worker: {one:.0f} s; two are {one / two:.2f} times as fast (goal {GOALS['pool']})")
            missed += ["pool"] if one / two < GOALS["pool"] else []
        if "dask" in only:
            with Cluster() as cluster:
                dask, *_ = build("dask", "--scheduler", cluster.address)
            whole = checksums(home / "two")
            same = {name.split("/")[0] for name in whole} >= set(names) and checksums(home / "dask") == whole
            print(f"Dask, two workers: {dask:.0f} s, {dask / two:.2f} of the pool's; files equal: {same}")
            missed += ["dask"] if dask / two > GOALS["dask"] or not same else []
        if "one" in only:
            alone, beside = (
                build(f"forms{many}", "--jobs", "1", "--all-forms", wanted=names[1 : 1 + many])[1]
                for many in (1, 2)
            )
            processor = beside - alone
            print(f"one more area, all forms: {processor:.0f} s of the processor (goal {GOALS['one']:.0f})")
            missed += ["one"] if processor > GOALS["one"] else []
        if "kills" in only:
            for number in range(5):
                *_, killed = build(
                    f"kill{number}", "--jobs", "2", wanted=names[:3], stop_after=10 + 8 * number
                )
                whole = checksums(home / f"kill{number}")
                there = {name.split("/")[0] for name in whole}
                left = [str(path) for path in (home / f"kill{number}").glob("*/.*.new")]
                good = killed and there == {*names[:3], "national"} and not left
                print(f"a process killed after {10 + 8 * number} s: every area whole: {good}")
                missed += [] if good else ["kills"]
    return missed_goals(missed)


if __name__ == "__main__":
    sys.exit(main())
