"""Access as a page shows it: who lives far from help, what is within reach, where outreach is best held."""

import numpy as np
import pandas as pd

from analysis.measures.places.best_places import fewest_within, most_within, nearest_on_average
from analysis.measures.places.distances import (
    catchment_access,
    distance_to_nearest,
    falling,
    people_beyond,
    straight_lines,
)
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, require, text
from analysis.measures.services.helping import BETWEEN
from analysis.measures.services.verified import COUNTS, STALE_AFTER_DAYS, days_and_state
from analysis.measures.victims.needs import NEED_CATEGORIES

METRES_IN_A_KM = 1_000
NONE_LISTED = "no service for it that people can come to is listed with its ward and was checked lately"
PLAN = "exact: integer programming (HiGHS), straight lines; no interval: a plan, not an estimate"
AXES = ["easting_metres", "northing_metres"]


def people_at_points(points, people, column, place="lsoa21_code"):
    """Return the points of small areas with the people in `column` of each, as `people`.

    An area without a figure is left out: nobody knows who lives there.
    """
    require(points, place, *AXES)
    require(people, place, column, "status")
    known = people.loc[people["status"] == SHOWN, [place, column]].rename(columns={column: "people"})
    return points.merge(known, on=place, how="inner", validate="one_to_one")


def far_from_help(places, points, as_of, furthest, stale_after=STALE_AFTER_DAYS):
    """Return, for each of the eight needs, how many people live further than `furthest` metres from help.

    `places` has the people of small areas at their points; `points` the services that people may come to
    (`tables.office.service_points`). Stale entries do not count. Columns: `what_for`, `sites`,
    `people_beyond`, `people`, `share_pct`, `mean_km` (to the nearest, over people), `lower`, `upper` (blank),
    `method`, `status`. A need without any such service keeps its row, "not available".
    """
    fresh = points[_counted(points, as_of, stale_after)]
    rows = []
    for need in NEED_CATEGORIES if len(places) else ():
        sites = fresh[[need in cell.split(BETWEEN) for cell in fresh["what_for"]]]
        row = {"what_for": need, "sites": len(sites)}
        if len(sites):
            costs = straight_lines(places, sites, service="site")
            near = distance_to_nearest(places, sites, costs, service="site")
            told = people_beyond(near, furthest).iloc[0]
            mean = np.average(near["metres"], weights=near["people"]) / METRES_IN_A_KM
            row |= {**told[["people_beyond", "people", "share_pct"]], "mean_km": mean}
            row |= {"method": told["method"], "status": SHOWN}
        rows.append({"method": NONE_LISTED, "status": NOT_AVAILABLE} | row)
    columns = ["what_for", "sites", "people_beyond", "people", "share_pct", "mean_km", "method", "status"]
    found = pd.DataFrame(rows, columns=columns)
    numbers = {name: "float64" for name in columns[2:6]}
    words = dict.fromkeys(("what_for", "method", "status"), "str")
    return found.astype(numbers | words | {"sites": "int64"}).assign(lower=np.nan, upper=np.nan)


def places_within_reach(places, points, as_of, furthest, need, stale_after=STALE_AFTER_DAYS):
    """Return what each small area has within reach of a need: places for every thousand people.

    Two-step floating catchment, falling smoothly to nothing at `furthest` metres: a service parts its places
    among all who can get to it, the near before the far. Services that have not said how many they can help
    are left out. Columns: those of `places`, `services_within`, `places_per_1000`, `method`, `status`; no
    rows where no such service is listed.
    """
    fresh = points[_counted(points, as_of, stale_after) & points["places"].notna().to_numpy()]
    sites = fresh[[need in cell.split(BETWEEN) for cell in fresh["what_for"]]]
    if not len(sites) or not len(places):
        nothing = dict.fromkeys(("services_within", "places_per_1000"), np.zeros(0))
        return places.head(0).assign(**nothing, method=text([]), status=text([]))
    costs = straight_lines(places, sites, service="site")
    found = catchment_access(places, sites, costs, furthest, service="site", weight=falling(furthest))
    return found.assign(places_per_1000=1_000 * found["access"]).drop(columns=["access", "lower", "upper"])


def outreach_places(places, sites, most, furthest):
    """Return, for one to `most` places of outreach, which wards have them nearest and which reach most.

    `places` has the people of small areas at their points, `sites` the wards where outreach could be held.
    Both choices are exact: `nearest` has people travel least all together (the p-median), `within` has most
    of them no further than `furthest` metres (maximal covering). Distances are straight lines.

    Columns: `sites`, `nearest`, `mean_km`, `furthest_km`, `within`, `people_within`, `people`,
    `share_within_pct`, `method`, `status`; no rows without places or sites.
    """
    columns = ["sites", "nearest", "mean_km", "furthest_km", "within", "people_within", "people",
               "share_within_pct", "method", "status"]  # fmt: skip
    if not len(places) or not len(sites):
        return pd.DataFrame(columns=columns)
    costs = straight_lines(places, sites, service="site")
    numbers = range(1, min(most, len(sites)) + 1)
    near = nearest_on_average(places, sites, costs, list(numbers))
    within = most_within(places, sites, costs, furthest, list(numbers))
    return pd.DataFrame(
        {
            "sites": near["sites"],
            "nearest": near["chosen"],
            "mean_km": near["mean_metres"] / METRES_IN_A_KM,
            "furthest_km": near["furthest_metres"] / METRES_IN_A_KM,
            "within": within["chosen"],
            "people_within": within["people_within"].astype("int64"),
            "people": within["people"].astype("int64"),
            "share_within_pct": within["share_pct"],
            "method": text([PLAN] * len(near)),
            "status": near["status"],
        }
    )[columns]


def fewest_for_all(places, sites, furthest):
    """Return the fewest places of outreach that have everybody within `furthest` metres, and which they are.

    Columns: `sites`, `chosen`, `people`, `people_within`, `method`, `status`; no rows without places or
    sites.
    """
    columns = ["sites", "chosen", "people", "people_within", "method", "status"]
    if not len(places) or not len(sites):
        return pd.DataFrame(columns=columns)
    costs = straight_lines(places, sites, service="site")
    found = fewest_within(places, sites, costs, furthest)[columns]
    return found.astype({"people": "int64", "people_within": "int64"})


def _counted(points, as_of, stale_after):
    _, state = days_and_state(points, as_of, stale_after)
    return state == COUNTS
