"""Decisions on languages that a named role took."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table


@table("Decisions on languages, the newest of each", "a language", kept=True)
def language_decisions(area: str) -> pd.DataFrame:
    """Return what a named role decided last for each language, on which day, and why ("" for no reason).

    The log keeps every decision. Of two of one day the lower row is the later.
    """
    rows = log_table.checked_rows(log_table.if_kept(area, "language_decisions"), "language_decisions")
    rows = rows.sort_values("decided_on", kind="stable").drop_duplicates("language", keep="last").sort_index()
    return rows.assign(reason=rows["reason"].where(rows["reason"].notna(), ""))
