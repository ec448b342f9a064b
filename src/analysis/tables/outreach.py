"""The office's outreach log: events of neighbourhood teams, month by month."""

import pandas as pd
import pandera.pandas as pa

from analysis.tables import office_logs
from analysis.tables.as_of import known
from analysis.tables.declaration import Declaration, checked, empty

NAME = "outreach"


class Outreach(Declaration):
    """Events by month, neighbourhood team, language and setting: 0 is a month without any that was logged.

    `language` is blank for English or several languages at once.
    """

    period_start: pd.Timestamp
    neighbourhood_team: str
    language: str = pa.Field(nullable=True)
    setting: str = pa.Field(nullable=True)
    events: int = pa.Field(ge=0)
    interpreter: str = pa.Field(nullable=True)

    class Config:
        unique = ["period_start", "neighbourhood_team", "language", "setting", "interpreter"]


def load(area):
    """Return `Outreach` of an area; without the log a table without rows.

    Raises InputError naming file, row and rule, never a value.
    """
    log = office_logs.opened(area, NAME)
    if log is None:
        return empty(Outreach)
    rows = log.frame
    log.refuse(
        rows.duplicated(["month", "neighbourhood_team", "language", "setting", "interpreter"]),
        "a second row for the same month, team, language, setting and interpreter. Add the two together.",
    )
    held = rows["events"] > 0
    log.refuse(
        held & (rows["setting"].isna() | rows["interpreter"].isna()),
        "has events, and setting or interpreter is blank. Fill in both.",
    )
    log.refuse(
        rows["events"].eq(0) & rows.groupby(["month", "neighbourhood_team"])["events"].transform("sum").gt(0),
        "says that the team held no event in a month in which another row says that it did. Keep the one "
        "that is right.",
    )
    rows = rows.rename(columns={"month": "period_start"}).astype({"events": "int64"})
    return checked(Outreach, known(rows, "period_start"), log.place)
