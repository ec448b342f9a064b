"""Rural-urban classification 2021, by LSOA 2021."""

import pandera.pandas as pa

from analysis import areas, sources
from analysis.errors import MissingSourceError
from analysis.tables import places
from analysis.tables.declaration import LSOA_CODE, STATES, Declaration, checked, empty, same_members


class Rurality(Declaration):
    """Whether each LSOA is rural or urban, and the publisher's finer class."""

    lsoa21_code: str = pa.Field(str_matches=LSOA_CODE, unique=True)
    classification: str
    rural_urban: str = pa.Field(isin=("Rural", "Urban"))
    status: str = pa.Field(isin=STATES)


def load(area):
    """Return `Rurality` for the LSOAs of an area."""
    area = areas.area(area)
    inventory = sources.open_for(area)
    from analysis.sources import indices

    try:
        file = inventory.one("rural_urban_2021")
        expected = places.lsoas(area)["lsoa21_code"]
    except MissingSourceError:
        return empty(Rurality)
    rows = indices.rurality(file)
    rows = rows[rows["lsoa21_code"].isin(set(expected))].assign(status="shown")
    same_members(rows["lsoa21_code"], expected, "LSOA", file.name)
    return checked(Rurality, rows, file.name)
