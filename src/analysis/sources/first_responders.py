"""First responders as the Home Office writes them: police forces, and the bodies that this project lists."""

import csv
import functools

from analysis import areas, settings
from analysis.errors import InputError, nearest

WHERE_LISTED = "data/reference/first_responders.csv"
POLICE, COUNCILS = "Police", "Local authority"


@functools.cache
def _listed():
    """Return {kind: {spelling in small letters: name}} of the bodies of the list."""
    found = {}
    with settings.data("reference", "first_responders.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
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


def fault(text, kind=POLICE):
    """Return the sentences that say that a text names no first responder of a kind; "" where it does."""
    name = text.strip()
    if name == f"{kind} total" or name == kind == COUNCILS or named(name, kind):
        return ""
    forces = []
    if kind == POLICE:
        try:
            areas.area(name)
        except InputError:
            forces = [one.name for one in areas.all_areas() + areas.all_areas(invented=True)]
        else:
            return ""
    what = "is no police force area of England and Wales and not in" if kind == POLICE else "is not in"
    others = dict.fromkeys(_listed().get(kind, {}).values())
    return (
        f"It {what} {WHERE_LISTED}. {nearest(name, [*forces, *others])} If it is a new body, add it there."
    ).replace("  ", " ")


def force_codes(values, file, kind=POLICE):
    """Return {first responder: code of its force area, or ""} of texts of a column.

    Raises InputError with the nearest name for one that is neither a force nor in the list, and for two names
    of one force area.
    """
    codes = {}
    for text in values.unique():
        name = text.strip()
        wrong = fault(name, kind)
        if wrong:
            row = (values == text).to_numpy().argmax()
            raise InputError(f'{file.name}, column "First responder", row {row + 2}: found "{text}". {wrong}')
        body = kind != POLICE or name == f"{kind} total" or named(name, kind)
        codes[name] = "" if body else areas.area(name).police_force_area_code
    forces = [code for code in codes.values() if code]
    twice = sorted({code for code in forces if forces.count(code) > 1})
    if twice:
        names = [name for name, code in codes.items() if code == twice[0]]
        raise InputError(f"{file.name}: {' and '.join(names)} are one force area, {twice[0]}.")
    return codes
