"""Contacts to safe reporting routes, month by month: read by release alone."""

import pandas as pd
import pandera.pandas as pa

from analysis.errors import MissingSourceError
from analysis.extracts import logs
from analysis.tables import places
from analysis.tables.as_of import known
from analysis.tables.declaration import STATES, Declaration, checked, empty

NAME = "contacts"


class Contacts(Declaration):
    """Contacts by month, route and area: a district or the whole area, the smallest place allowed.

    There is no language in it: a victim's language beside a district is a smaller group than may be kept.
    A month without a row was not counted; a month without a contact has 0.
    """

    period_start: pd.Timestamp
    route: str
    area: str
    contacts: int = pa.Field(ge=0)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["period_start", "route", "area"]


def load(area):
    """Return `Contacts` of an area.

    Without the log the table has no rows. Raises InputError naming file, row and rule, never a value.
    """
    place, _ = places.opened(area)
    try:
        log = logs.read(place, NAME)
    except MissingSourceError:
        return empty(Contacts)
    log.refuse(
        log.frame.duplicated(["month", "route", "area"]),
        "a second row for the same month, route and area. Add the two, or keep the one that is right.",
    )
    rows = log.frame.rename(columns={"month": "period_start"}).astype({"contacts": "int64"})
    rows = known(rows, "period_start")
    return checked(Contacts, rows.assign(status="shown"), log.place)
