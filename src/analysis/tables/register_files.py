"""How the registers of data/reference are read: entries whole, days that are days, measures that exist."""

import datetime

import pandas as pd

from analysis import settings, toml_file
from analysis.errors import InputError, nearest

MEASURES = "measures.toml"
BETWEEN = "; "  # between the measures of an entry in a table's cell


def content(name):
    """Return the (Path, dict) of a file of data/reference."""
    path = settings.data("reference", name)
    return path, toml_file.read(path, "It comes with the project: restore it from the repository.")


def whole(place, entry, required, optional=()):
    """Refuse an entry that lacks a field of `required`, or has one that is in neither list."""
    if not isinstance(entry, dict):
        raise InputError(f"{place}: found {entry!r}, expected a table of fields.")
    known = (*required, *optional)
    for key in entry:
        if key not in known:
            raise InputError(f'{place}: unknown field "{key}". {nearest(key, known)}'.rstrip())
    for key in required:
        if key not in entry:
            raise InputError(f'{place}: the field "{key}" is missing. Leave it "" where nothing is known.')


def day(place, entry, key):
    """Return a field of an entry as a Timestamp, missing where it is blank or absent."""
    found = entry.get(key, "")
    if found == "":
        return pd.NaT
    try:
        return pd.Timestamp(datetime.date.fromisoformat(found))
    except (TypeError, ValueError):
        raise InputError(
            f'{place}, field "{key}": found {found!r}, expected a day as "2026-05-20".'
        ) from None


def one_of(place, key, found, known):
    """Refuse a value that is none of `known`, with the nearest."""
    if found not in known:
        raise InputError(
            f'{place}, field "{key}": found "{found}", expected one of: {", ".join(map(str, known))}. '
            f"{nearest(found, known)}".rstrip()
        )


def measures_of(place, entry):
    """Return the measures of an entry in one cell, once each is in data/reference/measures.toml.

    Raises InputError for one that does not exist: a row of a register that leads nowhere answers nothing.
    """
    given, known = entry["measures"], list(content(MEASURES)[1])
    if not isinstance(given, list) or not given:
        raise InputError(
            f'{place}, field "measures": found {given!r}, expected a list of at least one measure.'
        )
    for one in given:
        if one not in known:
            raise InputError(
                f'{place}: points to the measure "{one}", which does not exist in data/reference/{MEASURES}. '
                f"Known: {known[0]} to {known[-1]}. {nearest(one, known)}".rstrip()
            )
    return BETWEEN.join(given)
