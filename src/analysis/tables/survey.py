"""Answers of victims and of professionals who support them: read by release alone."""

import pandera.pandas as pa

from analysis.tables.declaration import STATES, Declaration
from analysis.tables.own_counts import labels, loaded

KIND = "survey"


class Survey(Declaration):
    """Answers by quarter, who was asked, question and answer: combinations without an answer have no row."""

    quarter: str = pa.Field(str_matches=r"^20[0-9][0-9]-Q[1-4]$")
    asked: str = labels("asked", KIND)
    domestic_abuse: str = labels("domestic_abuse", KIND)
    question: str
    answer: str
    answers: int = pa.Field(ge=1)
    status: str = pa.Field(isin=STATES)


def load(area, kept=None):
    """Return `Survey` of an area, as `own_counts.loaded` does."""
    return loaded(area, KIND, Survey, kept)
