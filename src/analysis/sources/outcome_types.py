"""What a cell of the outcomes open data says, by kind of column: types of outcome in our words, and counts.

A fault is told without its place: the reader of the column adds it.
"""

import functools
import re

from analysis import areas
from analysis.errors import InputError, nearest

LISTED = "data/reference/outcomes.csv"
NOT_YET = 0  # no outcome yet: never in the denominator of a share of outcomes
# Parts of types 1, 2 and 3, for offences other than the one recorded: counting them counts those twice.
ALTERNATE = ("1A", "2A", "3A")
EXPIRED = {"": False, "n": False, "no": False, "x": True, "y": True, "yes": True}
NOT_APPLICABLE, NOT_PROVIDED = "not applicable", "data not provided"
REASONS = (NOT_APPLICABLE, "offence code expired", NOT_PROVIDED)


@functools.cache
def outcome_types():
    """Return {type: its row of the list}, with `outcome` and `kind` in words.

    `is_outcome` is False for type 0 alone.
    """
    return {
        int(row["outcome_type"]): row | {"is_outcome": row["is_outcome"] == "yes"}
        for row in areas.reference("outcomes.csv")
    }


def outcome_type(text):
    """Return the type that a cell names, or None for an alternate type (1A, 2A, 3A).

    A number that the list does not have yet is a type of its own (see `closed_lists`).

    Raises InputError with the nearest type for a text that names none.

    >>> outcome_type("16"), outcome_type("1A"), outcome_type("23")
    (16, None, 23)
    """
    found = text.strip().upper().removesuffix(".0")
    if found in ALTERNATE:
        return None
    if not re.fullmatch(r"[0-9]{1,2}", found):
        known = [str(number) for number in outcome_types()]
        raise InputError(
            f'"{text}" is not an outcome type. Known: 0 to {known[-1]} ({LISTED}) and the alternate '
            f"{', '.join(ALTERNATE)}. {nearest(found, known)}".rstrip()
        )
    return int(found)


def quarter(text):
    """Return the number of a financial quarter, written 1 or Q1."""
    found = re.fullmatch(r"Q?([1-4])", text.upper())
    if not found:
        raise InputError(f'found "{text}", expected 1, 2, 3 or 4')
    return int(found[1])


def expired(text):
    """Tell whether an offence code has expired."""
    if text.lower() not in EXPIRED:
        raise InputError(f'found "{text}", expected x where the code is expired, or nothing')
    return EXPIRED[text.lower()]


def _marker(text):
    return re.fullmatch(r"n/?a(?:\s*-\s*(.*))?", text, re.IGNORECASE)


def reason(text):
    """Return why a count is missing, "" where there is one: NA and N/A, alone or with the reason after them.

    >>> reason("N/A - Offence code expired"), reason("NA"), reason("12")
    ('offence code expired', 'not applicable', '')
    """
    marked = _marker(text)
    if not marked:
        return ""
    said = (marked[1] or NOT_APPLICABLE).lower()
    if said not in REASONS:
        raise InputError(f'found "{text}", expected N/A with one of these reasons: {"; ".join(REASONS)}')
    return said


def count(text):
    """Return the number in a cell, padded or not, or None for a marker."""
    if _marker(text):
        return None
    plain = text.replace(" ", "")
    if not re.fullmatch(r"[+-]?\d{1,12}", plain):
        share = re.fullmatch(r"-?\d*\.\d+%?|\d+%", plain)
        hint = " (are these percentages, where counts belong?)" if share else ""
        raise InputError(f'found "{text}", expected a whole number or N/A{hint}')
    return int(plain)
