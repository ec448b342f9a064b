"""Which tables there are: what each is called, what a row of it is, and what it is made of.

A function that makes a table of an area says so with `@table(...)`. The stages (`analysis.stages`) make every
table that is declared and write it into a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

ALL_RELEASED = ("all that was released",)  # instead of names, of a table about disclosure control itself


@dataclass(frozen=True)
class Table:
    """A table that a stage writes into a file.

    `row` says what a row is. `cards` are the sources that are cited beneath what is made of it, by their
    names in data/catalogue.toml, or a function that gives those of an area; `tables` are the released tables
    and statements that it is made of, or ALL_RELEASED: without `cards` it cites all that people were counted
    in. A `shared` table is the same for every area of a folder of publishers' files; one that is `kept` has
    rows of the office's own though it cites no card. `make` takes the area; one that makes several tables
    `together` returns {name: table}.
    """

    name: str
    title: str
    row: str
    make: Callable[[str], pd.DataFrame | dict[str, pd.DataFrame]]
    cards: tuple[str, ...] | Callable[[str], list[str]] = ()
    tables: tuple[str, ...] = ()
    shared: bool = False
    arguments: dict = field(default_factory=dict)
    together: bool = False
    kept: bool = False

    def cards_of(self, area: str) -> list[str]:
        """Return the names of the cards that are cited for an area."""
        return list(self.cards(area) if callable(self.cards) else self.cards)

    @property
    def work(self) -> str:
        """Return what is the same for all tables that are made together, and for no other."""
        return f"{self.make.__module__}.{self.make.__name__}" if self.together else self.name

    def made(self, area: str) -> dict[str, pd.DataFrame]:
        """Return {name: table} of what is made of an area, by its short name."""
        made = self.make(area, **self.arguments)
        return made if self.together else {self.name: made}


_declared: dict[str, Table] = {}


def table(
    title: str,
    row: str,
    cards: Iterable[str] | Callable = (),
    *,
    name: str | None = None,
    tables: Iterable[str] = (),
    shared: bool = False,
    kept: bool = False,
    **arguments: Any,
) -> Callable:
    """Return a decorator that declares a table, under the function's name or another `name`.

    `arguments` are what the function is given beside the area: of a function that makes several tables each
    has a name.
    """

    def declare(make):
        called = name or make.__name__
        if called in _declared:
            raise ValueError(f'Two tables are called "{called}".')
        cited = cards if callable(cards) else tuple(cards)
        _declared[called] = Table(
            called, title, row, make, cited, tuple(tables), shared, arguments, kept=kept
        )
        return make

    return declare


def together(named: dict, *, tables: Iterable[str] = (), shared: bool = False) -> Callable:
    """Return a decorator that declares tables, {name: (title, row, cards)}, which one function makes."""

    def declare(make):
        for name, (title, row, cards) in named.items():
            table(title, row, cards, name=name, tables=tables, shared=shared)(make)
            _declared[name] = replace(_declared[name], together=True)
        return make

    return declare


def every() -> dict[str, Table]:
    """Return {name: Table} of all that are declared by what this process has imported, by name."""
    return dict(sorted(_declared.items()))
