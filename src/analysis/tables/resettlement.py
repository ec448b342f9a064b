"""People resettled, by quarter of arrival and district: never shown as they are."""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis.sources import immigration
from analysis.sources.local import guarded
from analysis.tables import places
from analysis.tables.asylum_support import named_here
from analysis.tables.declaration import DISTRICT_CODE, STATES, Declaration, checked, empty
from analysis.tables.referrals import QUARTER, until_now

CARD = "resettlement"


class Resettlement(Declaration):
    """People who arrived in a quarter that ended on `date`: a flow, not how many live there now.

    Districts are those of the date. A district, quarter and scheme with nobody has no row.
    """

    quarter: str = pa.Field(str_matches=QUARTER)
    date: pd.Timestamp
    area_code: str = pa.Field(str_matches=DISTRICT_CODE)
    area_name: str
    scheme: str = pa.Field(str_matches=rf"^({'|'.join(immigration.SCHEMES)})")
    people_resettled: int = pa.Field(ge=1)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["date", "area_code", "scheme"]


@functools.lru_cache(maxsize=4)
def _read(file):
    return immigration.resettlement(file).frame


def load(area):
    """Return `Resettlement` of an area's districts, those of 2021 and what became of them since.

    Most Afghan arrivals of 2021 have no authority in the file and are in no area's figures.

    Raises InputError where the file is not as published.
    """
    area, inventory = places.opened(area)
    guarded.hide_rows()
    if not inventory.find(CARD):
        return guarded.Guarded(empty(Resettlement))
    file = inventory.one(CARD)
    rows = named_here(until_now(_read(file)), area)
    rows = rows[rows["people_resettled"] > 0].assign(status="shown")
    return guarded.Guarded(checked(Resettlement, rows, file.name))


def quarters(area):
    """Return the quarters that are known, the oldest first, also those with nobody in the area."""
    _, inventory = places.opened(area)
    if not inventory.find(CARD):
        return ()
    return tuple(sorted(set(until_now(_read(inventory.one(CARD)))["quarter"])))


def counts(area):
    """Return people resettled by quarter, district and scheme: text, and whole numbers of at least 1.

    A combination that is not there is nought.
    """
    rows = load(area).rename(columns={"area_name": "district"})
    return rows[["quarter", "district", "scheme", "people_resettled"]]
