"""Recorded crime by Community Safety Partnership, in a year."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError
from analysis.sources import crime_by_partnership as reader
from analysis.tables import lookups
from analysis.tables.declaration import FORCE_CODE, Declaration, checked, empty
from analysis.tables.declared import table

CARD = "crime_by_partnership"


class CrimeByPartnership(Declaration, unique=["period", "partnership", "offence"]):
    """Offences of a year by partnership, of an area's force; `district` is blank for more than one district.

    "Unassigned" with the force's name is crime whose place is not known. Kinds of offence lie in one another:
    violence with injury is part of violence against the person, and all of them of total recorded crime.
    """

    period: str
    force_area_code: str = pa.Field(matches=FORCE_CODE)
    partnership: str
    district_code: str = pa.Field(nullable=True)
    offence: str = pa.Field(isin=reader.OFFENCES)
    offences: pd.Int64Dtype = pa.Field(ge=0, nullable=True)


@table(
    "Recorded crime by Community Safety Partnership", "an offence in a partnership", ["crime_by_partnership"]
)
def crime_by_partnership(area: str) -> pd.DataFrame:
    """Return `CrimeByPartnership` of the newest year that the folder has; empty without a file.

    Raises InputError where the file has no partnership of the area's force.
    """
    area, inventory = lookups.opened(area)
    if not inventory.find(CARD):
        return empty(CrimeByPartnership)
    file = inventory.one(CARD)
    rows = reader.crime_by_partnership(file).frame
    rows = rows[rows["force_area_code"] == area.police_force_area_code]
    # A workbook may hold the year before as well.
    ends = {period: pd.Period(period.removeprefix("year ending "), "M") for period in rows["period"].unique()}
    rows = rows[rows["period"] == max(ends, key=lambda period: ends[period], default="")]
    if rows.empty:
        raise InputError(f"{file.name}: has no partnership of {area.name}. Download it again.")
    strange = sorted(set(rows["district_code"]) - {"", *areas.districts_since(area)})
    if strange:
        raise InputError(f"{file.name}: {strange[0]} is no district of {area.name}. Download the file again.")
    rows = rows.rename(columns={"partnership_name": "partnership"})
    rows["district_code"] = rows["district_code"].mask(rows["district_code"] == "")
    return checked(CrimeByPartnership, rows, file.name)
