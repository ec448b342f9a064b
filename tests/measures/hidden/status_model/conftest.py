"""Two districts that are alike, and the assumptions of the invented county, changed as a test needs."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.hidden import ranges
from sampleshire import status

GROUPS = {"Poland": 4_000, "Southern Asia": 3_000, "No passport held": 20_000, "United Kingdom": 80_000}


@pytest.fixture(scope="session")
def census():
    """Return a function that gives the two census tables of districts that are all alike."""

    def make(lately=2_500):
        codes = ("E07000901", "E07000902")
        passports = [(code, code, one, GROUPS.get(one, 0)) for code in codes for one in ranges.GROUP_OF]
        arrived = {"Arrived 2011 to 2016": lately, "Arrived 2017 to 2021": 0}
        arrivals = [(code, one, people) for code in codes for one, people in arrived.items()]
        return (
            pd.DataFrame(passports, columns=["area_code", "area_name", "passport", "residents"]),
            pd.DataFrame(arrivals, columns=["area_code", "arrived", "residents"]),
        )

    return make


@pytest.fixture(scope="session")
def assumptions():
    """Return a function that gives Sampleshire's assumptions, changed by {assumption: {column: value}}."""

    def make(**changes):
        rows = pd.DataFrame(status.ASSUMPTIONS, columns=status.HEADINGS)
        abuse = rows["assumption"] == "prevalence_of_abuse"
        rows["serves_for"] = abuse.map({True: "how frequent abuse is", False: "who may have no recourse"})
        rows = rows.assign(called=rows["assumption"], could_come_from="A survey", method="assumed")
        rows = rows.assign(status="shown").astype({"low_pct": float, "high_pct": float})
        for name, change in changes.items():
            rows.loc[rows["assumption"] == name, list(change)] = list(change.values())
        return rows

    return make


@pytest.fixture(scope="session")
def not_found(assumptions):
    """Return a function that gives those assumptions, some of them not found."""
    blank = {"low_pct": np.nan, "high_pct": np.nan, "status": "not available", "method": "not found: nowhere"}
    return lambda *names: assumptions(**dict.fromkeys(names, blank))


@pytest.fixture(scope="session")
def interval(census, assumptions):
    """Return a function that gives the interval of what is given."""

    def make(rows=None, tables=None, draws=1_000):
        given = *(tables or census()), assumptions() if rows is None else rows
        return measures.hidden.status_interval(*given, draws=draws)

    return make
