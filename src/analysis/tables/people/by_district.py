"""Counts of people by local authority, for the districts of an area. Only release reads them."""

import functools

from analysis import areas
from analysis.sources import closed_lists
from analysis.tables import lookups
from analysis.tables.as_of import until_now
from analysis.tables.declaration import checked, empty


@functools.lru_cache(maxsize=8)
def _read(reader, file):
    return reader(file).frame


def every_row(reader, file):
    """Return the rows that `reader` finds in a file of the whole kingdom, up to the quarter of this run."""
    return until_now(_read(reader, file))


def of_districts(area, card, reader, model, count):
    """Return `model` of the districts of an area that have anybody, those of 2021 and what became of them.

    `card` names the file and `reader` reads it; `count` is the column of people. Each district has the name
    that this project gives it.

    Raises InputError where the file is not as published, and for a new authority that may be the area's.
    """
    area, inventory = lookups.opened(area)
    if not inventory.find(card):
        return empty(model)
    file = inventory.one(card)
    rows = every_row(reader, file)
    closed_lists.refuse_own(rows, area, file.name)
    rows = rows[rows["area_code"].isin({*area.districts, *area.districts24}) & (rows[count] > 0)]
    rows = rows.assign(area_name=rows["area_code"].map(areas.district_names()).astype("str"), status="shown")
    return checked(model, rows, file.name)


def quarters_of_districts(area, card, reader):
    """Return the quarters that are known, the oldest first, also those with nobody in the area."""
    _, inventory = lookups.opened(area)
    if not inventory.find(card):
        return ()
    return tuple(sorted(set(every_row(reader, inventory.one(card))["quarter"])))
