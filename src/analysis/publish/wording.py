"""How figures, dates, names and periods are written, in sentences and beneath figures."""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from numbers import Integral

import pandas as pd

from analysis.measures.rates.status import FIRST_MONTHS, LAST_MONTHS, QUARTER, quarters_in_words

# In a text: not the end of a file's name, a code or an address.
WITHIN = re.compile(
    r"(?<![\w/.=&-])(?:(?P<quarter_of>\d{4}-Q[1-4])|\d{4}-(?:0[1-9]|1[0-2])(?P<day>-\d{2})?)(?![\w/=&-]|\.\w)"
)
AGES = re.compile(r"\d{1,2}-\d{1,2}")  # in years
# Labels that say nothing without the heading of their column, as a reader says them.
LABELS = {
    "disability": {"yes": "Disabled", "no": "Not disabled"},
    "domestic_abuse": {"yes": "Of domestic abuse", "no": "Of other crimes"},
}


def in_words(period):
    """Return a period or ages as a reader says them: "21 March 2021", "June to July 2026", "18 to 24".

    Days, months and quarters in a longer text are said so too, but for those in a name or an address.

    >>> in_words("2021-03-21"), in_words("the newest is of 2026-03")
    ('21 March 2021', 'the newest is of March 2026')
    """
    if AGES.fullmatch(str(period)):
        return str(period).replace("-", " to ")
    held = str(period).split(" to ")
    if all(map(QUARTER.fullmatch, held)):
        return quarters_in_words(held)
    return WITHIN.sub(_one_in_words, str(period))


def _one_in_words(found):
    if found["quarter_of"]:
        return quarters_in_words([found[0]])
    try:
        return written(found[0], "day" if found["day"] else "month")
    except ValueError:  # looks like a day, and is none
        return found[0]


def label_in_words(label, column=None):
    """Return what names a row, a bar or a value as a reader says it: dates, quarters, and bare labels.

    A date that is the first of a month stands for the month.

    >>> label_in_words("2026-Q2"), label_in_words("2026-02-28"), label_in_words("yes", "disability")
    ('Apr to Jun 2026', '28 February 2026', 'Disabled')
    """
    if isinstance(label, datetime.date):
        return f"{label:%B %Y}" if label.day == 1 else f"{label.day} {label:%B %Y}"
    text = str(label)
    quarter = QUARTER.fullmatch(text)
    if quarter and not quarter["kind"]:
        first, last = (months[int(quarter["quarter"]) - 1] for months in (FIRST_MONTHS, LAST_MONTHS))
        return f"{first[:3]} to {last[:3]} {quarter['year']}"
    return LABELS.get(column, {}).get(text) or in_words(text)


def kind_of(column, series):
    """Return how figures in a column are written: "percentage", "decimal", "number", "month" or "words"."""
    if pd.api.types.is_datetime64_any_dtype(series):
        return "month"
    if not pd.api.types.is_numeric_dtype(series):
        return "words"
    if column.endswith("_pct"):
        return "percentage"
    if "rate" in column.split("_") or "_per_" in column:
        return "decimal"
    whole = series.dropna()
    return "number" if (whole == whole.round()).all() else "decimal"


def rounded(figure, places):
    """Return `figure` rounded to `places` decimals, halves away from zero, as a Decimal."""
    if hasattr(figure, "item"):
        figure = figure.item()
    return Decimal(repr(figure)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _fixed(figure, places, unit=""):
    short, smallest = rounded(figure, places), f"{10**-places:.{places}f}{unit}"
    if short == 0 and figure != 0:
        return f"less than {smallest}" if figure > 0 else f"between −{smallest} and 0{unit}"
    return f"{digits(short)}{unit}" if short else f"0{unit}"


def digits(number):
    """Return a Decimal in digits, with a minus before it: a hyphen would be set as one in some forms only."""
    return f"{number:,f}".replace("-", "−")


def written(figure, kind="words"):
    """Return a figure, date or name as a sentence has it; `kind` is what `kind_of` tells, or another way."""
    if kind == "words":
        # A label beside a bar has no room for the whole names of months; a sentence has.
        return in_words(figure) if isinstance(figure, str) else label_in_words(figure)
    if kind in ("month", "day"):
        day = pd.Timestamp(figure)
        return f"{day:%B %Y}" if kind == "month" else f"{day.day} {day:%B %Y}"
    if kind == "percentage":
        # What was rounded to whole per cent has no first decimal to show.
        return _fixed(figure, 0 if isinstance(figure, Integral) else 1, "%")
    if kind == "whole percentage":
        return _fixed(figure, 0, "%")
    return _fixed(figure, {"number": 0, "decimal": 1}[kind])


def range_in_words(low, high, kind):
    """Return "0.2% to 2.0%"; ends that read alike get a decimal more, and are said once if that is no help.

    >>> range_in_words(30.81, 30.84, "percentage")
    '30.81% to 30.84%'
    """
    places, unit = {"percentage": (1, "%"), "decimal": (1, ""), "number": (0, "")}[kind]
    ends = distinct_ends(low, high, lambda figure, more: _fixed(figure, places + more, unit))
    return " to ".join(ends) if ends else written(low, kind)


def distinct_ends(low, high, write):
    """Return both ends of a range as `write(end, more)` writes them, or None where they read alike.

    `more` is zero, and one where without a further decimal they would be no range.
    """
    for more in (0, 1):
        ends = [write(end, more) for end in (low, high)]
        if ends[0] != ends[1]:
            return ends
    return None


def quarter_start(period):
    """Return the first day of a quarter such as "2026-Q1", or of the one that ends a longer period."""
    found = QUARTER.fullmatch(period)
    return pd.Timestamp(int(found["year"]), 3 * int(found["quarter"]) - 2, 1) if found else pd.NaT
