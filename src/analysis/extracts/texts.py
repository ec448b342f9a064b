"""How the texts of an office's file are made alike before they are compared or looked through."""

import re
import unicodedata

DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
# Soft hyphens, joiners, direction marks and the like: nothing to the eye, and enough to hide a number.
UNSEEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
                    "\u2060-\u206f\ufe00-\ufe0f\ufeff]")  # fmt: skip
# Letters that a reader takes for Latin ones. In a word of its own script they stay as they are.
LOOK_ALIKES = str.maketrans(
    "АВЕКМНОРСТУХЅІЈҮӀѴԌԚԜаеорсухѕіјһӏѵԁԛԝүΑΒΕΖΗΙΚΜΝΟΡΤΥΧͿαικνορςυχϳ",
    "ABEKMHOPCTYXSIJYIVGQWaeopcyxsijhlvdqwyABEZHIKMNOPTYXJaikvopcuxj",
)
_LETTERS, _OTHER_SCRIPT = re.compile(r"[^\W\d_]+"), re.compile("[\u0370-\u03ff\u0400-\u052f]")
_TIDY = re.compile(r"[!-~]+(?: [!-~]+)*")


def tidy(text):
    """Return a text with one kind of dash, digit and space, and nothing that cannot be seen or distinguished.

    >>> tidy(" W1\u00a0\u2013  \uff11\uff12\u200b3 "), tidy("Surn\u0430me")
    ('W1 - 123', 'Surname')
    """
    if _TIDY.fullmatch(text):
        return text
    folded = UNSEEN.sub("", unicodedata.normalize("NFKC", text.translate(DASHES))).translate(DASHES)
    digits = "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() and not sign.isascii() else sign for sign in folded
    )
    return _LETTERS.sub(_in_latin, " ".join(digits.split()))


def _in_latin(word):
    """Return a word in Latin letters where all that are not look like them: "Оса" is then Latin too."""
    latin = word[0].translate(LOOK_ALIKES)
    return word[0] if _OTHER_SCRIPT.search(latin) else latin


def key(text):
    """Return what a heading or a value is compared by: tidy, and in one case."""
    return tidy(text).casefold()
