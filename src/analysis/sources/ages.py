"""How old a source is on the day of an edition, and whether what it says may still be a finding.

Each card of the catalogue has a cadence. A figure that is more than two cadences old on the day of the
edition is not a finding: it may appear with its date, and no title or sentence says it of today. The rule
stands in `state` alone, and its words are those of every list of sources.
"""

import calendar
import datetime
import re

from analysis import settings
from analysis.sources import inventory
from analysis.sources.catalogue import CADENCES, catalogue

CURRENT, LATE, TOO_OLD, NOT_SUPPLIED = "current", "late", "too old", "not supplied"
STATES = (CURRENT, LATE, TOO_OLD, NOT_SUPPLIED)
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
    files = inventory.current().files if inventory.area_now() else ()
    return max((item.period for item in files if item.card_id == card_id), default="")


def too_old(card_id, periods, invented):
    """Return what is too old to be a finding, such as "“Street-level crime” ends in December 2018"; else "".

    The first of `periods` that is a date is meant: of the figures, else of the newest of the card's files.
    `invented` says whether the files are.
    """
    period = next((one for one in periods if one and _ends(one)), "")
    if not period or is_current(card_id, period, invented):
        return ""
    return f"“{catalogue()[card_id].title}” ends in {month_of_end(period)}"


def is_current(card_id, period, invented):
    """Tell whether figures of a card that end with `period` may be findings on the day of the edition."""
    return state(catalogue()[card_id], period, day_of_edition(invented)) != TOO_OLD


def state(card, period, today):
    """Return how fresh figures of a card are that end with `period`: "current", "late" or "too old".

    They are too old when they are more than `EDITIONS` cadences old, and late when the next should have been
    published by now. What has no cadence, or no date that can be read, does not grow old here.
    """
    age = months_old(period, today)
    if age is None or card.stale_after_months is None:
        return CURRENT
    if age > card.stale_after_months:
        return TOO_OLD
    after = card.published_after
    return LATE if after is not None and age > CADENCES[card.cadence] + after else CURRENT


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
