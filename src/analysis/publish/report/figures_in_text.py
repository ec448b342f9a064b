"""Which figures a text holds, and which of them are listed as no count: years, codes and the like."""

import functools
import re
import unicodedata
from dataclasses import dataclass

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
YEAR = r"(?<![\d.,])(?:19[5-9]|20[0-4])\d(?![.,]\d)"
# Each is taken out of a text whole, so that the 3 of "3 March 2026" does not let a 3 through elsewhere.
PATTERNS = {
    "day": rf"\b(?:[12]?\d|3[01])(?:st|nd|rd|th)? (?:{MONTHS})\b(?: {YEAR}\b)?",
    "month": rf"\b(?:{MONTHS})\b {YEAR}\b",
    "date": rf"\b{YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?\b",
    "quarter": rf"\b{YEAR}[- ]Q[1-4]\b|\bQ[1-4] {YEAR}\b",
    "financial year": rf"\b{YEAR}[/-]\d\d\b",
    "area code": r"\b[EWNSJKLM]\d{8}\b",
    "census table": r"\b(?:TS|RM|QS|KS)\d{3}[A-Z]?\b",
    "rate": r"\b(?:per|_per)[ _]1(?:,?0{2,3}){0,2}\b",
    "part of a column's name": r"(?<=[a-z])(?:_\d_plus|_in_\d\d_months|(?:11|21)_code|_per_10*)\b",
    "checksum": r"\b[0-9a-f]{64}\b|\b[0-9a-f]{12}…|\bSHA-256\b",
}
# A year that stands alone looks like a count of two thousand. It is listed for open figures and the page, not
# where a tabulation of local sources is shown: there a period says its quarter or its month.
LONE_YEAR = rf"\b{YEAR}\b"
_PATTERN = re.compile("|".join(PATTERNS.values()))
_LONE_YEAR = re.compile(LONE_YEAR)
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True)
class Listed:
    """What may appear in one place: figures in plain form, and words with figures in them, taken whole."""

    figures: frozenset = frozenset()
    phrases: tuple = ()
    years: bool = True

    def refused(self, text):
        """Tell whether `text` holds a figure that may not appear there."""
        # Nearly every text passes by its figures, and to look for the phrases in it takes longest.
        return self._lacks(text) and self._lacks(self.without(text))

    def _lacks(self, text):
        return any(number not in self.figures for number in numbers(text, self.years))

    def without(self, text):
        """Return `text` with the phrases cut out of it."""
        text = " ".join(text.split())
        for phrase in self.phrases:
            if phrase in text:
                # Only whole: the "18-24" of "118-24" is not the age band.
                text = _whole(phrase).sub(" ", text)
        return text


def listed(figures=(), phrases=(), years=True):
    """Return the Listed of figures and phrases; what is declared as a figure and is words is a phrase."""
    plain_figures, words = set(), {" ".join(str(phrase).split()) for phrase in phrases}
    for declared in map(str, figures):
        bare = declared.strip().strip("%£+-−").strip()
        if _NUMBER.fullmatch(bare):
            plain_figures.add(plain(bare))
        else:
            words.add(" ".join(declared.split()))
    held = {phrase for phrase in words if not _has_none(phrase) and any(map(str.isnumeric, phrase))}
    return Listed(frozenset(plain_figures), tuple(sorted(held, key=lambda one: (-len(one), one))), years)


@functools.lru_cache(maxsize=65_536)  # what one form says the others say too
def numbers(text, years=True):
    """Return the figures in `text` in their plain form, without those of the listed patterns.

    Figures of any script count, and so do ½, ² and ③. A figure in words does not: it is beyond this.

    >>> numbers("On 21 March 2021 there were 1,234 (5.50%)")
    ('1234', '5.5')
    """
    if _has_none(text):
        return ()
    text = _PATTERN.sub(" ", _western(text))
    if years:
        text = _LONE_YEAR.sub(" ", text)
    odd = [letter for letter in text if letter.isnumeric() and not letter.isascii()]
    return (*map(plain, _NUMBER.findall(text)), *odd)


def _has_none(text):
    return text.isascii() and not _DIGIT.search(text)


@functools.lru_cache(maxsize=50_000)  # an edition has some thousands, each in many places
def _whole(phrase):
    return re.compile(rf"(?<![\d.,]){re.escape(phrase)}(?!\d|[.,]\d)")


def plain(number):
    """Return one spelling for each number: no commas, no zeros before or behind."""
    whole, _, decimals = number.replace(",", "").partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def is_rate(heading):
    """Tell whether a column by its name is worked out from counts, and is none itself."""
    return bool(re.search(r"_pct$|^rate_|^(lower|upper|ratio|share|mean|median|value)$", heading))


def _western(text):
    """Return `text` with the digits of other scripts as 0 to 9, and the spaces within a number gone."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdecimal() else letter
        for letter in text
        if letter not in "\u200b\u200c\u200d\u2060\ufeff\xad"
    )
