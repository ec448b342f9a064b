"""The states of the pathway before, after and instead of the NRM, in this project's words."""

import pandas as pd
import pandera.pandas as pa

from analysis import settings
from analysis.tables.declaration import Declaration, checked

KINDS = ("start", "on the way", "end")


class PathwayStates(Declaration):
    """A row for each state: what it means, what may follow it, and who is usually responsible there."""

    state: str = pa.Field(unique=True)
    kind: str = pa.Field(isin=KINDS)
    meaning: str
    may_be_followed_by: str
    usually_responsible: str


def load(area=None):
    """Return `PathwayStates` of data/reference/pathway_states.csv in the order of the pathway.

    They are the same for every `area`.
    """
    path = settings.data("reference", "pathway_states.csv")
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    return checked(PathwayStates, rows, path.name)
