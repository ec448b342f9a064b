"""Who decides on each kind of thing that page one asks for."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table


@table("Who decides on what", "a kind of decision", ["decision_makers"])
def decision_makers(area: str) -> pd.DataFrame:
    """Return which role decides on each kind of thing that page one asks for, where and when next."""
    return log_table.load(area, "decision_makers")
