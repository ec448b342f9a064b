"""Where the estimate of those without recourse starts: residents by passport, and the ranges of assumptions.

What people hold is neither their nationality nor their status. Their groups say which share is applied.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.rates.status import numbers, require, statuses
from analysis.states import NOT_AVAILABLE, SHOWN

CHANGED = "changed_since_census"
EU_PASSPORT = "no_recourse_eu_passport"
OTHER_LATELY = "no_recourse_other_arrived_since_2011"
OTHER_BEFORE = "no_recourse_other_arrived_before_2011"
NO_PASSPORT = "no_recourse_no_passport"
LATELY = "other_passport_arrived_since_2011"
ADULTS, PREVALENCE, HELP = "adults_among_no_recourse", "prevalence_of_abuse", "seek_help"
OF_RESIDENTS = (CHANGED, EU_PASSPORT, OTHER_LATELY, OTHER_BEFORE, NO_PASSPORT, LATELY)

NO_RECOURSE = "residents who may have no recourse"
AMONG_ADULTS = "adults among them"
VICTIMS = "victims of domestic abuse among those adults in a year"
SEEKING = "those of the victims who seek help"
NEEDS = {
    NO_RECOURSE: OF_RESIDENTS,
    AMONG_ADULTS: (*OF_RESIDENTS, ADULTS),
    VICTIMS: (*OF_RESIDENTS, ADULTS, PREVALENCE),
    SEEKING: (*OF_RESIDENTS, ADULTS, PREVALENCE, HELP),
}
QUANTITIES = tuple(NEEDS)
NAMES = NEEDS[SEEKING]

MIDDLE = "the middle likelier"
DOUBLING, PUBLISHED = "every doubling alike", "a published interval"

# Of these nobody is assumed to be without recourse: citizens of Ireland live here by right.
SETTLED = ("United Kingdom", "Ireland")
UNION = (
    "France",
    "Germany",
    "Italy",
    "Portugal",
    "Spain",
    "Lithuania",
    "Poland",
    "Romania",
    "Other EU countries",
)
# "Other Europe" holds Norway, Iceland and Switzerland too, whose citizens had the rights of the union's: the
# census does not tell them apart, and the range of the shares must be wide enough for it.
OTHER = (
    "Turkey",
    "Other Europe",
    "North Africa",
    "Central and Western Africa",
    "South and Eastern Africa",
    "Middle East",
    "Eastern Asia",
    "Southern Asia",
    "South-East Asia",
    "Central Asia",
    "North America and the Caribbean",
    "Central and South America",
    "Antarctica and Oceania, including Australasia",
    "British Overseas Territories",
)
WITHOUT = "No passport held"
GROUP_OF = {
    **dict.fromkeys(SETTLED, "settled"),
    **dict.fromkeys(UNION, "union"),
    **dict.fromkeys(OTHER, "other"),
    WITHOUT: "without",
}
LATELY_ARRIVED = ("Arrived 2011 to 2016", "Arrived 2017 to 2021")


@dataclass(frozen=True)
class Residents:
    """Arrays with an area each: residents by the group of their passport, and those who arrived lately."""

    area_codes: list
    area_names: list
    union: np.ndarray
    other: np.ndarray
    without: np.ndarray
    lately: np.ndarray
    status: np.ndarray


def by_group(passports: pd.DataFrame, arrivals: pd.DataFrame) -> Residents:
    """Return `Residents` of the areas of `passports`, in their order.

    `passports` has `area_code`, `area_name`, `passport`, `residents`; `arrivals` `area_code`, `arrived`,
    `residents`. Both are whole: an area without one of the groups would be too small without a word. Without
    any row of arrivals no area is known, and without any of passports there is none.

    Raises InputError for a passport that is not of the census table, an area that is in one table alone, and
    one that lacks a row.
    """
    require(passports, "area_code", "area_name", "passport", "residents")
    require(arrivals, "area_code", "arrived", "residents")
    unknown = [one for one in passports["passport"].unique() if one not in GROUP_OF]
    if unknown:
        near = nearest(unknown[0], GROUP_OF)
        raise InputError(f'"{unknown[0]}" is not a group of the census table of passports. {near}'.rstrip())
    apart = set(passports["area_code"]) ^ set(arrivals["area_code"])
    if apart and len(passports) and len(arrivals):
        raise InputError(
            f"{min(apart)} is in one of the tables of passports and arrivals alone: give it both."
        )
    areas = passports.drop_duplicates("area_code")
    codes = areas["area_code"].tolist()
    groups = _summed(passports, "passport", GROUP_OF, codes)
    lately = _summed(arrivals, "arrived", dict.fromkeys(LATELY_ARRIVED, "lately"), codes)
    state = np.where(groups["status"].eq(SHOWN) & lately["status"].eq(SHOWN), SHOWN, NOT_AVAILABLE)
    return Residents(
        codes,
        areas["area_name"].tolist(),
        groups["union"].to_numpy(dtype=float),
        groups["other"].to_numpy(dtype=float),
        groups["without"].to_numpy(dtype=float),
        lately["lately"].to_numpy(dtype=float),
        state,
    )


def _summed(table, column, group_of, codes):
    """Return residents of each area by group, and "shown" where every row of a group is."""
    if table.empty or not codes:
        nothing = pd.DataFrame(np.nan, index=codes, columns=sorted(set(group_of.values())))
        return nothing.assign(status=NOT_AVAILABLE)
    people = numbers(table, "residents")
    shown = statuses(table, people) == SHOWN
    rows = table.assign(_group=table[column].map(group_of), _people=people, _shown=shown)
    wanted = pd.MultiIndex.from_product([codes, list(group_of)])
    held = pd.MultiIndex.from_frame(rows.loc[rows["_group"].notna(), ["area_code", column]])
    if held.has_duplicates or len(held) != len(wanted):
        lacking = wanted.difference(held)
        what = f"lacks {lacking[0]}" if len(lacking) else f"has {held[held.duplicated()][0]} twice"
        raise InputError(f'The table by "{column}" {what}: every area needs every group once.')
    found = rows.groupby(["area_code", "_group"])["_people"].sum().unstack().loc[codes]
    whole = rows[rows["_group"].notna()].groupby("area_code")["_shown"].all().loc[codes]
    return found.assign(status=np.where(whole, SHOWN, NOT_AVAILABLE))


def by_name(assumptions: pd.DataFrame) -> pd.DataFrame:
    """Return the assumptions of `tables.people.status_assumptions` by name; what is not found has no ends."""
    require(assumptions, "assumption", "called", "low_pct", "high_pct", "shape", "status")
    return assumptions.set_index(assumptions["assumption"].astype("str"))


def not_found(rows: pd.DataFrame, quantity: str) -> list[str]:
    """Return the names of the assumptions that a quantity needs and that are not there or not found."""
    needed = NEEDS[quantity]
    return [name for name in needed if name not in rows.index or rows.loc[name, "status"] != SHOWN]


def positions(draws: int, names: list[str], seed: int, together: float = 0.0) -> dict[str, np.ndarray]:
    """Return {name: draws}: for each assumption how far up its range each draw lies, evenly spread over it.

    A Latin hypercube: every one of the equal parts of a range is drawn once, so that two seeds differ little.
    `together` is the correlation of each assumption with each other (of normal scores, a Gaussian copula).
    """
    from scipy.stats import norm, qmc

    spread = qmc.LatinHypercube(len(names) + 1, rng=np.random.default_rng(seed)).random(draws)
    if together:
        score = norm.ppf(spread)
        spread = norm.cdf(np.sqrt(together) * score[:, [-1]] + np.sqrt(1 - together) * score)
    return dict(zip(names, spread.T[:-1], strict=True))


def values(row: dict | pd.Series, position: np.ndarray | float) -> np.ndarray | float:
    """Return the shares (not per cent) at some positions in the range of an assumption, by its shape.

    >>> values({"low_pct": 10, "high_pct": 40, "shape": "every doubling alike"}, 0.5)
    0.2
    """
    from scipy import special

    low, high, shape = float(row["low_pct"]) / 100, float(row["high_pct"]) / 100, row["shape"]
    if shape == MIDDLE:
        part = np.where(position < 0.5, np.sqrt(position / 2), 1 - np.sqrt((1 - position) / 2))
        return low + (high - low) * part
    if shape == DOUBLING:
        return low * (high / low) ** position
    if shape == PUBLISHED:
        # Limits of 95 in 100 on the scale of log odds, where a share cannot leave zero to one.
        ends = special.logit([low, high])
        spread = (ends[1] - ends[0]) / (2 * special.ndtri(0.975))
        return special.expit(ends.mean() + spread * special.ndtri(position))
    return low + (high - low) * position
