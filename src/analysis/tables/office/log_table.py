"""A log of an office as a table: its declaration, and its rows once every rule has seen them.

data/reference/local_logs.toml declares the columns of a log. Without its log a table has no rows. What is
here raises InputError naming file, row and rule, never a value, for a log that may not be let in, a second
row where there may be one, and rows that contradict themselves.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa

from analysis import extracts
from analysis.errors import MissingSourceError
from analysis.extracts import logs
from analysis.tables import lookups
from analysis.tables.as_of import known
from analysis.tables.declaration import QUARTER, Declaration, checked, empty

if TYPE_CHECKING:
    from analysis.areas import Area
    from analysis.extracts.logs import Log


ALL_OF_THEM = 100  # per cent


def opened(area: str, name: str) -> Log | None:
    """Return the Log `name` of an area, None where the office keeps none; the area's folder is opened."""
    place, _ = lookups.opened(area)
    return if_kept(place, name)


def if_kept(area: Area | str, name: str, read: Callable = extracts.log) -> Log | None:
    """Return the Log `name` of an area as `opened` does, without a folder of publishers' files."""
    try:
        log = read(area, name)
    except MissingSourceError:
        return None
    once = logs.described(name).once
    if once:
        keys = [heading.replace("_", " ") for heading in once]
        same = " and ".join(filter(None, [", ".join(keys[:-1]), keys[-1]]))
        small = log.frame[list(once)].map(lambda cell: cell.casefold() if isinstance(cell, str) else cell)
        log.refuse(small.duplicated(), f"a second row for the same {same}. {logs.described(name).twice}")
    return log


@functools.cache
def declaration(name: str) -> type:
    """Return the declaration of the table of a log, made from what is listed of its columns."""
    log, listed = logs.described(name), logs.columns(name)
    fields = {column.called: _field(column) for column in listed.values()}
    body = {column: field for column, (_, field) in fields.items()}
    body["__annotations__"] = {column: kind for column, (kind, _) in fields.items()}
    body["__module__"] = f"{__package__}.{name}"  # a log has the module of its name
    body["__doc__"] = f"{log.title}."
    unique = [listed[heading].called for heading in log.once]
    config = {"unique": unique} if unique else {}
    return type(name, (Declaration,), body, status=log.sensitivity == logs.PEOPLE, **config)


def _field(column):
    """Return the type and the pandera Field of a column of a log."""
    checks = {"nullable": column.blank}
    if column.kind in (logs.DAY, logs.MONTH):
        return pd.Timestamp, pa.Field(**checks)
    if column.kind in (logs.NUMBER, logs.YEAR):
        return pd.Int64Dtype if column.blank else int, pa.Field(ge=0, **checks)
    if column.kind in (logs.PERCENTAGE, logs.SHARE, logs.AMOUNT):
        bounds = {"gt": 0} if column.kind == logs.PERCENTAGE else {"ge": 0}
        bounds |= {"le": ALL_OF_THEM} if column.kind == logs.SHARE else {}
        return float, pa.Field(**bounds, **checks)
    if column.kind == logs.CHOICE and not column.several:
        checks["isin"] = column.choices
    if column.kind == logs.QUARTER:
        checks["matches"] = QUARTER
    return str, pa.Field(**checks)


def load(area: str, name: str, *rules) -> pd.DataFrame:
    """Return the rows of a log as its `declaration` has them, once each of the `rules` has seen it.

    A rule takes the Log and the area, and refuses rows. An edition as of an earlier quarter leaves out what
    was said since, where the log has a day for that.
    """
    return checked_rows(opened(area, name), name, area, rules)


def checked_rows(
    log: Log | None, name: str, area: str | None = None, rules: tuple[Callable, ...] = ()
) -> pd.DataFrame:
    """Return the rows of a Log, None for one that nobody keeps, as `load` does."""
    if log is None:
        return empty(declaration(name))
    for rule in rules:
        rule(log, area)
    about, listed = logs.described(name), logs.columns(name)
    rows = log.frame if not about.known_on else known(log.frame, about.known_on)
    whole_numbers = [
        heading
        for heading, column in listed.items()
        if column.kind in (logs.NUMBER, logs.YEAR) and not column.blank
    ]
    rows = rows.astype(dict.fromkeys(whole_numbers, "int64"))
    rows = rows.rename(columns={heading: column.called for heading, column in listed.items()})
    if about.sensitivity == logs.PEOPLE:
        rows = rows.assign(status="shown")
    return checked(declaration(name), rows, log.place)
