"""Figures typed into the prose of a notebook: they go out of date, and are refused."""

import re

from analysis.publish.report import figures_in_text

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


def figure(text):
    """Return the first figure that is typed in Markdown, "" where there is none.

    >>> figure("In 2021 call 101, or see chapter 5. Of them 1,304 were aged 16 to 59.")
    '1304'
    """
    for name in _NAMES:
        text = name.sub(" ", text)
    return next(iter(figures_in_text.numbers(text)), "")
