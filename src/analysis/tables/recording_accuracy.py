"""What share of the crime that is reported is recorded, as an inspection of the force found it."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.tables.declaration import STATES, Declaration, checked

FILE = "recording_accuracy.csv"
MONTH = r"^20\d\d-(0[1-9]|1[0-2])$"


class RecordingAccuracy(Declaration):
    """One row for an area that was inspected, none for another: it may not be taken from a neighbour.

    `half_width_pct` is half the 95 % interval in points; the reports that were looked at were made from
    `inspected_from` to `inspected_to`. `said` is the share with its half-width, as the inspection prints it.
    """

    area_name: str
    accuracy_pct: float = pa.Field(gt=0, le=100)
    half_width_pct: float = pa.Field(gt=0, lt=100)
    inspected_from: str = pa.Field(str_matches=MONTH)
    inspected_to: str = pa.Field(str_matches=MONTH)
    said: str
    source: str
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["area_name"]


def load(area):
    """Return `RecordingAccuracy` of an area; without an inspection a table without rows."""
    found = areas.area(area)
    rows = pd.read_csv(
        settings.data("reference", FILE), dtype={"inspected_from": "str", "inspected_to": "str"}
    )
    rows = rows[rows["area"] == found.slug].drop(columns="area").assign(area_name=found.name, status="shown")
    said = [
        f"{share:g} ± {half:g}"
        for share, half in zip(rows["accuracy_pct"], rows["half_width_pct"], strict=True)
    ]
    rows = rows.assign(said=pd.array(said, dtype="str"))
    return checked(RecordingAccuracy, rows, FILE)
