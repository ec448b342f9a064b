"""The captures table: which lists people are on, and how many people are on just those lists.

A column of 0 and 1 for each list, then the count, one row for each combination. A combination that is absent
is nobody. This is all that an estimate of those never seen may be given: never a row for a person.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError

# Every combination of ten lists is 1,023 cells and 45 pairs, which fits in a moment; of twenty, a million.
LISTS_AT_MOST = 10
COUNT_FIRST = "Count the people on each combination of lists first, and give one row for each combination."
_PERSON = re.compile(
    r"\b(surname|forename|first ?name|last ?name|full ?name|names?|initials|dob|date of birth|birth ?date|"
    r"post ?code|address|e ?mail|(phone|telephone|passport|nhs) number|national insurance|nino|urn|uid|ids?|"
    r"identifier|ref|reference|nationality)\b"
)


@dataclass(frozen=True)
class Captures:
    """Lists by name, and `counts`: people on each combination, number k the bits of k + 1."""

    lists: tuple
    counts: np.ndarray

    @property
    def seen(self):
        """Return how many people are on at least one list."""
        return int(self.counts.sum())

    def joined(self, first, second):
        """Return the captures with two lists, given by their places, made one: people on either."""
        combinations = np.arange(1, 2 ** len(self.lists))
        either = ((combinations >> first) | (combinations >> second)) & 1
        rest = [at for at in range(len(self.lists)) if at not in (first, second)]
        new = sum(((combinations >> at) & 1) << place for place, at in enumerate(rest)) + (
            either << len(rest)
        )
        names = (*(self.lists[at] for at in rest), f"{self.lists[first]}+{self.lists[second]}")
        return Captures(names, np.bincount(new, weights=self.counts, minlength=2 ** len(names))[1:])


def read_captures(table):
    """Return the `Captures` that a table holds: columns of 0 and 1, and last the count.

    Raises InputError, which names columns and rows (counted from 1) and never what a cell holds, for a file
    of persons, one list only, a list that nobody is on, a combination given twice, a column that is not 0
    and 1, and a count that is not a whole number of people.
    """
    names = [str(name) for name in table.columns.tolist()]
    _refuse_headings(names)
    values = _as_numbers(table)
    members, counts = values[:, :-1], values[:, -1]
    strange = (members != 0) & (members != 1)
    places = np.where(strange, 0, members).astype(np.int64) @ (1 << np.arange(len(names) - 1))
    _refuse_persons(places, counts, strange)
    for at, name in enumerate(names[:-1] if strange.any() else ()):
        _refuse(
            strange[:, at],
            f'column "{name}" holds something other than 0 and 1',
            "A list has 1 where its people are and 0 where they are not; only the last column is a count. "
            f"If the table has a row for each person: {COUNT_FIRST}",
        )
    whole = (counts >= 0) & (counts == np.floor(counts)) & np.isfinite(counts)
    _refuse(
        ~whole,
        f'the count, column "{names[-1]}", is not a whole number of people',
        "Give 0, 1, 2 and so on: no blank, no text, no marker for a hidden figure.",
    )
    _refuse(
        _repeated(places),
        "a combination of lists appears a second time",
        "Add the counts of the same combination together, or take out the row that is wrong.",
    )
    _refuse(
        (places == 0) & (counts > 0),
        "people are counted who are on no list",
        "Those are the people to be estimated. Leave the row out.",
    )
    every = np.zeros(2 ** members.shape[1])
    every[places] = counts
    on_list = counts @ members
    for name, people in zip(names[:-1], on_list, strict=True):
        if people == 0:
            raise InputError(f'Captures table: nobody is on the list "{name}". Leave its column out.')
    return Captures(tuple(names[:-1]), every[1:])


def _refuse_headings(names):
    for name in names:
        words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())
        if _PERSON.search(words):
            raise InputError(
                f'Captures table: column "{name}" sounds like something about one person. A table of counts '
                f"holds no persons. {COUNT_FIRST} If it is the name of a list, give the list another name."
            )
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f'Captures table: two columns are called "{twice}". Each list has its own name.')
    if len(names) < 3:
        raise InputError(
            f"Captures table: {len(names)} column(s). It needs a column of 0 and 1 for each of three or more "
            "lists, and last the count. One list alone says nothing of those who are on none."
        )
    if len(names) - 1 > LISTS_AT_MOST:
        raise InputError(
            f"Captures table: {len(names) - 1} lists, and at most {LISTS_AT_MOST} can be used. Join lists "
            "that pass people to each other."
        )


def _as_numbers(table):
    """Return a table as floats, with NaN for what is not a number: the checks after it say where."""
    if not len(table):
        raise InputError(
            "Captures table: it has no rows. Give one for each combination of lists with people."
        )
    values = table.to_numpy()
    if values.dtype.kind in "biuf":
        return values.astype(float)
    return np.column_stack([_as_number(column) for _, column in table.items()])


def _as_number(column):
    if column.dtype.kind in "mM":  # pandas takes a date for a number of nanoseconds
        return np.full(len(column), np.nan)
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _refuse_persons(places, counts, strange):
    """Refuse rows that repeat while no row counts more than one: each is then a person, not a combination."""
    if ((counts == 0) | (counts == 1)).all() and not strange.any() and _repeated(places).any():
        raise InputError(
            "Captures table: combinations come again and again and none counts more than one person, so this "
            f"is a file of persons, or has no count. {COUNT_FIRST}"
        )


def _repeated(places):
    """Return where a combination is the same as that of an earlier row."""
    again = np.ones(len(places), dtype=bool)
    again[np.unique(places, return_index=True)[1]] = False
    return again


def _refuse(which, found, wanted):
    """Raise InputError naming the rows where `which` is true by their place, if there are any."""
    if not which.any():
        return
    rows = np.flatnonzero(which) + 1
    more = f" and {len(rows) - 3} more" if len(rows) > 3 else ""
    raise InputError(f"Captures table, row {', '.join(map(str, rows[:3]))}{more}: {found}. {wanted}")
