"""People who arrived under Homes for Ukraine, by district, counted from its first day: never shown as is."""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError
from analysis.sources import closed_lists
from analysis.sources.homes_for_ukraine import homes_for_ukraine as read_week
from analysis.tables import lookups
from analysis.tables.declaration import (
    DISTRICT_CODE,
    QUARTER,
    STATES,
    Declaration,
    by_release,
    checked,
    empty,
)

CARD = "homes_for_ukraine"
# A week can be missing: 27 December 2022 is, so that the last of that quarter is the 20th.
LAST_DAYS = 14


class HomesForUkraine(Declaration):
    """People who had arrived by `date`, the last week of `quarter` that is held: never added over quarters.

    They are counted where the sponsor lives, and stay counted when they move on or go home. "Suppressed" is
    the publisher's own "<5".
    """

    quarter: str = pa.Field(str_matches=QUARTER)
    date: pd.Timestamp
    area_code: str = pa.Field(str_matches=DISTRICT_CODE)
    area_name: str
    people_arrived: pd.Int64Dtype = pa.Field(ge=0, nullable=True)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["quarter", "area_code"]


@functools.lru_cache(maxsize=128)
def _read(file):
    return read_week(file).frame


@by_release
def homes_for_ukraine(area):
    """Return `HomesForUkraine` of an area's districts, at the last week of each quarter.

    A quarter whose last two weeks have no file is left out. Raises InputError where a file is not as
    published, and where a district is missing in one.
    """
    area, inventory = lookups.opened(area)
    found = [(_read(item.file), item.file.name) for item in inventory.find(CARD)]
    as_of = settings.current_run().as_of
    weeks = sorted(((rows["date"].iloc[0], rows, name) for rows, name in found), key=lambda week: week[0])
    last = {}
    for day, rows, name in weeks:
        quarter = f"{day.year}-Q{day.quarter}"
        near = (day + pd.offsets.QuarterEnd(0) - day).days < LAST_DAYS
        if near and (as_of is None or quarter <= as_of):
            last[quarter] = _of_area(area, rows, name).assign(quarter=quarter)
    if not last:
        return empty(HomesForUkraine)
    together = pd.concat(last.values(), ignore_index=True)
    names = areas.district_names()
    together["area_name"] = together["area_code"].map(names).astype("str")
    return checked(HomesForUkraine, together, CARD)


def _of_area(area, rows, name):
    closed_lists.refuse_own(rows, area, name)
    mine = rows[rows["area_code"].isin({*area.districts, *area.districts24})]
    for wanted in (area.districts24, area.districts):
        if set(wanted) <= set(mine["area_code"]):
            return mine[mine["area_code"].isin(wanted)]
    missing = sorted(set(area.districts24) - set(mine["area_code"]))
    raise InputError(f"{name}: {missing[0]} is missing; {len(missing)} districts are. Download it again.")


def quarters(area):
    """Return the quarters that are known, the oldest first.

    One in which the publisher hides a district is not: its county is then no sum of what is known.
    """
    rows = homes_for_ukraine(area)
    return tuple(sorted(set(rows["quarter"]) - set(rows.loc[rows["status"] != "shown", "quarter"])))


@by_release
def counts(area):
    """Return people who had arrived by the end of each quarter that is known, by district.

    Fields are text, `people_arrived` whole numbers of at least 1; a district that is not there is zero.
    """
    rows = homes_for_ukraine(area).rename(columns={"area_name": "district"})
    rows = rows[rows["quarter"].isin(quarters(area)) & (rows["people_arrived"] > 0)]
    return rows[["quarter", "district", "people_arrived"]].astype({"people_arrived": "int64"})
