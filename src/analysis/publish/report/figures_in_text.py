"""Which figures a text holds, and which of them are listed as no count: years, codes and the like."""

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
_PATTERN = re.compile("|".join(PATTERNS.values()))
# A year that stands alone looks like a count of two thousand: the reason of a revision holds none.
_LONE_YEAR = re.compile(rf"\b{YEAR}\b")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# Of the prose of a notebook, beside these.
_PART = r"(?:chapter|section|part|article|paragraph|schedule|regulation|question|recommendation|annex|page)"
_AGE = r"\d{1,2}"
_PHONE = r"(?:999|1[01]\d|116 ?\d{3}|18000|6\d{4}|(?:0|\+44 ?)\d[\d ]{7,11}\d)"
# What may stand in prose beside years, days and periods (`listed`): it names something and counts nothing.
NAMES = {
    "part of a text": rf"\b{_PART} \d{{1,3}}[A-Z]?\b",
    "parts of a text": rf"\b{_PART}s \d{{1,3}}[A-Z]?\b(?:(?:, | and | or | to |[-–])\d{{1,3}}[A-Z]?\b)*",
    "age": rf"\b(?:aged?|ages) (?:under |over |from )?{_AGE}(?:(?: to |[-–]){_AGE})?\b",
    "people of an age": rf"\b{_AGE}[- ]year[- ]olds?\b|\b(?:under|over)[- ]{_AGE}s\b",
    "telephone number": rf"\b(?:call|dial|ring|phone|text|helpline|on) {_PHONE}\b(?: or {_PHONE}\b)*",
    "telephone number by its shape": r"\b0\d{2,4} \d{3,4} \d{3,4}\b",
    "number of a European law": r"\(EU\) \d{4}/\d+\b",
    "letters and a number": r"\b[A-Z]{1,8}-?\d{1,3}[A-Z]?\b",
    "address of a link": r"\]\([^)\s]*\)|\bhttps?://\S+",
    "note, or sign of HTML": r"\[\^\d+\]|&#\d+;",
    "number of a list": r"(?m)^[#>\s]*\d{1,2}[.)] ",
}
_NAMES = [
    re.compile(pattern, 0 if name == "letters and a number" else re.I) for name, pattern in NAMES.items()
]


@dataclass(frozen=True)
class Listed:
    """What may be told again: figures in plain form, and words with figures in them, taken whole."""

    figures: frozenset
    phrases: tuple

    def refused(self, text):
        """Tell whether `text` holds a figure that is not among these."""
        text = " ".join(text.split())
        for phrase in self.phrases if self._lacks(text) else ():
            if phrase in text:
                # Only whole: the "18-24" of "118-24" is not the age band.
                text = re.sub(rf"(?<![\d.,]){re.escape(phrase)}(?!\d|[.,]\d)", " ", text)
        return self._lacks(text)

    def _lacks(self, text):
        return any(number not in self.figures for number in numbers(text))


def listed(declared):
    """Return the Listed of texts with figures: what is a figure itself, and what is words."""
    figures, words = set(), set()
    for one in declared:
        bare = str(one).strip().strip("%£+-−").strip()
        if _NUMBER.fullmatch(bare):
            figures.add(plain(bare))
        elif any(map(str.isnumeric, bare)):
            words.add(" ".join(str(one).split()))
    return Listed(frozenset(figures), tuple(sorted(words, key=lambda one: (-len(one), one))))


def numbers(text, years=True):
    """Return the figures in `text` in their plain form, without those of the listed patterns.

    Figures of any script count, and so do ½, ² and ③. A figure in words does not: it is beyond this.

    >>> numbers("On 21 March 2021 there were 1,234 (5.50%)")
    ('1234', '5.5')
    """
    text = _PATTERN.sub(" ", western(text))
    if years:
        text = _LONE_YEAR.sub(" ", text)
    odd = [letter for letter in text if letter.isnumeric() and not letter.isascii()]
    return (*map(plain, _NUMBER.findall(text)), *odd)


def plain(number):
    """Return one spelling for each number: no commas, no zeros before or behind."""
    whole, _, decimals = number.replace(",", "").partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def western(text):
    """Return `text` with the digits of other scripts as 0 to 9, and without letters that nobody sees."""
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdecimal() else letter
        for letter in text
        if unicodedata.category(letter) != "Cf"
    )


def typed(text):
    """Return the first figure that is typed in Markdown, "" where there is none.

    >>> typed("In 2021 call 101, or see chapter 5. Of them 1,304 were aged 16 to 59.")
    '1304'
    """
    for name in _NAMES:
        text = name.sub(" ", text)
    return next(iter(numbers(text)), "")
