"""Contacts to safe reporting routes, which release alone reads."""

import pandas as pd

from analysis.extracts import logs
from analysis.tables import lookups
from analysis.tables.office import log_table


def contacts(area: str) -> pd.DataFrame:
    """Return contacts to safe reporting routes by month and district, or whole area. Only release reads them.

    There is no language in it: a victim's language beside a district is a smaller group than may be kept. A
    month without a row was not counted; a month without a contact has 0.
    """
    place, _ = lookups.opened(area)
    # From the office's own folder, also where released tables are at hand: no chapter is handed it.
    return log_table.checked_rows(log_table.if_kept(place, "contacts", logs.read), "contacts")
