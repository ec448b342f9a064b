"""How the benchmarks measure and tell: seconds of the processor beside a goal, and which goals are missed."""

import resource
import time

from threadpoolctl import threadpool_limits


def timed(work, *args, **how):
    """Return what `work` gives and how many seconds of the processor it took."""
    start = time.process_time()
    return work(*args, **how), time.process_time() - start


def peak_memory():
    """Return the most GiB of memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


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
    for what in missed:
        print(f"Goal missed: {what}")
    return 1 if missed else 0
