"""Street-level crime and antisocial behaviour by month, place and type (data.police.uk)."""

import contextlib
import functools

import pandas as pd
import pandera.pandas as pa

from analysis import areas
from analysis.errors import InputError, MissingSourceError
from analysis.sources import police
from analysis.sources.police import ANTISOCIAL
from analysis.tables import lookups
from analysis.tables.census import topic
from analysis.tables.declaration import MSOA_CODE, Declaration, checked, empty
from analysis.tables.declared import table
from analysis.tables.places import small_areas_of

MONTHS = 12  # of a year, so that rates leave the seasons out
NO_PLACE, OUTSIDE, INSIDE = "no place recorded", "outside the area", "in the area"


MSOA = "msoa21"


class StreetCrime(Declaration, unique=["period_start", "placed", "crime_type"], coerce=True):
    """Crimes and incidents by month, type and where they were placed: every row of every file.

    `offences` is missing, with its status, in a month that the publisher left out.
    """

    period_start: pd.Timestamp
    placed: str = pa.Field(isin=(INSIDE, OUTSIDE, NO_PLACE))
    crime_type: str
    kind: str = pa.Field(isin=("crime", "antisocial behaviour"))
    offences: pd.Int64Dtype = pa.Field(ge=0, nullable=True)


class StreetCrimeByNamedPlace(Declaration, unique=["area_name", "kind"]):
    """Crimes and incidents by district or neighbourhood team, over the latest months without a gap.

    `months` says from which to which: twelve, or as many as there are. Not whole numbers where an LSOA of
    2011 was split between places: `method` says so.
    """

    area_name: str
    months: str
    kind: str
    offences: float = pa.Field(ge=0, nullable=True)
    population: int = pa.Field(ge=0)
    method: str


class StreetCrimeByForce(Declaration, unique=["area_name", "kind"]):
    """Crimes and incidents of one month in the files of an area and of the forces beside it, itself first.

    All rows of a file count, also those without a place. `population` is the residents of the force area on
    census day. A neighbour without a file of that month, or whose file cannot be read, has no figure.
    """

    period_start: pd.Timestamp
    area_name: str
    kind: str = pa.Field(isin=("crime", "antisocial behaviour"))
    offences: pd.Int64Dtype = pa.Field(ge=0, nullable=True)
    population: pd.Int64Dtype = pa.Field(gt=0, nullable=True)


class StreetCrimeByPlace(StreetCrimeByNamedPlace, unique=["msoa21_code", "kind"]):
    """Crimes and incidents inside the area by MSOA, over the latest months that follow one another."""

    msoa21_code: str = pa.Field(matches=MSOA_CODE)


@functools.lru_cache(maxsize=4)
def _street(files):
    return police.street(files)


def _read(area, inventory):
    found = inventory.find("police_street", area.slug)
    if not found:
        raise MissingSourceError(f"no street files of {area.name}")
    return _street(tuple(item.file for item in found))


@table(
    "Street-level crime and antisocial behaviour by month",
    "a kind of crime in a month, placed or not",
    ["police_street"],
)
@table(
    "Street-level crime by month, and where each row was placed",
    "a kind of crime in a month, placed or not",
    ["police_street", "lookup_lsoa11_lsoa21"],
    name="street_crime_placed",
)
@table(
    "Street-level crime by district",
    "a kind in a district",
    ["police_street", "census_ts001", "lookup_lsoa11_lsoa21"],
    name="street_crime_by_district",
    by="district",
)
@table(
    "Street-level crime by neighbourhood team",
    "a kind in a team",
    ["police_street", "census_ts001", "lookup_lsoa11_lsoa21", "lookup_lsoa21_ward", "neighbourhood_teams"],
    name="street_crime_by_team",
    by="neighbourhood team",
)
@table(
    "Street-level crime by neighbourhood (MSOA)",
    "a kind in an MSOA",
    ["police_street", "census_ts001", "lookup_lsoa11_lsoa21"],
    name="street_crime_by_msoa21",
    by="msoa21",
)
@table(
    "Street-level crime of one month in neighbouring forces",
    "a kind in a force",
    ["police_street", "census_ts001"],
    name="street_crime_by_force",
    by="force",
)
def street_crime(area: str, by: str = "month") -> pd.DataFrame:
    """Return `StreetCrime`, months that are missing between the first and the last included.

    By "force" it is `StreetCrimeByForce`, by "msoa21" `StreetCrimeByPlace`, and by one of
    `places.PROFILE_LEVELS` `StreetCrimeByNamedPlace`.

    Raises InputError when the rows placed, unplaced and outside do not add to the rows read.
    """
    area, inventory = lookups.opened(area)
    if by != "month":
        return _by_force(area, inventory) if by == "force" else _by_level(area, inventory, by)
    try:
        street = _read(area, inventory)
        placed = _placed(street.frame, area, inventory)
    except MissingSourceError:
        return empty(StreetCrime)
    keys = ["month", "placed", "crime_type"]
    counted = street.frame.assign(placed=placed).groupby(keys)["offences"].sum()
    read = set(street.frame["month"])
    months = pd.period_range(min(read), max(read), freq="M").strftime("%Y-%m")
    types = sorted(street.frame["crime_type"].unique())
    whole = pd.MultiIndex.from_product([months, (INSIDE, OUTSIDE, NO_PLACE), types], names=keys)
    # A type without a row had none in a month that was read; of a month without a file nothing is known.
    rows = counted.reindex(whole, fill_value=0).astype("Int64").reset_index()
    known = rows["month"].isin(read)
    rows["offences"] = rows["offences"].where(known)
    rows["status"] = known.map({True: "shown", False: "not available"})
    rows = rows.assign(period_start=pd.to_datetime(rows["month"] + "-01"), kind=rows["crime_type"].map(_kind))
    rows = rows.sort_values(["period_start", "placed", "crime_type"])
    if rows["offences"].sum() != street.rows:
        raise InputError(
            f"Street files of {area.name}: {street.rows:,} rows were read and "
            f"{rows['offences'].sum():,} counted. Not one may be lost: report this as a fault of the tool."
        )
    return checked(StreetCrime, rows, f"street files of {area.name}")


