"""The states of the pathway before, after and instead of the NRM, in this project's words."""

import pandas as pd
import pandera.pandas as pa

from analysis import settings
from analysis.tables.declaration import Declaration, checked

KINDS = ("start", "on the way", "end")
# Which question of the terms of reference a state belongs to; starts and ends belong to none.
PARTS = ("before", "leaving", "declining", "out of sight", "")


class PathwayStates(Declaration):
    """A row for each state: what it means, what may follow it, and who is usually responsible there.

    `part` is the question that it belongs to, and `start_counting` what to count where nobody does.
    """

    state: str = pa.Field(unique=True)
    kind: str = pa.Field(isin=KINDS)
    part: str = pa.Field(isin=PARTS)
    meaning: str
    may_be_followed_by: str
    usually_responsible: str
    start_counting: str


def load(area=None):
    """Return `PathwayStates` of data/reference/pathway_states.csv in the order of the pathway.

    They are the same for every `area`.
    """
    path = settings.data("reference", "pathway_states.csv")
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    return checked(PathwayStates, rows, path.name)
