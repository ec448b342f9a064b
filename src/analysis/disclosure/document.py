"""The document of an edition, `tabulations.json`: every figure about victims that it shows, and every marker.

It is all that somebody outside needs in order to read the tables, and all that the attack reads. It holds
no hidden number: a hidden cell is "[c]", whatever the reason, and a period that needs counts that are not
there is "[x]" throughout.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pydantic

from analysis import plain_file, toml_file
from analysis.disclosure import periods as calendar
from analysis.disclosure import policy as policies
from analysis.disclosure.policy import is_printed
from analysis.disclosure.tabulation import TOTAL
from analysis.errors import InputError

if TYPE_CHECKING:
    pass


def parsed(text: str) -> Any:
    """Return what a JSON text holds.

    Raises InputError, which says what is wrong after "is not JSON" and names no value, for a text that is cut
    or is not JSON, for NaN and Infinity, for numbers too long and nesting too deep to be read, and for a key
    that appears twice: one would go unseen.
    """
    try:
        return json.loads(text, parse_constant=_finite, parse_float=_finite, object_pairs_hook=_each_key)
    except json.JSONDecodeError as fault:
        raise InputError(f"line {fault.lineno}: is not JSON, or is cut short") from None
    except RecursionError:
        raise InputError("is not JSON that can be read: it is nested too deep") from None
    except ValueError:
        raise InputError(
            "is not JSON that can be read: a key is there twice, or a number is invalid or too long"
        ) from None


def read_json(path: Path) -> Any:
    """Return what a JSON file of an edition holds; raises InputError as `parsed` does, naming the file."""
    content = plain_file.content(path)
    try:
        return parsed(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not text that can be read. Build the edition again.") from None
    except InputError as fault:
        raise InputError(f"{path}: {fault}. Build the edition again.") from None


def _each_key(pairs):
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key is there twice")
    return dict(pairs)


def _finite(text):
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


FILE = "tabulations.json"
EQUAL = "equal"  # the key of the sums that are known to be equal: see equal.py
HIDDEN, NOT_AVAILABLE = "[c]", "[x]"
MARKERS = (HIDDEN, NOT_AVAILABLE)
# Whole numbers are exact up to here, and no count of people comes near it.
TOO_LARGE = 2**53


@dataclass(frozen=True)
class Table:
    """One tabulation for one period, as published: `cells` maps labels to a number, or to None where hidden.

    `labels` are those listed for each column, without the total. `where` are pairs of a field and its value.
    `period` and `quarters` are named for the edition that recounted them, where one did. `printed` are the
    fields by which the publisher of the source prints its figures, None where it prints none.
    """

    edition: str
    tabulation: str
    source: str
    by: tuple
    where: tuple
    policy: policies.Policy
    period: str
    quarters: frozenset
    labels: tuple
    cells: dict
    printed: tuple | None = None


def read(path: Path, printed: tuple = ()) -> dict:
    """Return the document in the file at `path`, once it is known to be whole.

    `printed` are the sources that a publisher prints: what it shows as published may be of no other.
    """
    try:
        content = read_json(path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file. Build the edition again: it is written there.") from None
    tables(content, str(path))
    refuse_unprinted(content, printed, str(path))
    return content


def text(document: dict) -> str:
    """Return the document as it is written: one cell a line, so that two editions can be compared by eye."""
    cells = {name: entry["cells"] for name, entry in document["tabulations"].items()}
    head = {name: {**entry, "cells": f"@{name}"} for name, entry in document["tabulations"].items()}
    written = json.dumps({**document, "tabulations": head}, indent=1, ensure_ascii=False)
    for name, rows in cells.items():
        lines = ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in rows)
        written = written.replace(f'"cells": "@{name}"', f'"cells": [\n    {lines}\n   ]')
    return written + "\n"


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(strict=True)


def _each_once(columns):
    if len(set(columns)) < len(columns):
        raise ValueError("names a column twice")
    return tuple(columns)


Quarter = Annotated[str, pydantic.Field(pattern=f"^{calendar.QUARTER.pattern}$")]
Count = Annotated[int, pydantic.Field(ge=0, lt=TOO_LARGE)]
Cell = Annotated[tuple[str, list[str], Count | Literal[MARKERS]], pydantic.Field(strict=False)]


class Equal(_Part):
    """Sums that are equal, each of regions ({field: label}) that are added up over the quarters."""

    sums: list[list[dict[str, str]]]
    quarters: list[Quarter]


class Revision(_Part):
    """What was recounted, by which edition, and why."""

    source: str
    edition: str
    reason: str


class History(_Part):
    """What a document says of series that were recounted: the quarters of each, and by which edition."""

    area: str
    edition: str
    revised: dict[str, dict[Quarter, str]] = {}
    revisions: list[Revision] = []


class Printed(_Part):
    """A tabulation as a document holds it."""

    source: str
    by: Annotated[list[str], pydantic.AfterValidator(_each_once)]
    where: dict[str, str] = {}
    policy: str
    unit: str = ""
    periods: dict[str, list[Quarter]]
    cells: list[Cell]


class AsPublished(_Part):
    """What a document shows as it was published: the fields of each source by which its publisher prints."""

    as_published: dict[str, list[str]] = {}


class Document(History, AsPublished):
    """What `tabulations.json` holds."""

    after: list[str] = []
    policies: dict[str, policies.Policy]
    tabulations: dict[str, Printed]
    equal: dict[str, list[Equal]] = {}


def validated(model: Any, document: Any, where: Path | str) -> Any:
    """Return a document, or a part of one, as `model`; `where` names it.

    Raises InputError that names the place of what is wrong there, and no value.
    """
    try:
        return model.model_validate(document)
    except pydantic.ValidationError as faults:
        (fault, *_) = faults.errors(include_url=False)
        is_ours = fault["type"] == "value_error"
        said = fault["ctx"]["error"] if is_ours else f"expected {toml_file.expected(fault)}"
        place = ".".join(map(str, fault["loc"][:3]))
        at = f"{where}, {place}" if place else where
        raise InputError(f"{at}: {said}. Build the edition again.") from None


def tables(document: dict, where: str | None = None) -> list[Table]:
    """Return the `Table`s of a document that hold figures or hidden ones, in the document's order.

    A period whose counts were not there holds neither and is left out. Raises InputError naming edition,
    tabulation and period of what cannot be read.
    """
    if not isinstance(document, dict):
        raise InputError(f"{where or 'The document'}: is not the document of an edition.")
    where = where or f"edition {document.get('edition', '?')}"
    held, made = validated(Document, document, where), []
    for name, entry in held.tabulations.items():
        made += _tables_of(name, entry, held, document, f'{where}, tabulation "{name}"')
    return made


def refuse_unprinted(document: dict, printed: list[str] | tuple[()], where: str | None = None) -> None:
    """Refuse a document that shows figures as published of a source that is not `printed` by a publisher.

    What a document says of itself is not believed: it would show small counts that everybody is thought to
    know, and no attack would mind them.
    """
    where = where or f"edition {document.get('edition', '?')}"
    for source in validated(AsPublished, document, where).as_published:
        if source not in printed:
            raise InputError(
                f"{where}, as_published.{source}: names a source that no publisher prints. "
                "Build the edition again."
            )


def of_source(document: dict, source: str) -> dict:
    """Return a document with the tabulations of one source, and their policies, alone."""
    held = {
        name: entry for name, entry in document.get("tabulations", {}).items() if entry["source"] == source
    }
    used = {entry["policy"] for entry in held.values()}
    rules = {name: entry for name, entry in document["policies"].items() if name in used}
    found = document | {"tabulations": held, "policies": rules}
    if EQUAL in document:
        found[EQUAL] = {name: sums for name, sums in document[EQUAL].items() if name == source}
    return found


def equal_sums(document: dict) -> list[tuple[list, frozenset]]:
    """Return (sums, quarters) of what a document says to be equal, quarters as it counts them.

    See `equal.equal_sums`.
    """
    return [
        (one["sums"], frozenset(revised(document, source, one["quarters"])))
        for source, every in document.get(EQUAL, {}).items()
        for one in every
    ]


def recounted(document: dict, source: str) -> dict:
    """Return quarter -> the edition that recounted it last, of those of a source that one did."""
    return document.get("revised", {}).get(source, {})


def own_revisions(document: dict, source: str) -> set[str]:
    """Return the quarters of a source that the document's own edition recounts."""
    edition_of = recounted(document, source)
    return {quarter for quarter, edition in edition_of.items() if edition == document["edition"]}


