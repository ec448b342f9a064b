"""Hide the cells of one table that are too small, and as few others as keep anybody from working them out.

`exact`: nobody who knows that counts are not negative can compute a small cell from the shown ones.
`interval`: every small cell could be one higher and, unless it is 0, one lower, all in whole numbers.
`informed`, the default: the same for somebody who sees the zeros, to whom a hidden cell is at least the
number of its finest cells that are not zero; at that floor it need not be able to fall. With
`protect_zeros` zeros are small cells too, and the floor is 0.

Under `exact` a cell is safe when it could move at all, be it by a fraction. A zero is hidden only where zeros
are small cells. Cells are hidden as for an edition: this module lays one table out for `hiding.protect`.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.disclosure.hiding import protect, unprotected
from analysis.disclosure.layout import SHOWN, STATUS, lay_out, of_finished
from analysis.disclosure.policy import CRITERIA
from analysis.disclosure.system import NEAR
from analysis.errors import InputError, refuse_unknown

PRIMARY, SECONDARY = "primary", "secondary"
STATUSES = (SHOWN, PRIMARY, SECONDARY)


@dataclass(frozen=True)
class Report:
    """What hiding cost: cells in all, hidden because they are small, and hidden to protect those.

    `bound` is the least number of cells that must be hidden, None where it was not worked out; `proved`
    says that it is reached.
    """

    cells: int
    primary: int
    secondary: int
    bound: int | None
    proved: bool


def suppress(
    cells: pd.DataFrame,
    by: list[str] | str,
    count: str,
    threshold: int,
    hierarchies: dict[str, pd.DataFrame] | None = None,
    protect_zeros: bool = False,
    criterion: str = "informed",
) -> pd.DataFrame:
    """Return every cell that would be published, margins and parents included, with its `status`.

    `cells` are the inner cells, one row per combination of `by`; combinations not listed are zero.
    `hierarchies` gives, for a column, a table of `child` and `parent`. `status` is `shown`, `primary`
    (1 to `threshold` - 1, and zeros with `protect_zeros`) or `secondary`. The result is the same whatever
    the order of rows and of `by`. What is published marks primary and secondary alike.

    Raises InputError for anything but whole counts, each combination once, and a threshold of 2 or more.

    >>> import pandas as pd
    >>> victims = pd.DataFrame({"district": ["Wick", "Wick", "Oss", "Oss"], "sex": ["F", "M", "F", "M"]})
    >>> table = suppress(victims.assign(victims=[3, 40, 21, 36]), ["district", "sex"], "victims", 5)
    >>> table["status"].value_counts().to_dict()
    {'shown': 5, 'secondary': 3, 'primary': 1}
    """
    return suppress_with_report(cells, by, count, threshold, hierarchies, protect_zeros, criterion)[0]


def suppress_with_report(
    cells: pd.DataFrame,
    by: list[str] | str,
    count: str,
    threshold: int,
    hierarchies: dict[str, pd.DataFrame] | None = None,
    protect_zeros: bool = False,
    criterion: str = "informed",
) -> tuple[pd.DataFrame, Report]:
    """Return what `suppress` returns, and the `Report` of what it cost."""
    threshold = _threshold(threshold)
    _known(criterion)
    layout = lay_out(cells, by, count, hierarchies)
    primary = (layout.counts < threshold) & ((layout.counts > 0) | protect_zeros)
    done = protect(
        layout.system,
        layout.counts,
        primary,
        floors=_floors(layout, criterion, protect_zeros),
        may_hide=(layout.counts > 0) | primary,
        criterion=criterion,
    )
    if done.unmet:
        raise AssertionError(f"internal error: {len(done.unmet)} needs of small cells are not met")
    hidden = done.hidden
    bound = None if done.bound is None else int(primary.sum()) + math.ceil(done.bound - NEAR)
    table = layout.table.assign(**{STATUS: np.select([primary, hidden], [PRIMARY, SECONDARY], SHOWN)})
    small, number = int(primary.sum()), int(hidden.sum())
    return table, Report(len(hidden), small, number - small, bound, proved=bound == number)


def audit(
    table: pd.DataFrame,
    by: list[str] | str,
    count: str,
    hierarchies: dict[str, pd.DataFrame] | None = None,
    protect_zeros: bool = False,
    criterion: str = "informed",
) -> list[tuple[tuple, int]]:
    """Return each need that is not met of a table with statuses, margins included, as `suppress` returns it.

    Needs are (labels of a primary cell, direction): it cannot rise (1), fall (-1), or move at all (0). The
    true counts are known, and of the statuses only which cells are hidden.
    """
    _known(criterion)
    layout, status = _with_status(table, [by] if isinstance(by, str) else list(by), count, hierarchies)
    primary, hidden = status == PRIMARY, status != SHOWN
    floors = _floors(layout, criterion, protect_zeros)
    found = unprotected(layout.system, layout.counts, hidden, primary, floors=floors, criterion=criterion)
    labels = list(layout.table[list(by)].itertuples(index=False, name=None))
    return [(labels[cell], direction) for cell, direction in found]


def _floors(layout, criterion, protect_zeros):
    """Return the least that an outsider knows of each cell when it is hidden."""
    informed = criterion == "informed" and not protect_zeros
    return layout.nonzero if informed else np.zeros_like(layout.nonzero)


def _with_status(table, by, count, hierarchies):
    """Return the layout of the inner cells of a finished table, and the status of each of its cells."""
    layout, given = of_finished(table, by, count, hierarchies)
    for found in map(str, given[STATUS].unique()):
        then = "It takes shown, primary or secondary."
        refuse_unknown(found, STATUSES, f'The column "{STATUS}" holds "{found}".', then)
    wrong = int((given[count].to_numpy() != layout.counts).sum())
    if wrong:
        raise InputError(f"{wrong} margins or parents of the table are not the sum of their cells.")
    return layout, given[STATUS].to_numpy(dtype=object)


def _threshold(threshold):
    """Return a threshold as a number, refusing one that would hide nothing."""
    try:
        if isinstance(threshold, bool | np.bool_):
            raise TypeError
        number = operator.index(threshold)
    except TypeError:
        raise InputError(
            f"The threshold {threshold!r} is not a whole number. Give the smallest count that may be shown."
        ) from None
    if number < 2:
        raise InputError(
            f"A threshold of {number} hides nothing: counts of 1 to the threshold less one are hidden. "
            "Give 2 or more; zeros are hidden by protect_zeros."
        )
    return number


def _known(criterion):
    then = "It is exact, interval or informed."
    refuse_unknown(criterion, CRITERIA, f'There is no criterion "{criterion}".', then)
