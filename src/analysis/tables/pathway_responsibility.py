"""Who is responsible for people in each state of the pathway, as the office was told: the office's log."""

import pandas as pd
import pandera.pandas as pa

from analysis.tables import office_logs
from analysis.tables.as_of import known
from analysis.tables.declaration import Declaration, checked, empty

NAME = "pathway_responsibility"


class PathwayResponsibility(Declaration):
    """A row for each state: the body that is responsible there, or "nobody" where somebody looked.

    `service` is what is commissioned for people in the state, blank where nothing is.
    """

    state: str = pa.Field(unique=True)
    responsible: str
    service: str = pa.Field(nullable=True)
    commissioned_by: str = pa.Field(nullable=True)
    said_by: str
    verified_on: pd.Timestamp


def load(area):
    """Return `PathwayResponsibility` of an area; without the log a table without rows.

    Raises InputError naming file, row and rule, never a value.
    """
    log = office_logs.opened(area, NAME)
    if log is None:
        return empty(PathwayResponsibility)
    log.refuse(
        log.frame.duplicated("state"), "a second row for the same state. Keep the one that was verified last."
    )
    return checked(PathwayResponsibility, known(log.frame, "verified_on"), log.place)
