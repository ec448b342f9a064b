"""Where outreach is best held: the p-median, the fewest places that reach all, the places that reach most."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.places import programmes
from analysis.measures.places.pairs import Pairs, named_once, paired, people_of
from analysis.measures.rates.status import SHOWN, phrase, text

EXACT = "exact: integer programming (HiGHS)"
ALONE, OTHERS = "no other choice is as good", "another choice is as good"


@dataclass(frozen=True)
class Question:
    """Places with their people, sites that may be chosen, and what it costs to get to them."""

    pairs: Pairs
    people: np.ndarray
    cost: str

    @property
    def lived_in(self):
        """Return the numbers of the places where anybody lives: the others ask for nothing."""
        return np.flatnonzero(self.people > 0)

    def least(self, chosen):
        """Return the cost from each place to the nearest of the sites `chosen`, infinite where none is."""
        held = np.isin(self.pairs.target, chosen)
        found = np.full(len(self.people), np.inf)
        np.minimum.at(found, self.pairs.origin[held], self.pairs.costs[held])
        return found


def nearest_on_average(places, sites, costs, number, *, place="lsoa21_code", site="site", people="people",
                       cost="metres"):  # fmt: skip
    """Return the `number` of `sites` with the least total travel for everybody: the p-median.

    Everybody goes to the nearest site that is chosen. `number` may be several: a row for each. Exact by
    integer programming (ReVelle and Swain 1970), without a limit of time.

    Columns: `sites`, `chosen` (their names, in the order of `sites`), `people`, `people_within` (all of
    them), `share_pct`, `person_{cost}` (the sum over people), `mean_{cost}`, `furthest_{cost}`, `lower`,
    `upper` (blank: a plan, not an estimate), `method`, `status`. `method` says whether another choice is as
    good.

    Raises InputError for a number of sites that there are not, and a place from which no site can be reached.

    >>> places = pd.DataFrame({"lsoa21_code": ["a", "b"], "people": [10, 1]})
    >>> sites = pd.DataFrame({"site": ["library", "hall"]})
    >>> costs = pd.DataFrame({"lsoa21_code": ["a", "a", "b", "b"], "site": ["library", "hall"] * 2,
    ...                       "metres": [100, 900, 700, 50]})
    >>> nearest_on_average(places, sites, costs, 1)[["chosen", "person_metres"]].values.tolist()
    [['library', 1700.0]]
    """
    asked = _asked(places, sites, costs, place, site, people, cost)
    _reachable(asked)
    rows = []
    for count in _numbers(number, asked):
        chosen, unique = programmes.median(asked, count)
        rows.append(_row(asked, chosen, asked.people.sum(), unique))
    return _framed(rows, asked)


def fewest_within(places, sites, costs, furthest, *, place="lsoa21_code", site="site", people="people",
                  cost="metres"):  # fmt: skip
    """Return the fewest `sites` that have everybody within each of `furthest`, and which: set covering.

    Of the choices of so few sites the one to which people travel least is taken. A place that lies
    further from every site cannot be reached by any choice: its people are in `people` and not in
    `people_within`.

    Columns: `furthest`, and those of `nearest_on_average`. Raises InputError as it does, and where nobody
    lives within that distance of any site.
    """
    asked = _asked(places, sites, costs, place, site, people, cost)
    rows, limits = [], np.atleast_1d(furthest)
    for limit in limits:
        near = Question(asked.pairs.keep(asked.pairs.costs <= limit), asked.people, cost)
        within = np.intersect1d(near.lived_in, near.pairs.origin)
        if not len(within):
            raise InputError(f"Nobody lives within {limit:,g} {cost} of any site. Ask for a longer distance.")
        held = np.isin(np.arange(len(asked.people)), within)
        left = Question(near.pairs, np.where(held, asked.people, 0.0), cost)
        fewest = len(programmes.cover(left))
        chosen, unique = programmes.median(left, fewest)
        rows.append(_row(left, chosen, asked.people.sum(), unique))
    return _framed(rows, asked, furthest=limits)


def most_within(places, sites, costs, furthest, number, *, place="lsoa21_code", site="site", people="people",
                cost="metres"):  # fmt: skip
    """Return which `number` of `sites` have most people within `furthest`: maximal covering.

    Exact by integer programming (Church and ReVelle 1974). `number` may be several: a row for each, the curve
    of people reached against sites. Means and the furthest are of the people who are within.

    Columns: `furthest`, and those of `nearest_on_average`. Raises InputError as it does.
    """
    asked = _asked(places, sites, costs, place, site, people, cost)
    near = Question(asked.pairs.keep(asked.pairs.costs <= furthest), asked.people, cost)
    rows = []
    for count in _numbers(number, asked):
        chosen, unique = programmes.most(near, count)
        rows.append(_row(near, chosen, asked.people.sum(), unique))
    return _framed(rows, asked, furthest=float(furthest))


def _asked(places, sites, costs, place, site, people, cost):
    counted = people_of(places, people)
    pairs = paired(named_once(places, place), named_once(sites, site), costs, place, site, cost)
    if not counted.sum() > 0:
        raise InputError(f'Nobody lives in any place: column "{people}" adds up to zero.')
    return Question(pairs, counted, cost)


def _numbers(number, asked):
    most = len(asked.pairs.services)
    for count in np.atleast_1d(number):
        if not (float(count).is_integer() and 1 <= count <= most):
            raise InputError(f"{count} sites are asked for, and there are {most}. Ask for 1 to {most}.")
        yield int(count)


def _reachable(asked):
    lost = np.setdiff1d(asked.lived_in, asked.pairs.origin)
    if len(lost):
        raise InputError(
            f"From {asked.pairs.places[lost[0]]} no site can be travelled to; {len(lost)} in all. Give "
            "its costs, or leave it out and say so."
        )


def _row(asked, chosen, everyone, unique):
    """Return the figures of a choice: those who are within are those whom a site can be travelled to."""
    least = asked.least(chosen)
    served = (asked.people > 0) & np.isfinite(least)
    people, costs = asked.people[served], least[served]
    spent, within = float(people @ costs), float(people.sum())
    mean, most = (spent / within, float(costs.max())) if within else (np.nan, np.nan)
    names = phrase(map(str, asked.pairs.services[chosen]))
    share = 100 * within / everyone
    method = f"{EXACT}; {ALONE if unique else OTHERS}; no interval: a plan, not an estimate"
    return [len(chosen), names, everyone, within, share, spent, mean, most, np.nan, np.nan, method, SHOWN]


def _framed(rows, asked, **first):
    columns = ["sites", "chosen", "people", "people_within", "share_pct", f"person_{asked.cost}"]
    columns += [f"mean_{asked.cost}", f"furthest_{asked.cost}", "lower", "upper", "method", "status"]
    found = pd.DataFrame(rows, columns=columns)
    for name in ("chosen", "method", "status"):
        found[name] = text(found[name])
    for name, value in first.items():
        found.insert(0, name, value)
    return found
