"""What is said when something given to us is wrong (leaf: imports nothing of ours)."""

import difflib


class InputError(ValueError):
    """Something given is wrong. The message names file, place, what was found and what to do."""


class MissingSourceError(InputError):
    """The folder holds no file for a card: a gap to be named, not a failure."""


def nearest(name, known, prefix='Nearest: "', suffix='".'):
    """Return `Nearest: "…".` with the known name closest to `name`, or nothing when none is close.

    >>> nearest("Polihs", ["Polish", "Romanian"])
    'Nearest: "Polish".'
    """
    by_lower = {str(item).lower(): str(item) for item in known}
    found = difflib.get_close_matches(str(name).lower(), list(by_lower), n=1, cutoff=0.5)
    return f"{prefix}{by_lower[found[0]]}{suffix}" if found else ""