def _by_force(area, inventory):
    """Return `StreetCrimeByForce` of the newest month that the area and a force beside it both have.

    Which forces touch it is told by the outlines of all districts. Without them the area stands alone with
    its newest month; without its own file there is no row.
    """
    touching = set(lookups.neighbouring_districts(area, inventory))
    beside = [one for one in areas.all_areas(area.invented) if touching & set(areas.districts_since(one))]
    found = {
        one.slug: {item.period: item.file for item in inventory.find("police_street", one.slug)}
        for one in [area, *beside]
    }
    own = set(found[area.slug])
    if not own:
        return empty(StreetCrimeByForce)
    shared = own & {month for one in beside for month in found[one.slug]}
    month = max(shared or own)
    people = topic(area.slug, "TS001", "every district").groupby("area_code")["people"].sum()
    rows = [
        _in_a_month(one, found[one.slug].get(month), people)
        for one in [area, *(one for one in beside if one.slug != area.slug)]
    ]
    frame = pd.concat(rows).assign(period_start=pd.Timestamp(f"{month}-01"))
    return checked(StreetCrimeByForce, frame, f"street files of {area.name} and the forces beside it")


def _in_a_month(force, file, people):
    """Return what one file of a force holds by kind, and its residents, blank without all districts.

    Without a file, or with one that cannot be read, no figure is known.
    """
    counted = pd.Series(dtype="Int64")
    # What is wrong with another force's file must not stop this area's report.
    with contextlib.suppress(InputError):
        if file:
            counts = police.street([file]).frame
            counted = counts.groupby(counts["crime_type"].map(_kind))["offences"].sum()
    kinds = ["antisocial behaviour", "crime"]
    living = people.reindex(list(force.districts))
    offences = counted.reindex(kinds, fill_value=0 if len(counted) else pd.NA).astype("Int64")
    population = pd.NA if living.isna().any() or living.empty else int(living.sum())
    known = offences.notna() & pd.notna(population)
    return pd.DataFrame(
        {
            "area_name": force.name,
            "kind": kinds,
            "offences": offences.array,
            "population": pd.array([population] * len(kinds), dtype="Int64"),
            "status": known.map({True: "shown", False: "not available"}).to_numpy(),
        }
    )


def _by_level(place, inventory, level):
    """Return what places of a `level` of an area have.

    Nothing is finer than an MSOA, because points are moved to the nearest street centre. Wards, of which
    neighbourhood teams are made, do not follow the edges of LSOAs: each LSOA counts where most of it lies.
    """
    model, key = (
        (StreetCrimeByPlace, "msoa21_code") if level == MSOA else (StreetCrimeByNamedPlace, "area_name")
    )
    try:
        if level == MSOA:
            small = lookups.lsoa_to_msoa(place, inventory)
        else:
            small = small_areas_of(place.slug, level).rename(columns={"place": "area_name"})
    except MissingSourceError:
        return empty(model)
    rows = _by_place(place, inventory, small, key) if len(small) else small
    return empty(model) if rows.empty else checked(model, rows, f"street files of {place.name}")


