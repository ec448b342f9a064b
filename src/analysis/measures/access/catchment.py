"""How much of a service people can get to: the two-step floating catchment area, plain and weighted."""

import numpy as np

from analysis.errors import InputError
from analysis.measures.access.pairs import named_once, paired, people_of
from analysis.measures.status import SHOWN, numbers, refuse, text

NO_INTERVAL = "no interval: worked out from the whole supply and everybody counted"


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
    if not furthest >= 0:
        raise InputError(f"furthest is {furthest}. It is the greatest cost that counts as within reach.")
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
    if found.shape != costs.shape or not (np.isfinite(found) & (found >= 0)).all():
        raise InputError("`weight` gives each cost one weight, a number of zero or more.")
    return found


def falling(furthest):
    """Return a weight that falls smoothly from 1 at no cost to 0 at `furthest` (the Gaussian of Dai 2010).

    >>> falling(5000)(np.array([0.0, 5000.0])).tolist()
    [1.0, 0.0]
    """
    end = np.exp(-0.5)
    return lambda costs: np.clip((np.exp(-0.5 * (costs / furthest) ** 2) - end) / (1 - end), 0.0, None)
