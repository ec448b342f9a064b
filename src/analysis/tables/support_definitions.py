"""What each provider means by a stage on the way to help, as the office's columns.toml says."""

import pandas as pd

from analysis import extracts
from analysis.errors import MissingSourceError
from analysis.tables import places
from analysis.tables.declaration import Declaration, checked, empty

KIND = "support"


class SupportDefinitions(Declaration):
    """A row for each provider and stage that it has defined: nobody is counted here."""

    provider: str
    stage: str
    definition: str

    class Config:
        unique = ["provider", "stage"]


def load(area):
    """Return `SupportDefinitions` of an area; without a columns.toml a table without rows."""
    area, _ = places.opened(area)
    try:
        found = extracts.definitions(area, KIND)
    except MissingSourceError:
        found = []
    if not found:
        return empty(SupportDefinitions)
    rows = pd.DataFrame(found, columns=["provider", "stage", "definition"])
    return checked(SupportDefinitions, rows, "columns.toml")
