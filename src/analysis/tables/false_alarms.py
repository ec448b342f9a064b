"""How often series in which nothing happened are called unusual, as simulated once and stored."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.tables.declaration import STATES, Declaration, checked

FILE = "false_alarms.csv"


class FalseAlarms(Declaration):
    """A row for each method, number of events a period and season: the share stated, and the share found.

    The file is what tests/measures/surveillance/test_false_alarms.py finds in 500 seeds, with the share that
    is stated and Wilson's limits beside it; kept because that takes minutes.
    """

    method_judged: str
    mean_count: float = pa.Field(gt=0)
    season: str
    dispersion: float = pa.Field(ge=1)
    judged: int = pa.Field(gt=0)
    alarms: int = pa.Field(ge=0)
    stated_pct: float = pa.Field(ge=0, le=100)
    found_pct: float = pa.Field(ge=0, le=100)
    lower: float
    upper: float
    finding: str
    states: str
    method: str
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["method_judged", "mean_count", "season", "dispersion"]


def load(area):
    """Return `FalseAlarms`, which is the same for every area."""
    areas.area(area)
    rows = pd.read_csv(settings.data("reference", FILE)).assign(status="shown")
    return checked(FalseAlarms, rows, FILE)
