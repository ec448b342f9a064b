"""Access: who lives far from help, what is within reach, and where outreach is best held."""

import numpy as np
import pandas as pd

from analysis.measures.places import siting
from analysis.measures.rates.status import numbers, phrase, refuse
from analysis.measures.services.directory import BETWEEN, COUNTS, days_and_state
from analysis.measures.victims.needs import NEED_CATEGORIES
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["far_from_help", "fewest_for_all", "outreach_places", "places_within_reach"]

METRES_IN_A_KM = 1_000
AXES = ["easting_metres", "northing_metres"]
NONE_LISTED = "no service for it that people can come to is listed with its ward and was checked lately"
BEYOND = "people whose least metres is more; no interval: everybody is counted"
PLAN = "exact: integer programming (HiGHS), straight lines; no interval: a plan, not an estimate"
CATCHMENT = (
    "two-step floating catchment, metres at most {:,g}, weighted; no interval: worked out from the whole "
    "supply and everybody counted"
)


def far_from_help(places: pd.DataFrame, points: pd.DataFrame, as_of: str, furthest: float) -> pd.DataFrame:
    """Return, for each of the eight needs, how many people live further than `furthest` metres from help.

    `places` has the people of small areas at their points; `points` the services that people may come to
    (`tables.office.service_points`). Stale entries do not count. Columns: `what_for`, `sites`,
    `people_beyond`, `people`, `share_pct`, `mean_km` (to the nearest, over people), `lower`, `upper` (blank),
    `method`, `status`. A need without any such service keeps its row, "not available".
    """
    people, rows = numbers(places, "people"), []
    for need in NEED_CATEGORIES if len(places) else ():
        sites = _helping(points, need, as_of)
        row = {"what_for": need, "sites": len(sites), "method": NONE_LISTED, "status": NOT_AVAILABLE}
        if len(sites):
            nearest, everyone = straight_lines(places, sites).min(axis=1), people.sum()
            beyond = people[nearest > furthest].sum()
            row |= {"people_beyond": beyond, "people": everyone, "share_pct": 100 * beyond / everyone}
            row |= {"mean_km": people @ nearest / everyone / METRES_IN_A_KM}
            row |= {"method": BEYOND, "status": SHOWN}
        rows.append(row)
    columns = ["what_for", "sites", "people_beyond", "people", "share_pct", "mean_km", "method", "status"]
    found = pd.DataFrame(rows, columns=columns)
    words = dict.fromkeys(("what_for", "method", "status"), "str")
    types = dict.fromkeys(columns[2:6], "float64") | words | {"sites": "int64"}
    return found.astype(types).assign(lower=np.nan, upper=np.nan)


def places_within_reach(
    places: pd.DataFrame, points: pd.DataFrame, as_of: str, furthest: int, need: str
) -> pd.DataFrame:
    """Return what each small area has within reach of a need: places for every thousand people.

    Two-step floating catchment, falling smoothly to nothing at `furthest` metres: a service parts its places
    among all who can get to it, the near before the far. Services that have not said how many they can help
    are left out. Columns: those of `places`, `services_within`, `places_per_1000`, `method`, `status`; no
    rows where no such service is listed.
    """
    sites = _helping(points[points["places"].notna()], need, as_of)
    places = places if len(sites) else places.head(0)
    metres = straight_lines(places, sites)
    access = catchment(falling(metres, furthest), numbers(places, "people"), numbers(sites, "places"))
    return places.assign(
        services_within=(metres <= furthest).sum(axis=1),
        places_per_1000=1_000 * access,
        method=CATCHMENT.format(furthest),
        status=SHOWN,
    ).reset_index(drop=True)


