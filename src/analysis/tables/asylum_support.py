"""People on asylum support at quarter ends, by district: read by release alone."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.sources import closed_lists, immigration
from analysis.tables import by_district, places
from analysis.tables.declaration import DISTRICT_CODE, STATES, Declaration, checked, empty
from analysis.tables.referrals import QUARTER

CARD = "asylum_support"
ABOLISHED, NEW = "authority abolished before 2021", "authority that is new and not listed yet"


class AsylumSupport(Declaration):
    """People supported on `date`, the last day of `quarter`: a stock, never added over quarters.

    Districts are those of the date. A combination with nobody has no row. Three kinds have no authority and
    so no row at all: section 4 before 2018, section 98 before December 2022, subsistence alone from December
    2023 on. `without_authority` has them.
    """

    quarter: str = pa.Field(str_matches=QUARTER)
    date: pd.Timestamp
    area_code: str = pa.Field(str_matches=DISTRICT_CODE)
    area_name: str
    support_type: str = pa.Field(isin=immigration.SUPPORT_TYPES)
    accommodation_type: str = pa.Field(isin=immigration.ACCOMMODATIONS)
    people_supported: int = pa.Field(ge=1)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["date", "area_code", "support_type", "accommodation_type"]


class WithoutAuthority(Declaration):
    """People supported whom the publisher places in no authority that is in a force area, and why."""

    quarter: str = pa.Field(str_matches=QUARTER)
    date: pd.Timestamp
    support_type: str = pa.Field(isin=immigration.SUPPORT_TYPES)
    accommodation_type: str = pa.Field(isin=(*immigration.ACCOMMODATIONS, immigration.NOT_GIVEN))
    reason: str = pa.Field(str_matches=r"\S")
    people_supported: int = pa.Field(ge=1)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["date", "support_type", "accommodation_type", "reason"]


def load(area):
    """Return `AsylumSupport` of an area's districts, those of 2021 and what became of them since.

    Raises InputError where the file is not as published.
    """
    return by_district.load(area, CARD, immigration.asylum_support, AsylumSupport, "people_supported")


def quarters(area):
    """Return the quarters that are known, the oldest first, also those with nobody in the area."""
    return by_district.quarters(area, CARD, immigration.asylum_support)


def counts(area):
    """Return people supported by quarter, district, kind of support and accommodation.

    Fields are text, `people_supported` whole numbers of at least 1; a combination that is not there is
    zero. A stock: the same person appears in each quarter in which they were supported.
    """
    rows = load(area).rename(columns={"area_name": "district"})
    return rows[["quarter", "district", "support_type", "accommodation_type", "people_supported"]]


def without_authority(area):
    """Return `WithoutAuthority`, nationally; `area` says which folder is read, and real from invented.

    Scotland and Northern Ireland, whose authorities are in no force area here, are left out.
    """
    area, inventory = places.opened(area)
    if not inventory.find(CARD):
        return empty(WithoutAuthority)
    file = inventory.one(CARD)
    rows = by_district.every_row(immigration.asylum_support, file)
    known = {code for one in areas.all_areas(area.invented) for code in (*one.districts, *one.districts24)}
    unknown = rows["area_code"].str.match(DISTRICT_CODE) & ~rows["area_code"].isin(known)
    abolished = rows["quarter"] < closed_lists.SINCE
    rows = rows.assign(
        reason=rows["reason"].mask(unknown & abolished, ABOLISHED).mask(unknown & ~abolished, NEW)
    )
    keys = ["quarter", "date", "support_type", "accommodation_type", "reason"]
    rows = rows[rows["reason"] != ""].groupby(keys, as_index=False)["people_supported"].sum()
    return checked(WithoutAuthority, rows.assign(status="shown"), file.name)
