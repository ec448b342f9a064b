"""Estimates of who lives where, with their limits: checks that measures of places share."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.status import numbers, refuse, require, shown_only, statuses


def with_ends(table: pd.DataFrame, value: str) -> tuple[np.ndarray, ...]:
    """Return the figures, lower limits and upper limits of `value`, and each row's status.

    A figure without limits was counted: it stands for both of its ends. Nothing is given of a row that is
    not shown.

    Raises InputError for a negative figure, for one limit without the other, and for limits that do not
    hold the figure between them.
    """
    figures = numbers(table, value)
    status = statuses(table, figures)
    refuse(table, figures < 0, f'"{value}" is negative', "A number of people is zero or more.")
    limits = [
        numbers(table, name) if name in table.columns else np.full(len(table), np.nan)
        for name in ("lower", "upper")
    ]
    one_sided = np.isnan(limits[0]) != np.isnan(limits[1])
    refuse(table, one_sided, '"lower" or "upper" is blank', "Give both limits, or neither for a count.")
    lower, upper = (np.where(np.isnan(limit), figures, limit) for limit in limits)
    # A sum of fractions can differ in its last digit from the figure that it should equal.
    slack = 1e-9 * np.maximum(1.0, np.abs(figures))
    refuse(
        table,
        (lower > figures + slack) | (upper < figures - slack) | (lower < 0),
        f'"{value}" does not lie between its limits',
        'Limits hold the figure between them, and "lower" is zero or more.',
    )
    return *(shown_only(status, array) for array in (figures, lower, upper)), status


def require_every_area(table: pd.DataFrame, by: list[str], area: str) -> None:
    """Refuse a table in which a group of `by` lacks an area that another has, or has one twice.

    An absent row is not a zero: the share of the people who live there would be lost with it.
    """
    require(table, *by, area)
    blank = table[area].isna().to_numpy()
    refuse(table, blank, f'"{area}" is blank', "Every row is of a place.")
    twice = table.duplicated([*by, area]).to_numpy()
    refuse(table, twice, f'Two rows for one "{area}"', "Sum the rows first, or name what distinguishes them.")
    if not by:
        return
    counted = table.groupby(by, sort=False, dropna=False, observed=True)[area].size()
    areas = table[area].nunique()
    short = counted[counted < areas]
    if len(short):
        group = short.index[0] if isinstance(short.index[0], str) else ", ".join(map(str, short.index[0]))
        raise InputError(
            f'{group} has {short.iloc[0]} of {areas} areas by "{area}"; {len(short)} in all. Each needs '
            "a row, with 0 where nobody is."
        )


def groups_of(table: pd.DataFrame, by: list[str]) -> Iterator:
    """Yield each group of `by` as its key, a list, and the positions of its rows."""
    numbered = table.groupby(by, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    order = np.argsort(numbered, kind="stable")
    ends = np.flatnonzero(np.diff(numbered[order])) + 1
    for positions in np.split(order, ends) if len(table) else []:
        yield list(table[by].iloc[positions[0]]), positions


def with_population(table: pd.DataFrame, population: str) -> np.ndarray:
    """Return the people of each row's area, NaN where nobody lives there or it is not known."""
    people = numbers(table, population)
    refuse(table, people < 0, f'"{population}" is negative', "A number of people is zero or more.")
    return np.where(people > 0, people, np.nan)


def framed(rows: list, columns: Sequence[str], words: Sequence[str]) -> pd.DataFrame:
    """Return `rows` as a table with `columns`, those of `words` as text, in their types when empty too."""
    frame = pd.DataFrame(rows, columns=columns)
    if not len(frame):
        frame = frame.astype({name: "float64" for name in columns})
    return frame.astype({name: "str" for name in words if name in columns})