def outreach_places(places: pd.DataFrame, sites: pd.DataFrame, most: int, furthest: int) -> pd.DataFrame:
    """Return, for one to `most` places of outreach, which wards have them nearest and which reach most.

    `places` has the people of small areas at their points, `sites` the wards where outreach could be held.
    Both choices are exact: `nearest` has people travel least all together (the p-median), `within` has most
    of them no further than `furthest` metres (maximal covering). Distances are straight lines.

    Columns: `sites`, `nearest`, `mean_km`, `furthest_km`, `within`, `people_within`, `people`,
    `share_within_pct`, `method`, `status`; no rows without places or sites.
    """
    people, metres, rows = numbers(places, "people"), straight_lines(places, sites), []
    for number in range(1, min(most, len(sites)) + 1) if people.sum() > 0 else ():
        near = siting.least_travel(metres, people, number)
        within = siting.most_within(metres, people, furthest, number)
        least, reached = metres[:, near].min(axis=1), people[metres[:, within].min(axis=1) <= furthest].sum()
        rows.append(
            [
                number,
                phrase(sites["site"].iloc[near]),
                people @ least / people.sum() / METRES_IN_A_KM,
                least[people > 0].max() / METRES_IN_A_KM,
                phrase(sites["site"].iloc[within]),
                int(reached),
                int(people.sum()),
                100 * reached / people.sum(),
                PLAN,
                SHOWN,
            ]
        )
    columns = ["sites", "nearest", "mean_km", "furthest_km", "within", "people_within", "people",
               "share_within_pct", "method", "status"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def fewest_for_all(places: pd.DataFrame, sites: pd.DataFrame, furthest: float) -> pd.DataFrame:
    """Return the fewest places of outreach that have everybody within `furthest` metres, and which they are.

    Of the choices of so few the one to which people travel least is taken. Who lives further from every site
    is in `people` and not in `people_within`. Columns: `sites`, `chosen`, `people`, `people_within`,
    `method`, `status`; no rows without places or sites.
    """
    people, metres = numbers(places, "people"), straight_lines(places, sites)
    near = np.where(metres <= furthest, metres, np.inf)
    within = (people > 0) & np.isfinite(near).any(axis=1)
    rows = []
    if within.any():
        chosen = siting.fewest(near[within], people[within])
        names = phrase(sites["site"].iloc[chosen])
        rows.append([len(chosen), names, int(people.sum()), int(people[within].sum()), PLAN, SHOWN])
    return pd.DataFrame(rows, columns=["sites", "chosen", "people", "people_within", "method", "status"])


def straight_lines(places: pd.DataFrame, sites: pd.DataFrame) -> np.ndarray:
    """Return the straight distance in metres from each place, a row, to each site, a column.

    Both tables have `easting_metres` and `northing_metres`, on one grid. Raises InputError for a point that
    is not known.

    >>> here = pd.DataFrame({"easting_metres": [0.0], "northing_metres": [0.0]})
    >>> there = pd.DataFrame({"easting_metres": [300.0], "northing_metres": [400.0]})
    >>> straight_lines(here, there).tolist()
    [[500.0]]
    """
    from scipy.spatial.distance import cdist

    ends = []
    for table in (places, sites):
        point = np.column_stack([numbers(table, axis) for axis in AXES])
        lost = np.isnan(point).any(axis=1)
        refuse(table, lost, "A point is not known", "Give both metres, or leave it out.")
        ends.append(point)
    return cdist(*ends)


def catchment(weights: np.ndarray, people: np.ndarray, supply: np.ndarray) -> np.ndarray:
    """Return the supply for each person of each place: the two-step floating catchment (Luo and Wang 2003).

    `weights` has a row for each place and a column for each service, zero where people cannot get to it. A
    service parts its `supply` among the people who can; a place adds up what each service has for a person.
    With weights that fall with distance both steps count the far less than the near (Luo and Qi 2009). The
    sum of people times access is the supply of the services that somebody can reach.

    >>> catchment(np.array([[1.0], [0.0]]), np.array([100, 300]), np.array([20])).tolist()
    [0.2, 0.0]
    """
    demand = people @ weights
    # A service that nobody can get to has no people to part its supply among: it helps nobody.
    return weights @ np.divide(supply, demand, out=np.zeros(len(supply)), where=demand > 0)


def falling(metres: np.ndarray, furthest: float) -> np.ndarray:
    """Return weights that fall smoothly from 1 here to 0 at `furthest` and beyond (the Gaussian of Dai 2010).

    >>> falling(np.array([0.0, 5000.0, 6000.0]), 5000).tolist()
    [1.0, 0.0, 0.0]
    """
    end = np.exp(-0.5)
    return np.clip((np.exp(-0.5 * (metres / furthest) ** 2) - end) / (1 - end), 0.0, None)


def _helping(points, need, as_of):
    """Return the services for a need whose entries are not stale."""
    _, state = days_and_state(points, as_of)
    meant = np.array([need in cell.split(BETWEEN) for cell in points["what_for"]], dtype=bool)
    return points[(state == COUNTS) & meant]
