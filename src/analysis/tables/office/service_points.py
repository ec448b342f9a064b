"""Where people may walk into a service."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office.services import services
from analysis.tables.places import points


@table("Where people may walk into a service", "a site of a service", ["services"])
def service_points(area: str) -> pd.DataFrame:
    """Return where the services are that people may walk into: the middle of the ward of each.

    Columns: `organisation`, `service`, `site` (both names in one), `what_for`, `ward`, `places`,
    `verified_on`, `easting_metres`, `northing_metres`. A refuge and a service without a ward are not in it;
    nor is anything where the folder does not say where wards lie.
    """
    rows = services(area)
    told = rows[rows["ward"].notna() & rows["refuge"].eq("no")]
    wards = points(area, of="ward24")
    # Without a row a blank column is one of numbers, which have no letters.
    found = told.assign(key=told["ward"].astype("str").str.casefold()).merge(
        wards.assign(key=wards["site"].str.casefold()), on="key", how="inner", validate="many_to_one"
    )
    site = found["organisation"] + ": " + found["service"]
    told = ["organisation", "service", "site", "what_for", "ward", "places", "verified_on"]
    columns = [*told, "easting_metres", "northing_metres"]
    return found.assign(site=site.astype("str"))[columns].reset_index(drop=True)
