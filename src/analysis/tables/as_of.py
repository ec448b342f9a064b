"""What an edition as of a quarter knows of the office's logs: nothing that is later than the quarter."""

import pandas as pd

from analysis import settings


def known(rows, column):
    """Return the rows whose day or month in `column` is not after the quarter of this run; blank days stay.

    A log goes on growing: an edition that is made again as of an earlier quarter says what it said then.
    """
    quarter = settings.current_run().as_of
    if quarter is None:
        return rows
    last = pd.Timestamp(settings.as_of_date(quarter))
    return rows[~(rows[column] > last)]


def last_day():
    """Return the day as of which this run speaks: the last of its quarter, or today."""
    return pd.Timestamp(settings.as_of_date(settings.current_run().as_of))


def next_check():
    """Return the day on which what is missing is looked at again: three months after that of this run."""
    return last_day() + pd.DateOffset(months=3)
