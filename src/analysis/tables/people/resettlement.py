"""People resettled, by quarter of arrival and district: read by release alone."""

import pandas as pd
import pandera.pandas as pa

from analysis.sources import immigration
from analysis.tables.declaration import DISTRICT_CODE, QUARTER, STATES, Declaration, by_release
from analysis.tables.people import by_district

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


@by_release
def resettlement(area):
    """Return `Resettlement` of an area's districts, those of 2021 and what became of them since.

    Afghan arrivals stand without an authority in the file, and so are in no area's figures.

    Raises InputError where the file is not as published.
    """
    return by_district.of_districts(area, CARD, immigration.resettlement, Resettlement, "people_resettled")


def quarters(area):
    """Return the quarters that are known, the oldest first, also those with nobody in the area."""
    return by_district.quarters_of_districts(area, CARD, immigration.resettlement)


@by_release
def counts(area):
    """Return people resettled by quarter, district and scheme: text, and whole numbers of at least 1.

    Each scheme, and each route of one, is named as the publisher names it: Community Sponsorship is
    listed beside the UK Resettlement Scheme. A combination that is not there is zero.
    """
    rows = resettlement(area).rename(columns={"area_name": "district"})
    keys = ["quarter", "district", "scheme"]
    return rows.groupby(keys, as_index=False)["people_resettled"].sum().astype(dict.fromkeys(keys, "str"))
