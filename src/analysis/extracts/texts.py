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
# Superscripts, subscripts and numbers in circles: Python calls them digits, and no number is written in them.
_MARKS = re.compile(
    "([\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]+)"
)
# How a cell of a CSV begins that a spreadsheet works out; a sign alone is not a formula ("- none -").
_FORMULA = re.compile(r"\s*(?:[=@]|[+-].*[|!(])")
_TIDY = re.compile(r"[!-~]+(?: [!-~]+)*")


def tidy(text):
    """Return a text with one kind of dash, digit and space, and nothing that cannot be seen or distinguished.

    A superscript is a mark and no digit of the number before it: it stays, so that a count with one is none.

    >>> tidy(" W1\u00a0\u2013  \uff11\uff12\u200b3 "), tidy("Surn\u0430me"), tidy("12\u00b2")
    ('W1 - 123', 'Surname', '12²')
    """
    if _TIDY.fullmatch(text):
        return text
    parts = _MARKS.split(text)  # the marks are every second one
    parts[::2] = [_folded(part) for part in parts[::2]]
    return _LETTERS.sub(_in_latin, " ".join("".join(parts).split()))


def with_marks_as_digits(text):
    """Return a tidy text in which superscripts are digits too: a telephone number may be written in them.

    >>> with_marks_as_digits("12\u00b2")
    '122'
    """
    return tidy(_folded(text)) if _MARKS.search(text) else text


def _folded(text):
    folded = UNSEEN.sub("", unicodedata.normalize("NFKC", text.translate(DASHES))).translate(DASHES)
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() and not sign.isascii() else sign for sign in folded
    )


def _in_latin(word):
    """Return a word in Latin letters where all that are not look like them: "Оса" is then Latin too."""
    latin = word[0].translate(LOOK_ALIKES)
    return word[0] if _OTHER_SCRIPT.search(latin) else latin


def is_formula(text):
    """Tell whether a spreadsheet would work a text out, or run it, when somebody opens the CSV.

    >>> is_formula("=HYPERLINK(A1)"), is_formula("- none -")
    (True, False)
    """
    return _FORMULA.match(text) is not None


def key(text):
    """Return what a heading or a value is compared by: tidy, and in one case."""
    return tidy(text).casefold()
