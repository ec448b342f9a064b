"""The day of an edition, and what is known by then."""

import pandas as pd

from analysis import areas, settings, sources


def known(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the rows whose day or month in `column` is not after the quarter of this run; blank days stay.

    A log goes on growing: an edition that is made again as of an earlier quarter says what it said then.
    """
    quarter = settings.current_run().as_of
    if quarter is None:
        return rows
    last = pd.Timestamp(settings.as_of_date(quarter))
    return rows[~(rows[column] > last)]


def until_now(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows up to the quarter that this run takes as the latest."""
    as_of = settings.current_run().as_of
    return rows if as_of is None else rows[rows["quarter"] <= as_of]


def day_of_edition(area: str) -> pd.Timestamp:
    """Return the day as of which a directory is read: the last of this run's quarter, or today.

    Invented files end with a day of their own, and a draft of them is the same whenever it is made.
    """
    return pd.Timestamp(sources.day_of_edition(areas.area(area).invented))
