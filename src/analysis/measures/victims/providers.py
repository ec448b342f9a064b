"""How many people each provider could take on, for those who ask."""

import re

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates import limits
from analysis.measures.rates.status import NOT_AVAILABLE, numbers, refuse, require, statuses, text
from analysis.measures.victims.unknowns import answered, words

LONG = {"": 1, "year ending ": 4, "three years ending ": 12}  # quarters
ENOUGH, SHORT, CANNOT_BE_TOLD = "enough places", "too few places", "cannot be told"
NOBODY_ASKED = "not given: nobody asked"


def room_for_demand(reached, capacity, period):
    """Return each provider's places for each person who was referred to it in a period.

    `reached` is what `stages_by_group` gives by `provider`; `capacity` has `places` by `provider` and
    `quarter`; `period` is such as "year ending 2026-Q2". A provider that did not say for each quarter of the
    period has no places: a year of three quarters would look like too few. One that has only places or only
    people keeps its row, without a ratio.

    `ratio` is `places` over `demand`: below 1 there are too few. Places are what they are; how many ask is a
    count with chance in it, and `lower` and `upper` are the places over its limits (exact below 10, Byar from
    10). `verdict` is "enough places" or "too few places" only where the whole interval says so.

    Raises InputError for negative places or demand, and for a period that is none.

    >>> came = pd.DataFrame({"provider": ["A"], "stage": "Contacted safely", "before": [90]})
    >>> said = pd.DataFrame({"provider": ["A"], "quarter": "2026-Q2", "places": [60]})
    >>> found = room_for_demand(came.assign(status="shown"), said, "2026-Q2")
    >>> found[["provider", "ratio", "lower", "upper", "verdict"]].round(2)
      provider  ratio  lower  upper         verdict
    0        A   0.67   0.54   0.83  too few places
    """
    require(reached, "provider", "stage", "before")
    referred = reached.drop_duplicates("provider")  # before the first stage are those who were referred
    demand = referred[["provider", "before", "status"]].rename(columns={"before": "demand"})
    table = demand.merge(_places(capacity, period), on="provider", how="outer", sort=False)
    table["status"] = table["status"].where(table["status"].notna(), NOT_AVAILABLE)
    have, ask = numbers(table, "places"), numbers(table, "demand")
    for name, figure in (("places", have), ("demand", ask)):
        refuse(table, figure < 0, f'"{name}" is negative', "It is zero or more.")
    low, high, how = limits.count_limits(np.where(ask > 0, ask, np.nan))
    with np.errstate(divide="ignore", invalid="ignore"):
        figures = {"ratio": have / ask, "lower": have / high, "upper": have / low}
    method = np.array([f"{name}, of the demand; places as they are" for name in how], dtype=object)
    rows = table[["provider", "places", "demand"]].assign(
        provider=text(table["provider"]), method=None, status=statuses(table, have, ask)
    )
    found = answered(rows, figures, method, NOBODY_ASKED)
    verdict = np.select([found["lower"] >= 1, found["upper"] < 1], [ENOUGH, SHORT], CANNOT_BE_TOLD)
    found.insert(len(found.columns) - 2, "verdict", words(found["status"], verdict))
    return found


def _places(capacity, period):
    """Return the places of each provider that said for every quarter of the period."""
    require(capacity, "provider", "quarter", "places")
    if pd.isna(period):  # nothing was counted, so that there is no period of which places could be told
        return capacity[["provider", "places"]].iloc[:0]
    found = re.fullmatch(rf"({'|'.join(LONG)})(\d{{4}}-Q[1-4])", str(period))
    if found is None:
        raise InputError(f'"{period}" is not a period such as "year ending 2026-Q2".')
    last = pd.Period(found[2].replace("-", ""), freq="Q")
    wanted = {f"{one.year}-Q{one.quarter}" for one in pd.period_range(end=last, periods=LONG[found[1]])}
    inside = capacity[capacity["quarter"].isin(wanted)].groupby("provider", as_index=False)
    sums = inside.agg(places=("places", "sum"), _quarters=("quarter", "nunique"))
    return sums.loc[sums["_quarters"].eq(len(wanted)), ["provider", "places"]]
