"""Rural-urban classification 2021, by LSOA 2021."""

import pandera.pandas as pa

from analysis import areas
from analysis.errors import MissingSourceError
from analysis.tables import places
from analysis.tables.census import topic
from analysis.tables.declaration import LSOA_CODE, STATES, Declaration, checked, empty, same_members


class Rurality(Declaration):
    """Whether each LSOA is rural or urban, and the publisher's finer class."""

    lsoa21_code: str = pa.Field(str_matches=LSOA_CODE, unique=True)
    classification: str
    residents: int = pa.Field(ge=0)
    rural_urban: str = pa.Field(isin=("Rural", "Urban"))
    status: str = pa.Field(isin=STATES)


def load(area):
    """Return `Rurality` for the LSOAs of an area, with the residents of each (TS001)."""
    area, inventory = places.opened(area)
    from analysis.sources import indices

    try:
        file = inventory.one("rural_urban_2021")
        expected = places.lsoas(area, inventory)["lsoa21_code"]
        inventory.one("census_ts001", "lsoa")
    except MissingSourceError:
        return empty(Rurality)
    rows = indices.rurality(file)
    rows = rows[rows["lsoa21_code"].isin(set(expected))].assign(status="shown")
    same_members(rows["lsoa21_code"], expected, "LSOA", file.name)
    people = topic(area.slug, "TS001", "lsoa21").groupby("lsoa21_code", as_index=False)["people"].sum()
    rows = areas.join(rows, people.rename(columns={"people": "residents"}))
    return checked(Rurality, rows, file.name)
