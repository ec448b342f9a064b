"""The findings of page one: ranked by one rule, each with how sure it is and where it stands."""

import re
from dataclasses import dataclass

from analysis.errors import InputError, nearest
from analysis.publish.exhibits.exhibit import Piece, with_figures
from analysis.publish.exhibits.say import Sentence

# What matters most appears first: danger to people, then needs that are not met, people who are not reached,
# what is due by a date, changes, and the size of a group.
MATTERS = ("danger", "unmet need", "not reached", "due", "change", "size")
MOST, MOST_UNKNOWN = 10, 4


@dataclass(frozen=True)
class Finding:
    """A sentence, the chapter that it comes from, why it matters, how many people it is about, how sure."""

    sentence: Sentence
    chapter: str
    matters: str
    sure: tuple
    people: int


def finding(sentence, chapter, matters, sure, people=None):
    """Return a finding for page one: a sentence by `say`, its chapter, and what ranks it.

    `chapter` is called as its notebook is, such as "domestic abuse"; `matters` is one of "danger", "unmet
    need", "not reached", "due", "change" and "size"; `sure` what `measures.confidence` gives; `people` a
    value, how many the finding is about, by which findings that matter alike are ranked.

    Raises TypeError for a sentence that `say` did not make, and InputError for another word in `matters`.
    """
    if not isinstance(sentence, Sentence) or sentence.about is None:
        raise TypeError("A finding is a sentence by publish.say that names its sources.")
    if matters not in MATTERS:
        raise InputError(
            f'A finding matters as one of: {", ".join(MATTERS)}; not "{matters}". {nearest(matters, MATTERS)}'
        )
    return Finding(sentence, chapter, matters, sure, _number(people))


def findings(found, otherwise, most=MOST):
    """Show the findings that can be said, what matters most first, and of those the most people first.

    Without any it shows `otherwise`. At most `most` are shown: page one is a page.
    """
    said = [one for one in ranked(found) if not one.sentence.said_otherwise]
    _shown([_piece(one) for one in said[:most]], otherwise)


def cannot_say(found, otherwise, most=MOST_UNKNOWN):
    """Show what cannot be said: the replacement sentences of findings without a figure."""
    lost = [one for one in ranked(found) if one.sentence.said_otherwise]
    _shown([one.sentence for one in lost[:most]], otherwise)


def ranked(found):
    """Return findings in the order of page one: what matters most, then how many people, then as given."""
    return sorted(found, key=lambda one: (MATTERS.index(one.matters), -one.people))


def _shown(pieces, otherwise):
    from IPython.display import display

    for piece in pieces or [Piece(kind="sentence", title=otherwise, markdown=otherwise)]:
        display(piece)


def _piece(one):
    sentence = one.sentence
    word, reason = one.sure
    return Piece(
        kind="sentence",
        title=str(sentence),
        markdown=str(sentence),
        source=sentence.about.citation,
        invented=sentence.about.invented,
        tabulation=sentence.about.tabulation,
        said=(*sentence.figures, *with_figures([sentence.about.citation])),
        sure=f"{word} confidence: {reason}.",
        leads_to=one.chapter,
    )


def _number(words):
    digits = re.sub(r"[^\d.]", "", str(words or ""))
    return int(float(digits)) if digits else 0
