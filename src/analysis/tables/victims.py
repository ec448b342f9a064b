"""Victims of recorded crime, counted from the office's own extracts: never shown as they are."""

import pandas as pd
import pandera.pandas as pa

from analysis import settings, sources
from analysis.errors import InputError, MissingSourceError
from analysis.sources.local import fields, guarded
from analysis.tables import places
from analysis.tables.declaration import STATES, Declaration, checked, columns, empty

SOURCE = "The office's own extracts"


def _labels(name):
    return pa.Field(isin=fields.known_labels(name))


class Victims(Declaration):
    """Victims by quarter and logical field: combinations without a victim have no row.

    "Unknown", "Refused" and "Not asked" are what was recorded; "Not supplied" is a field that the extract
    has no column for.
    """

    quarter: str = pa.Field(str_matches=r"^20\d\d-Q[1-4]$")
    district: str
    msoa: str
    neighbourhood_team: str
    offence_group: str = _labels("offence_group")
    outcome_type: str = _labels("outcome_type")
    age_band: str = _labels("age_band")
    sex: str = _labels("sex")
    ethnic_group: str = _labels("ethnic_group")
    disability: str = _labels("disability")
    domestic_abuse: str = _labels("domestic_abuse")
    hate_crime: str = _labels("hate_crime")
    language_group: str
    interpreter: str = _labels("interpreter")
    relationship: str = _labels("relationship")
    religion: str = _labels("religion")
    sexual_orientation: str = _labels("sexual_orientation")
    referral_source: str
    offences_in_12_months: str = _labels("offences_in_12_months")
    victims: int = pa.Field(ge=1)
    status: str = pa.Field(isin=STATES)


def load(area, kept=None):
    """Return `Victims` of an area as a table that shows its columns and number of rows in place of its rows.

    Quarters that an edition has published are counted as they were then: `kept` is {quarter: file of
    stored counts}, by default what the build found published, and without a build every quarter whose
    counts are stored. From here on a notebook shows no table's rows: publish.control(…, table=NAME) says
    what may leave.

    Raises InputError naming file, sheet, cell and rule, never a value, for what may not be let in.
    """
    area, _ = places.opened(area)
    guarded.hide_rows()
    try:
        kept = settings.kept_counts(fields.VICTIMS) if kept is None else kept
        kept = sources.local.stored(area) if kept is None else kept
        counts = sources.local.counts_for(area, settings.current_run().as_of, kept)
    except MissingSourceError:
        return guarded.Guarded(empty(Victims))
    return guarded.Guarded(_declared(pd.DataFrame(counts.frame).assign(status="shown")))


def _declared(frame):
    """Return `frame`, once it keeps what `Victims` declares; the error names no row and no figure."""
    key = [name for name in columns(Victims) if name not in (fields.VICTIMS, "status")]
    kept = not frame.duplicated(key).any()
    try:
        frame = checked(Victims, frame, SOURCE)
    except InputError:
        kept = False
    if not kept:
        raise InputError(
            f"{SOURCE}: the counts do not keep what Victims declares. Were stored counts made by another "
            "version? Publish the edition again from its extract."
        )
    return frame
