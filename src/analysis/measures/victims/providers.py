"""Providers side by side: what each means by a stage, and how many it could take on for those who ask."""

import functools
import re

import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, require, text
from analysis.measures.victims.needs import capacity_against_demand

LONG = {"": 1, "year ending ": 4, "three years ending ": 12}  # quarters


def stages_defined(definitions):
    """Return what each provider means by a stage, and whether another counts it in another way.

    `definitions` has a row per `provider`, `stage` and `definition`. Columns: those, `apart` ("yes" where the
    providers of a stage do not all say the same) and `status`.

    >>> said = pd.DataFrame({"provider": ["A", "B"], "stage": "Contacted safely",
    ...                      "definition": ["Asked whether it was safe", "A message was left"]})
    >>> stages_defined(said)["apart"].tolist()
    ['yes', 'yes']
    """
    require(definitions, "provider", "stage", "definition")
    ways = definitions.groupby("stage", observed=True)["definition"].transform("nunique")
    rows = definitions[["provider", "stage", "definition"]].assign(
        apart=["yes" if number > 1 else "no" for number in ways], status=SHOWN
    )
    return rows.sort_values(["stage", "provider"], kind="stable", ignore_index=True)


def stages_apart(definitions):
    """Return the names of the stages that providers count in different ways, in one row; none without any.

    >>> said = pd.DataFrame({"provider": ["A", "B"], "stage": "Contacted safely",
    ...                      "definition": ["Asked whether it was safe", "A message was left"]})
    >>> stages_apart(said)["stages"].tolist()
    ['Contacted safely']
    """
    names = stages_counted_apart(definitions)
    told = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
    return pd.DataFrame({"stages": [told] * bool(names), "status": [SHOWN] * bool(names)}, dtype="str")


def stages_counted_apart(definitions):
    """Return the names of the stages that providers count in different ways, in a list.

    >>> said = pd.DataFrame({"provider": ["A", "B"], "stage": "Contacted safely",
    ...                      "definition": ["Asked whether it was safe", "A message was left"]})
    >>> stages_counted_apart(said)
    ['Contacted safely']
    """
    found = stages_defined(definitions)
    return list(dict.fromkeys(found.loc[found["apart"].eq("yes"), "stage"]))


def places_in_period(capacity, period):
    """Return how many people each provider could take on in a period such as "year ending 2026-Q2".

    `capacity` has `places` by `provider` and `quarter`. A provider that did not say for each quarter of the
    period has no figure: a year of three quarters would look like too few places.

    >>> said = pd.DataFrame({"provider": "A", "quarter": ["2026-Q1", "2026-Q2"], "places": [30, 40]})
    >>> places_in_period(said, "2026-Q2")
      provider  places status
    0        A      40  shown
    """
    require(capacity, "provider", "quarter", "places")
    if pd.isna(period):  # nothing was counted, so that there is no period of which places could be told
        return capacity[["provider", "places"]].iloc[:0].assign(status=pd.Series(dtype="str"))
    found = re.fullmatch(rf"({'|'.join(LONG)})(\d{{4}}-Q[1-4])", str(period))
    if found is None:
        raise InputError(f'"{period}" is not a period such as "year ending 2026-Q2".')
    last = quarter_number(found[2])
    wanted = {quarter_name(last - back) for back in range(LONG[found[1]])}
    inside = capacity[capacity["quarter"].isin(wanted)]
    sums = inside.groupby("provider", as_index=False).agg(
        places=("places", "sum"), _quarters=("quarter", "nunique")
    )
    return sums[sums["_quarters"].eq(len(wanted))].drop(columns="_quarters").assign(status=SHOWN)


def room_for_demand(reached, places):
    """Return each provider's places for those who were referred to it, as `capacity_against_demand` does.

    `reached` is what `stages_by_group` gives by `provider`, `places` what `places_in_period` does. A provider
    that has only one of the two keeps its row, without a ratio.
    """
    require(reached, "provider", "stage", "before")
    referred = reached.drop_duplicates("provider")  # before the first stage are those who were referred
    demand = referred[["provider", "before", "status"]].rename(columns={"before": "demand"})
    table = demand.merge(places[["provider", "places"]], on="provider", how="outer", sort=False)
    table["status"] = table["status"].where(table["status"].notna(), NOT_AVAILABLE)
    found = capacity_against_demand(table[["provider", "places", "demand", "status"]])
    return found.assign(provider=text(found["provider"]))


@functools.lru_cache(maxsize=4096)  # a table names its few quarters in every row
def quarter_number(quarter):
    """Return the running number of a quarter such as "2026-Q1"."""
    if not re.fullmatch(r"\d{4}-Q[1-4]", str(quarter)):
        raise InputError('Column "quarter" holds what is not a quarter such as 2026-Q1.')
    return int(quarter[:4]) * 4 + int(quarter[-1]) - 1


def quarter_name(running):
    """Return the quarter that a running number stands for."""
    return f"{running // 4}-Q{running % 4 + 1}"
