"""The directory of services: who helps whom with what, where, in which language, verified when."""

import datetime
import re

import pandas as pd
import pandera.pandas as pa

from analysis.tables import office_logs, places
from analysis.tables.area_names import load as load_names
from analysis.tables.declaration import Declaration, checked, empty
from analysis.tables.safe_reporting_routes import NOT_KNOWN, SHARING

NAME = "services"
KEY = ["organisation", "service"]
YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = (YES, NO, UNKNOWN)
FACE_TO_FACE = ("in person", "visits")
# What a safe place is called: with a ward beside it, it would tell where people are hidden.
SAFE_PLACES = re.compile(
    r"\b(?:refuge|safe ?-?(?:house|home|accommodation)|shelter|sanctuary|hostel)s?\b", re.I
)
STREETS = re.compile(
    r"\d|\b(?:street|st|road|rd|lane|avenue|ave|drive|close|crescent|court|terrace|way|place|flat|unit|suite|"
    r"house|building|floor|centre|po box)\b|,",
    re.I,
)


class Services(Declaration):
    """A row for each service of an organisation; several values of a cell have "; " between them.

    `districts` are those served, or "Whole area". `ward` is where people are seen, blank for help from afar
    and for every refuge, whose place no table holds. `places` is how many people it helps at a time.
    `shares_with_enforcement` is what the people who run it said of immigration enforcement, by which role and
    on which day; where it is "not known" the two say who was asked, or are blank.
    """

    organisation: str
    service: str
    what_for: str
    for_whom: str
    districts: str
    languages: str
    interpreters: str = pa.Field(isin=ANSWERS)
    accepts_no_recourse: str = pa.Field(isin=ANSWERS)
    channel: str
    way_in: str
    hours: str
    refuge: str = pa.Field(isin=(YES, NO))
    ward: str = pa.Field(nullable=True)
    places: pd.Int64Dtype = pa.Field(ge=0, nullable=True)
    independent_of_police: str = pa.Field(isin=ANSWERS)
    anonymous_reporting: str = pa.Field(isin=ANSWERS)
    shares_with_enforcement: str = pa.Field(isin=SHARING)
    sharing_said_by: str = pa.Field(nullable=True)
    sharing_said_on: pd.Timestamp = pa.Field(nullable=True)
    funded_by: str
    lot: str = pa.Field(nullable=True)
    funded_until: pd.Timestamp = pa.Field(nullable=True)
    verified_on: pd.Timestamp
    verified_by: str

    class Config:
        unique = KEY


def load(area):
    """Return `Services` of an area; without the directory a table without rows.

    Raises InputError naming file, row and rule, never a value, for a second row for the same organisation and
    service, a day in the future, an answer about immigration enforcement of nobody or no day, a refuge with a
    ward, and a ward that is an address or no ward of the area.
    """
    log = office_logs.opened(area, NAME)
    if log is None:
        return empty(Services)
    _once(log)
    _places_told(log, area)
    return checked(Services, log.frame, log.place)


def _once(log):
    rows = log.frame
    log.refuse(
        rows[KEY].apply(lambda names: names.str.casefold()).duplicated(KEY),
        "a second row for the same organisation and service. Keep the one that was verified last.",
    )
    log.refuse(
        rows["verified_on"] > pd.Timestamp(datetime.date.today()),
        "was verified on a day that has not come yet. Correct verified_on.",
    )
    log.refuse(
        rows["districts"].str.contains("Whole area", regex=False) & rows["districts"].ne("Whole area"),
        "serves the whole area and districts of it at once. Keep the one that is right.",
    )
    nobody, no_day = rows["sharing_said_by"].isna(), rows["sharing_said_on"].isna()
    log.refuse(
        nobody.ne(no_day) | (nobody & rows["shares_with_enforcement"].ne(NOT_KNOWN)),
        "says whether it shares details with immigration enforcement, and not who said so or on which day. "
        'Fill in sharing_said_by and sharing_said_on, or write "not known" until somebody has asked it.',
    )
    log.refuse(
        rows["sharing_said_on"] > pd.Timestamp(datetime.date.today()),
        "has a day in sharing_said_on that has not come yet. Correct it.",
    )


