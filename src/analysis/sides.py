"""A process sees the office's own rows or what may leave, never both: here it says which (leaf)."""

from analysis.errors import InputError

OWN, LEAVING = "own rows", "what may leave"
REFUSED = {
    OWN: "This notebook has read released tables, or can publish. Look at own rows in another notebook, in "
    "notebooks/private.",
    LEAVING: "This notebook looks at own rows: it is private. Read released tables, and publish, in another.",
}

_seen = set()


def sees(side):
    """Tell whether this process has said that it sees `side`."""
    return side in _seen


def take(side):
    """Say that this process sees `side`. Raises InputError where it has seen the other."""
    if _seen - {side}:
        raise InputError(REFUSED[side])
    _seen.add(side)
