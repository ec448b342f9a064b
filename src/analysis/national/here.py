"""Areas on the processes of this computer: one that dies is tried again, and takes no other with it."""

import dataclasses
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from analysis import processes
from analysis.national import one_area

TRIES = 3
DIED = (
    f"Python ended while it was built, {TRIES} times. The machine may be out of memory: ask for fewer --jobs."
)


def run(asked, jobs, heard):
    """Build each `Work` of `asked`, `jobs` of them at a time; `heard(result)` is told of each at its end.

    The last, where fewer than `jobs` are left, share the cores that nobody else needs.
    """
    left = len(asked) % jobs
    whole = len(asked) - left
    last = [dataclasses.replace(work, at_a_time=jobs // left) for work in asked[whole:]]
    with ThreadPoolExecutor(jobs) as threads:
        begun = [threads.submit(_alone, work) for work in [*asked[:whole], *last]]
        try:
            for one in as_completed(begun):
                heard(one.result())
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def _alone(work):
    """Return the Result of a process of its own: of a pool of many, one that dies would lose the others'."""
    for _ in range(TRIES):
        try:
            with ProcessPoolExecutor(1, processes.context()) as pool:
                return pool.submit(one_area.build, work).result()
        except BrokenProcessPool:
            continue
    return one_area.Result(work.area, one_area.FAILED, (DIED,))
