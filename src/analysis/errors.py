"""What is said when something given to us is wrong (leaf: imports nothing of this project)."""

import difflib
import unicodedata


class InputError(ValueError):
    """Something given is wrong. The message names file, place, what was found and what to do."""

    def _render_traceback_(self):
        """Return what a notebook shows of it: one line, for what to do is in it."""
        return [f"{type(self).__name__}: {self}"]


class MissingSourceError(InputError):
    """The folder has no file for a card: a gap to report, not a failure."""


class NotReleasedError(InputError):
    """Something of the office's own was not released yet: a table of it waits."""


def how_many(number, things):
    """Return how many things there are, as errors and pages say it.

    >>> how_many(1, "such rows"), how_many(1200, "files")
    ('1 such row', '1,200 files')
    """
    return f"{number:,} {things.removesuffix('s') if number == 1 else things}"


def nearest(name, known, prefix='Nearest: "', suffix='".'):
    """Return `Nearest: "…".` with the known name closest to `name`, or nothing when none is close.

    >>> nearest("Polihs", ["Polish", "Romanian"])
    'Nearest: "Polish".'
    """
    by_lower = {str(item).lower(): str(item) for item in known}
    found = difflib.get_close_matches(str(name).lower(), list(by_lower), n=1, cutoff=0.5)
    return f"{prefix}{by_lower[found[0]]}{suffix}" if found else ""


def refuse_unknown(name, known, says, then=""):
    """Raise InputError where `name` is none of `known`: what it `says`, the nearest of them, and `then`.

    >>> refuse_unknown("Polihs", ["Polish", "Romanian"], 'No language "Polihs".')
    Traceback (most recent call last):
    analysis.errors.InputError: No language "Polihs". Nearest: "Polish".
    """
    if name not in known:
        raise InputError(" ".join(filter(None, [says, nearest(name, known), then])))


def plain(text, keep=""):
    """Return a text in which signs that a terminal obeys, or that nobody sees, are written out.

    The name of a file and its content come from the sender: printed as they are they could clear the
    screen, imitate our own lines, or reverse the order of letters. `keep` are signs that stay as they are.

    >>> plain("a\\x1b[2Jb.csv"), plain("Zażółć, ਪੰਜਾਬੀ")
    ('a\\\\x1b[2Jb.csv', 'Zażółć, ਪੰਜਾਬੀ')
    """
    return "".join(
        sign
        if sign.isprintable() or sign in keep or unicodedata.category(sign) == "Zs"
        else sign.encode("unicode_escape").decode("ascii")
        for sign in text
    )
