"""Declared changes of a recording rule: on which date, and for which groups."""

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.status import require
from analysis.measures.surveillance.panels import running_numbers

STARTED_ON, RULE = "started_on", "rule"


def declared_steps(many, recording):
    """Return for each series the columns of its `Panel` from which a declared recording rule holds.

    `recording` is None or a table with a row for each change:
    `started_on` (a day; for quarters also "2026-Q1"), `rule` (words, optional) and any of the columns that
    distinguish series, blank where the rule changed for all. A period in which a rule starts counts as
    one of its own.

    Raises InputError for a group that the table does not have, so that a slip in a name does not make a rise
    of what is a change in recording.
    """
    if recording is None:
        return [()] * len(many.keys)
    found = [set() for _ in range(len(many.keys))]
    require(recording, STARTED_ON)
    groups = list(many.keys.columns)
    for column in recording.columns.difference([STARTED_ON, RULE]):
        if column not in groups:
            raise InputError(
                f'The table of recording changes has a column "{column}", which does not distinguish series. '
                f"{nearest(column, groups)}".rstrip()
            )
    for change in recording.to_dict("records"):
        at = _column(many, change[STARTED_ON])
        for series in np.flatnonzero(_concerned(many.keys, change)):
            if 0 < at < many.counts.shape[1]:
                found[series].add(int(at))
    return [tuple(sorted(columns)) for columns in found]


def _concerned(keys, change):
    """Return which series a change concerns."""
    which = np.ones(len(keys), dtype=bool)
    for column in keys.columns:
        wanted = change.get(column)
        if wanted is None or pd.isna(wanted):
            continue
        here = (keys[column] == wanted).to_numpy(dtype=bool, na_value=False)
        if not here.any() and len(keys):
            raise InputError(
                f'A recording change names "{wanted}" in "{column}", which no series is. '
                f"{nearest(wanted, keys[column].dropna().unique())}".rstrip()
            )
        which &= here
    return which


def _column(many, started_on):
    """Return the column of the period in which a day lies; it may lie outside the table."""
    if not len(many.keys):
        return -1
    number = running_numbers(pd.Series([started_on]), many.period, f'"{STARTED_ON}"')[0]
    return int(number - many.numbers[0])


def alike(keys):
    """Return {key: the positions that have it}, in order of first appearance."""
    together = {}
    for position, key in enumerate(keys):
        together.setdefault(key, []).append(position)
    return {key: np.array(positions) for key, positions in together.items()}


def step_columns(periods, steps):
    """Return (periods, steps) zeros and ones, or None where there is no step."""
    if not steps:
        return None
    return (np.arange(periods)[:, None] >= np.array(steps)).astype(float)
