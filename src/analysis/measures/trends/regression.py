"""Quasi-Poisson regressions of many series at once: one design, a row of counts and of weights for each."""

from dataclasses import dataclass

import numpy as np

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
    linear = np.log(counts + 0.1)
    deviance = np.full(len(counts), np.inf)
    coefficients = np.zeros((len(counts), design.shape[1]))
    active, converged = np.arange(len(counts)), np.zeros(len(counts), dtype=bool)
    for _ in range(ROUNDS):
        means = np.exp(linear[active])
        working = weights[active] * means
        response = linear[active] + (counts[active] - means) / means
        information = _information(products, working)
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
    covariance = np.linalg.inv(_information(products, working))
    leverage = working * (covariance.reshape(len(counts), products.shape[1]) @ products.T)
    freedom = present.sum(axis=1) - design.shape[1]
    pearson = (weights * (counts - means) ** 2 / means).sum(axis=1)
    dispersion = np.divide(pearson, freedom, out=np.full(len(counts), np.nan), where=freedom > 0)
    return Fits(coefficients, covariance, means, leverage, dispersion, freedom, converged)


def _information(products, working):
    terms = round(np.sqrt(products.shape[1]))
    return (working @ products).reshape(len(working), terms, terms)


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
