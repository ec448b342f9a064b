"""People on asylum support, resettled, or here under Homes for Ukraine, by district: for release alone."""

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.sources import closed_lists, immigration
from analysis.sources.homes_for_ukraine import homes_for_ukraine as read_week
from analysis.tables import lookups
from analysis.tables.as_of import until_now
from analysis.tables.declaration import DISTRICT_CODE, QUARTER, Declaration, by_release, checked, empty
from analysis.tables.people import without_row

SUPPORT, RESETTLED, UKRAINE = "asylum_support", "resettlement", "homes_for_ukraine"
# A week can be missing: 27 December 2022 is, so that the last of that quarter is the 20th.
LAST_DAYS = 14


class AsylumSupport(Declaration, unique=["date", "area_code", "support_type", "accommodation_type"]):
    """People supported on `date`, the last day of `quarter`: a stock, never added over quarters.

    Districts are those of the date. A combination with nobody has no row. Three kinds have no authority and
    so no row at all: section 4 before 2018, section 98 before December 2022, subsistence alone from December
    2023 on.
    """

    quarter: str = pa.Field(matches=QUARTER)
    date: pd.Timestamp
    area_code: str = pa.Field(matches=DISTRICT_CODE)
    area_name: str
    support_type: str = pa.Field(isin=immigration.SUPPORT_TYPES)
    accommodation_type: str = pa.Field(isin=immigration.ACCOMMODATIONS)
    people_supported: int = pa.Field(ge=1)


class Resettlement(Declaration, unique=["date", "area_code", "scheme"]):
    """People who arrived in a quarter that ended on `date`: a flow, not how many live there now.

    Districts are those of the date. A district, quarter and scheme with nobody has no row. Each scheme, and
    each route of one, is named as the publisher names it. Afghan arrivals stand without an authority in the
    file, and so are in no area's figures.
    """

    quarter: str = pa.Field(matches=QUARTER)
    date: pd.Timestamp
    area_code: str = pa.Field(matches=DISTRICT_CODE)
    area_name: str
    scheme: str = pa.Field(matches=rf"^({'|'.join(immigration.SCHEMES)})")
    people_resettled: int = pa.Field(ge=1)


class HomesForUkraine(Declaration, unique=["quarter", "area_code"]):
    """People who had arrived by `date`, the last week of `quarter` that is held: never added over quarters.

    They are counted where the sponsor lives, and stay counted when they move on or go home. "Suppressed" is
    the publisher's own "<5".
    """

    quarter: str = pa.Field(matches=QUARTER)
    date: pd.Timestamp
    area_code: str = pa.Field(matches=DISTRICT_CODE)
    area_name: str
    people_arrived: pd.Int64Dtype = pa.Field(ge=0, nullable=True)


READERS = {SUPPORT: immigration.asylum_support, RESETTLED: immigration.resettlement, UKRAINE: read_week}
# What a count of each is by, beside quarter and district, and its column of people.
COUNTED = {
    SUPPORT: (["support_type", "accommodation_type"], "people_supported"),
    RESETTLED: (["scheme"], "people_resettled"),
    UKRAINE: ([], "people_arrived"),
}


@by_release
def asylum_support(area: str) -> pd.DataFrame:
    """Return `AsylumSupport` of an area's districts, those of 2021 and what became of them since.

    Raises InputError where the file is not as published, and for a new authority that may be the area's.
    """
    return _of_districts(area, SUPPORT, AsylumSupport)


@by_release
def resettlement(area: str) -> pd.DataFrame:
    """Return `Resettlement` of an area's districts; raises InputError as `asylum_support` does."""
    return _of_districts(area, RESETTLED, Resettlement)


def _of_districts(area, card, model):
    area, inventory = lookups.opened(area)
    if not inventory.find(card):
        return empty(model)
    file = inventory.one(card)
    rows = until_now(READERS[card](file).frame)
    closed_lists.refuse_own(rows, area, file.name)
    here = rows["area_code"].isin(areas.districts_since(area))
    return checked(model, _named(rows[here & (rows[COUNTED[card][1]] > 0)]).assign(status="shown"), file.name)


def _named(rows):
    """Return rows with the name that this project gives each district."""
    return rows.assign(area_name=rows["area_code"].map(areas.district_names()).astype("str"))


@by_release
def homes_for_ukraine(area: str) -> pd.DataFrame:
    """Return `HomesForUkraine` of an area's districts, at the last week of each quarter.

    A quarter whose last two weeks have no file is left out, and a district without a row is not available.
    Raises InputError where a file is not as published.
    """
    area, inventory = lookups.opened(area)
    found = [(READERS[UKRAINE](item.file).frame, item.file.name) for item in inventory.find(UKRAINE)]
    last = {}
    for rows, name in sorted(found, key=lambda week: week[0]["date"].iloc[0]):
        day = rows["date"].iloc[0]
        quarter = f"{day.year}-Q{day.quarter}"
        if (day + pd.offsets.QuarterEnd(0) - day).days < LAST_DAYS:
            last[quarter] = _of_area(area, rows, name).assign(quarter=quarter)
    together = until_now(pd.concat(last.values(), ignore_index=True)) if last else ()
    return checked(HomesForUkraine, _named(together), UKRAINE) if len(together) else empty(HomesForUkraine)


def _of_area(area, rows, name):
    closed_lists.refuse_own(rows, area, name)
    replaced = areas.districts_since(area)
    mine = rows[rows["area_code"].isin(replaced)]
    mine = mine[~mine["area_code"].map(replaced).isin(set(mine["area_code"]))]
    return without_row.with_lacking(area, mine, "date", counts=["people_arrived"])


def quarters(area: str, of: str) -> tuple[str, ...]:
    """Return the quarters that are known of a card, the oldest first, also those with nobody in the area.

    One in which the publisher hides a district is not: its county is then no sum of what is known. Nor is one
    in which a district may have a code that no list has.
    """
    if of == UKRAINE:
        rows = homes_for_ukraine(area)
        return tuple(sorted(set(rows["quarter"]) - set(rows.loc[rows["status"] != "shown", "quarter"])))
    area, inventory = lookups.opened(area)
    if not inventory.find(of):
        return ()
    rows = until_now(READERS[of](inventory.one(of)).frame)
    return tuple(sorted(set(rows["quarter"]) - without_row.quarters_without(area, rows, of == SUPPORT)))


@by_release
def counts(area: str, of: str) -> pd.DataFrame:
    """Return people by quarter, district and what else a card tells: text, and whole numbers of at least 1.

    A combination that is not there is zero, in the quarters that `quarters` gives.
    """
    load = {SUPPORT: asylum_support, RESETTLED: resettlement, UKRAINE: homes_for_ukraine}[of]
    more, count = COUNTED[of]
    keys = ["quarter", "district", *more]
    rows = load(area).rename(columns={"area_name": "district"})
    rows = rows[rows["quarter"].isin(quarters(area, of)) & (rows[count] > 0)]
    return (
        rows.groupby(keys, as_index=False)[count].sum().astype({**dict.fromkeys(keys, "str"), count: "int64"})
    )
