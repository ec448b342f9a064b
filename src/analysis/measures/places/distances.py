"""How far it is to the nearest service, who lives further, and how much of a service people can get to."""

import numpy as np
import pandas as pd

from analysis.measures.places.pairs import named_once, paired, people_of
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, numbers, refuse, require, text

NONE_AT_ALL = "no service can be travelled to from here"
NO_INTERVAL = "no interval: worked out from the whole supply and everybody counted"


def straight_lines(places, services, place="lsoa21_code", service="service"):
    """Return the straight distance in metres of every place to every service: a row for each pair.

    Both tables have `easting_metres` and `northing_metres`, on one grid. Columns: the place, the service,
    `metres`.

    Raises InputError for a name that appears twice and a point that is not known.

    >>> here = pd.DataFrame({"lsoa21_code": ["a"], "easting_metres": [0.0], "northing_metres": [0.0]})
    >>> there = pd.DataFrame({"service": ["s"], "easting_metres": [300.0], "northing_metres": [400.0]})
    >>> straight_lines(here, there)["metres"].tolist()
    [500.0]
    """
    from scipy.spatial.distance import cdist

    ends = []
    for table, name in ((places, place), (services, service)):
        named_once(table, name)
        point = np.column_stack([numbers(table, axis) for axis in ("easting_metres", "northing_metres")])
        refuse(
            table, np.isnan(point).any(axis=1), "A point is not known", "Give both metres, or leave it out."
        )
        ends.append(point)
    metres = cdist(*ends)
    return pd.DataFrame(
        {
            place: np.repeat(places[place].to_numpy(), len(services)),
            service: np.tile(services[service].to_numpy(), len(places)),
            "metres": metres.ravel(),
        }
    )


def distance_to_nearest(places, services, costs, *, place="lsoa21_code", service="service", cost="metres"):
    """Return each place with its nearest service and the cost of getting there.

    Of two services as near as one another the one that appears first in `services` is named. A place from
    which none can be travelled to keeps its row, "not available".

    Columns: those of `places`, `nearest`, the cost, `lower`, `upper` (blank: measured, not estimated),
    `method`, `status`.

    Raises InputError as `catchment_access` does.

    >>> places = pd.DataFrame({"lsoa21_code": ["a", "b"]})
    >>> services = pd.DataFrame({"service": ["advice", "class"]})
    >>> costs = pd.DataFrame({"lsoa21_code": "a", "service": ["advice", "class"], "metres": [900, 40]})
    >>> distance_to_nearest(places, services, costs)["nearest"].tolist()
    ['class', nan]
    """
    pairs = paired(named_once(places, place), named_once(services, service), costs, place, service, cost)
    order = np.lexsort((pairs.target, pairs.costs, pairs.origin))
    first = order[np.unique(pairs.origin[order], return_index=True)[1]]
    least = np.full(len(places), np.nan)
    least[pairs.origin[first]] = pairs.costs[first]
    name = np.full(len(places), None, dtype=object)
    name[pairs.origin[first]] = pairs.services[pairs.target[first]]
    known = ~np.isnan(least)
    return places.assign(
        nearest=text(name),
        **{cost: least},
        lower=np.nan,
        upper=np.nan,
        method=text(np.where(known, f"least {cost}; no interval: measured, not estimated", NONE_AT_ALL)),
        status=text(np.where(known, SHOWN, NOT_AVAILABLE)),
    ).reset_index(drop=True)


