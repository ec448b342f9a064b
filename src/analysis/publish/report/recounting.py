"""Recounting a series: on purpose, whole, and with a reason that every reader is told.

What can be promised then is less than before. The figures of both countings are there to be subtracted, and
the difference of two shown figures says how many records were added less those taken away. A hidden figure
stays hidden all the same: see disclosure/truth.py.
"""

import unicodedata
from dataclasses import dataclass

from analysis.errors import InputError, refuse_unknown
from analysis.publish.report import figures_in_text
from analysis.release import series

LONGEST = 300
# Control characters, and those that turn the direction of a line: what is read then is not what is there.
UNSEEN = ("Cc", "Cf")


@dataclass(frozen=True)
class Revision:
    """That `source` is recounted, and why."""

    source: str
    reason: str


def asked(source, reason, ledger):
    """Return the Revision of a `source` for a `reason`, None where neither is given.

    Raises InputError for a source that is not known or was never published, and for a reason that is missing,
    blank, longer than a sentence or two, holds a figure or counts people in words, which could tell what is
    hidden, or holds a character that cannot be seen.
    """
    if source is None and reason is None:
        return None
    if source is None:
        raise InputError(
            f"A reason is given and nothing to revise. Say which: --revise {' or '.join(series.ALL)}."
        )
    then = f"Series: {', '.join(series.ALL)}."
    refuse_unknown(source, series.ALL, f'There is no series "{source}" to revise.', then)
    if not ledger.counts(source):
        raise InputError(
            f"{source}: no edition has published a quarter of it, so that there is nothing to revise. Build "
            "without --revise: it is counted from the extract in hand."
        )
    return Revision(source, _reason(source, reason))


def of(document, ledger):
    """Return the Revision that the document of an edition makes itself, or None."""
    own = [one for one in document.get("revisions", []) if one.get("edition") == document["edition"]]
    return asked(own[0].get("source"), own[0].get("reason", ""), ledger) if own else None


def _reason(source, reason):
    words = " ".join(str(reason or "").split())
    if not any(letter.isalpha() for letter in words):
        raise InputError(
            f"{source}: a revision has a reason, which every later edition prints. Give it in a sentence, "
            'such as --reason "The force recorded ethnic group again".'
        )
    if len(words) > LONGEST:
        raise InputError(f"{source}: the reason is longer than {LONGEST} characters. Shorten it.")
    if any(unicodedata.category(letter) in UNSEEN for letter in words):
        raise InputError(
            f"{source}: the reason holds a character that cannot be seen, such as one that turns the line "
            "around. Type the sentence again, without it."
        )
    if figures_in_text.numbers(words, years=False):
        raise InputError(
            f"{source}: the reason holds a figure, and beside hidden counts none is typed. Say it without; a "
            "month with its year may stand, and a quarter, and a year alone may not."
        )
    return words
