"""Two districts that are alike, and the assumptions of the invented county, changed as a test needs."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.hidden import ranges
from sampleshire import status

GROUPS = {"Poland": 4_000, "Southern Asia": 3_000, "No passport held": 20_000, "United Kingdom": 80_000}


def tables_of_census(areas=("E07000901", "E07000902"), lately=2_500, **more):
    """Return the two census tables of districts that are all alike."""
    passports = [
        (code, code, passport, GROUPS.get(passport, more.get(passport, 0)), "shown")
        for code in areas
        for passport in ranges.GROUP_OF
    ]
    arrivals = [(code, "Arrived 2011 to 2016", lately, "shown") for code in areas]
    arrivals += [(code, "Arrived 2017 to 2021", 0, "shown") for code in areas]
    names = ["area_code", "area_name", "passport", "residents", "status"]
    return pd.DataFrame(passports, columns=names), pd.DataFrame(
        arrivals, columns=["area_code", "arrived", "residents", "status"]
    )


def rows_of_assumptions(**changes):
    """Return Sampleshire's assumptions as a table has them; `changes` are {assumption: {column: value}}."""
    rows = pd.DataFrame(status.ASSUMPTIONS, columns=status.HEADINGS)
    serves = {"prevalence_of_abuse": "how frequent abuse is"}
    rows["serves_for"] = rows["assumption"].map(serves)
    rows["serves_for"] = rows["serves_for"].where(rows["serves_for"].notna(), "who may have no recourse")
    rows = rows.assign(
        called=rows["assumption"], could_come_from="A survey", method="assumed", status="shown"
    ).astype({"low_pct": float, "high_pct": float})
    for name, change in changes.items():
        for column, value in change.items():
            rows.loc[rows["assumption"] == name, column] = value
    return rows


def with_none_found(*names):
    blank = {"low_pct": np.nan, "high_pct": np.nan, "status": "not available", "method": "not found: nowhere"}
    return rows_of_assumptions(**dict.fromkeys(names, blank))


def interval_of(rows=None, tables=None, **run):
    return measures.hidden.status_interval(
        *(tables or tables_of_census()), rows_of_assumptions() if rows is None else rows, **run
    )


@pytest.fixture(scope="session")
def census():
    """Return a function that gives the two census tables of districts that are all alike."""
    return tables_of_census


@pytest.fixture(scope="session")
def assumptions():
    """Return a function that gives Sampleshire's assumptions as a table has them, with changes."""
    return rows_of_assumptions


@pytest.fixture(scope="session")
def not_found():
    """Return a function that gives those assumptions, some of them not found."""
    return with_none_found


@pytest.fixture(scope="session")
def interval():
    """Return a function that gives the interval of what is given."""
    return interval_of
