"""Stepwise choice of the pairs of lists that depend on each other (Chan, Silverman and Vincent 2021).

From the effects of the lists alone, the pair whose observed overlap is the least likely under the model so
far is taken, if that tail of the Poisson distribution is below the threshold and the model that it makes has
an estimate and only one. A lower threshold stops earlier on the same path.

A model is fitted as series over time are, by `baselines.fitted`. A test holds it to statsmodels' GLM.
"""

from dataclasses import dataclass

import numpy as np

from analysis.measures.hidden.captures import (
    HOLDS,
    Model,
    code_of,
    geometry,
    is_certain,
    matrix_of,
    smallest_singular_value,
)
from analysis.measures.rates.limits import standard_normal
from analysis.measures.trends import baselines

EVERY_PAIR = 1.0  # the threshold that asks for all pairs, whatever their tails
DEFAULT = 0.02  # Chan, Silverman and Vincent 2021: the best coverage of those that they simulated
# Those of the published tables. At 0 the lists are held to be independent whatever they show, and at 1 every
# pair is fitted whatever it shows: both are shown, and neither is a choice that evidence could make.
TRIED = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 1.0)
DEFENSIBLE = tuple(threshold for threshold in TRIED if 0 < threshold < 1)
CONVERGED = 1e-10  # Newton's decrement: twice what the log-likelihood still has to gain
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Fit:
    """Coefficients, the variance of the first, the means that they give, and how likely they are."""

    matrix: np.ndarray
    coefficients: np.ndarray
    variance: float
    means: np.ndarray
    log_likelihood: float


def total_with_limits(seen, fit):
    """Return the people seen and never seen, and their limits, from the constant of a fit.

    The constant is the logarithm of the people expected on no list: n + exp(b0), and n + exp(b0 -/+ z se).
    """
    constant, reach = fit.coefficients[0], standard_normal(CONFIDENCE) * np.sqrt(fit.variance)
    return [float(seen + np.exp(constant + shift)) for shift in (0.0, -reach, reach)]


def fit_poisson(matrix, counts):
    """Return the `Fit` of `counts` on the columns of `matrix`, the first of which is the constant, 1.

    Where no maximum of the likelihood exists there is none, or one with means next to zero;
    `captures.code_of` tells that from a maximum.
    """
    from scipy.special import gammaln, xlogy

    try:
        fits = baselines.fitted(counts[None], matrix, np.ones((1, len(counts))))
    except np.linalg.LinAlgError:
        return None
    means, covariance = fits.means[0], fits.covariance[0]
    gradient = matrix.T @ (counts - means)
    if not gradient @ covariance @ gradient < CONVERGED:
        return None
    likelihood = (xlogy(counts, means) - means - gammaln(counts + 1)).sum()
    return Fit(matrix, fits.coefficients[0], covariance[0, 0], means, likelihood)


@dataclass(frozen=True)
class Step:
    """A model with its fit, and the tail at which its last pair was taken."""

    model: Model
    fit: Fit
    tail: float = 0.0


def fitted(lists, counts, model):
    """Return a model's `Fit` and the code of its checks; the fit is None unless the code is 0."""
    smallest = smallest_singular_value(lists, model)
    if smallest == 0.0:
        return None, code_of(lists, model, counts)
    matrix, rows = matrix_of(lists, model)
    left = counts if rows is None else counts[rows]
    fit = fit_poisson(matrix, left)
    if fit is not None and is_certain(fit, left, smallest):
        return fit, HOLDS
    code = code_of(lists, model, counts)
    if code != HOLDS:
        return None, code
    if fit is None:
        raise ArithmeticError(f"A fit that has an estimate did not converge to it: {model}.")
    return fit, HOLDS


def choice(lists, counts, threshold):
    """Return the `Step` that a threshold ends on, None without an estimate, and the code of the checks.

    At a threshold of 1 every pair is fitted at once where that is possible, in the order of the lists; where
    it is not, pairs are taken one by one until no other can be.
    """
    if threshold >= EVERY_PAIR:
        model = model_of(lists, counts, range(len(geometry(lists).pairs)))
        fit, _ = fitted(lists, counts, model)
        if fit is not None:
            return Step(model, fit), HOLDS
    steps, code = path(lists, counts, threshold)
    return last_step(steps, threshold), code


def last_step(steps, threshold):
    """Return the step of a path that a threshold ends on, None where there is none."""
    taken = None
    for step in steps:
        if taken is not None and step.tail >= threshold:
            break
        taken = step
    return taken


def model_of(lists, counts, pairs):
    """Return the model of some pairs by number, each fitted or, where nobody is on both lists, empty."""
    overlaps = geometry(lists).both.T @ counts
    return Model(
        tuple(pair for pair in pairs if overlaps[pair] > 0),
        tuple(pair for pair in pairs if overlaps[pair] == 0),
    )


def path(lists, counts, highest=EVERY_PAIR):
    """Return steps, each with a pair more, while the smallest tail is below `highest`; and a code.

    `counts` has the people on each combination, as `Captures.counts`; each list has someone. The first step
    has the lists alone. Where those have no estimate there is no step, and the code says why.
    """
    overlaps = geometry(lists).both.T @ counts
    fit, code = fitted(lists, counts, Model())
    following = None if fit is None else Step(Model(), fit)
    steps = []
    while following is not None:
        steps.append(following)
        following = _next(lists, counts, overlaps, following, highest)
    return steps, code


def _next(lists, counts, overlaps, step, highest):
    """Return the step after `step`, or None where no tail of a pair that can be taken is below `highest`."""
    tails = _tails(overlaps, _expected(lists, step))
    tails[list(step.model.pairs)] = np.inf
    for pair in np.argsort(tails, kind="stable"):
        tail = float(tails[pair])
        if not tail < highest:
            break
        model = step.model.with_pair(int(pair), overlaps[pair])
        fit, _ = fitted(lists, counts, model)
        if fit is not None:
            return Step(model, fit, tail)
    return None


def _expected(lists, step):
    """Return how many people each pair of lists would share under a model: none where cells are dropped."""
    both = geometry(lists).both
    if step.model.empty:
        both = both[matrix_of(lists, step.model)[1]]
    return both.T @ step.fit.means


def _tails(overlaps, expected):
    """Return the smaller Poisson tail of each overlap, the overlap itself counted in both."""

    from scipy.special import gammainc, gammaincc

    at_most = gammaincc(overlaps + 1.0, expected)
    at_least = np.where(overlaps > 0, gammainc(np.maximum(overlaps, 1.0), expected), 1.0)
    return np.minimum(at_most, at_least)
