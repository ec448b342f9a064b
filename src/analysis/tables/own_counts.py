"""Counts of people from the files that the office is given. Only release reads them.

What each file counts, its fields and their labels are listed in data/reference/local_counts.toml. Every table
has a row for each `quarter` and combination of these fields that anybody is counted in, their number under
the unit of the file, and `status`. "Unknown", "Refused" and "Not asked" are what was recorded; "Not supplied"
is a field for which a file has no column.
"""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis import extracts, settings
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import fields
from analysis.tables import places
from analysis.tables.declaration import QUARTER, STATES, Declaration, checked, columns, empty

SOURCE = "The files that the office was given"


def victims(area, kept=None):
    """Return victims of recorded crime, as `counted` does."""
    return counted(area, fields.VICTIMS, kept)


def support(area, kept=None):
    """Return people by the last stage that they reached and what became of them there, as `counted` does.

    Each person appears in one row: who reached a stage are those of that row and of all later ones.
    """
    return counted(area, "support", kept)


def needs(area, kept=None):
    """Return the needs of people who were assessed, as `counted` does: one person may have several."""
    return counted(area, "needs", kept)


def safe_accommodation(area, kept=None):
    """Return households referred to safe accommodation, as `counted` does."""
    return counted(area, "safe_accommodation", kept)


def survey(area, kept=None):
    """Return answers of victims, and of professionals who support them, as `counted` does."""
    return counted(area, "survey", kept)


def pathway_waiting(area, kept=None):
    """Return who is still in a state of the pathway at the end of a quarter, as `counted` does.

    It is a stock, never added over quarters.
    """
    return counted(area, "pathway_waiting", kept)


@functools.cache
def declaration(kind):
    """Return the declaration of the table of a kind of file, made from what is listed of it."""
    held = fields.kinds()[kind]
    labels = {name: fields.known_labels(name, kind) for name in held.fields}
    checks = {name: pa.Field(isin=known) for name, known in labels.items() if known is not None}
    checks |= {
        "quarter": pa.Field(str_matches=QUARTER),
        held.unit: pa.Field(ge=1),
        "status": pa.Field(isin=STATES),
    }
    types = {"quarter": str, **dict.fromkeys(held.fields, str), held.unit: int, "status": str}
    return type(kind, (Declaration,), {"__annotations__": types, **checks})


def counted(area, kind, kept=None):
    """Return the counts of a kind of file of an area, as `declaration` says.

    Quarters that an edition has published are counted as they were then: `kept` is {quarter: file of
    stored counts}, by default every quarter whose counts are stored. Without a file there is no row.

    Raises InputError naming file, sheet, cell and rule, never a value, for what may not be let in.
    """
    area, _ = places.opened(area)
    try:
        kept = extracts.stored(area, kind) if kept is None else kept
        counts = extracts.counts_for(area, settings.current_run().as_of, kept, kind)
    except MissingSourceError:
        return empty(declaration(kind))
    return _declared(pd.DataFrame(counts.frame).assign(status="shown"), kind)


def _declared(frame, kind):
    """Return `frame`, once it keeps what was declared; the error names no row and no figure."""
    key = [name for name in columns(declaration(kind)) if name not in (fields.kinds()[kind].unit, "status")]
    kept = not frame.duplicated(key).any()
    try:
        frame = checked(declaration(kind), frame, SOURCE)
    except InputError:
        kept = False
    if not kept:
        raise InputError(
            f"{SOURCE}: the counts of {kind} do not keep what is declared of them. Were stored counts made "
            "by another version? Publish the edition again from its files."
        )
    return frame