def revised(document: dict, source: str, quarters: list[str]) -> list[str]:
    """Return quarters of a source as the document counts them: named for the edition that revised each."""
    edition_of = recounted(document, source)
    return [calendar.as_revised(quarter, edition_of.get(quarter)) for quarter in quarters]


def period_of(document: dict, tabulation: str, period: str) -> str:
    """Return what a period of a tabulation is called, named for the editions that revised a quarter of it."""
    entry = document["tabulations"].get(tabulation, {})
    edition_of = recounted(document, entry.get("source"))
    quarters = entry.get("periods", {}).get(period, ())
    editions = dict.fromkeys(edition_of[quarter] for quarter in quarters if quarter in edition_of)
    return calendar.as_revised(period, " and ".join(editions))


def in_words_of_range(lower: int, upper: int) -> str:
    """Return a range as a reader says it; `upper` is None where nothing ends it.

    >>> in_words_of_range(1, 3), in_words_of_range(1, None)
    ('1 to 3', '1 or more')
    """
    return f"{lower} or more" if upper is None else f"{lower} to {upper}"


def _tables_of(name, entry, held, document, place):
    if entry.policy not in held.policies:
        raise InputError(f'{place}: the policy "{entry.policy}" is not in the document.')
    columns, printed = (*entry.by, *entry.where), held.as_published.get(entry.source)
    if entry.policy == policies.AS_PUBLISHED and not is_printed(printed, columns):
        raise InputError(
            f"{place}: is as published, and its publisher does not print it by {' and '.join(columns)}. "
            "Build the edition again."
        )
    found = {period: {} for period in entry.periods}
    gone = set()
    for period, labels, value in entry.cells:
        if period not in found:
            raise InputError(f'{place}: a cell is of "{period}", which is not one of its periods.')
        if len(labels) != len(entry.by):
            raise InputError(
                f"{place}, {period}: a cell has not one label for each of {', '.join(entry.by)}."
            )
        if tuple(labels) in found[period]:
            raise InputError(f"{place}, {period}: the cell {' · '.join(labels)} is there twice.")
        if value == NOT_AVAILABLE:
            gone.add(period)
        found[period][tuple(labels)] = None if isinstance(value, str) else value
    return [
        Table(
            held.edition,
            name,
            entry.source,
            entry.by,
            tuple(sorted(entry.where.items())),
            held.policies[entry.policy],
            period_of(document, name, period),
            frozenset(revised(document, entry.source, entry.periods[period])),
            _labels(cells, entry.by, f"{place}, {period}"),
            cells,
            printed,
        )
        for period, cells in found.items()
        if cells and period not in gone
    ]


def _labels(cells, by, place):
    """Return the labels listed for each column; every combination of them has its cell."""
    listed = tuple(tuple(sorted({labels[column] for labels in cells} - {TOTAL})) for column in range(len(by)))
    for labels in product(*((*each, TOTAL) for each in listed)):
        if labels not in cells:
            raise InputError(f"{place}: the cell {' · '.join(labels)} is missing.")
    return listed
