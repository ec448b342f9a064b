"""Residents in the groups by which victims are counted, Census 2021 (TS007 and TS021)."""

import pandas as pd
import pandera.pandas as pa

from analysis.tables.census import grouped, topic
from analysis.tables.census_topics import first_year
from analysis.tables.declaration import STATES, Declaration, checked

# As data/reference/local_counts.toml has them for victims: a test holds the two together.
AGE_BANDS = {
    "0-17": range(18),
    "18-24": range(18, 25),
    "25-34": range(25, 35),
    "35-44": range(35, 45),
    "45-54": range(45, 55),
    "55-64": range(55, 65),
    "65 and over": range(65, 120),
}
ETHNIC_GROUPS = {
    "Asian, Asian British or Asian Welsh": "Asian",
    "Black, Black British, Black Welsh, Caribbean or African": "Black",
    "Mixed or Multiple ethnic groups": "Mixed",
    "Other ethnic group": "Other",
    "White": "White",
}
CENSUS_TABLES = {"Age band": "TS007", "Ethnic group": "TS021"}


class ResidentsByGroup(Declaration):
    """Residents by district, characteristic and group, Census 2021, 21 March 2021."""

    district: str
    characteristic: str = pa.Field(isin=list(CENSUS_TABLES))
    group: str
    residents: int = pa.Field(ge=0)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["district", "characteristic", "group"]


def load(area):
    """Return `ResidentsByGroup` of an area: the labels of a group are those of the victims."""
    parts = [_counted(area, name, table) for name, table in CENSUS_TABLES.items()]
    return checked(ResidentsByGroup, pd.concat(parts, ignore_index=True), "Census 2021, TS007 and TS021")


def by_age(area):
    """Return residents by single year of age, 100 and over together: `age`, `residents`, `status`."""
    years = topic(area, "TS007")
    rows = years.assign(age=[first_year(category) for category in years["category"]])
    sums = rows.groupby("age", as_index=False)["people"].sum()
    return sums.rename(columns={"people": "residents"}).assign(status="shown")


def _counted(area, characteristic, table):
    rows = topic(area, table, labels=False)
    groups = {category: _group(category, table) for category in rows["category"].unique()}
    found = grouped(rows, {category: group for category, group in groups.items() if group is not None})
    names = {"area_name": "district", "category": "group", "people": "residents"}
    found = found.rename(columns=names).assign(characteristic=characteristic)
    return found[["district", "characteristic", "group", "residents", "status"]]


def _group(category, table):
    if table == "TS021":
        return ETHNIC_GROUPS.get(category.split(": ")[0])
    year = first_year(category)
    return next(name for name, years in AGE_BANDS.items() if year in years)
