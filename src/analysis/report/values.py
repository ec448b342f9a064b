"""Figures and names of a table as words for a sentence, each with the tables that it stands on.

A hidden figure is "[c]" and one that is not available "[x]": `say` says its `otherwise` for either.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.errors import InputError, refuse_unknown
from analysis.publish.exhibits import values
from analysis.publish.states import numbers_in, require
from analysis.report.standing import Standing, held_to, standing
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

STATES = {values.HIDDEN: SUPPRESSED, values.MISSING: NOT_AVAILABLE}
TOTAL = "Total"


class Figure(str):
    """A figure or a name in words: "12.3%", or the marker of what is not shown.

    `state` is shown, suppressed or not available, `references` are the tables that it stands on, and one that
    is `empty` has no row behind it.
    """

    state: str
    references: tuple
    empty: bool

    def __new__(cls, words: str, stands: Standing) -> Figure:
        made = super().__new__(cls, words)
        made.state = STATES.get(str(words), SHOWN)
        made.references = stands.references
        made.empty = getattr(words, "empty", False)
        return made


def value(
    frame: pd.DataFrame, column: str, as_: str | None = None, *, sources: Iterable | None = None, **where
) -> Figure:
    """Return what stands in `column` of the one row that `where` picks; of names, of all rows with one name.

    Whole numbers have thousands commas, `…_pct` one decimal and a per cent sign, rates one decimal. `as_` is
    "whole percentage" for a share without a decimal.

    Raises InputError for an unknown column, for a label that the table has not, and where several rows fit.
    """
    stands, rows = _looked_over(frame, sources, where)
    require(rows, column)
    if column in numbers_in(rows) or pd.api.types.is_datetime64_any_dtype(rows[column]):
        return Figure(values.value(rows, column, as_, **where), stands)
    return Figure(values.text(rows, column, **where), stands)


def total(frame: pd.DataFrame, column: str, *, sources: Iterable | None = None, **where) -> Figure:
    """Return the sum of `column`; hidden where any row in it is hidden.

    Raises InputError for shares and rates, and for a margin ("Total") among its parts: everybody would be
    counted twice.
    """
    stands, rows = _looked_over(frame, sources, where)
    picked = values._picked(rows, where) if len(rows) else rows
    for name in picked.columns.difference(numbers_in(picked)):
        margin = picked[name].astype("object").eq(TOTAL)
        if margin.any() and not margin.all():
            raise InputError(
                f'The rows hold "{TOTAL}" of {name} and its parts: they would be counted twice. Say '
                f'{name}="{TOTAL}", or read the table without margins.'
            )
    return Figure(values.total(rows, column, **where), stands)


def count(frame: pd.DataFrame, *, sources: Iterable | None = None, **where) -> Figure:
    """Return how many rows `where` picks, hidden ones among them. A list picks any of its members."""
    stands, rows = _looked_over(frame, sources, {})
    return Figure(values.count(rows, **where), stands)


def span(frame: pd.DataFrame, lower: str, upper: str, *, sources: Iterable | None = None, **where) -> Figure:
    """Return "2.1% to 2.4%" out of `lower` and `upper` of the one row that `where` picks."""
    stands, rows = _looked_over(frame, sources, where)
    return Figure(values.span(rows, lower, upper, **where), stands)


def largest(
    frame: pd.DataFrame,
    column: str,
    label: str,
    *,
    place: int = 1,
    beyond_chance: bool = False,
    as_: str | None = None,
    sources: Iterable | None = None,
    **where,
) -> Figure:
    """Return what stands in `label` of the row with the largest `column`, or of the second with `place=2`.

    A margin is no part. Of a tie nothing is said, nor while a hidden row can be larger. With `beyond_chance`
    neither while the range of the row meets that of one below it.
    """
    how = {"column": column, "label": label, "beyond_chance": beyond_chance, "as_": as_}
    return _ranked(values.largest, frame, place, how, sources, where)


def smallest(
    frame: pd.DataFrame,
    column: str,
    label: str,
    *,
    place: int = 1,
    beyond_chance: bool = False,
    as_: str | None = None,
    sources: Iterable | None = None,
    **where,
) -> Figure:
    """Return what stands in `label` of the row with the smallest `column`, as `largest` does."""
    how = {"column": column, "label": label, "beyond_chance": beyond_chance, "as_": as_}
    return _ranked(values.smallest, frame, place, how, sources, where)


def _ranked(rank, frame, place, how, sources, where):
    """Return what stands at a `place` of those that `rank` puts in order; `how` is what it takes."""
    stands, rows = _looked_over(frame, sources, where)
    ranked = rank(rows, place, **how, **where)
    return Figure(ranked[values.ORDINALS[place - 1]], stands)


def _looked_over(
    frame: pd.DataFrame, sources: Iterable[pd.DataFrame] | None, where: dict
) -> tuple[Standing, pd.DataFrame]:
    """Return what a frame stands on, and its rows with a status, once each label of `where` is known."""
    stands = standing(frame, sources=sources)
    if stands.missing:  # what can be worked out without a source is not that figure
        return stands, held_to(frame.iloc[:0], stands)
    for column, wanted in where.items():
        require(frame, column)
        for entry in stands.entries.values():
            known = entry["labels"].get(column)
            for one in ([wanted] if isinstance(wanted, str) else wanted) if known else ():
                if not frame[column].eq(one).any():  # a measure has labels of its own, such as a stage before
                    refuse_unknown(one, known, f'There is no "{column}" called "{one}".')
    return stands, held_to(frame, stands)
