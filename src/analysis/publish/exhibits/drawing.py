"""What a chart drew: the Axes, the rows in the order in which they were drawn, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis.errors import InputError
from analysis.publish.states import blanked, require
from analysis.states import NOT_AVAILABLE, SHOWN


@dataclass
class Drawing:
    """A drawn chart. `rows` and `columns` are its numbers, as they stand beneath it.

    `kind` is a word of `wording_checks.KINDS`. `alt` is what its alternative text says of the drawing and
    `said` the figures in it. `limits` are (most, found, (chart, things), instead) of what a page can hold.
    `gap` says why there is nothing to see. `places` gives the outlines of a map, `towns` the names on it; an
    `estimate` has limits that no count has. One that is `small` is for page one; `main` is False where it
    says nothing of what its reader looks for, and `few` where a table says more than so few marks.
    """

    kind: str
    axes: object
    rows: pd.DataFrame
    columns: list
    headings: dict | None = None
    alt: str = ""
    said: tuple = ()
    limits: tuple = ()
    gap: tuple = ()
    places: Callable | None = None
    towns: str = ""
    estimate: bool = False
    small: bool = False
    main: bool = True
    few: bool = False

    def refuse_more(self):
        """Raise InputError for more than a page can hold, saying what to do instead."""
        for most, found, (chart, things), instead in self.limits:
            if found > most:
                raise InputError(
                    f"{chart} holds at most {most} {things}, and this one has {found}. {instead}"
                )


def any_rows(frame, *columns, statement=False):
    """Return any table as rows to draw: numbered from zero, with a `status` each, what is hidden blank.

    Without a status a row is shown, but where the first of `columns` is blank. A `statement` says itself what
    of a row may stand.
    """
    for column in columns:
        if column is not None:
            require(frame, column)
    rows = pd.DataFrame(frame).reset_index(drop=True)
    status = rows["status"].astype("str") if "status" in rows else pd.Series(SHOWN, rows.index)
    value = next((column for column in columns if column is not None), None)
    if value is not None:
        status = status.mask(rows[value].isna() & status.eq(SHOWN), NOT_AVAILABLE)
    rows = rows.assign(status=status)
    return rows if statement else blanked(rows)
