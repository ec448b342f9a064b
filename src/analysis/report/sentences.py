"""Sentences whose figures are computed, so that they cannot go stale or tell what is hidden."""

from __future__ import annotations

import re

import pandas as pd

from analysis.errors import InputError
from analysis.publish.exhibits import say as wording
from analysis.publish.exhibits.rows import exhibit
from analysis.publish.exhibits.say import Sentence
from analysis.publish.exhibits.values import NOTHING
from analysis.report.standing import of_references, standing
from analysis.report.values import Figure

DIGIT = re.compile(r"\d")
NO_ROWS = pd.DataFrame({"status": []})


class Said(Sentence):
    """A sentence that `say` made. A cell shows it, and `report.text` keeps it for the report."""

    __slots__ = ()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": str(self), "text/markdown": str(self)}


def unless_old(sentence: Sentence) -> Sentence:
    """Return a sentence as it is, or, where its figures are too old to be a finding, that they are."""
    if sentence.about is None or not sentence.about.old:
        return sentence
    told = sentence.about.not_current
    return Sentence(told, sentence.otherwise, [told], said_otherwise=True, about=sentence.about)


def say(
    template: str,
    otherwise: str,
    *,
    if_hidden: str | None = None,
    if_empty: str | None = None,
    sources: list[pd.DataFrame] | None = None,
    **figures,
) -> Said:
    """Return `template` with `figures` in its places, or `otherwise` when one is hidden or not available.

    Figures are what `report.value` and its like give: they know what they stand on. A number or a text with
    a digit says nothing of that: it needs `sources`, the frames that it was taken from. With `if_hidden`
    that sentence appears where a figure is hidden. Where a figure has no row behind it, or a source is
    missing, the sentence is `if_empty`; without it `otherwise` may be a title, and `report.text` keeps
    nothing.
    `(s)` makes a plural, but where the figure before it is exactly one. `{n:is|are}` is the word that
    agrees with it: the first beside exactly one.

    Raises InputError for a digit that is typed, a place without a figure and a figure without a place.
    """
    given = standing(sources=sources) if sources is not None else None
    for name, one in figures.items():
        if isinstance(one, (Figure, Sentence)) or given:
            continue
        if not isinstance(one, str) or DIGIT.search(one):
            what = "text with a digit" if isinstance(one, str) else "number"
            raise InputError(
                f"{name} is a bare {what}: it does not say what it stands on, nor whether cells were hidden. "
                "Take it by report.value or report.total, or add sources=[…], the frames that it is from."
            )
    references = [one for each in figures.values() for one in getattr(each, "references", ())]
    stands = given or (of_references(dict.fromkeys(references)) if references else None)
    if stands and stands.missing:
        figures = {name: Figure(NOTHING, stands) for name in figures}
    made = wording.say(template, otherwise, if_hidden, if_empty, **figures)
    # Whether it is too old to be a finding is judged where it is kept: a title goes by its own figure.
    about = exhibit(NO_ROWS, stands.sources, counts=()) if stands and stands.sources else None
    return Said(str(made), made.otherwise, made.figures, made.said_otherwise, about, empty=made.empty)
