"""People on asylum support at quarter ends, by district: read by release alone."""

import pandas as pd
import pandera.pandas as pa

from analysis.sources import immigration
from analysis.tables.declaration import DISTRICT_CODE, QUARTER, STATES, Declaration, by_release
from analysis.tables.people import by_district

CARD = "asylum_support"


class AsylumSupport(Declaration):
    """People supported on `date`, the last day of `quarter`: a stock, never added over quarters.

    Districts are those of the date. A combination with nobody has no row. Three kinds have no authority and
    so no row at all: section 4 before 2018, section 98 before December 2022, subsistence alone from December
    2023 on.
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


@by_release
def asylum_support(area):
    """Return `AsylumSupport` of an area's districts, those of 2021 and what became of them since.

    Raises InputError where the file is not as published.
    """
    return by_district.of_districts(area, CARD, immigration.asylum_support, AsylumSupport, "people_supported")


def quarters(area):
    """Return the quarters that are known, the oldest first, also those with nobody in the area."""
    return by_district.quarters_of_districts(area, CARD, immigration.asylum_support)


@by_release
def counts(area):
    """Return people supported by quarter, district, kind of support and accommodation.

    Fields are text, `people_supported` whole numbers of at least 1; a combination that is not there is
    zero. A stock: the same person appears in each quarter in which they were supported.
    """
    rows = asylum_support(area).rename(columns={"area_name": "district"})
    return rows[["quarter", "district", "support_type", "accommodation_type", "people_supported"]]
