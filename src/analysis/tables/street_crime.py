"""Street-level crime and antisocial behaviour by month, place and type (data.police.uk)."""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError, MissingSourceError
from analysis.tables import places
from analysis.tables.census import topic
from analysis.tables.declaration import MSOA_CODE, STATES, Declaration, checked, empty

ANTISOCIAL = "Anti-social behaviour"
NO_PLACE, OUTSIDE, INSIDE = "no place recorded", "outside the area", "in the area"


class StreetCrime(Declaration):
    """Crimes and incidents by month, type and where they were placed: every row of every file.

    `offences` is missing, with its status, in a month that the publisher left out.
    """

    period_start: pd.Timestamp
    placed: str = pa.Field(isin=(INSIDE, OUTSIDE, NO_PLACE))
    crime_type: str
    kind: str = pa.Field(isin=("crime", "antisocial behaviour"))
    offences: pd.Int64Dtype = pa.Field(ge=0, nullable=True)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["period_start", "placed", "crime_type"]
        coerce = True


class StreetCrimeByPlace(Declaration):
    """Crimes and incidents inside the area by MSOA, over all months of the folder.

    Not whole numbers where an LSOA of 2011 was split between MSOAs: `method` says so.
    """

    msoa21_code: str = pa.Field(str_matches=MSOA_CODE)
    area_name: str
    kind: str
    offences: float = pa.Field(ge=0)
    population: int = pa.Field(ge=0)
    method: str
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["msoa21_code", "kind"]


@functools.lru_cache(maxsize=4)
def _street(files, slug):
    from analysis.sources import police

    return police.street(list(files), force=slug)


def _read(area, inventory):
    found = inventory.find("police_street", area.slug)
    if not found:
        raise MissingSourceError(f"no street files of {area.name}")
    return _street(tuple(item.file for item in found), area.slug)


def load(area):
    """Return `StreetCrime`, months that are missing between the first and the last included.

    Raises InputError when the rows placed, unplaced and outside do not add to the rows read.
    """
    area, inventory = places.opened(area)
    try:
        street = _read(area, inventory)
        inside = _codes(area, inventory)
    except MissingSourceError:
        return empty(StreetCrime)
    counts = street.counts
    placed = pd.Series(OUTSIDE, index=counts.index)
    placed[counts["lsoa_code"].isin(inside)] = INSIDE
    placed[counts["lsoa_code"] == ""] = NO_PLACE
    rows = (
        counts.assign(placed=placed)
        .groupby(["month", "placed", "crime_type"], as_index=False)["offences"]
        .sum()
    )
    rows = pd.concat([_every_combination(rows), _missing_months(rows)], ignore_index=True)
    rows = rows.assign(period_start=pd.to_datetime(rows["month"] + "-01"), kind=rows["crime_type"].map(_kind))
    rows = rows.sort_values(["period_start", "placed", "crime_type"])
    if rows["offences"].sum() != street.files["rows"].sum():
        raise InputError(
            f"Street files of {area.name}: {street.files['rows'].sum():,} rows were read and "
            f"{rows['offences'].sum():,} counted. Not one may be lost: report this as a fault of the tool."
        )
    return checked(StreetCrime, rows, f"street files of {area.name}")


def by_msoa(area):
    """Return `StreetCrimeByPlace`: nothing finer, because points are moved to the nearest street centre."""
    area, inventory = places.opened(area)
    try:
        street = _read(area, inventory)
        middle = places.lsoa_to_msoa(area, inventory)
        change = places.lsoa_change(inventory)
        people = topic(area.slug, "TS001", "lsoa21").groupby("lsoa21_code", as_index=False)["people"].sum()
    except MissingSourceError:
        return empty(StreetCrimeByPlace)
    counts = street.counts.assign(kind=street.counts["crime_type"].map(_kind))
    counts = counts[counts["lsoa_code"].isin(_codes(area, inventory))]
    counts = counts.groupby(["lsoa_code", "kind"], as_index=False)["offences"].sum()
    people = people.rename(columns={"people": "population"})
    moved, apart = areas.to_lsoa21(counts.rename(columns={"lsoa_code": "lsoa11_code"}), change, people)
    if len(apart):
        raise InputError(f"{len(apart)} LSOA codes of {area.name} are in neither vintage of the lookup.")
    rows = areas.join(moved, middle[["lsoa21_code", "msoa21_code"]])
    rows = rows.groupby(["msoa21_code", "kind"], as_index=False).agg(
        offences=("offences", "sum"),
        method=(
            "method",
            lambda used: "shared by population" if "shared by population" in set(used) else "counted",
        ),
    )
    population = (
        areas.join(people, middle[["lsoa21_code", "msoa21_code"]]).groupby("msoa21_code")["population"].sum()
    )
    names = middle.drop_duplicates("msoa21_code").set_index("msoa21_code")["area_name"]
    whole = pd.MultiIndex.from_product(
        [names.index, sorted(set(counts["kind"]))], names=["msoa21_code", "kind"]
    )
    # An MSOA without a row had none: every row of every month was read, so this is a true nought.
    rows = rows.set_index(["msoa21_code", "kind"]).reindex(whole).reset_index()
    rows["method"] = rows["method"].where(rows["offences"].notna(), "counted")
    rows["offences"] = rows["offences"].where(rows["offences"].notna(), 0.0)
    rows = rows.assign(
        area_name=rows["msoa21_code"].map(names),
        population=rows["msoa21_code"].map(population),
        status="shown",
    )
    return checked(StreetCrimeByPlace, rows, f"street files of {area.name}")


def _codes(area, inventory):
    """Return the area's LSOA codes of both vintages: the files mix them."""
    change = places.lsoa_change(inventory)
    change = change[change["district22_code"].isin(area.districts)]
    return set(change["lsoa11_code"]) | set(change["lsoa21_code"])


def _kind(crime_type):
    return "antisocial behaviour" if crime_type == ANTISOCIAL else "crime"


def _every_combination(rows):
    """Return the counts with a nought where a month that was read has no row of a type and place."""
    whole = pd.MultiIndex.from_product(
        [sorted(rows["month"].unique()), (INSIDE, OUTSIDE, NO_PLACE), sorted(rows["crime_type"].unique())],
        names=["month", "placed", "crime_type"],
    )
    counted = rows.set_index(["month", "placed", "crime_type"])["offences"].reindex(whole, fill_value=0)
    return counted.reset_index().assign(status="shown")


def _missing_months(rows):
    """Return rows without a figure for each month that lies between those read and has no file."""
    months = pd.period_range(rows["month"].min(), rows["month"].max(), freq="M").strftime("%Y-%m")
    absent = sorted(set(months) - set(rows["month"]))
    whole = pd.MultiIndex.from_product(
        [absent, (INSIDE, OUTSIDE, NO_PLACE), sorted(rows["crime_type"].unique())],
        names=["month", "placed", "crime_type"],
    )
    frame = whole.to_frame(index=False).assign(status="not available")
    return frame.assign(offences=pd.array([pd.NA] * len(frame), dtype="Int64"))
