"""Days on which the rule changed by which offences are recorded: a fall or rise there is of the rule."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError
from analysis.tables.declaration import Declaration, checked, columns

LISTED = "data/reference/recording_changes.csv"


class RecordingChanges(Declaration):
    """Declared changes by offence group, in every force from `started_on` on."""

    started_on: pd.Timestamp
    offence_group: str = pa.Field(str_matches=r"\S")
    rule: str = pa.Field(str_matches=r"\S")

    class Config:
        unique = ["started_on", "offence_group"]


def load(area):
    """Return `RecordingChanges` that hold for an area: those of the list that are as real as it is.

    The list has a source for each. It is as long as somebody has made it: a change that is not in it looks
    like a change in crime.

    Raises InputError naming the row of a day that is none.
    """
    rows = pd.read_csv(
        settings.data("reference", "recording_changes.csv"), dtype="str", keep_default_na=False
    )
    days = pd.to_datetime(rows["started_on"], format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        row = days.isna().idxmax()
        raise InputError(
            f'{LISTED}, row {row + 2}: found "{rows["started_on"][row]}", expected a day such as 2022-04-01.'
        )
    rows = rows.assign(started_on=days.astype("datetime64[ns]"))
    here = rows["invented"].eq("yes") == areas.area(area).invented
    return checked(RecordingChanges, rows.loc[here, columns(RecordingChanges)], LISTED)
