"""Numbers that were worked out over hidden counts: they look like figures and are none.

pandas leaves blanks out of a sum, so that three hidden districts add up to 0. Where the status of a row was
lost on the way and said again, its count is compared with what was released.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pandas as pd

from analysis import table_files
from analysis.errors import InputError
from analysis.publish.states import TOTAL
from analysis.states import SHOWN
from analysis.tables.released import cells, fields, read_here, unit

HIDDEN = "[c]"
WAY_OUT = (
    "A sum leaves hidden counts out, and is then no figure. Take the sum from the released table "
    '(margins=True, or "Total" for a field), or keep the worst status of the rows.'
)
LEAST = 10  # a bare number below it may as well count things


@dataclass(frozen=True)
class Counts:
    """A released table: its unit, the fields that it is by, [period, labels, count or marker] of cells."""

    unit: str
    fields: tuple
    cells: list


def of_document(name, area):
    """Return the Counts of a released table as it was released last."""
    return Counts(unit(name, area), fields(name, area), cells(name, area))


def of_files(references):
    """Return the Counts of those of the tables, "AREA/RUN/TABLE", that hold counts of people."""
    found = []
    for one in references:
        entry = table_files.entry_of(one)
        if by := entry.get("by"):
            held = table_files.cells_of(one)
            values = held[entry["unit"]].astype("object").where(held["status"].eq(SHOWN), HIDDEN)
            labels = held[by].itertuples(index=False, name=None)
            rows = [
                [period, list(each), value if value == HIDDEN else int(value)]
                for period, each, value in zip(held["period"], labels, values, strict=True)
            ]
            found.append(Counts(entry["unit"], tuple(by), rows))
    return found


def refuse(rows, tables):
    """Refuse a shown row whose count is none of those released, where a count that it is of is hidden.

    `tables` are the Counts from which the rows may be. A row is of the cells that have its labels, and its
    `period` where it says one.
    """
    for column in rows.columns:
        known = [
            (_known(table, fixed, "period" in rows.columns), ["period", *fixed])
            for table in tables
            if table.unit == column and (fixed := _labels(rows, table))
        ]
        if not known:
            continue
        for _, row in rows[rows["status"].eq(SHOWN) & rows[column].notna()].iterrows():
            found = [(held, tuple(row[one] for one in names if one in row.index)) for held, names in known]
            if any(row[column] in held.shown.get(key, ()) for held, key in found):
                continue
            if any(key in held.hidden for held, key in found):
                said = ", ".join(str(label) for label in found[0][1])
                there = sorted(set().union(*(held.shown.get(key, set()) for held, key in found)))
                has = f" and the released table has {there[-1]:,}" if there else ""
                raise InputError(f"{said}: {column} is {row[column]:,.0f} here{has}. {WAY_OUT}")


def refuse_bare(number):
    """Refuse a number without rows that is what a sum over a table gives once hidden counts are left out."""
    if not isinstance(number, int | float) or number < LEAST:
        return
    for name, entry in read_here():
        if number in _sums(name, entry):
            raise InputError(
                f"{number:,.0f} is what counts of {name} add up to without the hidden ones. {WAY_OUT}"
            )


class _Held:
    """Of each combination of labels the counts that were released, and whether one beneath it is hidden."""

    def __init__(self):
        self.shown, self.hidden = {}, set()


def _labels(rows, table):
    return tuple(field for field in table.fields if field in rows.columns)


def _known(table, fixed, by_period):
    held, places = _Held(), [table.fields.index(field) for field in fixed]
    for period, labels, value in table.cells:
        start, own = ((period,) if by_period else ()), [labels[place] for place in places]
        apart = [label for place, label in enumerate(labels) if place not in places]
        if isinstance(value, int) and set(apart) <= {TOTAL}:
            held.shown.setdefault((*start, *own), set()).add(value)
        elif value == HIDDEN and TOTAL not in labels:
            held.hidden |= {(*start, *each) for each in product(*((label, TOTAL) for label in own))}
    return held


_added = {}  # by table the entry that was added up, and its sums


def _sums(name, entry):
    """Return the sums over a table, of each field's labels and of all, that leave a hidden count out."""
    if name not in _added or _added[name][0] is not entry:
        _added[name] = entry, _sums_of(entry["by"], entry["cells"])
    return _added[name][1]


def _sums_of(by, every):
    frame = pd.DataFrame(
        [(period, *labels, value) for period, labels, value in every if TOTAL not in labels],
        columns=["period", *by, "count"],
    )
    frame["hidden"] = frame["count"].eq(HIDDEN)
    frame["count"] = pd.to_numeric(frame["count"], errors="coerce")
    found = set()
    for columns in ([], ["period"], *([field] for field in by), *(["period", field] for field in by)):
        keys = [frame[one] for one in columns] or [pd.Series(0, index=frame.index)]
        added = frame.groupby(keys).agg(count=("count", "sum"), hidden=("hidden", "max"))
        found |= set(added.loc[added["hidden"].astype(bool), "count"])
    return found - {value for *_, value in every if isinstance(value, int)}
