"""Quarters, and the periods that are made of them."""

import re

from analysis.errors import InputError

QUARTER = re.compile("20[0-9][0-9]-Q[1-4]")
# How many quarters a period has, and what is said before the quarter that ends it.
LENGTHS = {"quarter": 1, "year": 4, "three years": 12, "up to three years": 12}
SAID = {"quarter": "", "year": "year ending ", "three years": "three years ending "}
POOLED = ("three years", "up to three years")
# A pool of less than a year says little more than its quarters, and so does the step from one to the next.
LEAST_POOLED = LEAST_STEP = 4
NUMBERS = ("four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
REVISED = " as revised in "


def before(quarter: str, steps: int = 1) -> str:
    """Return the quarter that lies `steps` before.

    >>> before("2026-Q1", 2)
    '2025-Q3'
    """
    number = int(quarter[:4]) * 4 + int(quarter[-1]) - 1 - steps
    return f"{number // 4}-Q{number % 4 + 1}"


def quarters(kind: str, last: str) -> list[str]:
    """Return the quarters of a period, the oldest first."""
    return [before(last, steps) for steps in range(LENGTHS[kind] - 1, -1, -1)]


def pool(kind: str, last: str, held: set[str]) -> tuple[str, list[str]]:
    """Return what a pool that ends with `last` is called and its quarters, of those that are `held`.

    "three years" are three years. "up to three years" are as many of their quarters, up to the last, as are
    held without a gap, called by their number, if there are at least four.

    >>> pool("up to three years", "2026-Q1", {"2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"})[0]
    'five quarters ending 2026-Q1'
    """
    wanted = quarters(kind, last)
    if kind == "up to three years":
        gaps = [place for place, quarter in enumerate(wanted) if quarter not in held]
        there = wanted[gaps[-1] + 1 :] if gaps else wanted
        if LEAST_POOLED <= len(there) < len(wanted):
            return f"{NUMBERS[len(there) - LEAST_POOLED]} quarters ending {last}", there
    return f"{SAID['three years']}{last}", wanted


def checked(quarter: str, what: str) -> str:
    """Return `quarter`, once it is known to be one."""
    if not (isinstance(quarter, str) and QUARTER.fullmatch(quarter)):
        raise InputError(f"{what}: found {quarter!r}, expected a quarter such as 2026-Q1.")
    return quarter


def as_revised(quarter: str, edition: str | None) -> str:
    """Return the name of a quarter as it was recounted in `edition`; the quarter itself without one.

    A quarter that was recounted has other counts than before: it is another quarter to all that adds up.
    """
    return f"{quarter}{REVISED}{edition}" if edition else quarter


def plain(quarter: str) -> str:
    """Return the quarter of the calendar that a name from `as_revised` stands for.

    >>> plain("2026-Q1 as revised in 2026-Q3")
    '2026-Q1'
    """
    return quarter.partition(REVISED)[0]
