"""How old a source is on the day of an edition, and whether what it says may still be a finding.

Each card of the catalogue has a cadence, and says how long its publisher takes. The rule stands in `state`
alone, and its words are those of every list of sources:

- current: no older than a cadence and the time that the publisher takes;
- late: up to two cadences more. It is still a finding, dated in its title, and the reader is told;
- newer is out: the same age, and the publisher is known to have a newer one;
- discontinued: the last that there will be;
- too old: beyond that, or without a date that can be read. It is no finding.

So the newest file that a publisher has is never too old while the publisher keeps to its rhythm.
"""

import calendar
import datetime
import re

from analysis import settings
from analysis.sources import inventory
from analysis.sources.catalogue import CADENCES, catalogue

CURRENT, LATE, TOO_OLD, NOT_SUPPLIED = "current", "late", "too old", "not supplied"
NEWER_OUT, DISCONTINUED = "newer is out", "discontinued"
STATES = (CURRENT, LATE, NEWER_OUT, DISCONTINUED, TOO_OLD, NOT_SUPPLIED)
DATED = (LATE, NEWER_OUT, DISCONTINUED)  # findings that are not current: their titles say of when they are
MONTHS = "|".join(calendar.month_name[1:])
PERIODS = (  # what a period is written like, and the year and month in which it ends
    (r"(?:.* )?(\d{4})-Q([1-4])", lambda found: (int(found[1]), 3 * int(found[2]))),
    (r"(\d{4})-(\d{2})(?:-\d{2})?", lambda found: (int(found[1]), int(found[2]))),
    (r"(\d{4})/\d{2}", lambda found: (int(found[1]) + 1, 3)),
    (r"(\d{4})", lambda found: (int(found[1]), 12)),
    (rf"(?:.* )?({MONTHS}) (\d{{4}})", lambda found: (int(found[2]), MONTHS.split("|").index(found[1]) + 1)),
)


def day_of_edition(invented):
    """Return the day as of which an edition speaks: the last of this run's quarter, or today.

    Invented files end with a day of their own, and a draft of them is the same whenever it is made.
    """
    quarter = settings.current_run().as_of
    if quarter is None and invented:
        return settings.SAMPLESHIRE_ENDS
    return settings.as_of_date(quarter)


def newest(card_id):
    """Return the newest period of a card's files in the folder opened last, "" where it has none."""
    return max((item.until for item in _files(card_id)), default="")


def too_old(card_id, periods, invented):
    """Return what is too old to be a finding, such as "“Street-level crime” ends in December 2018"; else "".

    The first of `periods` that is a date is meant: of the figures, else of the newest of the card's files.
    `invented` says whether the files are.
    """
    period, held = _aged(card_id, periods, invented)
    if held != TOO_OLD:
        return ""
    title = catalogue()[card_id].title
    return f"“{title}” ends in {month_of_end(period)}" if period else f"“{title}” does not say of when it is"


def dated(card_id, periods, invented):
    """Return (period, words) of figures that are findings and not current; ("", "") of all others.

    The words say where the figures end, and why there is no newer one here.
    """
    period, held = _aged(card_id, periods, invented)
    if held not in DATED:
        return "", ""
    card = catalogue()[card_id]
    return period, f"“{card.title}” ends in {month_of_end(period)} ({in_words(card, period, held)})"


def in_words(card, period, held):
    """Return why figures of a card that end with `period` are `held` as not current; "" where they are."""
    return {
        LATE: f"late: the next was due in {next_release(card, period)}",
        NEWER_OUT: f"the publisher has a newer one: `vna fetch {card.id}` brings it",
        DISCONTINUED: "discontinued: there will be no newer one",
        TOO_OLD: f"older than {card.late_for} months"
        if _ends(period)
        else "nothing in it says of when it is",
    }.get(held, "")


def held(card_id, period, invented):
    """Return how fresh figures of a card are that end with `period`, as everywhere else: one of `STATES`.

    A list that is kept to date has no end: the dates of its rows are weighed where they are used.
    """
    return _aged(card_id, [period], invented)[1]


def is_current(card_id, period, invented):
    """Tell whether figures of a card that end with `period` may be findings on the day of the edition."""
    return state(catalogue()[card_id], period, day_of_edition(invented), offered(card_id)) != TOO_OLD


def offered(card_id):
    """Return the newest period that a card's publisher was last seen to offer, "" where nobody looked."""
    return inventory.current().offered.get(card_id, "") if inventory.area_now() else ""


def _files(card_id):
    files = inventory.current().files if inventory.area_now() else ()
    return [item for item in files if item.card_id == card_id]


def _aged(card_id, periods, invented):
    """Return the first of `periods` that is a date, "" without one, and how fresh figures are that end so."""
    period = next((one for one in periods if one and _ends(one)), "")
    # Where no date is given the age is weighed elsewhere, but for files of which none can be read.
    if not period and (not _files(card_id) or newest(card_id)):
        return "", CURRENT
    return period, state(catalogue()[card_id], period, day_of_edition(invented), offered(card_id))


def state(card, period, today, offered=""):
    """Return how fresh figures of a card are that end with `period` on a day: one word of `STATES`.

    `offered` is the newest period that the publisher is known to have. What has no cadence does not grow old.
    """
    if card.current_for is None:
        return CURRENT
    age = months_old(period, today)
    if age is None:
        return TOO_OLD
    if age <= card.current_for:
        return CURRENT
    if card.ended and _ends(period) >= _ends(card.ended):
        return DISCONTINUED
    if age > card.late_for:
        return TOO_OLD
    return NEWER_OUT if _is_out(card, offered, period, today) else LATE


def _is_out(card, offered, period, today):
    """Tell whether what a publisher offers is newer than `period`, and was out on the day."""
    newer = _ends(offered)
    if newer is None or newer <= _ends(period):
        return False
    return (today.year - newer[0]) * 12 + today.month - newer[1] >= (card.published_after or 0)


def age_in_cadences(card, age):
    """Return an age in months in cadences of a card, None where it has none or the age is not known.

    >>> age_in_cadences(catalogue()["recorded_crime"], 6)
    2.0
    """
    months = CADENCES[card.cadence]
    return None if age is None or months is None else age / months


def months_old(period, today):
    """Return how many whole months before `today` a period ended, or None for one that is not a date.

    Periods are "2018-10", "2018-Q3" or "year ending 2018-Q3", "2021-03-21", "2017/18" (a financial year,
    ending in March), "2025" or "October 2017 to March 2018".

    >>> months_old("2018-10", datetime.date(2019, 1, 15))
    3
    """
    ends = _ends(period)
    return None if ends is None else max((today.year - ends[0]) * 12 + today.month - ends[1], 0)


def next_release(card, period):
    """Return the month in which what follows `period` should be published, "" where nothing tells.

    That is one cadence after the period's end, and the months that the publisher usually takes.
    """
    ends, months = _ends(period), CADENCES[card.cadence]
    if ends is None or months is None or card.published_after is None:
        return ""
    later = ends[0] * 12 + ends[1] - 1 + months + card.published_after
    return f"{datetime.date(later // 12, later % 12 + 1, 1):%B %Y}"


def month_of_end(period):
    """Return the month in which a period ends, in words.

    >>> month_of_end("2017/18"), month_of_end("2018-Q3")
    ('March 2018', 'September 2018')
    """
    year, month = _ends(period)
    return f"{datetime.date(year, month, 1):%B %Y}"


def _ends(period):
    for form, ends in PERIODS:
        found = re.fullmatch(form, period)
        if found:
            return ends(found)
    return None
