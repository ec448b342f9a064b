"""An area's rate beside those of some others, with the direction in words."""

import numpy as np
import pandas as pd

from analysis import areas
from analysis.measures.rates.status import require, text
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["beside_others"]

ITSELF, NOT_KNOWN, HIGHER, LOWER, ALIKE = "the area itself", "not known", "higher", "lower", "about the same"
EVERY = {1: "the one", 2: "both"}


def beside_others(
    rates: pd.DataFrame,
    here: str,
    called: str,
    higher_is: str,
    others: list[str] | None = None,
    value: str = "rate_per_1000",
) -> pd.DataFrame:
    """Return the `rates` of an area, `here` by name, and of `others` (names; all of them by default).

    `beside` says whether each other's `value` is higher or lower than the area's, or "about the same" where
    the intervals overlap, so that chance alone could explain it. One of `others` that has no row is not
    available; with none of them there are no rows. `told`, the same in each row, says how the area compares
    with the others of which both figures are known, and that there are more; it is blank without one. There
    each other is what it is `called`, and `higher_is` "better", "worse" or "neither better nor worse".

    Columns: those of `rates`, `beside` and `told`, the highest first.

    >>> rates = pd.DataFrame({"area_name": ["Here", "There"], "rate_per_1000": [5.0, 9.0], "status": "shown"})
    >>> rates = rates.assign(lower=rates["rate_per_1000"] - 1, upper=rates["rate_per_1000"] + 1)
    >>> found = beside_others(rates, "Here", "neighbouring force", "worse")
    >>> found[["area_name", "beside"]].values.tolist()
    [['There', 'higher'], ['Here', 'the area itself']]
    >>> found["told"].iloc[0]
    'lower than the one neighbouring force (higher is worse)'
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
    ).tolist()
    told = _told(said, called, higher_is)
    found = found.assign(beside=text(said), told=told)
    return found.sort_values(value, ascending=False, kind="stable", ignore_index=True)


def _told(said, called, higher_is):
    """Return how an area compares with others that are `said` of it, None where none can be compared."""
    counted = {"higher than": said.count(LOWER), "about the same as": said.count(ALIKE)}
    counted |= {"lower than": said.count(HIGHER)}
    parts = [f"{words} {count}" for words, count in counted.items() if count]
    number = sum(counted.values())
    if not number:
        return None
    others = called if number == 1 else f"{called}s"
    others += " with a figure" if NOT_KNOWN in said else ""
    words = f"{', '.join(parts[:-1])} and {parts[-1]} of {number} {others}"
    if len(parts) == 1:
        words = f"{parts[0].removesuffix(str(number))}{EVERY.get(number, f'all {number}')} {others}"
    return f"{words} (higher is {higher_is})"
