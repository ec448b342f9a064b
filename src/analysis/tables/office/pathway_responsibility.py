"""Which body is responsible for people in each state of the pathway."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table


@table("Who is responsible in each state of the pathway", "a state", ["pathway_responsibility"])
def pathway_responsibility(area: str) -> pd.DataFrame:
    """Return which body is responsible for people in each state of the pathway, or "nobody", as it was said.

    `service` is what is commissioned for people in the state, blank where nothing is.
    """
    return log_table.load(area, "pathway_responsibility")
