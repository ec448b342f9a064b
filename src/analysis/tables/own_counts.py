"""Counts of people from the files that the office receives. Only release reads them."""

import pandas as pd
import pandera.pandas as pa

from analysis import extracts, settings
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import fields
from analysis.tables import places
from analysis.tables.declaration import checked, columns, empty

SOURCE = "The files that the office was given"


def labels(name, kind):
    """Return the pandera Field of a closed list of labels."""
    return pa.Field(isin=fields.known_labels(name, kind))


def loaded(area, kind, declaration, kept=None):
    """Return the counts of a kind of an area.

    Quarters that an edition has published are counted as they were then: `kept` is {quarter: file of
    stored counts}, by default every quarter whose counts are stored.

    Raises InputError naming file, sheet, cell and rule, never a value, for what may not be let in.
    """
    area, _ = places.opened(area)
    try:
        kept = extracts.stored(area, kind) if kept is None else kept
        counts = extracts.counts_for(area, settings.current_run().as_of, kept, kind)
    except MissingSourceError:
        return empty(declaration)
    return _declared(pd.DataFrame(counts.frame).assign(status="shown"), kind, declaration)


def _declared(frame, kind, declaration):
    """Return `frame`, once it keeps what was declared; the error names no row and no figure."""
    key = [name for name in columns(declaration) if name not in (fields.kinds()[kind].unit, "status")]
    kept = not frame.duplicated(key).any()
    try:
        frame = checked(declaration, frame, SOURCE)
    except InputError:
        kept = False
    if not kept:
        raise InputError(
            f"{SOURCE}: the counts do not keep what {declaration.__name__} declares. Were stored counts made "
            "by another version? Publish the edition again from its files."
        )
    return frame
