"""The directory of services: who helps whom with what, where, and in which language."""

import re

import pandas as pd

from analysis.extracts import logs
from analysis.tables.declared import table
from analysis.tables.office import log_table
from analysis.tables.office.asked_of_routes import days_have_come, sharing_is_of_somebody
from analysis.tables.places import ward_names

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


@table("Directory of services", "a service", ["services"])
def services(area: str) -> pd.DataFrame:
    """Return the directory of services: who helps whom with what, where, in which language, verified when.

    Several values of a cell have "; " between them. `districts` are those served, or "Whole area". `ward` is
    where people are seen, blank for help from afar and for every refuge, whose place no table holds. `places`
    is how many people it helps at a time. `shares_with_enforcement` is what the people who run it said of
    immigration enforcement; where it is "not known" who was asked follows, or nothing.

    Also refused are a day in the future, an answer about immigration enforcement of nobody or no day, a
    refuge with a ward, and a ward that is an address or no ward of the area.
    """
    return log_table.load(
        area, "services", days_have_come, sharing_is_of_somebody, _whole_or_parts, _places_told
    )


def _whole_or_parts(log, _):
    served = log.frame["districts"]
    log.refuse(
        served.str.contains(logs.WHOLE_AREA, regex=False) & served.ne(logs.WHOLE_AREA),
        "serves the whole area and districts of it at once. Keep the one that is right.",
    )


def _places_told(log, area):
    """Refuse a refuge's ward, an address in its place, and a ward outside the area."""
    rows = log.frame
    seen = rows["channel"].str.contains("|".join(FACE_TO_FACE))
    told = rows["ward"].notna()
    log.refuse(
        told & rows["refuge"].eq("yes"),
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
