"""How a table finds its log among those that the office keeps by hand."""

from analysis import extracts
from analysis.errors import MissingSourceError
from analysis.tables import places


def opened(area, name):
    """Return the Log `name` of an area, None where the office keeps none; the area's folder is opened.

    Raises InputError naming file, cell and rule, never a value, for a log that may not be let in.
    """
    area, _ = places.opened(area)
    return if_kept(area, name)


def if_kept(area, name):
    """Return the Log `name` of an area as `opened` does, without a folder of publishers' files."""
    try:
        return extracts.log(area, name)
    except MissingSourceError:
        return None
