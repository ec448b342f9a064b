"""Applications to have the condition of no recourse lifted: national, context and no local figure."""

import pandera.pandas as pa

from analysis.sources import change_of_conditions
from analysis.tables import places
from analysis.tables.declaration import QUARTER, STATES, Declaration, checked, empty
from analysis.tables.referrals import until_now

CARD = "change_of_conditions"


class ChangeOfConditions(Declaration):
    """Applications by the quarter in which they were received, and what has become of them since.

    Of people who have leave and applied because of destitution, in the whole country. People without leave
    cannot apply, and nothing here is of a county.
    """

    quarter: str = pa.Field(str_matches=QUARTER, unique=True)
    applications: int = pa.Field(ge=0)
    pending: int = pa.Field(ge=0)
    conditions_decided: int = pa.Field(ge=0)
    accepted: int = pa.Field(ge=0)
    rejected: int = pa.Field(ge=0)
    status: str = pa.Field(isin=STATES)


def load(area):
    """Return `ChangeOfConditions`, national: `area` says which folder is read."""
    _, inventory = places.opened(area)
    if not inventory.find(CARD):
        return empty(ChangeOfConditions)
    file = inventory.one(CARD)
    rows = until_now(change_of_conditions.change_of_conditions(file).frame)
    return checked(ChangeOfConditions, rows.assign(status="shown"), file.name)
