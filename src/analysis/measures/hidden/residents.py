"""Where the estimate starts: residents by the passports that they hold, and recent arrivals.

What people hold is neither their nationality nor their status. The groups say which share is applied.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, numbers, require, statuses

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


def by_group(passports, arrivals):
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
        *(groups[name].to_numpy(dtype=float) for name in ("union", "other", "without")),
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
