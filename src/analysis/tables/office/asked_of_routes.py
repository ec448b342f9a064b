"""What is asked of a row of the directory and of a route alike: days that have come, and who said it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from analysis.extracts.logs import Log


NOT_KNOWN = "not known"
SAID_BY_NOBODY = (
    "says whether it shares details with immigration enforcement, and not who said so or on which day. "
    'Fill in sharing_said_by and sharing_said_on, or write "not known" until somebody has asked it'
)


def days_have_come(log: Log, _: str) -> None:
    """Refuse a day on which nobody can have looked or said something yet."""
    today = pd.Timestamp(datetime.date.today())
    for column in log.frame.columns.intersection(["checked_on", "verified_on", "sharing_said_on"]):
        log.refuse(log.frame[column] > today, f"has a day in {column} that has not come yet. Correct it.")


def said_by_nobody(rows: pd.DataFrame) -> pd.Series:
    """Tell of which rows an answer on immigration enforcement is of nobody or of no day."""
    nobody, no_day = rows["sharing_said_by"].isna(), rows["sharing_said_on"].isna()
    return nobody.ne(no_day) | (nobody & rows["shares_with_enforcement"].ne(NOT_KNOWN))


def sharing_is_of_somebody(log: Log, _: str) -> None:
    """Refuse an answer on immigration enforcement of nobody or no day."""
    log.refuse(said_by_nobody(log.frame), f"{SAID_BY_NOBODY}.")
