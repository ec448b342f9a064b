"""One month of an area's crime beside that of the forces that touch it, with the direction in words."""

import numpy as np
import pandas as pd

from analysis.measures.rates.rates import rate
from analysis.measures.rates.status import SHOWN, require, text

__all__ = ["beside_neighbours"]

EVERY = {1: "the one", 2: "both"}


def beside_neighbours(street, here):
    """Return crimes for every thousand residents of an area and of each force beside it, the highest first.

    `street` is that of `tables.crime.street_crime` by "force", of one month, and `here` the name of the area.
    `beside` says whether each neighbour has more or fewer crimes for its residents than the area: "more",
    "fewer", or "about as many" where the intervals overlap, so that chance alone could explain it. One month
    is no trend, and forces do not record alike. Columns: those of `street` and of `rate`, `beside`, and in
    the row of the area itself `told`, the same in words, blank where no neighbour can be compared.

    >>> street = pd.DataFrame({"area_name": ["Here", "There"], "kind": "crime", "offences": [500, 900]})
    >>> street = street.assign(population=100_000, period_start=pd.Timestamp("2025-12-01"), status="shown")
    >>> beside_neighbours(street, "Here")[["area_name", "rate_per_1000", "beside"]].values.tolist()
    [['There', 9.0, 'more'], ['Here', 5.0, 'the area itself']]
    """
    require(street, "area_name", "kind", "offences", "population", "status")
    found = rate(street[street["kind"] == "crime"], "offences", "population")
    own = found[found["area_name"] == here]
    lower, upper = (own[end].max() for end in ("lower", "upper"))
    is_here, known = found["area_name"] == here, found["status"].eq(SHOWN) & own["status"].eq(SHOWN).any()
    said = np.select(
        [is_here, ~known, found["lower"] > upper, found["upper"] < lower],
        ["the area itself", "not known", "more", "fewer"],
        "about as many",
    )
    words = pd.Series([_told(said)] * len(found), dtype="str").where(is_here.to_numpy())
    return found.assign(beside=text(said.tolist()), told=text(words)).sort_values(
        "rate_per_1000", ascending=False, kind="stable", ignore_index=True
    )


def _told(beside):
    """Return how an area compares with its neighbours, None where none can be compared."""
    lower, higher, alike = (int((beside == one).sum()) for one in ("fewer", "more", "about as many"))
    number = lower + higher + alike
    forces = "neighbouring force" if number == 1 else "neighbouring forces"
    parts = [("more than in", lower), ("fewer than in", higher), ("about as many as in", alike)]
    told = [f"{words} {count}" for words, count in parts if count]
    if len(told) == 1:
        words = next(words for words, count in parts if count)
        return f"{words} {EVERY.get(number, f'all {number}')} {forces}"
    return f"{told[0]} of {number} {forces} and {' and '.join(told[1:])}" if told else None
