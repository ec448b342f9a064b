"""Which routes a message may name: those that are safe to offer first and that its readers can use."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.measures.languages.decisions.facts import SIGNED
from analysis.measures.rates.status import phrase, require
from analysis.measures.services.directory import BETWEEN, YES
from analysis.measures.services.reporting_routes import FIRST, NOT_STATED

TO_REPORT = ("partner who reports", "anonymous report")  # a message names doors, not what may come to them
SEEN = ("in person", "visits", "video call")  # how somebody who signs can be answered


def safe_routes(doors: pd.DataFrame, known: pd.Series) -> pd.DataFrame:
    """Return the routes to report by that may be offered first and that readers of a language can use.

    `doors` is from `reporting_pathway`, `known` the row of the language in the table of languages.
    """
    rows = to_report(doors)
    usable = [why_unusable(door, known) is None for door in rows.itertuples()]
    return rows[rows["offer"].eq(FIRST) & np.array(usable, dtype=bool)]


def to_report(doors: pd.DataFrame) -> pd.DataFrame:
    """Return the routes to report by. A refuge is none: nothing outside may name it."""
    require(doors, "route", "kind", "reach", "offer", "sharing", "to_do", "languages", "channels", "refuge")
    return doors[doors["kind"].isin(TO_REPORT) & doors["refuge"].ne(YES)]


def why_unusable(door: Any, known: pd.Series) -> str | None:
    """Return why readers of a language cannot use a route, or None where nothing is known against it."""
    if known["kind"] == SIGNED:
        if door.channels != NOT_STATED and not set(SEEN) & set(door.channels.split(BETWEEN)):
            return f"find a way to sign to it: it answers by {phrase(door.channels.split(BETWEEN))} alone"
        return None
    if door.languages == NOT_STATED or known["language"] in door.languages.split(BETWEEN):
        return None
    if door.interpreters != YES:
        return "find somebody there who speaks the language, or an interpreter"
    return None