def _places_told(log, area):
    """Refuse a refuge's ward, an address in its place, and a ward outside the area."""
    rows = log.frame
    seen = rows["channel"].str.contains("|".join(FACE_TO_FACE))
    told = rows["ward"].notna()
    log.refuse(
        told & rows["refuge"].eq(YES),
        "is a refuge and has something in the column ward. Where a refuge stands is never written down: "
        "leave the cell blank, and see that no other cell tells it.",
    )
    log.refuse(
        told & rows["service"].str.contains(SAFE_PLACES),
        "has the name of a safe place and has a ward. Fill in refuge with yes and leave ward blank, or "
        "give the service a name that says what else it is.",
    )
    wards = set(ward_names(area)["site"].str.casefold())
    unknown = told & ~rows["ward"].str.casefold().isin(wards)
    log.refuse(
        unknown & rows["ward"].str.contains(STREETS, na=False),
        "has what looks like an address in the column ward. Name the ward alone: no address is let in.",
    )
    if wards:
        # Without the nearest: it would all but say what is in the cell, and that may be a refuge's.
        log.refuse(
            unknown,
            "the ward is none of the area's; of two with one name each has its district in brackets. "
            "`vna template neighbourhood_teams` lists those there are.",
        )
    log.refuse(
        told & ~seen,
        "has a ward and sees nobody in person. Leave ward blank, or put in person or visits into channel.",
    )


def points(area):
    """Return where the services are that people may walk into: the middle of the ward of each.

    Columns: `organisation`, `service`, `site` (both names in one), `what_for`, `ward`, `places`,
    `verified_on`, `easting_metres`, `northing_metres`. A refuge and a service without a ward are not in it;
    nor is anything where the folder does not say where wards lie.
    """
    rows = load(area)
    told = rows[rows["ward"].notna() & rows["refuge"].eq(NO)]
    wards = ward_points(area)
    # Without a row a blank column is one of numbers, which have no letters.
    found = told.assign(key=told["ward"].astype("str").str.casefold()).merge(
        wards.assign(key=wards["site"].str.casefold()), on="key", how="inner", validate="many_to_one"
    )
    site = found["organisation"] + ": " + found["service"]
    columns = ["organisation", "service", "site", "what_for", "ward", "places", "verified_on",
               "easting_metres", "northing_metres"]  # fmt: skip
    return found.assign(site=site.astype("str"))[columns].reset_index(drop=True)


def ward_names(area):
    """Return the wards of an area: `ward24_code`, `ward24_name`, `district22_name` and `site`.

    `site` is the name, with the district in brackets where two wards have one name. No rows without the
    lookup of wards.
    """
    columns = ["ward24_code", "ward24_name", "district22_name"]
    found = load_names(area)[columns].dropna().drop_duplicates("ward24_code").sort_values("ward24_code")
    name = found["ward24_name"]
    site = name.where(~name.duplicated(keep=False), name + " (" + found["district22_name"] + ")")
    return found.assign(site=site.astype("str")).reset_index(drop=True)


def ward_points(area):
    """Return `ward_names` with a point for each: the mean of the points of its small areas, each alike.

    Columns: those of `ward_names`, `easting_metres`, `northing_metres`; no rows without outlines and the
    lookup of wards.
    """
    rows = small_area_points(area).dropna(subset=["ward24_code"])
    middle = rows.groupby("ward24_code", as_index=False)[["easting_metres", "northing_metres"]].mean()
    return ward_names(area).merge(middle, on="ward24_code", how="inner", validate="one_to_one")


def small_area_points(area):
    """Return a point inside each LSOA of an area, in metres of the national grid, with its ward and district.

    Columns: `lsoa21_code`, `ward24_code`, `ward24_name`, `district22_name`, `easting_metres`,
    `northing_metres`; no rows without outlines.
    """
    outlines, names = places.boundaries(area), load_names(area)
    inside = outlines.geometry.representative_point() if len(outlines) else None
    found = pd.DataFrame(
        {
            "lsoa21_code": outlines["lsoa21_code"].to_numpy(dtype=object),
            "easting_metres": inside.x.to_numpy() if len(outlines) else [],
            "northing_metres": inside.y.to_numpy() if len(outlines) else [],
        }
    ).astype({"lsoa21_code": "str", "easting_metres": "float64", "northing_metres": "float64"})
    columns = ["lsoa21_code", "ward24_code", "ward24_name", "district22_name"]
    return names[columns].merge(found, on="lsoa21_code", how="inner", validate="one_to_one")
