"""Sentences whose figures and findings are computed, so that they cannot go stale or say what is hidden."""

import string

from analysis.errors import InputError, nearest
from analysis.publish.control import SHOWN, Value, words_of
from analysis.publish.piece import PIECE_TYPE

_MAKER = object()


class Sentence(str):
    """A sentence that `say` made. It is a str, and what is joined to it or cut from it is a plain one."""

    __slots__ = ("citation", "invented", "said_otherwise")

    def __new__(cls, text, maker=None, citation=(), invented=False, said_otherwise=False):
        if maker is not _MAKER:
            raise TypeError("A sentence is made by publish.say, which takes its figures from Controlled.")
        made = super().__new__(cls, text)
        made.citation, made.invented, made.said_otherwise = citation, invented, said_otherwise
        return made

    def __reduce_ex__(self, protocol):
        return str, (str(self),)

    def _repr_mimebundle_(self, include=None, exclude=None):
        piece = {
            "kind": "sentence",
            "title": str(self),
            "source": " ".join(self.citation),
            "invented": self.invented,
            "markdown": str(self),
        }
        return {"text/plain": str(self), "text/markdown": str(self), PIECE_TYPE: piece}


def say(template, otherwise, **values):
    """Return `template` with `values` in its places, or `otherwise` when one of them is hidden or missing.

    Values come from `Controlled` (`safe.value`, `safe.text`, `**safe.largest(…)`). Neither sentence
    may hold a digit: a figure that is typed goes stale.

    Raises InputError for a digit, a place without a value and a value without a place, and
    TypeError for anything that is not a value.
    """
    places = _places(template)
    for name, value in values.items():
        if not isinstance(value, Value):
            raise TypeError(
                f"say() takes its values from Controlled, such as {name}=safe.value(…), and {name} is a "
                f"{type(value).__name__}."
            )
    _refuse_empty(otherwise, "otherwise")
    refuse_digits("".join(part for part, _ in places), "The template of a sentence")
    refuse_digits(otherwise, "The otherwise of a sentence")
    names = {name for _, name in places if name is not None}
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
    citation = tuple(dict.fromkeys(value.citation for value in values.values()))
    invented = any(value.invented for value in values.values())
    if any(value.status != SHOWN for value in values.values()):
        return Sentence(otherwise, _MAKER, citation, invented, said_otherwise=True)
    text = "".join(part + (words_of(values[name]) if name is not None else "") for part, name in places)
    return Sentence(text[:1].upper() + text[1:], _MAKER, citation, invented)


def _places(template):
    _refuse_empty(template, "template")
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as fault:
        raise InputError(f"The template of a sentence cannot be read: {fault}.") from None
    for _, name, spec, conversion in parts:
        if name is not None and (not name.isidentifier() or spec or conversion):
            raise InputError(
                f'The place "{{{name}}}" is not a bare name. A value already knows how it is written: use '
                "as_= where it is taken."
            )
    return [(part, name) for part, name, _, _ in parts]


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


def checked_words(words, what):
    """Return `words` if a page may carry them: a Sentence, or plain words without a digit."""
    if isinstance(words, Sentence):
        return str(words)
    if not isinstance(words, str):
        raise TypeError(f"The {what} is words, or a sentence by publish.say, not a {type(words).__name__}.")
    if not words.strip():
        raise InputError(
            f"The {what} is empty. Everyone reads it, and for some it is all there is: write it."
        )
    refuse_digits(words, f"The {what}")
    return words
