"""How investigations end: the outcome types of the Home Office in our words."""

import csv
import functools
import re

from analysis import settings
from analysis.errors import InputError, nearest

LISTED = "data/reference/outcomes.csv"
NOT_YET = 0  # no outcome yet: never in the denominator of a share of outcomes
# Parts of types 1, 2 and 3, for offences other than the one recorded: counting them counts those twice.
ALTERNATE = ("1A", "2A", "3A")


@functools.cache
def outcome_types():
    """Return {type: its row of the list}, with `outcome` and `kind` in words.

    `is_outcome` is False for type 0 alone; `victim_does_not_support` is True for 14 and 16, False for 15
    and None where the type says nothing of the victim's wish.
    """
    with settings.data("reference", "outcomes.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    wish = {"yes": True, "no": False, "": None}
    return {
        int(row["outcome_type"]): row
        | {
            "is_outcome": row["is_outcome"] == "yes",
            "victim_does_not_support": wish[row["victim_does_not_support"]],
        }
        for row in rows
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
