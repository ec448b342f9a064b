"""Sentences whose figures and findings are computed, so that they cannot go stale or say what is hidden."""

import re
import string

from analysis.errors import InputError, nearest
from analysis.publish.door.controlled import Value, passed_the_door, words_of
from analysis.publish.pieces.counted import counted_in_words
from analysis.publish.pieces.piece import PIECE_TYPE, with_figures
from analysis.publish.states import SHOWN, SUPPRESSED

_MAKER = object()
AGREEING = re.compile(r"[^|{}]+\|[^|{}]+")


class Sentence(str):
    """A sentence that `say` made. It is a str, and what is joined to it or cut from it is a plain one."""

    __slots__ = ("_maker", "citation", "figures", "invented", "said_otherwise", "tabulations")

    def __new__(cls, text, maker=None, values=(), said_otherwise=False, dated=()):
        if maker is not _MAKER:
            raise TypeError("A sentence is made by publish.say, which takes its figures from Controlled.")
        made = super().__new__(cls, text)
        made._maker, made.said_otherwise = maker, said_otherwise
        made.citation = tuple(dict.fromkeys(value.citation for value in values))
        made.tabulations = tuple(dict.fromkeys(value.tabulation for value in values if value.tabulation))
        made.invented = any(value.invented for value in values)
        made.figures = tuple(with_figures(dated if said_otherwise else map(words_of, values)))
        return made

    def __init_subclass__(cls, **_):
        raise TypeError("Sentence is sealed: nothing may be made from it.")

    def __reduce_ex__(self, protocol):
        return str, (str(self),)

    def _repr_mimebundle_(self, include=None, exclude=None):
        piece = {
            "kind": "sentence",
            "title": str(self),
            "source": " ".join(self.citation),
            "invented": self.invented,
            "markdown": str(self),
            "tabulation": ", ".join(self.tabulations),
            "figures": with_figures([*self.figures, " ".join(self.citation)]),
            "scale": [],
        }
        return {"text/plain": str(self), "text/markdown": str(self), PIECE_TYPE: piece}


def say(template, otherwise, if_hidden=None, **values):
    """Return `template` with `values` in its places, or `otherwise` when one of them is hidden or missing.

    With `if_hidden` that sentence stands where a value is hidden, and `otherwise` where one is missing.
    Figures that are too old on the day of the edition are no finding: in the place of a whole sentence, which
    ends with a full stop, stands how old they are, and a title is `otherwise`.
    `{offered:was|were}` is no figure but the word that agrees with it: the first beside exactly one.

    Values come from `Controlled` (`safe.value`, `safe.text`, `**safe.largest(…)`). Neither sentence
    may hold a digit: a figure that is typed goes stale.

    Raises InputError for a digit, a place without a value and a value without a place, and
    TypeError for anything that is not a value.
    """
    places = _places(template)
    for name, value in values.items():
        if not passed_the_door(value, Value):
            raise TypeError(
                f"say() takes its values from Controlled, such as {name}=safe.value(…), and {name} is a "
                f"{type(value).__name__}."
            )
    _refuse_empty(otherwise, "otherwise")
    typed = " ".join(words for part, _, agreeing in places for words in (part, *agreeing))
    refuse_digits(typed, "The template of a sentence")
    refuse_digits(otherwise, "The otherwise of a sentence")
    if if_hidden is not None:
        _refuse_empty(if_hidden, "if_hidden")
        refuse_digits(if_hidden, "The if_hidden of a sentence")
    names = {name for _, name, _ in places if name is not None}
    if not names:
        raise InputError(
            "A sentence without a value is prose: write it in Markdown, or give it a place such as {share}."
        )
    for name in sorted(names - set(values)):
        raise InputError(
            f"The sentence has a place {{{name}}} and no value for it. {nearest(name, values)}".strip()
        )
    for name in sorted(set(values) - names):
        raise InputError(f"The value {name} has no place in the sentence. {nearest(name, names)}".strip())
    held = list(values.values())
    if any(value.tabulation for value in held):
        refuse_counts_in_words(typed, "The template of a sentence")
        refuse_counts_in_words(otherwise, "The otherwise of a sentence")
        refuse_counts_in_words(if_hidden or "", "The if_hidden of a sentence")
    old = tuple(dict.fromkeys(value.not_current for value in held if value.not_current))
    if old:
        text = " ".join(old) if template.rstrip().endswith(".") else otherwise
        return Sentence(text, _MAKER, held, said_otherwise=True, dated=old if text != otherwise else ())
    if if_hidden is not None and any(value.status == SUPPRESSED for value in held):
        return Sentence(if_hidden, _MAKER, held, said_otherwise=True)
    if any(value.status != SHOWN for value in held):
        return Sentence(otherwise, _MAKER, held, said_otherwise=True)
    text = "".join(part + _words_at(name, agreeing, values) for part, name, agreeing in places)
    return Sentence(text[:1].upper() + text[1:], _MAKER, held)


def _places(template):
    _refuse_empty(template, "template")
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as fault:
        raise InputError(f"The template of a sentence cannot be read: {fault}.") from None
    for _, name, spec, conversion in parts:
        if name is not None and (
            not name.isidentifier() or conversion or (spec and not AGREEING.fullmatch(spec))
        ):
            raise InputError(
                f'The place "{{{name}}}" is not a bare name. A value already knows how it is written: use '
                f"as_= where it is taken. Words that agree with it are two, such as {{{name}:is|are}}."
            )
    return [(part, name, tuple(spec.split("|")) if spec else ()) for part, name, spec, _ in parts]


def _words_at(name, agreeing, values):
    """Return what stands at a place: the words of its value, or of two words the one that agrees with it."""
    if name is None:
        return ""
    words = words_of(values[name])
    return agreeing[words != "1"] if agreeing else words


def _refuse_empty(text, what):
    if not isinstance(text, str):
        raise TypeError(f"The {what} of a sentence is words, not a {type(text).__name__}.")
    if not text.strip():
        raise InputError(f"The {what} of a sentence is empty: say what is to stand there.")


def refuse_digits(text, what):
    """Refuse words with a digit typed into them (½ and ² too)."""
    found = next((letter for letter in text if letter.isnumeric()), None)
    if found is not None:
        raise InputError(
            f'{what} holds the digit "{found}". Figures are not typed: take them from Controlled by say().'
        )


def refuse_counts_in_words(text, what):
    """Refuse words that count people without a digit, such as "two of the three"."""
    found = counted_in_words(text)
    if found is not None:
        raise InputError(
            f'{what} counts in words: "{found[0]}". Figures about people are not typed, spelled out or not: '
            "take them from Controlled by say()."
        )


def is_sentence(words):
    """Tell whether words are a Sentence that `say` itself made."""
    return type(words) is Sentence and getattr(words, "_maker", None) is _MAKER


def checked_words(words, what, local=False):
    """Return `words` if a page may carry them: a Sentence, or plain words without a digit.

    Of `local` sources they may not count in words either.
    """
    if is_sentence(words):
        return str(words)
    if type(words) is not str:
        raise TypeError(f"The {what} is words, or a sentence by publish.say, not a {type(words).__name__}.")
    if not words.strip():
        raise InputError(
            f"The {what} is empty. Everyone reads it, and for some it is all there is: write it."
        )
    refuse_digits(words, f"The {what}")
    if local:
        refuse_counts_in_words(words, f"The {what}")
    return words
