"""How long ago each entry of the directory was verified, and whether it may be counted on."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, require, text

# A directory rots: staff change, money ends. Half a year is a choice of this project, and a parameter.
STALE_AFTER_DAYS = 180
COUNTS, STALE, LATER = "counts", "stale", "verified after this day"
NOT_KNOWN_THEN = "not known: what was said before it was verified again is not kept"


def days_since_verified(services, as_of, stale_after=STALE_AFTER_DAYS):
    """Return the directory with the days since each entry was verified, as of a day, and whether it counts.

    An entry counts up to `stale_after` days, and from the day after it is "stale": nobody may be sent there
    on its word. One that was verified after `as_of` keeps its row, "not available": it says nothing of what
    was so on that day.

    Columns: those of `services`, `days_since_verified`, `counted` ("counts", "stale" or "verified after this
    day"), `lower`, `upper` (blank: counted days), `method`, `status`. The longest unseen come first.

    Raises InputError for a number of days below zero and a row without a day of verification.

    >>> days = pd.to_datetime(["2026-01-01", "2025-12-31"])
    >>> rows = pd.DataFrame({"service": ["a", "b"], "verified_on": days})
    >>> days_since_verified(rows, "2026-06-30")[["service", "days_since_verified"]].values.tolist()
    [['b', 181.0], ['a', 180.0]]
    """
    days, counted = days_and_state(services, as_of, stale_after)
    known = counted != LATER
    found = services.assign(
        days_since_verified=np.where(known, days, np.nan),
        counted=text(counted),
        lower=np.nan,
        upper=np.nan,
        method=text(np.where(known, f"days up to {pd.Timestamp(as_of):%d %B %Y}; no interval: counted",
                             NOT_KNOWN_THEN)),
        status=text(np.where(known, SHOWN, NOT_AVAILABLE)),
    )  # fmt: skip
    return found.sort_values("days_since_verified", ascending=False, kind="stable").reset_index(drop=True)


def days_and_state(services, as_of, stale_after):
    """Return the days since each entry was verified, and "counts", "stale" or "verified after this day"."""
    require(services, "verified_on")
    verified = pd.to_datetime(services["verified_on"])
    if verified.isna().any():
        raise InputError('A service without a day in "verified_on". Say when somebody last asked it.')
    days = (pd.Timestamp(as_of) - verified).dt.days.to_numpy(dtype=float)
    return days, np.where(days < 0, LATER, np.where(days > stale_after, STALE, COUNTS))
