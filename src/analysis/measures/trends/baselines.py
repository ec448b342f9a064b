"""What the past says of one period: which earlier periods are read, and the count they lead one to expect."""

from dataclasses import dataclass

import numpy as np

# With less a trend is not told from chance (Farrington and others 1996), nor a season seen three times.
YEARS_FOR_A_TREND = 3


@dataclass(frozen=True)
class Rules:
    """How the past is read.

    `years` back; `window`, the periods on each side of the same time of year that count as the same time
    of year; `seasons`, into how many parts the year is cut (1: only the windows are read); `excluded`, how
    many of the latest periods are left out, so that a rise under way does not become the expectation;
    `reweight_above`, the residual from which a high past count is drawn in; `trend_p`, the p-value below
    which a trend is kept (1: always, 0: never).
    """

    years: int
    window: int
    seasons: int = 1
    excluded: int = 0
    reweight_above: float = 2.58
    trend_p: float = 1.0


@dataclass(frozen=True)
class Expected:
    """What each series was expected to count: `mean`, its standard `error`, `dispersion` (1 or more),
    known from so many `degrees_of_freedom`, whether a `trend` was kept, how many periods of the `same_season`
    were read, and whether there is an answer at all (`told`).
    """

    mean: np.ndarray
    error: np.ndarray
    dispersion: np.ndarray
    degrees_of_freedom: np.ndarray
    trend: np.ndarray
    same_season: np.ndarray
    told: np.ndarray


def read_periods(at, period, rules):
    """Return the columns that are read for the column `at`, and the part of the year of each; 0 is its own.

    Windows appear around the same time of each earlier year. With more than one part the periods between two
    windows are shared out among the others as evenly as they go, the first ones taking what is left over.
    """
    part = {}
    for back in range(1, rules.years + 1):
        here = at - period * back
        for column in range(here - rules.window, here + rules.window + 1):
            part[column] = 0
        if rules.seasons > 1:
            between = np.arange(here + rules.window + 1, here + period - rules.window)
            for number, columns in enumerate(np.array_split(between, rules.seasons - 1), start=1):
                part |= dict.fromkeys(columns.tolist(), number)
    part |= dict.fromkeys(range(at - rules.window, at), 0)
    columns = np.array(sorted(column for column in part if 0 <= column < at - rules.excluded), dtype=int)
    return columns, np.array([part[column] for column in columns], dtype=int)


def expect(counts, at, period, rules, steps=None):
    """Return the `Expected` counts at column `at` of `counts` (series, periods), NaN where not known.

    A quasi-Poisson regression on the parts of the year, a trend, and `steps`, a (periods, steps) matrix of
    zeros and ones for changes whose date is known beforehand.
    """
    columns, parts = read_periods(at, period, rules)
    past = counts[:, columns]
    present = np.isfinite(past).astype(float)
    shape = len(counts)
    terms = [np.ones(len(columns)), *((parts == number).astype(float) for number in range(1, rules.seasons))]
    if steps is not None:
        # Counted from the period judged, so that the first coefficient is the log of what is expected there.
        terms += list((steps[columns] - steps[at]).T.astype(float))
    trend = (columns - at) / period
    without, with_trend = np.column_stack(terms), np.column_stack([*terms, trend])
    found = {name: np.full(shape, np.nan) for name in ("mean", "error", "dispersion", "freedom")}
    kept = np.zeros(shape, dtype=bool)
    told = np.zeros(shape, dtype=bool)
    years = (at - columns.min()) / period if len(columns) else 0
    if rules.trend_p > 0 and rules.years >= YEARS_FOR_A_TREND and years >= YEARS_FOR_A_TREND:
        rows = _enough(with_trend, present)
        fits = _fit(past[rows], with_trend, present[rows], rules)
        largest = np.where(present[rows] > 0, past[rows], -np.inf).max(axis=1, initial=-np.inf)
        keep = fits.converged & _significant(fits, rules.trend_p)
        keep &= np.exp(fits.coefficients[:, 0]) <= largest
        _put(found, rows[keep], fits, keep)
        kept[rows[keep]] = told[rows[keep]] = True
    rows = np.setdiff1d(_enough(without, present), np.flatnonzero(kept))
    fits = _fit(past[rows], without, present[rows], rules)
    _put(found, rows[fits.converged], fits, fits.converged)
    told[rows[fits.converged]] = True
    return Expected(
        found["mean"],
        found["error"],
        found["dispersion"],
        found["freedom"],
        kept,
        present[:, parts == 0].sum(axis=1).astype(int),
        told,
    )


def _enough(design, present):
    """Return which series separate the terms with a row to spare, from which chance is measured."""
    return np.flatnonzero(separated(design, present) & (present.sum(axis=1) > design.shape[1]))


def _fit(past, design, present, rules):
    fits = fitted(past, design, present)
    if not len(past):
        return fits
    return fitted(past, design, reweighted(past, fits, present, rules.reweight_above))


