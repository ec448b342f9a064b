"""Routes by which crime can be reported safely, which the office itself checked."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table
from analysis.tables.office.asked_of_routes import days_have_come, sharing_is_of_somebody


@table("What organisations say of reporting routes", "an organisation", ["services"])
def reporting_routes(area: str) -> pd.DataFrame:
    """Return the safe reporting routes that the office itself checked, with who answers there and when.

    `tables.people.safe_reporting_routes` has them together with those that the project lists.
    """
    # Routes are in no place of the area, so that no folder of publishers' files is needed.
    log = log_table.if_kept(area, "reporting_routes")
    return log_table.checked_rows(log, "reporting_routes", area, (days_have_come, sharing_is_of_somebody))
