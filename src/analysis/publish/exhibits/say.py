"""Sentences whose figures are computed, so that they cannot go stale or tell what is hidden."""

import re
import string
from typing import Any

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.publish.exhibits import over_hidden
from analysis.publish.exhibits.exhibit import Piece, with_figures
from analysis.publish.exhibits.rows import exhibit
from analysis.publish.exhibits.values import HIDDEN, MISSING
from analysis.publish.wording import kind_of, written

AGREEING = re.compile(r"[^|{}]+\|[^|{}]+")


class Sentence(str):
    """A sentence that `say` made: a str, with what is in its place where its figures are not findings.

    `otherwise` is that; `said_otherwise` tells that it stands already. `figures` are the words of its values.
    One that is `empty` has no row behind it: it can be a title, and by itself a report does not print it.
    """

    __slots__ = ("about", "empty", "figures", "main", "otherwise", "said_otherwise")
    about: Any
    empty: bool
    figures: tuple
    main: bool
    otherwise: str
    said_otherwise: bool

    def __new__(cls, words, otherwise, figures=(), said_otherwise=False, about=None, main=False, empty=False):
        made = super().__new__(cls, words)
        made.empty = empty
        made.main = main and not said_otherwise
        made.otherwise, made.said_otherwise, made.about = otherwise, said_otherwise, about
        made.figures = tuple(with_figures(figures))
        return made

    def piece(self, **more):
        """Return what a build publishes of it, with `more` that a Piece has."""
        of = {}
        if self.about:
            of = {"source": self.about.citation, "invented": self.about.invented}
            of |= {"tabulation": self.about.tabulation}
        told = of | {"main": self.main, "general": self.said_otherwise} | more
        return Piece("sentence", str(self), words=str(self), said=self.figures, **told)

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.empty:
            return {"text/plain": LEFT_OUT}
        return self.piece()._repr_mimebundle_()


LEFT_OUT = "No row is behind this sentence: a report leaves it out."


def say(template, otherwise, if_hidden=None, if_empty=None, sources=(), main=False, **values):
    """Return `template` with `values` in its places, or `otherwise` when one of them is hidden or missing.

    Values are plain: words as `report.value` gives them, numbers, dates. With `if_hidden` that sentence
    appears where a value is hidden ("[c]"), and `otherwise` where one is missing ("[x]", or blank).
    Where a value comes from a table without rows, or a source is not there, nothing is known, not even that
    there is none: the sentence is `if_empty`, such as that nobody supplied a count. Without it `otherwise`
    may be a title, and stands nowhere by itself.
    A sentence that stands by itself names its `sources`, and `main` puts it into the main report. Of figures
    that are too old on the day of the edition it says how old they are; a title of them is `otherwise`.
    `(s)` makes a plural, but where the figure before it is exactly one. `{n:is|are}` is not a figure but the
    word that agrees with it: the first beside exactly one.

    >>> say("{met} of {all} need(s) {met:is|are} met", "Needs that are met", met=1, all=3)
    '1 of 3 needs is met'
    >>> say("{met} of {all} need(s) {met:is|are} met", "Needs that are met", met=0, all=1)
    '0 of 1 need are met'

    Neither sentence may hold a digit: a figure that is typed goes stale. Raises InputError for a digit, a
    place without a value and a value without a place.
    """
    places = _places(template)
    typed = " ".join(words for part, _, both in places for words in (part, *both))
    refuse_digits(typed, "The template of a sentence")
    checked_words(otherwise, "otherwise of a sentence")
    for name, words in (("if_hidden", if_hidden), ("if_empty", if_empty)):
        if words is not None:
            checked_words(words, f"{name} of a sentence")
    names = {name for _, name, _ in places if name is not None}
    if not names:
        raise InputError(
            "A sentence without a value is prose: write it in Markdown, or give it a place such as {share}."
        )
    for name in sorted(names ^ set(values)):
        lacks = f"The sentence has a place {{{name}}} and no value for it. {nearest(name, values)}"
        more = f"The value {name} has no place in the sentence. {nearest(name, names)}"
        raise InputError((lacks if name in names else more).strip())
    about = exhibit(_NO_ROWS, sources, counts=()) if sources else None
    if about and about.old:
        return Sentence(about.not_current, otherwise, [about.not_current], said_otherwise=True, about=about)
    words = {name: _in_words(name, one) for name, one in values.items()}
    gone = about is not None and any(one.missing for one in about.sources)
    if gone or any(getattr(one, "empty", False) for one in values.values()):
        said, empty = if_empty or otherwise, if_empty is None
        return Sentence(said, otherwise, said_otherwise=True, about=about, empty=empty)
    if {HIDDEN, MISSING} & set(words.values()):
        hidden = if_hidden is not None and HIDDEN in words.values()
        return Sentence(if_hidden if hidden else otherwise, otherwise, said_otherwise=True, about=about)
    text, figure = "", ""
    for part, name, agreeing in places:
        text += part.replace("(s)", "" if figure == "1" else "s")
        if agreeing:
            text += agreeing[words[name] != "1"]
        elif name is not None:
            figure = words[name]
            text += figure
    return Sentence(text[:1].upper() + text[1:], otherwise, words.values(), about=about, main=main)


_NO_ROWS = pd.DataFrame({"status": []})


def _in_words(name, one):
    """Return a plain value as it stands in a sentence, or the marker of one that is missing."""
    if isinstance(one, str):
        return str(one)
    if one is None or pd.isna(one):
        return MISSING
    over_hidden.refuse_bare(one)
    return written(one, kind_of(name, pd.Series([one])))


def _places(template):
    if not template.strip():
        raise InputError("The template of a sentence is empty: say what is to appear there.")
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as fault:
        raise InputError(f"The template of a sentence cannot be read: {fault}.") from None
    for _, name, spec, conversion in parts:
        if name is not None and (
            not name.isidentifier() or conversion or (spec and not AGREEING.fullmatch(spec))
        ):
            raise InputError(
                f'The place "{{{name}}}" is not a bare name. A value already knows how it is written. '
                f"Words that agree with it are two, such as {{{name}:is|are}}."
            )
    return [(part, name, tuple(spec.split("|")) if spec else ()) for part, name, spec, _ in parts]


def refuse_digits(text, what):
    """Refuse words with a digit typed into them (½ and ² too)."""
    found = next((letter for letter in text if letter.isnumeric()), None)
    if found is not None:
        raise InputError(
            f'{what} holds the digit "{found}". Figures are not typed: take them from a table by '
            "report.value, and give them to report.say."
        )


def checked_words(words, what):
    """Return `words` if a page may carry them: a Sentence, or plain words without a digit."""
    if isinstance(words, Sentence):
        return str(words)
    if not isinstance(words, str):
        raise TypeError(f"The {what} is words, or a sentence by report.say, not a {type(words).__name__}.")
    if not words.strip():
        raise InputError(
            f"The {what} is empty. Everyone reads it, and for some it is all there is: write it."
        )
    refuse_digits(words, f"The {what}")
    return words
