"""Victims of recorded crime, counted from the office's own extracts. Only release reads them."""

import pandera.pandas as pa

from analysis.extracts.fields import VICTIMS
from analysis.tables.declaration import STATES, Declaration
from analysis.tables.own_counts import labels, loaded


class Victims(Declaration):
    """Victims by quarter and logical field: combinations without a victim have no row.

    "Unknown", "Refused" and "Not asked" are what was recorded; "Not supplied" is a field that the extract
    has no column for.
    """

    quarter: str = pa.Field(str_matches=r"^20[0-9][0-9]-Q[1-4]$")
    district: str
    msoa: str
    neighbourhood_team: str
    offence_group: str = labels("offence_group", VICTIMS)
    outcome_type: str = labels("outcome_type", VICTIMS)
    age_band: str = labels("age_band", VICTIMS)
    sex: str = labels("sex", VICTIMS)
    ethnic_group: str = labels("ethnic_group", VICTIMS)
    disability: str = labels("disability", VICTIMS)
    domestic_abuse: str = labels("domestic_abuse", VICTIMS)
    hate_crime: str = labels("hate_crime", VICTIMS)
    language_group: str
    interpreter: str = labels("interpreter", VICTIMS)
    relationship: str = labels("relationship", VICTIMS)
    religion: str = labels("religion", VICTIMS)
    sexual_orientation: str = labels("sexual_orientation", VICTIMS)
    referral_source: str
    offences_in_12_months: str = labels("offences_in_12_months", VICTIMS)
    victims: int = pa.Field(ge=1)
    status: str = pa.Field(isin=STATES)


def load(area, kept=None):
    """Return `Victims` of an area, as `own_counts.loaded` does."""
    return loaded(area, VICTIMS, Victims, kept)