def _significant(fits, below):
    """Return whether the last term has a p-value below `below`, by Student's t with Pearson's dispersion."""
    from scipy import special

    if below >= 1:
        return np.ones(len(fits.converged), dtype=bool)
    error = np.sqrt(fits.covariance[:, -1, -1] * fits.dispersion)
    size = np.abs(fits.coefficients[:, -1])
    # Counts that follow the trend exactly leave nothing to measure chance by: any slope but none stands out.
    ratio = np.divide(size, error, out=np.where(size > 0, np.inf, 0.0), where=error > 0)
    return 2 * special.stdtr(fits.degrees_of_freedom, -ratio) < below


def _put(found, rows, fits, which):
    dispersion = np.maximum(fits.dispersion[which], 1.0)
    mean = np.exp(fits.coefficients[which, 0])
    found["mean"][rows] = mean
    found["error"][rows] = mean * np.sqrt(fits.covariance[which, 0, 0] * dispersion)
    found["dispersion"][rows] = dispersion
    found["freedom"][rows] = fits.degrees_of_freedom[which]


# Deviance has converged at this share of itself. R's glm stops at 1e-8, which leaves coefficients 1e-6 off.
CONVERGED = 1e-12
ROUNDS = 60
# exp(-30) is not an event in 10 million million: a season in which nothing ever happened stops falling here.
LOWEST, HIGHEST = -30.0, 30.0


@dataclass(frozen=True)
class Fits:
    """Fits of many series: `coefficients` (series, terms), `covariance` without its dispersion,
    `means` and `leverage` (series, rows), Pearson `dispersion`, `degrees_of_freedom`, and `converged`.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    means: np.ndarray
    leverage: np.ndarray
    dispersion: np.ndarray
    degrees_of_freedom: np.ndarray
    converged: np.ndarray


def fitted(counts, design, weights):
    """Return the `Fits` of log-linear quasi-Poisson regressions by iteratively reweighted least squares.

    `counts` and `weights` are (series, rows), `design` (rows, terms); a row of weight zero, whatever its
    count, is not there. Each series must separate the terms: see `separated`.
    """
    present = weights > 0
    counts = np.where(present, counts, 0.0)
    # Every product of two terms: one matrix product then gives all series their information at once.
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), design.shape[1] ** 2)
    shape = (design.shape[1],) * 2
    linear = np.log(counts + 0.1)
    deviance = np.full(len(counts), np.inf)
    coefficients = np.zeros((len(counts), design.shape[1]))
    active, converged = np.arange(len(counts)), np.zeros(len(counts), dtype=bool)
    for _ in range(ROUNDS):
        means = np.exp(linear[active])
        working = weights[active] * means
        response = linear[active] + (counts[active] - means) / means
        information = (working @ products).reshape(-1, *shape)
        moment = (working * response) @ design
        found = np.linalg.solve(information, moment[..., None])[..., 0]
        coefficients[active] = found
        linear[active] = np.clip(found @ design.T, LOWEST, HIGHEST)
        now = _deviance(counts[active], linear[active], weights[active])
        done = np.abs(now - deviance[active]) <= CONVERGED * (np.abs(now) + 0.1)
        deviance[active] = now
        converged[active[done]] = True
        active = active[~done]
        if not active.size:
            break
    means = np.exp(linear)
    working = weights * means
    covariance = np.linalg.inv((working @ products).reshape(-1, *shape))
    leverage = working * (covariance.reshape(len(counts), products.shape[1]) @ products.T)
    freedom = present.sum(axis=1) - design.shape[1]
    pearson = (weights * (counts - means) ** 2 / means).sum(axis=1)
    dispersion = np.divide(pearson, freedom, out=np.full(len(counts), np.nan), where=freedom > 0)
    return Fits(coefficients, covariance, means, leverage, dispersion, freedom, converged)


def _deviance(counts, linear, weights):
    logs = np.log(np.where(counts > 0, counts, 1.0))
    return 2 * (weights * (counts * (logs - linear) - (counts - np.exp(linear)))).sum(axis=1)


def separated(design, weights):
    """Return for each series whether its rows of positive weight tell the terms of `design` apart."""
    present = (weights > 0).astype(float)
    patterns, which = np.unique(present, axis=0, return_inverse=True)
    ranks = [np.linalg.matrix_rank(design[row > 0]) if row.any() else 0 for row in patterns]
    return np.array(ranks, dtype=int)[which.ravel()] == design.shape[1]


def reweighted(counts, fits, weights, above):
    """Return weights that draw in high counts of the past (Farrington and others 1996).

    Standardised Anscombe residuals larger than `above` weigh by their inverse square, all others alike,
    and the weights of a series add up to its number of rows.
    """
    present = weights > 0
    means = fits.means
    spread = np.maximum(fits.dispersion, 1.0)[:, None] * np.maximum(1 - fits.leverage, 1e-12)
    whole = np.where(present, counts, 0.0)
    residuals = 1.5 * (whole ** (2 / 3) * means ** (-1 / 6) - np.sqrt(means)) / np.sqrt(spread)
    large = residuals > above
    raw = np.where(large, 1 / np.where(large, residuals, 1.0) ** 2, 1.0) * present
    return raw * (present.sum(axis=1) / raw.sum(axis=1))[:, None]
