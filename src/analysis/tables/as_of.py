"""The day of an edition: what its logs know by then, and which sources are still current."""

import pandas as pd

from analysis import areas, settings, sources
from analysis.extracts import states
from analysis.tables import places


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
    return pd.Timestamp(sources.day_of_edition(areas.area(area).invented))


def is_current(area, card):
    """Tell whether what a card (its id) says may be a finding on the day of the edition of an area.

    It may while the newest file is at most two cadences old: two months where the source is monthly, six
    where it is quarterly, two years where it is yearly (data/catalogue.toml). A source without a rhythm does
    not grow old. Without a file nothing is current.

    Sentences and exhibits keep to the same rule by themselves: `publish.say` makes no finding of figures
    that are too old, and an exhibit of them says so beneath. Ask here to choose what to speak of at all.
    """
    place, _ = places.opened(area)
    newest = sources.newest(card)
    return not states.missing([card]) and not sources.too_old(card, [newest], place.invented)


def next_check(area):
    """Return the day to review what is missing: three months after the day of the edition."""
    return day_of_edition(area) + pd.DateOffset(months=3)
