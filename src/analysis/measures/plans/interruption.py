"""Monthly counts before and after something began, in one place or beside a place where it did not.

An interrupted time series, or one with a comparison (Lopez Bernal, Cummins and Gasparrini, International
Journal of Epidemiology 2017, 46:348, and 2018, 47:2082), by generalised least squares on the logs of counts.
Season, trend and whatever changed in both places drop out of the difference of two logs; in one place they
are in the regression.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measures.trends.counts import YEARS_NEEDED
from analysis.states import NOT_AVAILABLE, SHOWN

CONFIDENCE = 0.95
MONTHS_IN_YEAR = 12
MONTHS_BEFORE = YEARS_NEEDED * MONTHS_IN_YEAR  # with less, a season cannot be told from a trend
MONTHS_AFTER = 3
# What no test on a few dozen months can rule out is allowed for, whatever they show. A test beforehand let
# "worked" be said of campaigns that did nothing in up to 54 of 100 cases: bench_truth.py, "campaigns".
CORRELATION = 0.5  # of neighbouring months
OWN_TREND = 0.007  # standard deviation of the difference of two places' trends, on the log scale, per month
# Standard deviation, on the log scale, of what else changed counts in the half years around the start.
OTHER_THINGS, HALF_YEAR = 0.2, 6


@dataclass(frozen=True)
class Months:
    """The months that each place has a figure for; `counts` has a column a place, where it ran first."""

    counts: np.ndarray
    number: np.ndarray
    after: np.ndarray

    @property
    def compared(self) -> bool:
        """Tell whether there is a second place."""
        return self.counts.shape[1] > 1

    @property
    def logs(self) -> np.ndarray:
        """Return the log of the counts, less that of the second place; half is added, for a month of zero."""
        logs = np.log(self.counts + 0.5)
        return logs[:, 0] - logs[:, 1] if self.compared else logs[:, 0]

    @property
    def poisson_variance(self) -> float:
        """Return the variance of the log of the change if counts scattered as Poisson's do."""
        return sum((1 / self.counts[rows].sum(axis=0)).sum() for rows in (self.after, ~self.after))

    def with_more(self, months: int) -> Months:
        """Return these and as many months since, with the average counts of those that there are."""
        counts = np.tile(self.counts.mean(axis=0), (months, 1))
        number = self.number.max() + 1 + np.arange(months)
        return Months(
            np.concatenate([self.counts, counts]),
            np.concatenate([self.number, number]),
            np.concatenate([self.after, np.ones(months, dtype=bool)]),
        )


@dataclass(frozen=True)
class Change:
    """A change on the log scale, and the variance of what could have made it instead.

    `own_trends` is for trends of their own, `other_things` for what else happened around the start, and
    `by_trend` the change that a difference of 1 a month between the trends would pass for.
    """

    log_ratio: float
    chance: float
    own_trends: float
    other_things: float
    by_trend: float
    reach: float

    def limits(self, variance: float) -> tuple[float, float]:
        """Return the limits of the rate ratio for a variance of the change."""
        wide = self.reach * np.sqrt(variance)
        return np.exp(self.log_ratio - wide), np.exp(self.log_ratio + wide)

    @property
    def variance(self) -> float:
        """Return the variance with all that is allowed for."""
        return self.chance + self.own_trends + self.other_things


def months_of(table: pd.DataFrame, started_on: pd.Timestamp | str) -> Months:
    """Return the `Months` of the `contacts` of a table; `own` is true where it ran."""
    places = [True] if table["own"].all() else [True, False]
    wide = table.pivot(index="period_start", columns="own", values="contacts").reindex(columns=places)
    wide = wide.dropna().sort_index()
    day = pd.DatetimeIndex(wide.index)
    number = (day.year * MONTHS_IN_YEAR + day.month).to_numpy()
    return Months(wide.to_numpy(dtype=float), number, np.asarray(day >= pd.Timestamp(started_on)))


def why_not(months: Months, before_alone: bool = False) -> tuple:
    """Return the state of what could be said of `months`, and why not."""
    parts = [(~months.after, MONTHS_BEFORE, "before"), (months.after, MONTHS_AFTER, "since")]
    for rows, needed, when in parts[:1] if before_alone else parts:
        if rows.sum() < needed:
            of_both = " with a figure of both places" if months.compared else ""
            why = f"{rows.sum()} months{of_both} {when} the start, {needed} are needed"
            return NOT_AVAILABLE, f"not given: {why}"
        for total, place in zip(months.counts[rows].sum(axis=0), ("it ran", "it is compared"), strict=False):
            if not total:
                return NOT_AVAILABLE, f"not given: not one contact {when} the start where {place}"
    return SHOWN, None


def _design(months, own_trend):
    """Return the columns of the regression: the change is the last, where there are months since."""
    columns = [np.ones(len(months.number))]
    if own_trend:
        columns.append(months.number - months.number.mean())
    if not months.compared:
        turn = 2 * np.pi * months.number / MONTHS_IN_YEAR
        columns += [np.sin(turn), np.cos(turn)]
    if months.after.any():
        columns.append(months.after)
    return np.column_stack(columns).astype(float)


def _least_squares(months, own_trend):
    """Return the weights of months in each coefficient, the columns, and how far months go together."""
    together = CORRELATION ** np.abs(np.subtract.outer(months.number, months.number))
    design = _design(months, own_trend)
    told = np.linalg.solve(together, design)
    return np.linalg.solve(design.T @ told, told.T), design, together


def scatter(months: Months) -> float:
    """Return the variance of a month's log about season and trend, each place with a trend of its own."""
    weights, design, together = _least_squares(months, own_trend=True)
    rest = months.logs - design @ (weights @ months.logs)
    return rest @ np.linalg.solve(together, rest) / (len(rest) - design.shape[1])


def change_of(months: Months, variance: float) -> Change:
    """Return the `Change` since the start for the `scatter` of a month.

    Two places share a trend, so that a trend of its own is an error of the change; one place has its own.
    """
    from scipy import special

    weights, _, together = _least_squares(months, own_trend=not months.compared)
    weights, from_start = weights[-1], months.number - months.number[months.after].min()
    by_trend = weights @ from_start
    before, since = (
        weights[(from_start >= first) & (from_start < first + HALF_YEAR)].sum() for first in (-HALF_YEAR, 0)
    )
    freedom = len(weights) - _design(months, own_trend=True).shape[1]
    return Change(
        log_ratio=weights @ months.logs,
        # Counts of separate people scatter as Poisson's at least: less is luck, and no reason to be surer.
        chance=max(variance * (weights @ together @ weights), months.poisson_variance),
        own_trends=(OWN_TREND * by_trend) ** 2,
        other_things=OTHER_THINGS**2 * (before**2 + since**2),
        by_trend=by_trend,
        reach=special.stdtrit(freedom, 0.5 + CONFIDENCE / 2),
    )
