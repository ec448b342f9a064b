"""An area's rate beside those of some others, with the direction in words."""

import numpy as np
import pandas as pd

from analysis import areas
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, require, text

__all__ = ["beside_others", "beside_told"]

ITSELF, NOT_KNOWN, HIGHER, LOWER, ALIKE = "the area itself", "not known", "higher", "lower", "about the same"
EVERY = {1: "the one", 2: "both"}


def beside_others(rates, here, others=None, value="rate_per_1000"):
    """Return the `rates` of an area, called `here`, and of `others` (names; all of them by default).

    `beside` says whether each other's `value` is higher or lower than the area's, or "about the same" where
    the intervals overlap, so that chance alone could explain it. One of `others` that has no row is not
    available; with none of them there are no rows. Columns: those of `rates` and `beside`, the highest first.

    >>> rates = pd.DataFrame({"area_name": ["Here", "There"], "rate_per_1000": [5.0, 9.0], "status": "shown"})
    >>> rates = rates.assign(lower=rates["rate_per_1000"] - 1, upper=rates["rate_per_1000"] + 1)
    >>> beside_others(rates, "Here")[["area_name", "beside"]].values.tolist()
    [['There', 'higher'], ['Here', 'the area itself']]
    """
    require(rates, "area_name", value, "lower", "upper", "status")
    # Publishers write "London, City of" and "Devon & Cornwall": a force is found under each of its names.
    known = [getattr(areas.find(name), "name", name) for name in rates["area_name"]]
    found = rates.assign(area_name=text(known))
    if others is not None:
        wanted = pd.DataFrame({"area_name": text([here, *others] if len(others) else [])})
        found = wanted.merge(found, on="area_name", how="left")
        found["status"] = found["status"].where(found["status"].notna(), NOT_AVAILABLE)
    is_here = found["area_name"] == here
    own = found[is_here & found["status"].eq(SHOWN)]
    comparable = found["status"].eq(SHOWN) & (len(own) > 0)
    said = np.select(
        [is_here, ~comparable, found["lower"] > own["upper"].max(), found["upper"] < own["lower"].max()],
        [ITSELF, NOT_KNOWN, HIGHER, LOWER],
        ALIKE,
    )
    found = found.assign(beside=text(said.tolist()))
    return found.sort_values(value, ascending=False, kind="stable", ignore_index=True)


def beside_told(beside, force, higher_is):
    """Return in one row how an area compares with others: `words`, `status`.

    `beside` is that of `beside_others`, `force` what each other is, and `higher_is` "better", "worse" or
    "neither better nor worse". Without another of which both figures are known the row is "not available".

    >>> rows = pd.DataFrame({"beside": ["higher", "the area itself", "lower", "lower"]})
    >>> beside_told(rows, "neighbouring force", "worse")["words"].tolist()
    ['higher than 2 and lower than 1 of 3 neighbouring forces (higher is worse)']
    """
    counted = [("higher than", LOWER), ("about the same as", ALIKE), ("lower than", HIGHER)]
    parts = [(words, int((beside["beside"] == one).sum())) for words, one in counted]
    parts = [(words, count) for words, count in parts if count]
    number = sum(count for _, count in parts)
    if not number:
        return pd.DataFrame({"words": text([None]), "status": text([NOT_AVAILABLE])})
    forces = force if number == 1 else f"{force}s"
    *first, last = [f"{words} {count}" for words, count in parts]
    said = f"{', '.join(first)} and {last} of {number} {forces}"
    if len(parts) == 1:
        said = f"{parts[0][0]} {EVERY.get(number, f'all {number}')} {forces}"
    return pd.DataFrame({"words": text([f"{said} (higher is {higher_is})"]), "status": text([SHOWN])})
