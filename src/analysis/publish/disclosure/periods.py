"""Quarters, and the periods that are made of them."""

from analysis import settings
from analysis.errors import InputError

# How many quarters a period has, and what is said before the quarter that ends it.
LENGTHS = {"quarter": 1, "year": 4, "three years": 12}
SAID = {"quarter": "", "year": "year ending ", "three years": "three years ending "}


def before(quarter, steps=1):
    """Return the quarter that lies `steps` before.

    >>> before("2026-Q1", 2)
    '2025-Q3'
    """
    number = int(quarter[:4]) * 4 + int(quarter[-1]) - 1 - steps
    return f"{number // 4}-Q{number % 4 + 1}"


def label(kind, last):
    """Return what a period is called: "2026-Q1", "year ending 2026-Q1", "three years ending 2026-Q1"."""
    return f"{SAID[kind]}{last}"


def quarters(kind, last):
    """Return the quarters of a period, the oldest first."""
    return [before(last, steps) for steps in range(LENGTHS[kind] - 1, -1, -1)]


def checked(quarter, what):
    """Return `quarter`, once it is known to be one."""
    if not (isinstance(quarter, str) and settings.is_quarter(quarter)):
        raise InputError(f"{what}: found {quarter!r}, expected a quarter such as 2026-Q1.")
    return quarter
