"""Monthly counts before and after something began, in one place or beside a place where it did not.

An interrupted time series with a comparison (Lopez Bernal, Cummins and Gasparrini, International Journal of
Epidemiology 2017, 46:348, and 2018, 47:2082): level, trend and season, a change from the start in both
places, and a change in one place alone, which is the effect.
"""

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN
from analysis.measures.trends.counts import YEARS_NEEDED, fitted_counts

QUASI_POISSON, CONFIDENCE = "quasi-Poisson", 0.95
MONTHS_IN_YEAR = 12
MONTHS_BEFORE = YEARS_NEEDED * MONTHS_IN_YEAR  # with less, a season cannot be told from a trend
MONTHS_AFTER = 3
# Eleven months against January ask for events in each; with fewer, one wave a year stands for the season.
EVENTS_IN_RAREST_MONTH = 10
OWN_TREND, EFFECT = "trend per month, where it ran", "since the start, where it ran"
# A correlation of neighbouring months that chance alone exceeds once in twenty series.
ONE_IN_TWENTY = 1.645


@dataclass(frozen=True)
class Months:
    """One series a side, stacked: `own` is true where it happened, `step` counts months from 1."""

    counts: np.ndarray
    own: np.ndarray
    step: np.ndarray
    month: np.ndarray
    after: np.ndarray

    @property
    def compared(self):
        """Tell whether there is a second place."""
        return not self.own.all()

    def where(self, rows):
        """Return the months of some rows alone, or all in another order."""
        return Months(*(getattr(self, item.name)[rows] for item in fields(self)))


@dataclass(frozen=True)
class Fit:
    """A regression of `Months`: terms, coefficients and errors; the effect appears last."""

    terms: tuple
    design: np.ndarray
    coefficients: np.ndarray
    errors: np.ndarray
    means: np.ndarray
    degrees_of_freedom: int
    dispersion: float
    autocorrelation: float
    widened: float

    def limits(self, term=-1):
        """Return the limits of a term's rate ratio, wider where neighbouring months go together."""
        middle = self.coefficients[term]
        wide = reach(self.degrees_of_freedom) * self.widened * self.errors[term]
        return np.exp(middle - wide), np.exp(middle + wide)


def reach(degrees_of_freedom):
    """Return how many standard errors the limits lie from the middle, by Student's t."""
    from scipy import special

    return special.stdtrit(degrees_of_freedom, 0.5 + CONFIDENCE / 2)


def months_of(table, started_on):
    """Return `Months` of the `contacts` of a table, in order of side and time; `own` is true where it ran."""
    day = pd.DatetimeIndex(table["period_start"])
    number = day.year.to_numpy() * MONTHS_IN_YEAR + day.month.to_numpy() - 1
    own = table["own"].to_numpy(dtype=bool)
    order = np.lexsort((number, ~own))
    number = number[order]
    return Months(
        table["contacts"].to_numpy(dtype=float)[order],
        own[order],
        number - number.min() + 1.0,
        number % MONTHS_IN_YEAR,
        np.asarray(day >= pd.Timestamp(started_on))[order],
    )


def stacked(parts):
    """Return several `Months` as one, in order of side and time."""
    columns = ([getattr(part, item.name) for part in parts] for item in fields(Months))
    together = Months(*map(np.concatenate, columns))
    return together.where(np.lexsort((together.step, ~together.own)))


def why_not(months, before_alone=False):
    """Return the state of what could be said of `months` (None where there are none), and why not."""
    if months is None:
        return NOT_AVAILABLE, "not given: no month has a figure"
    state, reason = _first_lack(months, ~months.after, MONTHS_BEFORE, "before")
    if reason is None and not before_alone:
        return _first_lack(months, months.after, MONTHS_AFTER, "since")
    return state, reason


def _first_lack(months, rows, needed, when):
    sides = [(months.own, "it ran"), (~months.own, "it is compared")]
    for side, place in sides if months.compared else sides[:1]:
        counts = months.counts[side & rows]
        if len(counts) < needed:
            return NOT_AVAILABLE, (
                f"not given: {len(counts)} months {when} the start where {place}, {needed} are needed"
            )
        if not counts.sum():
            return NOT_AVAILABLE, f"not given: not one contact {when} the start where {place}"
    return SHOWN, None


@dataclass(frozen=True)
class Shape:
    """What a regression has: a wave or months for the season, one trend or one for each place."""

    wave: bool
    apart: bool


def shape_of(months):
    """Return the `Shape` that the months before the start ask for.

    Two places share a trend unless theirs differ beyond chance before the start.
    """
    before = months.where(~months.after)
    events = np.bincount(before.month, weights=before.counts, minlength=MONTHS_IN_YEAR)
    shape = Shape(wave=bool(events.min() < EVENTS_IN_RAREST_MONTH), apart=False)
    if not months.compared:
        return shape
    apart = replace(shape, apart=True)
    fit = fitted(before, apart)
    lower, upper = fit.limits(fit.terms.index(OWN_TREND))
    return apart if lower > 1 or upper < 1 else shape


def design(months, shape):
    """Return {term: column} of a regression; months that are all before the start have no effect to tell."""
    columns = {"start": np.ones(len(months.counts))}
    if months.compared:
        columns["where it ran"] = months.own.astype(float)
    columns["trend per month"] = months.step
    if shape.apart:
        columns[OWN_TREND] = months.own * months.step
    if shape.wave:
        turn = 2 * np.pi * months.month / MONTHS_IN_YEAR
        columns |= {"season, sine": np.sin(turn), "season, cosine": np.cos(turn)}
    else:
        for number in range(1, MONTHS_IN_YEAR):
            columns[f"month {number + 1}"] = (months.month == number).astype(float)
    if months.after.any():
        if months.compared:
            columns["since the start, in both"] = months.after.astype(float)
        columns[EFFECT] = (months.own & months.after).astype(float)
    return columns


def fitted(months, shape):
    """Return the `Fit` of `months`; the effect is its last term."""
    columns = design(months, shape)
    matrix = np.column_stack(list(columns.values()))
    fit, _ = fitted_counts(months.counts, matrix, QUASI_POISSON)
    means = np.asarray(fit.fittedvalues)
    dispersion = float(fit.pearson_chi2 / fit.df_resid)
    residuals = (months.counts - means) / np.sqrt(means)
    correlation, pairs = _neighbours(months, residuals)
    beyond = correlation > ONE_IN_TWENTY / np.sqrt(pairs)
    return Fit(
        terms=tuple(columns),
        design=matrix,
        coefficients=np.asarray(fit.params),
        # Counts of separate people scatter as Poisson's at least: less is luck, and no reason to be surer.
        errors=np.asarray(fit.bse) * np.sqrt(max(dispersion, 1.0)),
        means=means,
        degrees_of_freedom=int(fit.df_resid),
        dispersion=dispersion,
        autocorrelation=correlation,
        # What a lasting change's error grows by where each month leans on the one before.
        widened=float(np.sqrt((1 + correlation) / (1 - correlation))) if beyond else 1.0,
    )


def _neighbours(months, residuals):
    """Return how residuals of neighbouring months of a place go together, and how many pairs there are."""
    next_to = (np.diff(months.step) == 1) & (months.own[1:] == months.own[:-1])
    product = (residuals[1:] * residuals[:-1])[next_to].mean()
    return float(product / (residuals**2).mean()), int(next_to.sum())


def without_the_effect(fit):
    """Return the means that a fit would have had without its last term."""
    return fit.means * np.exp(-fit.design[:, -1] * fit.coefficients[-1])
