"""A table of spells, a row each, as arrays: checked, and never shown."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.estimates import groups_of
from analysis.measures.status import listed, numbers, refuse, require

TOO_LATE = "not given: nobody was followed so long"
WORDS = ("method", "status")


@dataclass(frozen=True)
class Spells:
    """How long each spell of one group lasted, and its place in the list of endings: -1 where it goes on."""

    key: list
    time: np.ndarray
    ending: np.ndarray


def read(table, time, event, by, censored):
    """Return the endings of `table`, in order, and a `Spells` for each group of `by` as they appear.

    `event` holds `censored` where a spell had not ended when it was last seen, and else how it ended. No
    message gives a value of the table: it may be of people.

    Raises InputError for a time that is blank, negative or without end, an ending that is blank, and endings
    in words where what marks a spell that goes on is none.
    """
    by = listed(by)
    require(table, time, event, *by)
    times = numbers(table, time)
    wrong = ~(np.isfinite(times) & (times >= 0))
    refuse(
        table, wrong, f'"{time}" is blank, negative or without end', "Each spell needs how long it lasted."
    )
    refuse(
        table,
        table[event].isna().to_numpy(),
        f'"{event}" is blank',
        "Say how each spell ended, or that it has not.",
    )
    found = table[event].drop_duplicates().tolist()
    if not isinstance(censored, str) and any(isinstance(one, str) for one in found):
        raise InputError(
            f'Column "{event}" holds words. Name in `censored` the one that marks a spell that goes on: '
            "taken for an ending it would make every share wrong."
        )
    endings = sorted((one for one in found if one != censored), key=lambda one: (type(one).__name__, one))
    place = {one: at for at, one in enumerate(endings)} | {censored: -1}
    codes = table[event].map(place).to_numpy(dtype=int) if len(table) else np.array([], dtype=int)
    return endings, [Spells(key, times[rows], codes[rows]) for key, rows in groups_of(table, by)]


def counted(spells, endings):
    """Return the distinct times of a group, those at risk just before each, and those who ended at each.

    Who ended and who was last seen at one time: the ended come first, so that all of them were at risk.
    Nothing is broken by order or at random: spells that are alike are counted together.
    """
    times, place = np.unique(spells.time, return_inverse=True)
    here = np.bincount(place, minlength=len(times))
    at_risk = here[::-1].cumsum()[::-1]
    ended = np.zeros((len(endings), len(times)), dtype=int)
    np.add.at(ended, (spells.ending[spells.ending >= 0], place[spells.ending >= 0]), 1)
    return times, at_risk, ended


def rows_at(at, times, happened, last):
    """Return the times of the answer's rows and, for each, the last place of `times` that it has reached.

    Without `at` there is a row for each time at which something `happened`, or one at the `last` time where
    nothing did; else one for each time of `at`, in order. Place -1 is before the first time.
    """
    if at is None and happened.any():
        places = np.flatnonzero(happened)
        return times[places], places
    wanted = np.unique(np.asarray(last if at is None else at, dtype=float))
    if not (np.isfinite(wanted) & (wanted >= 0)).all():
        raise InputError("A time in `at` is negative or no number. Give times from zero on.")
    return wanted, np.searchsorted(times, wanted, side="right") - 1


def sums_between(places, values):
    """Return the sums of `values`, whose last axis is time, from the row before up to each row."""
    running = np.concatenate([np.zeros((*values.shape[:-1], 1), dtype=values.dtype), values.cumsum(-1)], -1)
    up_to = running[..., places + 1]
    return np.diff(up_to, axis=-1, prepend=0)


def at_risk_then(wanted, spells):
    """Return how many spells of a group last at least as long as each of the times `wanted`."""
    return len(spells.time) - np.searchsorted(np.sort(spells.time), wanted, side="left")


def together(parts, columns, words):
    """Return the tables of all groups one under the other, in their types when there is none."""
    if parts:
        return pd.concat(parts, ignore_index=True)
    return pd.DataFrame({name: pd.array([], dtype="str" if name in words else "float64") for name in columns})
