"""Which lists potential victims are on, counted by combination: read by release alone."""

import pandas as pd

from analysis import extracts
from analysis.errors import MissingSourceError
from analysis.tables import places


def load(area, name=extracts.CAPTURES):
    """Return the capture lists of an area: a column of 0 and 1 for each list, then `people`.

    A combination that is absent is nobody. Without the file a table without rows, with the one column
    `people`. `name` is that of the file: "capture_lists_few" is Sampleshire's second set, too thin for any
    estimate.

    Raises InputError naming file, cell and rule, never a value, for what is not a table of counts.
    """
    area, _ = places.opened(area)
    try:
        return extracts.captures(area, name)
    except MissingSourceError:
        return pd.DataFrame({"people": []}).astype({"people": "int64"})
