"""A year's recorded crime as each edition has it: figures are revised, and two editions of a year differ.

The year to March 2018 in Warwickshire is 41,443 offences in ONS's workbook and 41,411 in the Home Office's
open data table. Each was right on the day it was published: both appear here, and neither replaces the other.
"""

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.tables import places
from analysis.tables.declaration import STATES, Declaration, checked, columns, empty
from analysis.tables.force_comparison import FEWEST_RESIDENTS, workbook
from analysis.tables.recorded_crime import CRIME, quarters_of
from analysis.tables.recorded_crime import load as recorded_crime

WORKBOOK, OPEN_DATA = "ONS police force area data tables", "Home Office open data table"
AREA_CODE = r"^((E23|W15|E12|E92|W92|K04)\d{6})?$"
KINDS = ("force", "region", "country", "no area")
TOTAL = "Total recorded crime (excluding fraud)"


class ForceAreaCrime(Declaration):
    """Recorded offences of a year by area, offence group and edition.

    `publication` and `edition` (the file) say where a figure stands: never add or compare over editions of
    one year. `rate_per_1000` is the publisher's own, of `population`, and missing where it gives none.
    British Transport Police has no code and no population.
    """

    area_code: str = pa.Field(str_matches=AREA_CODE)
    area_name: str
    area_kind: str = pa.Field(isin=KINDS)
    year_ending: str = pa.Field(str_matches=r"^20[0-9][0-9]-[0-9][0-9]$")
    publication: str = pa.Field(isin=(WORKBOOK, OPEN_DATA))
    edition: str
    level: str = pa.Field(isin=("total", "group", "subgroup"))
    offence_group: str
    offences: pd.Int64Dtype = pa.Field(nullable=True, ge=0)
    population: pd.Int64Dtype = pa.Field(nullable=True)
    population_year: pd.Int64Dtype = pa.Field(nullable=True)
    rate_per_1000: float = pa.Field(nullable=True)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["area_code", "year_ending", "edition", "level", "offence_group"]


def load(area):
    """Return `ForceAreaCrime` of every area of the workbooks, and of the forces of complete open data years.

    Every edition that the folder holds is kept. A force of fewer than 20,000 residents has no population
    here: the City of London would set the scale for all others.
    """
    _, inventory = places.opened(area)
    parts = [_of_workbook(item.file) for item in inventory.find("force_area_tables")]
    parts += _of_open_data(area, inventory)
    if not parts:
        return empty(ForceAreaCrime)
    rows = pd.concat(parts, ignore_index=True)
    return checked(ForceAreaCrime, rows, ", ".join(dict.fromkeys(rows["edition"])))


def _of_workbook(file):
    rows = workbook(file)
    few = rows["population"].notna() & (rows["population"] < FEWEST_RESIDENTS)
    return rows.assign(
        publication=WORKBOOK,
        edition=file.name,
        population=rows["population"].mask(few),
        population_year=rows["population_year"].astype("Int64"),
    )


def _of_open_data(area, inventory):
    """Return the years of the open data table that have four quarters, added up by offence group."""
    found = inventory.find("recorded_crime")
    if not found:
        return []
    rows = recorded_crime(area, of="every force")
    rows = rows[rows["kind"] == CRIME]
    rows = rows.assign(year_ending=rows["period_start"].dt.to_period("Y-MAR").astype("str") + "-03")
    quarters = rows.groupby("year_ending")["period_start"].transform("nunique")
    rows = rows[quarters == 4]
    keys = ["police_force_area_code", "area_name", "year_ending"]
    groups = rows.groupby([*keys, "offence_group"], as_index=False)["offences"].sum().assign(level="group")
    totals = rows.groupby(keys, as_index=False)["offences"].sum().assign(level="total", offence_group=TOTAL)
    table = pd.concat([totals, groups], ignore_index=True)
    files = _editions(found)
    return [
        table.rename(columns={"police_force_area_code": "area_code"}).assign(
            area_kind="force",
            publication=OPEN_DATA,
            edition=table["year_ending"].map(files),
            offences=table["offences"].astype("Int64"),
            population=pd.array([pd.NA] * len(table), dtype="Int64"),
            population_year=pd.array([pd.NA] * len(table), dtype="Int64"),
            rate_per_1000=float("nan"),
            status="shown",
        )[columns(ForceAreaCrime)]
    ]


def _editions(found):
    """Return {month in which a year ends: the file that holds it}."""
    return {
        f"{start.to_period('Y-MAR')}-03": item.file.name for item in found for start in quarters_of(item.file)
    }


def revisions(area):
    """Return the totals of an area's force in years that several editions hold, in order of year.

    Columns: those of `ForceAreaCrime`, and `lowest` and `highest` of the editions of the year.
    """
    code = areas.area(area).police_force_area_code
    rows = load(area)
    rows = rows[(rows["area_code"] == code) & (rows["level"] == "total") & rows["offences"].notna()]
    by_year = rows.groupby("year_ending")
    rows = rows.assign(
        lowest=by_year["offences"].transform("min"), highest=by_year["offences"].transform("max")
    )
    several = by_year["edition"].transform("nunique") > 1
    return rows[several].sort_values(["year_ending", "publication"], ignore_index=True)
