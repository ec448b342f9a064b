"""What an exhibit stands on: the tables that its frame comes from, their sources, and what they hide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis import table_files
from analysis.errors import InputError
from analysis.publish.exhibits import over_hidden
from analysis.publish.states import is_answer, numbers_in
from analysis.states import NOT_AVAILABLE, SHOWN
from analysis.table_files import EXPLORING
from analysis.tables.cards import Source

FORGOTTEN = (
    "It is not known which tables this was made of: merge, concat, pivot and size of pandas forget it. Add "
    "sources=[…], the frames that it was made of."
)
# Columns that say where a row is below a district; a row of a language in such a place is a reader's map.
SMALL_PLACES = ("lsoa21_code", "lsoa11_code", "msoa21_code", "ward24_code", "ward_code", "team")
DECISIONS = "language_verdicts"
COUNTED = ("people", "households", "offences")  # units of what nobody works out without its table
# What a measure works out beside its answer.
WORKING = ("lower", "upper", "status", "method", "value", "rank", "share", "ratio")


@dataclass(frozen=True)
class Standing:
    """The tables that something stands on, "AREA/RUN/TABLE" of each, and what `tables.json` says of them."""

    references: tuple[str, ...]
    entries: dict[str, dict] = field(repr=False)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return the sources to cite, each once and in the order of the tables."""
        every = [one for entry in self.entries.values() for one in entry["sources"]]
        return tuple(dict.fromkeys(map(_source, every)))

    @property
    def hidden(self) -> dict[str, int]:
        """Return {table: how many of its rows are not shown} of those that have such rows."""
        named = {one.rsplit("/", 1)[-1]: entry["not_shown"] for one, entry in self.entries.items()}
        return {name: count for name, count in named.items() if count}

    @property
    def missing(self) -> bool:
        """Tell whether a table has no source: also one whose rows say that nothing is known, and of what."""
        every = self.entries.values()
        return any(one["missing"] or any(source["missing"] for source in one["sources"]) for one in every)


def standing(*frames: pd.DataFrame, sources: Iterable[pd.DataFrame] | None = None) -> Standing:
    """Return what frames stand on, or what `sources`, frames as `read` gives them, stand on instead.

    Raises InputError where it is not known.
    """
    if sources is not None:
        sources = [sources] if isinstance(sources, pd.DataFrame) else list(sources)
        for one in sources:
            if not isinstance(one, pd.DataFrame):
                raise InputError(
                    f"sources= takes frames that read gave, and was given a {type(one).__name__}."
                )
    found = table_files.references(*(frames if sources is None else sources))
    if not found:
        raise InputError(FORGOTTEN)
    return of_references(found)


def held(*frames: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the frames whose tables have their sources, for `sources=` of rows of several; all, if none has.

    An exhibit without one of its sources is a gap. Where rows of several stand one beneath the other, the
    others can be shown without it.
    """
    found = [one for one in frames if not of_references(table_files.references(one)).missing]
    return found or list(frames)


def of_references(references: Iterable[str]) -> Standing:
    """Return what tables, "AREA/RUN/TABLE" of each, are."""
    references = tuple(references)
    return Standing(references, {one: table_files.entry_of(one) for one in references})


def _source(held: dict) -> Source:
    fields: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in held.items()
    }
    return Source(**fields)


def held_to(frame: pd.DataFrame, stands: Standing) -> pd.DataFrame:
    """Return a frame with a `status` of each row, its numbers held to the released cells that it is of.

    Raises InputError where the status was lost over hidden cells, and for a number that was not
    released: pandas leaves hidden cells out of a sum.
    """
    table_files.refuse_lost_cells(frame)
    # Also where `sources` name others than those that the frame itself says that it is made of.
    counts = over_hidden.of_files(dict.fromkeys([*stands.references, *table_files.references(frame)]))
    if "status" in frame:
        rows = frame.astype({"status": "str"})
        over_hidden.refuse(rows, counts)
        return rows
    numbers = numbers_in(frame)
    blank = frame[numbers].isna().all(axis="columns") if numbers else pd.Series(False, frame.index)
    status = blank.map({True: NOT_AVAILABLE, False: SHOWN})
    rows = frame.assign(status=status.astype("str"))
    over_hidden.refuse(rows, counts)
    counted = {one.unit for one in counts}
    if stands.hidden and not counted & set(frame.columns) and numbers:
        name, many = next(iter(stands.hidden.items()))
        raise InputError(
            f"{name} has {many:,} cells that are not shown, and this no longer says where they are: a "
            'sum leaves them out in silence. Keep it, as in groupby(…).agg(victims=("victims", "sum"), '
            'status=("status", "max")).'
        )
    return rows


def refuse_uncited(columns: Iterable[str], frame: pd.DataFrame, stands: Standing) -> None:
    """Refuse a column that counts people and the like, of another table of the area than those cited."""
    if table_files.WORKED_OUT in frame.attrs:  # a measure cites all that it was given
        return
    cited = {column for entry in stands.entries.values() for column in entry["columns"]}
    numbers = set(numbers_in(frame))
    area = stands.references[0].split("/")[0]
    for column in columns:
        if column in cited or column not in numbers or is_answer(column) or column in WORKING:
            continue
        others = [
            name
            for held in table_files.both(area)
            for name, entry in held.tables.items()
            if entry["columns"].get(column, {}).get("unit") in COUNTED and not entry.get("derived")
        ]
        if others:
            raise InputError(
                f'The column "{column}" is of {" or ".join(others[:3])}, which this does not cite. Add '
                "sources=[…], all frames that it was made of."
            )


def refuse_places(frame: pd.DataFrame, stands: Standing) -> None:
    """Refuse a language in small places that may not be placed: such a map can be read by anybody."""
    explored = next((one for one in stands.references if one.endswith(EXPLORING)), None)
    if not len(frame) or not (explored or set(SMALL_PLACES) & set(frame.columns)):
        return
    if "language" not in frame:
        if explored:
            raise InputError(
                f"{explored.rsplit('/', 1)[-1]} is for exploring: it has places of languages that may not be "
                "placed. Keep the column language, so that it can be seen that they are not among the rows."
            )
        return
    area = next((one.split("/")[0] for one in stands.references if not one.startswith("shared/")), None)
    decided = table_files.read_quietly(DECISIONS, area) if area else pd.DataFrame()
    may = set()
    if len(decided):
        may = set(decided.query("material == 'yes' and placed == 'yes'")["language"])
    if refused := sorted(set(frame["language"].astype("str")) - may):
        raise InputError(
            f"{refused[0]} may not be shown for small places: only languages that were chosen by numbers "
            f"alone and have enough speakers may ({DECISIONS}, placed). Filter the rows."
        )
