"""Until when each service is paid for, by lot: what a time line of contracts is drawn from."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.services.enforcement import sharing_said
from analysis.measures.status import NOT_AVAILABLE, SHOWN, require, text

SOON_DAYS = 180  # a tender takes about half a year; a choice of this project, and a parameter
ENDED, SOON, LATER, NO_END = "has ended", "ends soon", "ends later", "nobody has said"


def funding_ends(services, as_of, soon=SOON_DAYS):
    """Return each service with the days for which it is still paid, the first to end first.

    `funding` is "has ended" (the last day lies before `as_of`), "ends soon" (within `soon` days), "ends
    later" or "nobody has said", which is not a promise that it lasts. `services_in_lot` is how many are under
    the same lot, and fall with it.

    Columns: `lot`, `organisation`, `service`, `funded_by`, `funded_until`, `sharing` (what it says of
    immigration enforcement), `days_left`, `funding`, `services_in_lot`, `lower`, `upper` (blank: dates, not
    estimates), `method`, `status`.

    Raises InputError for a number of days below zero.

    >>> services = pd.DataFrame({"organisation": ["O"], "service": "S", "funded_by": "council",
    ...     "lot": "General", "funded_until": pd.to_datetime(["2026-09-30"]),
    ...     "shares_with_enforcement": "never", "sharing_said_by": "Manager",
    ...     "sharing_said_on": pd.to_datetime(["2026-05-20"])})
    >>> funding_ends(services, "2026-06-30")[["days_left", "funding", "services_in_lot"]].values.tolist()
    [[92.0, 'ends soon', 1]]
    """
    require(services, "organisation", "service", "funded_by", "lot", "funded_until")
    if not soon >= 0:
        raise InputError(f"soon is {soon}. It is a number of days, of zero or more.")
    end = pd.to_datetime(services["funded_until"])
    days = (end - pd.Timestamp(as_of)).dt.days.to_numpy(dtype=float)
    known = ~np.isnan(days)
    state = np.select([~known, days < 0, days <= soon], [NO_END, ENDED, SOON], LATER)
    method = f"days from {pd.Timestamp(as_of):%d %B %Y} to the last that is paid for; no interval: a date"
    said = sharing_said(services, as_of)
    found = said[["lot", "organisation", "service", "funded_by", "funded_until", "sharing"]].assign(
        days_left=days,
        funding=text(state),
        services_in_lot=services.groupby("lot")["service"].transform("size").astype("Int64"),
        lower=np.nan,
        upper=np.nan,
        method=text(np.where(known, method, "no day was given")),
        status=text(np.where(known, SHOWN, NOT_AVAILABLE)),
    )
    return found.sort_values(["days_left", "organisation", "service"], kind="stable").reset_index(drop=True)
