"""What sensitive counts may be cited for: a conclusion in words, and never a figure of theirs.

Which languages are proposed rests on referrals and Duty to Notify reports too, though no count of them is in
the table, and a reader must see that. So these cards are named beside the open ones, on three conditions:
every number stands in a column of open sources, no text is a number, and no words give a number beside what
the cards count but the limit itself.
"""

import re

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.publish.states import numbers_in

# The cards that may be cited so, and the policy that says from which count on anything may be told.
CARDS = {"nrm_referrals": "modern_slavery", "duty_to_notify": "modern_slavery"}
# Figures of the census, and how many languages a conclusion is about: no sensitive count is in them.
OPEN_FIGURES = frozenset(
    {
        *(f"residents_3_plus{end}" for end in ("", "_lower", "_upper")),
        *(f"people_not_proficient{end}" for end in ("", "_lower", "_upper")),
        "margin_speakers",
        "margin_share_of_district_points",
        *(f"margin_not_proficient_{end}" for end in ("lower", "upper")),
        *(f"margin_safe_harbour_{end}" for end in ("lower", "upper")),
        "people",
        "speakers",
        "languages",
        "all_languages",
        "rules_for",
    }
)
CONTROL = (
    "Counts of potential victims of modern slavery are cited for what was concluded from them: that one "
    "reaches the limit for telling, or is among the largest of the country. None of them is shown."
)
COUNTED = re.compile(r"referr|notify|notification|\bNRM\b|\breports?\b", re.IGNORECASE)
# What may be numbered beside such a word, none of it a count of people: limit, ranks, spans, shares and days.
ALLOWED = (
    r"\b{below} or more in \d{{1,2}} quarters together",
    r"\bamong the \d{{1,2}} largest nationalities in \d{{1,2}} quarters together",
    r"\ba count below {below} is not told",
    r"\bholds \d{{1,2}} quarters, and \d{{1,2}} are needed",
    r"\bolder than \d{{1,2}} months",
    r"\b\d{{1,3}}% (?:of them|to \d{{1,3}}%)",
    r"\b20\d\d-Q[1-4]\b",
    r"\b\d{{1,2}} [A-Z][a-z]+ 20\d\d\b",
)
NUMBER = re.compile(r"[\s\d.,%-]*\d[\s\d.,%-]*")
DAY = re.compile(r"20\d\d-[01]\d-[0-3]\d")


def cited(frame, evidence, cards, policies):
    """Return the cards `evidence` that the conclusions in `frame` rest on, once no figure of theirs is in it.

    Raises InputError, without any figure, for a card that may not be cited so, for numbers that are not
    listed as those of open sources, and for words that number what the cards count.
    """
    if isinstance(evidence, str):
        raise TypeError(f'evidence= takes a list of card ids: write evidence=["{evidence}"].')
    for name in evidence:
        if name not in CARDS or name not in cards:
            raise InputError(
                f'The card "{name}" may not be cited as evidence: it is none of {", ".join(CARDS)}. '
                f"{nearest(name, CARDS)}".rstrip()
            )
    for name in evidence:
        _refuse_figures(frame, policies[CARDS[name]].hide_below, name)
    return [cards[name] for name in dict.fromkeys(evidence)]


def _refuse_figures(frame, below, card):
    numbers = numbers_in(frame)
    for column in numbers:
        if column not in OPEN_FIGURES:
            raise InputError(
                f'The column "{column}" holds numbers that are not listed as figures of open sources, so it '
                f'may not stand where "{card}" is evidence: say what was concluded, in words.'
            )
    allowed = re.compile("|".join(ALLOWED).format(below=below))
    for column in frame.columns.difference(numbers):
        if any(_tells(cell, column, allowed) for cell in frame[column]):
            raise InputError(
                f'The column "{column}" holds a number beside, or in place of, words about what "{card}" '
                "counts. Say whether the limit is reached, and nothing more."
            )


def _tells(cell, column, allowed):
    """Tell whether a cell of words is a number, or numbers what the cards count."""
    if isinstance(cell, bool | pd.Timestamp) or cell is None or cell is pd.NA or cell is pd.NaT or cell == "":
        return False
    if not isinstance(cell, str):
        return not pd.isna(cell)
    if NUMBER.fullmatch(cell):
        return DAY.fullmatch(cell) is None
    parts = cell.split("; ") if not COUNTED.search(column) else [f"{column.replace('_', ' ')} {cell}"]
    return any(COUNTED.search(part) and re.search(r"\d", allowed.sub("", part)) for part in parts)
