"""A small Sampleshire: the same layouts, few enough files and rows that a test can release them in seconds.

What needs every quarter, provider or publisher takes the whole county, which is made once a run.
"""

import shutil

from tests.whole_way import SLOW_TO_HIDE

# Files that take long to read: every one of them is read by tests/test_build.py.
SLOW_TO_READ = ("crime", "councils", "home-office", "deprivation", "police", "*-lsoa*")
# What people are counted from, and of how many rows one is kept.
OWN = {"victims_2026-Q1.csv": 8, "victims_2026-Q2.csv": 8, "needs_harbour_2026-Q2.csv": 4}
REFERRED = ("nrm_referrals_longitudinal.csv", "nrm_duty_to_notify_longitudinal.csv")


def write_small(folder, whole):
    """Write into `folder` and its neighbour, as `sampleshire.write` does, a part of the county in `whole`."""
    shutil.copytree(whole, folder, ignore=shutil.ignore_patterns(*SLOW_TO_READ))
    for name in REFERRED:
        (found,) = whole.rglob(name)
        shutil.copy(found, folder)
    here, there = (one.with_name("sampleshire-local") for one in (folder, whole))
    shutil.copytree(there, here, ignore=shutil.ignore_patterns(*SLOW_TO_HIDE))
    for name, every in OWN.items():
        heading, *rows = (there / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (here / name).write_text("".join([heading, *rows[::every]]), encoding="utf-8")
