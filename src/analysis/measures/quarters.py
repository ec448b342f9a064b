"""Quarters by running number, and what periods of several of them and their margins are called."""

import functools
import re

from analysis.errors import InputError

TOTAL = "Total"
RUNS = {1: "", 4: "year ending ", 12: "three years ending "}


@functools.lru_cache(maxsize=4096)  # a table names its few quarters in every row
def number(quarter):
    """Return the running number of a quarter such as "2026-Q1"."""
    if not re.fullmatch(r"\d{4}-Q[1-4]", str(quarter)):
        raise InputError('Column "quarter" holds what is not a quarter such as 2026-Q1.')
    return int(quarter[:4]) * 4 + int(quarter[-1]) - 1


def name(running):
    """Return the quarter that a running number stands for."""
    return f"{running // 4}-Q{running % 4 + 1}"
