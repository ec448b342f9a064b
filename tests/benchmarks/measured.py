"""How the benchmarks measure and tell: seconds, memory and families of processes; which goals are missed."""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

from threadpoolctl import threadpool_limits

VNA = (sys.executable, "-c", "from analysis.cli import main; main()")
UNHEARD = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def timed(work, *args, **how):
    """Return what `work` gives and how many seconds of the processor it took."""
    start = time.process_time()
    return work(*args, **how), time.process_time() - start


def peak_memory():
    """Return the most GiB of memory that this process has held."""
    unit = 2**30 if sys.platform == "darwin" else 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def read_here(read):
    """Print, for `in_own_process`, how many rows `read` gives, its seconds (`s`, `cpu`) and memory (`gb`)."""
    start, clock = time.process_time(), time.perf_counter()
    found = read()
    took = {"cpu": time.process_time() - start, "s": time.perf_counter() - clock}
    told = found if isinstance(found, dict) else {"rows": found}
    print(json.dumps(took | {"gb": peak_memory()} | told))


def in_own_process(*arguments, python=sys.executable):
    """Return what a program printed last, as JSON, or None where it could not run, with its last words."""
    done = subprocess.run([python, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        print(*done.stderr.splitlines()[-1:], file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])  # what is above may be its own progress


def family(first):
    """Return a process and all that descend from it, by number."""
    children = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    found = [first]
    for one in found:
        found += children.get(one, [])
    return found


def memory(process):
    """Return the GiB that a process holds, its part of what it shares with others."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 2**20


def watched(*command, cores=None, meanwhile=lambda seconds, processes: None):
    """Return seconds of the clock, the most GiB of memory and the exit code of a command of `vna`.

    Its processes are looked at four times a second; `meanwhile` is told for how long, and their numbers.
    """
    every, most, start = os.sched_getaffinity(0), [0.0], time.perf_counter()
    os.sched_setaffinity(0, sorted(every)[:cores])
    with subprocess.Popen([*VNA, *command], **UNHEARD) as child:
        os.sched_setaffinity(0, every)
        ended = threading.Event()

        def look():
            while not ended.wait(0.25):
                processes = family(child.pid)
                most[0] = max(most[0], sum(map(memory, processes)))
                meanwhile(time.perf_counter() - start, processes)

        looking = threading.Thread(target=look)
        looking.start()
        child.wait()
        ended.set()
        looking.join()
    return time.perf_counter() - start, most[0], child.returncode


def told(lines, most_memory=None):
    """Print a table of `lines` as they come, say which goals are missed, and return the exit code.

    A line is what was measured, its seconds (None for a remark), its goal ("" for none) and whether that is
    missed. `most_memory` is the goal of the whole run in GiB, if it has one.
    """
    threadpool_limits(limits=1, user_api="blas")  # those that wait for one another count as time too
    print(f"{'what':66}{'seconds':>9}{'goal':>8}")
    missed = []
    for what, seconds, goal, miss in lines:
        print(what if seconds is None else f"{what:66}{seconds:9.3f}{goal:>8}", flush=True)
        missed += [what] if miss else []
    memory = f"peak memory: {peak_memory():.2f} GiB"
    if most_memory is not None:
        memory += f" of {most_memory:g}"
        missed += [memory] if peak_memory() > most_memory else []
    print(memory)
    return missed_goals(missed)


def missed_goals(missed):
    """Print each goal that was missed, and return the exit code."""
    for what in missed:
        print(f"Goal missed: {what}")
    return 1 if missed else 0
