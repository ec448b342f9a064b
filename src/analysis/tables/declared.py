"""Which tables there are: what each is called, what a row of it is, and what it is made of.

A function that makes a table of an area says so with `@table(...)`. The stages (`analysis.stages`) make every
table that is declared and write it into a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Table:
    """A table that a stage writes into a file.

    `row` says what a row is. `cards` are the sources that are cited beneath what is made of it, by their
    names in data/catalogue.toml; `tables` are the tables of which a derived one is made. A `shared` table is
    the same for every area of a folder of publishers' files. `make` takes the area.
    """

    name: str
    title: str
    row: str
    make: Callable[[str], pd.DataFrame]
    cards: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    shared: bool = False
    arguments: dict = field(default_factory=dict)

    def made(self, area: str) -> pd.DataFrame:
        """Return the table of an area, by its short name."""
        return self.make(area, **self.arguments)


_declared: dict[str, Table] = {}


def table(title, row, cards=(), *, name=None, tables=(), shared=False, **arguments):
    """Return a decorator that declares a table, under the function's name or another `name`.

    `arguments` are what the function is given beside the area: of a function that makes several tables each
    has a name.
    """

    def declare(make):
        called = name or make.__name__
        if called in _declared:
            raise ValueError(f'Two tables are called "{called}".')
        _declared[called] = Table(called, title, row, make, tuple(cards), tuple(tables), shared, arguments)
        return make

    return declare


def every() -> dict[str, Table]:
    """Return {name: Table} of all that are declared by what this process has imported, by name."""
    return dict(sorted(_declared.items()))
