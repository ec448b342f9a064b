"""Recorded crime and residents of every force in one year (ONS, police force area data tables)."""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis.tables import places
from analysis.tables.declaration import FORCE_CODE, STATES, Declaration, checked, empty

FEWEST_RESIDENTS = 20_000


class ForceComparison(Declaration):
    """Offences and mid-year residents of each force, in the year that ends with `year_ending`."""

    police_force_area_code: str = pa.Field(str_matches=FORCE_CODE, unique=False)
    area_name: str
    year_ending: str
    level: str
    offence_group: str
    offences: pd.Int64Dtype = pa.Field(nullable=True)
    population: pd.Int64Dtype = pa.Field(nullable=True)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["police_force_area_code", "year_ending", "level", "offence_group"]
        coerce = True


@functools.lru_cache(maxsize=8)
def workbook(file):
    """Return the rows of a workbook of force area tables, read once."""
    from analysis.sources import force_area_tables

    return force_area_tables.force_area_tables(file)


def load(area, edition="newest"):
    """Return `ForceComparison` from the newest workbook of the folder, or from `edition` ("2018-03").

    Two editions may give one year differently, because figures are revised: they are never mixed.
    """
    area, inventory = places.opened(area)
    found = [item for item in inventory.find("force_area_tables") if edition in ("newest", item.period)]
    if not found:
        return empty(ForceComparison)
    rows = workbook(found[-1].file)
    rows = rows[rows["area_kind"] == "force"].rename(columns={"area_code": "police_force_area_code"})
    # The City of London has 8,700 residents and a hundred times as many visitors. The publisher gives no
    # rate for it, and our own would set the scale for all others.
    few = rows["population"].notna() & (rows["population"] < FEWEST_RESIDENTS)
    # Charts find the area by its name, and this publisher writes "London, City of".
    own = rows["police_force_area_code"] == area.police_force_area_code
    rows = rows.assign(
        area_name=rows["area_name"].mask(own, area.name),
        population=rows["population"].mask(few),
        status=rows["status"].mask(few, "not available"),
    )
    return checked(ForceComparison, rows, found[-1].file.name)
