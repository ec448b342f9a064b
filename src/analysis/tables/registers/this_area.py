"""The area itself: its name, what it is compared with, and the day of the edition."""

import pandas as pd

from analysis.tables import lookups
from analysis.tables.as_of import day_of_edition
from analysis.tables.declaration import Declaration, checked
from analysis.tables.declared import table


class ThisArea(Declaration):
    """One row: the area's name, what it is compared with in its census files, and the day of the edition."""

    area_name: str
    compared_with: str
    day: pd.Timestamp


@table("The area, and the day of the edition", "the area")
def this_area(area: str) -> pd.DataFrame:
    """Return `ThisArea`."""
    name, compared_with = lookups.names(area)
    row = {"area_name": name, "compared_with": compared_with, "day": day_of_edition(area), "status": "shown"}
    return checked(ThisArea, pd.DataFrame([row]), "the list of areas")
