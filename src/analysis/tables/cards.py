"""The sources that an exhibit names: each card as the edition has it, and each released table."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

from analysis import areas, sources
from analysis.errors import InputError, nearest
from analysis.extracts import states
from analysis.sources.catalogue import catalogue
from analysis.tables import released

NO_CELLS = "No file of it was counted."


@dataclass(frozen=True)
class Source:
    """What appears beneath an exhibit of one source.

    `period` is in the publisher's form, such as "2021-03-21". Of a released table or a `statement` `table`
    is its name; of a table `periods` are those that it shows, `area` is its area, and `reason` says why
    figures of it are not available, where some are not. `missing` says why there is nothing of it, where
    there is nothing. `newest` is the newest period in the files, by which figures are called old.
    """

    id: str
    title: str
    publisher: str
    licence: str = ""
    period: str = ""
    newest: str = ""
    invented: bool = False
    table: str = ""
    area: str = ""
    statement: bool = False
    periods: tuple = ()
    reason: str = ""
    missing: tuple = ()


def load(area: str) -> Callable:
    """Return a function that gives the sources of `area` by their names, for `sources=` of an exhibit.

    A name is that of a card of data/catalogue.toml, or of a released table or statement. Called without a
    name it gives all that counts of people were released from, and not what was not supplied. An exhibit
    without one of its sources is a gap: where rows of several stand one beneath the other, `only_held=True`
    leaves out those of which there is nothing, unless there is nothing of any.

    >>> cards = load("sampleshire")
    >>> [one.title for one in cards("census_ts024")]
    ['Census 2021 TS024, Main language (detailed)']
    """
    return functools.partial(_sources, areas.area(area))


def _sources(place, *names, only_held=False):
    states.open_for(place)
    if not names:
        return _all_released(place)
    every = tuple(source for name in dict.fromkeys(names) for source in _called(place, name))
    supplied = tuple(source for source in every if not source.missing)
    return supplied if only_held and supplied else every


def _all_released(place):
    """Return a source for each card that counts of people were released from."""
    document = released.document(place.slug)
    tabulations = document["tabulations"].values()
    counted = [entry for entry in tabulations if not _is_empty(entry)] or tabulations
    by_card = {entry["card"]: entry for entry in counted}
    supplier = document.get("supplier", "")
    return tuple(
        replace(_source(place, card, publisher=entry.get("supplier", supplier)), period="", newest="")
        for card, entry in by_card.items()
    )


def _called(place, name):
    """Return the sources that are called `name`: of a card or a table one, of a statement its cards."""
    if name in catalogue():
        source = _source(place, name, missing=states.missing_for_readers([name]))
        # A card of people that is named by itself is evidence, whose age was weighed where it was used.
        return [source if catalogue()[name].sensitivity == "open" else replace(source, newest="")]
    document = released.document(place.slug)
    if name in document["tabulations"]:
        return [_of_table(place, name, document)]
    if name in document.get("statements", {}):
        statement = document["statements"][name]
        cards, missing = statement["cards"], statement["missing"]
        missing = missing and (states.missing_for_readers(cards) or missing)
        return [_source(place, card, missing=missing, table=name, statement=True) for card in cards]
    known = [*catalogue(), *document["tabulations"], *document.get("statements", {})]
    raise InputError(
        f'"{name}" is neither a card of data/catalogue.toml nor a released table. {nearest(name, known)}'
    )


def _of_table(place, name, document):
    """Return the source of a released table: its card, with the supplier and the periods of the table."""
    entry = document["tabulations"][name]
    reason, supplier = entry.get("reason", ""), entry.get("supplier", document.get("supplier", ""))
    return _source(
        place,
        entry["card"],
        publisher=supplier,
        missing=[reason or NO_CELLS] if _is_empty(entry) else [],
        newest="".join(list(entry["periods"])[-1:]),
        table=name,
        area=place.slug,
        periods=tuple(entry["periods"]),
        reason=reason,
    )


def _is_empty(entry):
    """Tell whether no count of a released table is available, as where no file of it was supplied."""
    return all(released.OF_MARKER.get(value) == "not available" for *_, value in entry["cells"])


def _source(place, name, publisher="", newest="", missing=(), **of_a_table):
    """Return the Source of the card `name`, with what a table says instead of the card or beside it."""
    card = catalogue()[name]
    return Source(
        id=card.id,
        title=card.title,
        publisher=publisher or card.publisher,
        licence=card.attribution or (f"Licence: {card.licence_published}" if card.licence_published else ""),
        period=sources.periods(name) or card.period,
        newest=newest or sources.newest(name),
        invented=place.invented and not card.elsewhere,
        missing=tuple(missing),
        **of_a_table,
    )
