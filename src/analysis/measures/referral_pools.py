"""Which quarters of referrals are added up, and their sums."""

import pandas as pd

from analysis.measures.decisions.official_counts import QUARTERS_TOGETHER, to_march, together
from analysis.measures.status import SHOWN, listed, numbers, pooled, refuse, require
from analysis.measures.tabulation import RUNS, number

LEAST_QUARTERS = 4
# From the least on: what is called three years is all of twelve.
NUMBERS = ("four", "five", "six", "seven", "eight", "nine", "ten", "eleven")


def pool_of_quarters(known):
    """Return what the pool of the `known` quarters is called, and its quarters, the oldest first.

    Three years that end with the newest March, or as many of their quarters, up to that March, as are known
    without a gap, if there are four at least; else no name and no quarter. It ends in March and moves a year
    at a time: of two pools a quarter apart the difference would be that one quarter's count.

    >>> pool_of_quarters(["2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1", "2023-Q2"])
    ('four quarters ending 2023-Q1', ['2022-Q2', '2022-Q3', '2022-Q4', '2023-Q1'])
    """
    newest_first = together(to_march(sorted(set(known), key=number)))[::-1]
    held = [one for at, one in enumerate(newest_first) if number(newest_first[0]) - number(one) == at][::-1]
    if len(held) < LEAST_QUARTERS:
        return "", []
    if len(held) == QUARTERS_TOGETHER:
        return f"{RUNS[QUARTERS_TOGETHER]}{held[-1]}", held
    return f"{NUMBERS[len(held) - LEAST_QUARTERS]} quarters ending {held[-1]}", held


def pooled_over(quarters, table, by, value, every=None):
    """Return the sums of `value` over `quarters` by `by`; a label of `every` without a row is nought.

    Raises InputError for a count that is negative.
    """
    by = listed(by)
    require(table, "quarter", value, *by)
    refuse(table, numbers(table, value) < 0, f'"{value}" is negative', "A count is nought or more.")
    kept = [name for name in ("method", "status") if name in table.columns]
    inside = table.loc[table["quarter"].isin(quarters), [*by, value, *kept]]
    noughts = inside.iloc[:0] if every is None else every.assign(**{value: 0})
    if "status" in kept:
        noughts = noughts.assign(status=SHOWN)
    # The first decides what kind of table it becomes: counts of people stay guarded.
    return pooled(pd.concat([inside.iloc[:0], noughts, inside], ignore_index=True), by, [value])
