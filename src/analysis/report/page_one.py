"""The findings of page one: ranked by one rule, each with how sure it is and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.errors import how_many, refuse_unknown
from analysis.publish.exhibits.exhibit import Piece
from analysis.publish.exhibits.say import Sentence
from analysis.report.sentences import unless_old
from analysis.sources import ages
from analysis.sources.catalogue import catalogue

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


def finding(
    sentence: Sentence, chapter: str, matters: str, sure: tuple[str, str], people: str | None = None
) -> Finding:
    """Return a finding for page one: a sentence by `say`, its chapter, and what ranks it.

    `chapter` is called as its notebook is, such as "domestic abuse"; `matters` is one of "danger", "unmet
    need", "not reached", "due", "change" and "size"; `sure` what `measures.confidence` gives; `people` a
    value, how many the finding is about, by which findings that matter alike are ranked. Of figures that are
    too old to be a finding it says that they are.

    Raises TypeError for a sentence that `say` did not make, and InputError for another word in `matters`.
    """
    if not isinstance(sentence, Sentence) or sentence.about is None:
        raise TypeError("A finding is a sentence by report.say that knows what it stands on.")
    refuse_unknown(matters, MATTERS, f'A finding matters as one of: {", ".join(MATTERS)}; not "{matters}".')
    digits = re.sub(r"[^\d.]", "", str(people or ""))
    return Finding(unless_old(sentence), chapter, matters, sure, int(float(digits)) if digits else 0)


def findings(found: Iterable[Finding], otherwise: str) -> None:
    """Show the findings that can be said, what matters most first, and of those the most people first.

    Without any it shows `otherwise`. At most `MOST` are shown: page one is a page.
    """
    said = [one for one in ranked(found) if not one.sentence.said_otherwise]
    _shown([_piece(one) for one in said[:MOST]], otherwise)


def cannot_say(found: Iterable[Finding], otherwise: str) -> None:
    """Show what cannot be said: the replacement sentences of findings without a figure."""
    lost = [one.sentence for one in ranked(found) if one.sentence.said_otherwise]
    _shown([one.piece(main=True) for one in lost[:MOST_UNKNOWN]], otherwise)


def sources_of(found: Iterable[Finding]) -> pd.DataFrame:
    """Return each source that findings rest on, with how old it is against its cadence: a row a source.

    Figures of a source that is "too old" are said of no finding: it is the same rule. Columns: `card`,
    `title`, `publisher`, `latest` (when its newest figures end, or what it is of), `cadence`, `age` (in
    months and in cadences, blank without a date), `next_release` (blank where nothing tells), `state`
    (a word of `ages.STATES`), `status`. What is too old or missing comes first.
    """
    used = {}
    for one in found:
        for source in one.sentence.about.sources:
            used.setdefault(source.id, []).append(source)
    columns = ["card", "title", "publisher", "latest", "cadence", "age", "next_release", "state"]
    order = (ages.TOO_OLD, ages.NOT_SUPPLIED, ages.NEWER_OUT, ages.LATE, ages.DISCONTINUED, ages.CURRENT)
    rows = sorted(map(_aged, used.values()), key=lambda row: order.index(row[-1]))
    return pd.DataFrame(rows, columns=columns, dtype="str").assign(status="shown")


def _aged(parts):
    """Return a row of `sources_of` from all that findings name of one card."""
    first, card = parts[0], catalogue()[parts[0].id]
    newest = max((one.newest for one in parts if not one.missing), default="")
    if all(one.missing for one in parts):
        return [card.id, first.title, first.publisher, None, card.cadence, None, None, ages.NOT_SUPPLIED]
    today = ages.day_of_edition(first.invented)
    months = ages.months_old(newest, today)
    age = None if months is None else how_many(months, "months")
    many = ages.age_in_cadences(card, months)
    cadences = f"{many:.1f}".removesuffix(".0") if many else ""
    return [
        card.id,
        first.title,
        first.publisher,
        first.period if months is None else ages.month_of_end(newest),
        card.cadence,
        f"{age} ({cadences} {'cadence' if cadences == '1' else 'cadences'})" if cadences else age,
        ages.next_release(card, newest) or None,
        ages.held(card.id, newest, first.invented),
    ]


def ranked(found: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order of page one: what matters most, then how many people, then as given."""
    return sorted(found, key=lambda one: (MATTERS.index(one.matters), -one.people))


def _shown(pieces, otherwise):
    from IPython.display import display

    for piece in pieces or [Piece(kind="sentence", title=otherwise, words=otherwise, main=True)]:
        display(piece)


def _piece(one):
    word, reason = one.sure
    ended = one.sentence.about.ended
    sure = f"{word} confidence: {reason}." + (f" The figures end in {ended}." if ended else "")
    return one.sentence.piece(sure=sure, leads_to=one.chapter, main=True)
