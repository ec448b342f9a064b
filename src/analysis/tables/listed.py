"""Lists of data/reference as tables: what an entry holds is declared once, and the table's columns follow."""

from __future__ import annotations

import datetime
import functools
import types
import typing
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import pandera.pandas as pa
import pydantic

from analysis import areas, settings, toml_file
from analysis.errors import InputError
from analysis.tables.declaration import Declaration, checked, columns, empty

if TYPE_CHECKING:
    pass


BETWEEN = "; "  # between several texts in one cell of a table; between numbers it is a comma
WHERE_FROM = "It comes with the project: restore it from the repository."

NATIONAL = "national"  # the area of an entry that holds for the whole country
TEXT = (str, {})  # a column of text that no entry holds
Numbers = Annotated[tuple[int, ...], toml_file.Listed]
Day = Annotated[datetime.date, pydantic.BeforeValidator(toml_file.day)]
TextOrBlank = Annotated[str | None, pydantic.BeforeValidator(lambda text: text or None)]


def slugs() -> list[str]:
    """Return the short names of all police force areas, the invented ones too."""
    return [area.slug for area in (*areas.all_areas(), *areas.all_areas(invented=True))]


def _is_slug(text):
    return toml_file.one_of(text, slugs(), "the short name of a police force area")


Slug = Annotated[str, pydantic.AfterValidator(_is_slug)]


def entries(kind: Any, file: str, table: str | None = None) -> Any:
    """Return what a TOML file of data/reference holds, or one table of it, as `kind`: list or dict of Entry.

    Raises InputError as `toml_file.checked` does.
    """
    content = toml_file.content(settings.data("reference", file), WHERE_FROM)
    return _entries(kind, file, table, content)


@functools.lru_cache(maxsize=32)  # registers name entries of one another: a build asks hundreds of times
def _entries(kind, file, table, content):
    listed = toml_file.parsed(file, content)
    if table is not None:
        listed = listed.get(table, typing.get_origin(kind)())
    return toml_file.checked(kind, listed, f"{file}, {table}" if table else file)


def days(rows: pd.DataFrame, names: Sequence[str], file: str) -> pd.DataFrame:
    """Return the rows of a CSV, read as text, with the columns `names` as days; a blank cell stays blank."""
    for name in names:
        as_days = pd.to_datetime(rows[name], format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
        refuse(rows, as_days.isna() & rows[name].notna(), file, f"{name} needs a day as 2026-05-20", name)
        rows = rows.assign(**{name: as_days})
    return rows


def refuse(rows: pd.DataFrame, wrong: pd.Series, file: str, says: str, column: str | None = None) -> None:
    """Refuse the rows of a CSV that are `wrong`, with the place of the first and what its `column` holds."""
    if wrong.any():
        first = wrong.idxmax()
        what = f'found "{rows[column][first]}": ' if column else ""
        raise InputError(f"{file}, row {first + 2}: {what}{says}.")  # row 1 has the headings


def one_of(
    rows: pd.DataFrame,
    column: str,
    known: Sequence[str] | dict[str, bool],
    file: str,
    expected: str | None = None,
) -> None:
    """Refuse the rows of a CSV whose `column` is none of `known`, with the nearest of them."""
    wrong = ~rows[column].isin(list(known))
    if wrong.any():
        try:
            toml_file.one_of(rows[column][wrong].iloc[0], known, expected)
        except ValueError as fault:
            raise InputError(f'{file}, row {wrong.idxmax() + 2}, column "{column}": {fault}') from None


def declared(
    name: str,
    *entries: Any,
    unique: list[str] | None = None,
    without: Iterable[str] = (),
    blank: Iterable[str] = (),
    **more: Any,
) -> Any:
    """Return the declaration of a table with the fields of `entries`, then `more`, then `status`.

    `without` are fields that are no column, `blank` those that may be missing in the table; `more` gives the
    type and the checks (of pandera's Field) of what no entry holds. It has the docstring of the first entry.
    """
    kinds = {field: info.annotation for entry in entries for field, info in entry.model_fields.items()}
    typed = {field: _column(kind, field in blank) for field, kind in kinds.items() if field not in without}
    typed |= more
    body = {field: pa.Field(**checks) for field, (_, checks) in typed.items()}
    body |= {
        "__doc__": entries[0].__doc__,
        "__module__": entries[0].__module__,
        "__annotations__": {field: kind for field, (kind, _) in typed.items()},
    }
    return type(name, (Declaration,), body, **({"unique": list(unique)} if unique else {}))


def _column(kind, blank):
    """Return the type and the checks of the column that a field of an entry becomes."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return str, {"isin": parts, "nullable": blank}
    may_be_blank = blank or types.NoneType in parts
    for simple in (datetime.date, int, float) if origin is not tuple else ():
        if simple in (kind, *parts):
            return pd.Timestamp if simple is datetime.date else simple, {"nullable": may_be_blank}
    return str, {"nullable": may_be_blank}


def table(model: Any, rows: list, source: str) -> pd.DataFrame:
    """Return the table that `model` declares of `rows` (dicts), all shown unless they say otherwise."""
    if not rows:
        return empty(model)
    frame = pd.DataFrame([{name: _cell(cell) for name, cell in row.items()} for row in rows])
    if "status" not in frame:
        frame["status"] = "shown"
    for name, column in model.to_schema().columns.items():
        if str(column.dtype).startswith("datetime"):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return checked(model, frame[columns(model)], source)


def _cell(value):
    """Return a value of an entry as one cell: several texts, or several numbers, in one text."""
    if not isinstance(value, tuple):
        return value
    texts = all(isinstance(part, str) for part in value)
    return BETWEEN.join(value) if texts else ", ".join(map(str, value))
