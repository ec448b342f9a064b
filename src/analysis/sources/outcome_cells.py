"""What a cell of the outcomes open data says, by kind of column; a fault is told without its place."""

import re

from analysis.errors import InputError

EXPIRED = {"": False, "n": False, "no": False, "x": True, "y": True, "yes": True}
NOT_APPLICABLE, NOT_PROVIDED = "not applicable", "data not provided"
REASONS = (NOT_APPLICABLE, "offence code expired", NOT_PROVIDED)


def year(text):
    """Return a financial year such as 2024/25."""
    found = re.fullmatch(r"(20\d{2})/(\d{2})", text)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise InputError(f'found "{text}", expected a financial year such as 2024/25')
    return text


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


def filled(text):
    """Refuse a cell that is empty."""
    if not text:
        raise InputError("found nothing, expected a value in every row")


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
