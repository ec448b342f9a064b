"""What a named role decided for a language: the office's log data/local/language_decisions.csv."""

import pandas as pd
import pandera.pandas as pa

from analysis.tables import office_logs
from analysis.tables.declaration import Declaration, checked, empty

NAME = "language_decisions"


class LanguageDecisions(Declaration):
    """A row for each language that was decided: by which role, on which day, and why ("" for no reason)."""

    language: str = pa.Field(unique=True)
    verdict: str
    decided_by: str
    decided_on: pd.Timestamp
    reason: str


def load(area):
    """Return `LanguageDecisions` of an area; without the log a table without rows.

    Raises InputError naming file, row and rule for a language that is decided twice.
    """
    log = office_logs.if_kept(area, NAME)
    if log is None:
        return empty(LanguageDecisions)
    rows = log.frame
    log.refuse(rows.duplicated("language"), "a second decision for the same language. Keep the latest.")
    return checked(
        LanguageDecisions, rows.assign(reason=rows["reason"].where(rows["reason"].notna(), "")), log.place
    )
