"""How often the details of victims are missing elsewhere: what a force's own record is held against."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.tables.declaration import Declaration, checked

FILE = "completeness_benchmark.csv"


class CompletenessBenchmark(Declaration):
    """A row for each characteristic; `rounded_to_pct` is how coarsely the figure was printed."""

    characteristic: str
    benchmark_missing_pct: float = pa.Field(ge=0, le=100)
    rounded_to_pct: float = pa.Field(gt=0)
    year: str
    source: str

    class Config:
        unique = ["characteristic"]


def load(area):
    """Return `CompletenessBenchmark`, which is the same for every area."""
    areas.area(area)
    numbers = dict.fromkeys(("benchmark_missing_pct", "rounded_to_pct"), "float64")
    rows = pd.read_csv(settings.data("reference", FILE), dtype="str").astype(numbers)
    return checked(CompletenessBenchmark, rows, FILE)
