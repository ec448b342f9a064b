"""Counts of endings in bands of time, checked: each band against the next, each ending in every band."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analysis.errors import InputError
from analysis.measures.estimates import groups_of
from analysis.measures.status import (
    SHOWN,
    listed,
    numbers,
    pooled_method,
    pooled_status,
    refuse,
    require,
    statuses,
)

FROM, BEFORE = "days_from", "days_before"
STILL_WAITING = "still waiting"
_WHAT = "Each day belongs to one band, from day 0 on."


@dataclass(frozen=True)
class Bands:
    """The bands of one group: `start` and `end` in days, people `waiting`, and `ended` with an ending a row.

    `end` is infinite in a last band without one. `status` and `why` are the state of the whole group: with a
    count hidden nobody knows how many were there to begin with.
    """

    key: list
    start: np.ndarray
    end: np.ndarray
    waiting: np.ndarray
    ended: np.ndarray
    status: str
    why: str | None


def read(table, by, ending, count, waiting):
    """Return the endings, in order, and a `Bands` for each group of `by` as they appear.

    Raises InputError for bands that overlap, leave a hole or do not begin at day 0, for a count that is
    negative or not whole, for a band in which an ending has no row, or two, and where nobody is counted as
    still waiting: without those the ones who left early would stand for everybody.
    """
    by = listed(by)
    require(table, FROM, BEFORE, ending, count, *by)
    people, start, end = (numbers(table, name) for name in (count, FROM, BEFORE))
    status = statuses(table, people)
    refuse(table, people < 0, f'"{count}" is negative', "A number of people is zero or more.")
    refuse(table, (people % 1) > 0, f'"{count}" is not whole', "It is a number of people.")
    refuse(table, ~(start >= 0), f'"{FROM}" is blank or negative', "A band begins on day 0 or later.")
    end = np.where(np.isnan(end), np.inf, end)
    refuse(table, end <= start, f'"{BEFORE}" is not after "{FROM}"', "A band ends before a later day.")
    refuse(
        table,
        table[ending].isna().to_numpy(),
        f'"{ending}" is blank',
        f'Write "{waiting}" for those who wait.',
    )
    names = table[ending].to_numpy(dtype=object)
    if len(table) and waiting not in set(names):
        raise InputError(
            f'No row of "{ending}" is "{waiting}". Give those who had not ended when they were last counted, '
            "with 0 where there were none: without them those who left early would stand for everybody."
        )
    endings = sorted({name for name in names if name != waiting})
    told = "method" in table.columns
    why = table["method"].to_numpy(dtype=object, na_value=None) if told else np.full(len(table), None)
    columns = (start, end, names, people, status, why)
    groups = [
        _group(key, *(column[rows] for column in columns), [*endings, waiting])
        for key, rows in groups_of(table, by)
    ]
    return endings, groups


def _group(key, start, end, names, people, status, given, endings):
    """Return the bands of one group, in order, each with a count for every ending."""
    where = f"{', '.join(map(str, key))}: " if key else ""
    edges = sorted(set(zip(start, end, strict=True)))
    _refuse_overlap_or_hole(edges, where)
    place = {edge: at for at, edge in enumerate(edges)}
    counts = np.full((len(endings), len(edges)), np.nan)
    seen = np.zeros(counts.shape, dtype=int)
    for edge, name, number in zip(zip(start, end, strict=True), names, people, strict=True):
        at = endings.index(name), place[edge]
        counts[at] = number
        seen[at] += 1
    for wrong, found, do in (
        (seen == 0, "no row", "write 0 where there was nobody"),
        (seen > 1, "two rows or more", "add them together"),
    ):
        if wrong.any():
            row, column = np.argwhere(wrong)[0]
            raise InputError(
                f'{where}the band {_said(edges[column])} has {found} for "{endings[row]}": {do}.'
            )
    group = np.zeros(len(status), dtype=int)
    state = pooled_status(status, group)
    why = pooled_method(given, status, state, group)[0] if state[0] != SHOWN else None
    begins, ends = np.array(edges).T
    return Bands(key, begins, ends, counts[-1], counts[:-1], state[0], None if why is None else str(why))


def _refuse_overlap_or_hole(edges, where):
    if edges[0][0] > 0:
        raise InputError(f"{where}the first band, {_said(edges[0])}, leaves a hole before it. {_WHAT}")
    for one, following in pairwise(edges):
        if following[0] < one[1]:
            raise InputError(f"{where}the bands {_said(one)} and {_said(following)} overlap. {_WHAT}")
        if following[0] > one[1]:
            raise InputError(
                f"{where}there is a hole between the bands {_said(one)} and {_said(following)}. {_WHAT}"
            )


def _said(edge):
    """Return a band in words.

    >>> _said((0.0, 7.0)), _said((90.0, np.inf))
    ('from day 0 to before day 7', 'from day 90 on')
    """
    return (
        f"from day {edge[0]:g} on" if np.isinf(edge[1]) else f"from day {edge[0]:g} to before day {edge[1]:g}"
    )