def people_beyond(nearest, furthest, *, people="people", cost="metres", by=None):
    """Return how many people live further than each of `furthest` from their nearest service.

    `nearest` is what `distance_to_nearest` returns, with people. `furthest` is a number or several; a place
    from which no service can be travelled to is beyond all of them. `by` names a column, such as a district,
    whose groups are counted apart.

    Columns: `by`, `furthest`, `people_beyond`, `people`, `share_pct`, `lower`, `upper`, `method`, `status`.

    Raises InputError for a distance that is not a number of zero or more.

    >>> near = pd.DataFrame({"people": [30, 10], "metres": [900.0, 7000.0]})
    >>> people_beyond(near, 5000)[["people_beyond", "share_pct"]].values.tolist()
    [[10.0, 25.0]]
    """
    require(nearest, *([by] if by else []))
    counted, least = people_of(nearest, people), numbers(nearest, cost)
    groups = nearest[by].to_numpy() if by else np.zeros(len(nearest), dtype=int)
    rows = []
    for limit in np.atleast_1d(furthest):
        beyond = ~(least <= limit)
        for group in pd.unique(groups):
            here = groups == group
            everyone, far = counted[here].sum(), counted[here & beyond].sum()
            share = 100 * far / everyone if everyone else np.nan
            key = [group] if by else []
            rows.append([*key, float(limit), far, everyone, share, SHOWN if everyone else NOT_AVAILABLE])
    found = pd.DataFrame(
        rows, columns=[*([by] if by else []), "furthest", "people_beyond", "people", "share_pct", "status"]
    )
    method = f"people whose least {cost} is more; no interval: everybody is counted"
    status = found.pop("status")
    return found.assign(lower=np.nan, upper=np.nan, method=text([method] * len(found)), status=text(status))


def catchment_access(
    places,
    services,
    costs,
    furthest,
    *,
    place="lsoa21_code",
    service="service",
    people="people",
    supply="places",
    cost="metres",
    weight=None,
):
    """Return each place's share of the services within reach: supply for each person there.

    Two-step floating catchment area (Luo and Wang 2003). A service parts its `supply` among the people within
    `furthest` of it; a place adds up what each service within `furthest` has for a person. `weight`, a
    function from costs to weights such as `falling`, makes both steps count the far less than the near (Luo
    and Qi 2009). `costs` has a row for each pair that can be travelled, read from place to service.
    The sum of people times access is the supply of the services that somebody can reach.

    Columns: those of `places`, `services_within`, `access` (supply for each person), `lower`, `upper`
    (blank: there is no interval), `method`, `status`.

    Raises InputError for a name that appears twice or is unknown, for people, supply or a cost that is blank
    or negative, and a weight that is not from 0 up.

    >>> import pandas as pd
    >>> places = pd.DataFrame({"lsoa21_code": ["a", "b"], "people": [100, 300]})
    >>> services = pd.DataFrame({"service": ["advice"], "places": [20]})
    >>> costs = pd.DataFrame({"lsoa21_code": ["a", "b"], "service": "advice", "metres": [900, 7000]})
    >>> catchment_access(places, services, costs, furthest=5000)["access"].tolist()
    [0.2, 0.0]
    """
    counted = people_of(places, people)
    offered = numbers(services, supply)
    refuse(services, ~(offered >= 0), f'"{supply}" is blank or negative', "Say how many it can take, or 0.")
    pairs = paired(named_once(places, place), named_once(services, service), costs, place, service, cost)
    near = pairs.keep(pairs.costs <= furthest)
    weights = near.matrix(_weights(near.costs, weight))
    demand = weights.T @ counted
    # A service that nobody can get to has no people to part its supply among: it helps nobody.
    ratio = np.divide(offered, demand, out=np.zeros(len(offered)), where=demand > 0)
    within = near.matrix(np.ones(len(near.costs))).sum(axis=1)
    method = f"two-step floating catchment, {cost} at most {furthest:,g}"
    return places.assign(
        services_within=np.asarray(within).ravel().astype("int64"),
        access=weights @ ratio,
        lower=np.nan,
        upper=np.nan,
        method=text([f"{method}{', weighted' if weight else ''}; {NO_INTERVAL}"] * len(places)),
        status=text([SHOWN] * len(places)),
    ).reset_index(drop=True)


def _weights(costs, weight):
    found = np.ones(len(costs)) if weight is None else np.asarray(weight(costs), dtype=float)
    return found


def falling(furthest):
    """Return a weight that falls smoothly from 1 at no cost to 0 at `furthest` (the Gaussian of Dai 2010).

    >>> falling(5000)(np.array([0.0, 5000.0])).tolist()
    [1.0, 0.0]
    """
    end = np.exp(-0.5)
    return lambda costs: np.clip((np.exp(-0.5 * (costs / furthest) ** 2) - end) / (1 - end), 0.0, None)
