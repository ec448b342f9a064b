"""Recorded crime and residents of every force in one year (ONS, police force area data tables)."""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis import areas, sources
from analysis.tables.declaration import FORCE_CODE, STATES, Declaration, checked, empty


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
def _tables(file):
    from analysis.sources import recorded_crime

    return recorded_crime.force_area_tables(file)


def load(area, edition="newest"):
    """Return `ForceComparison` from the newest workbook of the folder, or from `edition` ("2018-03").

    Two editions may give one year differently, because figures are revised: they are never mixed.
    """
    area = areas.area(area)
    inventory = sources.open_for(area)
    found = [item for item in inventory.find("force_area_tables") if edition in ("newest", item.period)]
    if not found:
        return empty(ForceComparison)
    rows = _tables(found[-1].file)
    rows = rows[rows["area_kind"] == "force"].rename(columns={"area_code": "police_force_area_code"})
    rows = rows[rows["police_force_area_code"].fillna("") != ""]
    return checked(ForceComparison, rows, found[-1].file.name)
