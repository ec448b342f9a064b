"""What an edition as of a quarter knows of the office's logs: nothing that is later than the quarter."""

import pandas as pd

from analysis import areas, settings


def known(rows, column):
    """Return the rows whose day or month in `column` is not after the quarter of this run; blank days stay.

    A log goes on growing: an edition that is made again as of an earlier quarter says what it said then.
    """
    quarter = settings.current_run().as_of
    if quarter is None:
        return rows
    last = pd.Timestamp(settings.as_of_date(quarter))
    return rows[~(rows[column] > last)]


def day_of_edition(area):
    """Return the day as of which a directory is read: the last of this run's quarter, or today.

    Invented files end with a day of their own, and a draft of them is the same whenever it is made.
    """
    quarter = settings.current_run().as_of
    if quarter is None and areas.area(area).invented:
        from analysis.sources.sampleshire.services import LAST_DAY

        return pd.Timestamp(LAST_DAY)
    return pd.Timestamp(settings.as_of_date(quarter))


def next_check():
    """Return the day on which what is missing is looked at again: three months after that of this run."""
    return pd.Timestamp(settings.as_of_date(settings.current_run().as_of)) + pd.DateOffset(months=3)