def _by_place(area, inventory, small, place):
    """Return offences by `place`, a column of `small`: a row for each LSOA, with the place's `area_name`."""
    try:
        street = _read(area, inventory)
        change = lookups.lsoa_change(inventory)
        people = topic(area.slug, "TS001", "lsoa21").groupby("lsoa21_code", as_index=False)["people"].sum()
    except MissingSourceError:
        return empty(StreetCrimeByPlace)
    if people.empty:
        return empty(StreetCrimeByPlace)
    counts = street.frame.assign(kind=street.frame["crime_type"].map(_kind))
    months = _latest(counts["month"])
    counts = counts[counts["month"].isin(months) & counts["lsoa_code"].isin(_codes(area, inventory))]
    counts = counts.groupby(["lsoa_code", "kind"], as_index=False)["offences"].sum()
    people = people.rename(columns={"people": "population"})
    try:
        moved = areas.to_lsoa21(counts.rename(columns={"lsoa_code": "lsoa11_code"}), change, people)
    except areas.IrregularChangeError as fault:
        return _cannot_be_placed(small, place, people, str(fault)).assign(months=_span(months))
    rows = areas.join(moved, small[["lsoa21_code", place]])
    rows = rows.groupby([place, "kind"], as_index=False).agg(
        offences=("offences", "sum"),
        method=(
            "method",
            lambda used: "shared by population" if "shared by population" in set(used) else "counted",
        ),
    )
    population = areas.join(people, small[["lsoa21_code", place]]).groupby(place)["population"].sum()
    names = small.drop_duplicates(place).set_index(place, drop=False)["area_name"]
    whole = pd.MultiIndex.from_product([names.index, sorted(set(counts["kind"]))], names=[place, "kind"])
    # A place without a row had none: every row of every month was read, so this is a true zero.
    rows = rows.set_index([place, "kind"]).reindex(whole).reset_index()
    rows = rows.fillna({"method": "counted", "offences": 0.0})
    return rows.assign(
        area_name=rows[place].map(names),
        population=rows[place].map(population),
        months=_span(months),
        status="shown",
    )


def _latest(months):
    """Return the newest months without a gap, twelve at most; older months are not pooled with them."""
    read = sorted(set(months))
    wanted = pd.period_range(end=read[-1], periods=MONTHS, freq="M").strftime("%Y-%m")
    absent = [month for month in wanted if month not in read]
    return [month for month in wanted if month > max(absent, default="")]


def _span(months):
    return f"{months[0]} to {months[-1]}" if len(months) > 1 else months[0]


def _cannot_be_placed(small, place, people, reason):
    """Return the places without figures, and why: months and types can still be shown."""
    columns = list(dict.fromkeys([place, "area_name"]))
    rows = areas.join(small[["lsoa21_code", *columns]], people)
    rows = rows.groupby(columns, as_index=False)["population"].sum()
    rows = rows.merge(pd.DataFrame({"kind": ["antisocial behaviour", "crime"]}), how="cross")
    return rows.assign(offences=float("nan"), method=reason, status="not available")


def _codes(area, inventory):
    """Return the area's LSOA codes of both vintages: the files mix them."""
    change = lookups.lsoa_change(inventory)
    change = change[change["district22_code"].isin(area.districts)]
    return set(change["lsoa11_code"]) | set(change["lsoa21_code"])


def _kind(crime_type):
    """Return "crime" or "antisocial behaviour"."""
    return "antisocial behaviour" if crime_type == ANTISOCIAL else "crime"


def _placed(counts, area, inventory):
    """Return where each row was placed: in the area, outside it, or nowhere.

    Raises InputError for a code of England or Wales that the lookup does not hold: it may be the area's own.
    """
    change = lookups.lsoa_change(inventory)
    known = set(change["lsoa11_code"]) | set(change["lsoa21_code"])
    codes = pd.Series(counts["lsoa_code"].unique())
    strange = codes[codes.str.match("[EW]01") & ~codes.isin(known)]
    if len(strange):
        raise InputError(
            f"{inventory.one('lookup_lsoa11_lsoa21').name}: has no row for {strange.iloc[0]}, in which the "
            f"street files place crimes; {len(strange)} such codes. Whether they lie in {area.name} cannot "
            "be told: download the lookup of all England and Wales."
        )
    placed = pd.Series(OUTSIDE, index=counts.index)
    placed[counts["lsoa_code"].isin(_codes(area, inventory))] = INSIDE
    placed[counts["lsoa_code"] == ""] = NO_PLACE
    return placed
