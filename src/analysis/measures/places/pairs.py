"""Places, services and what lies between them, as the arithmetic of access needs them: checked, sparse."""

from dataclasses import dataclass

import numpy as np

from analysis.errors import InputError, nearest
from analysis.measures.rates.status import numbers, refuse, require, rows_named


@dataclass(frozen=True)
class Pairs:
    """What it costs to get from places to services: `costs[k]` from place `origin[k]` to service `target[k]`.

    `places` and `services` are names, to which the numbers in `origin` and `target` point. A pair that is not
    there cannot be travelled.
    """

    places: np.ndarray
    services: np.ndarray
    origin: np.ndarray
    target: np.ndarray
    costs: np.ndarray

    def matrix(self, values):
        """Return `values`, one a pair, as a sparse array of places by services."""
        from scipy import sparse

        shape = (len(self.places), len(self.services))
        return sparse.coo_array((values, (self.origin, self.target)), shape=shape).tocsr()

    def keep(self, which):
        """Return the pairs where `which` is true."""
        return Pairs(self.places, self.services, self.origin[which], self.target[which], self.costs[which])


def paired(places, services, costs, place, service, cost):
    """Return the Pairs of a table `costs`, its names checked against the names of places and services.

    Raises InputError for a name that appears twice, a pair of an unknown place or service, a pair that
    appears twice, and a cost that is blank or negative.
    """
    require(costs, place, service, cost)
    between = numbers(costs, cost)
    refuse(costs, np.isnan(between), f'"{cost}" is blank', "Leave out a pair that cannot be travelled.")
    refuse(costs, between < 0, f'"{cost}" is negative', "A cost is zero or more.")
    origin, target = _places_of(costs, place, places), _places_of(costs, service, services)
    numbered = origin * len(services) + target
    if len(np.unique(numbered)) < len(numbered):
        again = costs.duplicated([place, service]).to_numpy()
        raise InputError(
            f'Two rows for one "{place}" and "{service}" in {rows_named(costs, again)}. Keep one of them.'
        )
    return Pairs(
        np.asarray(places, dtype=object), np.asarray(services, dtype=object), origin, target, between
    )


def named_once(table, column):
    """Return the names in `column`, once each is seen to be there and to appear once."""
    require(table, column)
    blank = table[column].isna().to_numpy()
    refuse(table, blank, f'"{column}" is blank', "Every row has a name.")
    twice = table.duplicated(column).to_numpy()
    refuse(table, twice, f'Two rows for one "{column}"', "Sum the rows first.")
    return table[column].to_numpy(dtype=object)


def people_of(table, people):
    """Return the people of each place, none of them missing or negative."""
    found = numbers(table, people)
    refuse(table, np.isnan(found), f'"{people}" is blank', "Leave out the place, or find its people.")
    refuse(table, found < 0, f'"{people}" is negative', "A number of people is zero or more.")
    return found


def _places_of(costs, column, names):
    import pandas as pd

    at = pd.Index(names).get_indexer(costs[column])
    lost = at < 0
    if lost.any():
        unknown = costs[column].to_numpy()[lost][0]
        raise InputError(
            f'Column "{column}" names "{unknown}", which is not in the table of them; {int(lost.sum())} such '
            f"rows. {nearest(unknown, names)}".rstrip()
        )
    return at.astype("int64")
