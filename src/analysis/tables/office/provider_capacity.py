"""How many people each provider could take on in a quarter."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table


@table("How many people providers could take on", "a provider in a quarter", ["provider_capacity"])
def provider_capacity(area: str) -> pd.DataFrame:
    """Return how many people each provider could take on; a quarter that nobody asked about has no row."""
    return log_table.load(area, "provider_capacity")
