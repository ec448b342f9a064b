"""First responders as the Home Office writes them: police forces, and the bodies that this project lists."""

import functools

from analysis import areas
from analysis.errors import InputError
from analysis.sources import files

LISTED = "first_responders.csv"
WHERE_LISTED = f"data/reference/{LISTED}"
POLICE, COUNCILS = "Police", "Local authority"


@functools.cache
def _listed():
    """Return {kind: {spelling in small letters: name}} of the bodies of the list."""
    found = {}
    for row in areas.reference(LISTED):
        known = found.setdefault(row["responder_type"], {})
        for spelling in [row["first_responder"], *row["other_spellings"].split(";")]:
            if spelling:
                known[spelling.casefold()] = row["first_responder"]
    return found


def named(text, kind=POLICE):
    """Return the body of the list that a text names, or "" for none.

    >>> named("National Crime Agency NCA", "Government agency"), named("Sampleshire Police")
    ('National Crime Agency', '')
    """
    return _listed().get(kind, {}).get(text.strip().casefold(), "")


def bodies(invented=False):
    """Return the names of all bodies of the list, with `invented` those of Sampleshire too."""
    rows = areas.reference(LISTED)
    return [row["first_responder"] for row in rows if invented or row["invented"] == "no"]


def is_known(name):
    """Tell whether a name is a police force area's, or in the list under any kind of first responder."""
    total = name in {f"{kind} total" for kind in _listed()} or name == COUNCILS
    return total or areas.find(name) is not None or any(named(name, kind) for kind in _listed())


def force_codes(values, file, kind=POLICE):
    """Return {first responder: code of its force area, or ""} of texts of a column.

    A body that no list has is none of a force area: `closed_lists` says what becomes of it.

    Raises InputError for a blank, and for two names of one force area.
    """
    files.refuse_where(files.stripped(values) == "", file, "First responder", values, "a name in every row")
    names = [text.strip() for text in values.unique()]
    found = {name: areas.find(name) if kind == POLICE and not named(name) else None for name in names}
    codes = {name: area.police_force_area_code if area else "" for name, area in found.items()}
    forces = [code for code in codes.values() if code]
    twice = sorted({code for code in forces if forces.count(code) > 1})
    if twice:
        names = [name for name, code in codes.items() if code == twice[0]]
        raise InputError(f"{file.name}: {' and '.join(names)} are one force area, {twice[0]}.")
    return codes
